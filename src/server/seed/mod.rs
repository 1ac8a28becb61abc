//! Filling a new shop: the demonstration, and many products for load tests. Both may be run again.

pub mod commissions;
pub mod customers;
pub mod demo;
pub mod load;
mod production;
mod questions;
pub mod rules;
pub mod set_aside;

pub use production::{refuse_demo, refuse_demo_accounts};

use super::actor::Actor;
use super::db::keyset::Window;
use super::db::{self};
use super::error::{Error, Result};
use super::payments::manual;
use super::state::App;
use uuid::Builder;

/// Whether the shop has no product at all, drafts included.
pub async fn is_empty(app: &App) -> Result<bool> {
    let mut conn = app.db.read().await?;
    let (rows, _) = db::catalogue::edit::list(&mut conn, None, "", &Window::first(1), 1).await?;
    Ok(rows.is_empty())
}

/// Fills the demonstration shop, pictures included; see [`demo::seed`]. Returns how many products are new.
pub async fn demo(app: &App) -> Result<u64> {
    demo::seed(app).await
}

/// The studio sees the transfer that an order awaits on its statement.
pub async fn transfer_arrives(app: &App, studio: &Actor, order_id: &str) -> Result<()> {
    let attempts = {
        let mut conn = app.db.read().await?;
        db::payments::attempts(&mut conn, order_id).await?
    };
    let gone = || Error::fault("a transfer of the demonstration is not awaited");
    let awaited = attempts
        .into_iter()
        .find(|attempt| attempt.method.is_manual() && attempt.state.is_live());
    let seen = "Statement of the demonstration";
    manual::confirm(app, studio, order_id, &awaited.ok_or_else(gone)?.id, seen).await
}

/// Numbers that look random and are the same every time (SplitMix64, Steele and others, 2014).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 up to, but not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.roll() % end.max(1) as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A UUIDv7 of the given time whose other bits come from the dice.
    pub fn id_at(&mut self, ms: i64) -> String {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.roll().to_be_bytes());
        bytes[8..].copy_from_slice(&self.roll().to_be_bytes()[..2]);
        Builder::from_unix_timestamp_millis(ms.max(0) as u64, &bytes)
            .into_uuid()
            .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_later_ones_sort_later() {
        let (mut one, mut two) = (Dice::new(7), Dice::new(7));
        assert_eq!(one.id_at(1_000), two.id_at(1_000));
        assert!(one.id_at(1_001) > two.id_at(1_000));
    }
}
