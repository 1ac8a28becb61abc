//! What the customer who holds an order's link may do with it until it is on its way, and what came of buying it again.

use super::contact::Address;
use super::order_status::OrderStatus;
use super::returns::{Returnable, Withdrawable};
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// Longest note, in characters, what was noted before included.
pub const NOTE_MAX: usize = 1000;

/// What an order's page offers beside the order itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderView {
    /// Address, e-mail and note may still change.
    pub can_correct: bool,
    pub can_buy_again: bool,
    /// It was cancelled before it was paid, and its pieces are in no cart: it offers to put them back.
    #[serde(default)]
    pub can_put_back: bool,
    /// What can be sent back, if anything can.
    pub returnable: Option<Returnable>,
    /// What can be withdrawn from, while that runs.
    pub withdrawable: Option<Withdrawable>,
    /// Countries of addresses that cost the same shipping and tax.
    pub countries: Vec<String>,
    /// A new e-mail address whose link has not been opened yet.
    pub waiting_email: Option<String>,
    /// When something last happened that its holder can see, in unix milliseconds.
    pub news_ms: i64,
}

/// What the page shows before a new e-mail address is taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChangeView {
    pub order_number: String,
    pub email: String,
}

impl OrderStatus {
    /// Whether address, e-mail and note may still change: it is not on its way, and not called off.
    pub fn may_be_corrected(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed | Self::InProduction)
    }
}

/// A part of an address, as a correction names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum AddressPart {
    Name,
    Street,
    PostalCode,
    Town,
    Region,
    Country,
    Phone,
}

impl AddressPart {
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Street => "street",
            Self::PostalCode => "postal code",
            Self::Town => "town",
            Self::Region => "region",
            Self::Country => "country",
            Self::Phone => "phone",
        }
    }
}

/// Which parts of an address a correction changes; empty when it changes nothing.
pub fn corrected(before: &Address, after: &Address) -> Vec<AddressPart> {
    let parts = [
        (AddressPart::Name, before.full_name != after.full_name),
        (
            AddressPart::Street,
            (&before.line1, &before.line2) != (&after.line1, &after.line2),
        ),
        (
            AddressPart::PostalCode,
            before.postal_code != after.postal_code,
        ),
        (AddressPart::Town, before.city != after.city),
        (AddressPart::Region, before.region != after.region),
        (AddressPart::Country, before.country != after.country),
        (AddressPart::Phone, before.phone != after.phone),
    ];
    let changed = parts.into_iter().filter(|(_, changed)| *changed);
    changed.map(|(part, _)| part).collect()
}

/// A line that could not be bought again in full: its place in the order, and the code of what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    pub place: usize,
    pub code: String,
}

/// Missed lines as one word for an address: `0-product_sold_out.2-insufficient_inventory`.
pub fn missed_word(missed: &[Missed]) -> String {
    let words = missed.iter().map(|m| format!("{}-{}", m.place, m.code));
    words.collect::<Vec<_>>().join(".")
}

/// Reads what [`missed_word`] wrote; whatever is no part of it is left out.
pub fn read_missed(word: &str) -> Vec<Missed> {
    let read = |part: &str| {
        let (place, code) = part.split_once('-')?;
        Some(Missed {
            place: place.parse().ok()?,
            code: code.into(),
        })
    };
    word.split('.').filter_map(read).collect()
}

/// Why a piece is not in the cart, or not in the quantity it was bought in, in a sentence.
pub fn missed_sentence(title: &str, code: &str) -> String {
    match code {
        "insufficient_inventory" | "invalid_item_data" => {
            format!("{title}: there are fewer than you bought. What there is lies in your cart.")
        }
        "invalid_answer" => {
            format!(
                "{title}: what you chose or had written on it then is not offered any more. Choose again on its page."
            )
        }
        "product_sold_out" => format!("{title} is sold out, or in somebody’s checkout right now."),
        "payment_not_available" => {
            format!("{title} is not sold in your currency. Choose another at the foot of the page.")
        }
        _ => format!("{title} is no longer for sale."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_missed_survives_the_way_through_an_address() {
        let missed = |place, code: &str| Missed {
            place,
            code: code.into(),
        };
        let all = [
            missed(0, "product_sold_out"),
            missed(12, "product_not_found"),
        ];
        assert_eq!(read_missed(&missed_word(&all)), all);
        for nonsense in ["", ".", "x-y", "1", "-"] {
            assert_eq!(read_missed(nonsense), [], "{nonsense}");
        }
    }

    #[test]
    fn a_correction_names_what_it_changes() {
        let before = Address {
            full_name: "Ada".into(),
            line1: "Row 1".into(),
            city: "Lübeck".into(),
            ..Address::default()
        };
        let after = Address {
            line2: "Flat 2".into(),
            city: "Kiel".into(),
            ..before.clone()
        };
        let parts = [AddressPart::Street, AddressPart::Town];
        assert_eq!(corrected(&before, &after), parts);
        assert!(corrected(&before, &before).is_empty());
    }
}
