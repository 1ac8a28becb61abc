//! One-of-a-kind pieces, and how stock is shown to a visitor.

use atelier_derive::Named;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The state of a one-of-a-kind piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum PieceState {
    Available,
    Reserved,
    Sold,
    Archived,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceEvent {
    Hold,
    Release,
    Sell,
    /// A refund with restock.
    Restock,
    Archive,
    /// The artisan offers an archived piece again.
    Relist,
}

impl PieceState {
    /// The state after an event, or `None` where the event is impossible.
    pub fn after(self, event: PieceEvent) -> Option<PieceState> {
        use PieceEvent::*;
        use PieceState::*;
        match (self, event) {
            (Available, Hold) => Some(Reserved),
            // Money can arrive after the hold is gone: settle takes the piece directly.
            (Available, Sell) => Some(Sold),
            (Available, Archive) => Some(Archived),
            (Reserved, Release) => Some(Available),
            (Reserved, Sell) => Some(Sold),
            (Sold, Restock) => Some(Available),
            (Sold, Archive) => Some(Archived),
            (Archived, Relist) => Some(Available),
            (Available, Release | Restock | Relist) => None,
            (Reserved, Hold | Restock | Archive | Relist) => None,
            (Sold, Hold | Release | Sell | Relist) => None,
            (Archived, Hold | Release | Sell | Restock | Archive) => None,
        }
    }
}

/// What became of units that an order held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum HoldState {
    Active,
    Released,
    Sold,
    Returned,
}

/// What an order wants of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    pub units: i64,
    pub one_of_a_kind: bool,
}

/// Units wanted of each variant over all lines, in the order in which variants are locked. A line is a variant's id, its
/// units, and whether the piece exists once.
pub fn demand<'a>(
    lines: impl IntoIterator<Item = (&'a str, i64, bool)>,
) -> BTreeMap<&'a str, Demand> {
    let mut demand = BTreeMap::new();
    for (variant_id, units, one_of_a_kind) in lines {
        let of_it = demand.entry(variant_id).or_insert(Demand {
            units: 0,
            one_of_a_kind,
        });
        of_it.units += units;
    }
    demand
}

/// Below this many units a visitor sees how many are left.
pub const LOW_STOCK: i64 = 3;

/// What a visitor sees of a variant's or a product's stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "left")]
pub enum Availability {
    Available,
    /// This many are left, and they are few.
    Low(i64),
    /// Every unit is held by someone who is paying just now; one may come back.
    Reserved,
    SoldOut,
    /// A one-of-a-kind piece that has found its owner.
    Sold,
}

impl Availability {
    /// From the counts of a variant: free units, units on hold, and whether the piece exists once.
    pub fn of(available: i64, held: i64, one_of_a_kind: bool) -> Self {
        match (available, held, one_of_a_kind) {
            (1.., _, true) => Self::Available,
            (n, _, false) if n > LOW_STOCK => Self::Available,
            (1.., _, false) => Self::Low(available),
            (_, 1.., _) => Self::Reserved,
            (_, _, true) => Self::Sold,
            (_, _, false) => Self::SoldOut,
        }
    }

    pub fn can_be_bought(self) -> bool {
        matches!(self, Self::Available | Self::Low(_))
    }

    /// A few words for a badge; empty where nothing needs saying.
    pub fn label(self) -> String {
        match self {
            Self::Available => String::new(),
            Self::Low(1) => "Last one".into(),
            Self::Low(n) => format!("Only {n} left"),
            Self::Reserved => "In someone’s checkout".into(),
            Self::SoldOut => "Sold out".into(),
            Self::Sold => "Found its owner".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sold_piece_can_only_come_back_by_a_restock_or_be_archived() {
        assert_eq!(PieceState::Sold.after(PieceEvent::Hold), None);
        assert_eq!(PieceState::Sold.after(PieceEvent::Sell), None);
        assert_eq!(
            PieceState::Sold.after(PieceEvent::Restock),
            Some(PieceState::Available)
        );
    }

    #[test]
    fn a_reserved_piece_cannot_be_held_twice() {
        assert_eq!(PieceState::Reserved.after(PieceEvent::Hold), None);
    }

    #[test]
    fn lines_of_one_variant_are_wanted_together_and_by_id() {
        let lines = [
            ("mug", 2, false),
            ("vase", 1, true),
            ("bowl", 1, false),
            ("mug", 3, false),
        ];
        let wanted = |units, one_of_a_kind| Demand {
            units,
            one_of_a_kind,
        };
        let demand: Vec<_> = demand(lines).into_iter().collect();
        assert_eq!(
            demand,
            [
                ("bowl", wanted(1, false)),
                ("mug", wanted(5, false)),
                ("vase", wanted(1, true)),
            ]
        );
    }

    #[test]
    fn a_visitor_is_told_why_a_piece_cannot_be_bought() {
        assert_eq!(Availability::of(0, 1, true), Availability::Reserved);
        assert_eq!(Availability::of(0, 0, true), Availability::Sold);
        assert_eq!(Availability::of(0, 0, false), Availability::SoldOut);
        assert_eq!(Availability::of(2, 9, false), Availability::Low(2));
        assert!(Availability::of(1, 0, true).can_be_bought());
    }
}
