//! Totals of an order from its lines, shipping and tax: the one place where they are computed.

use super::money::{Currency, Money, MoneyError};
use super::tax::{Rate, TaxMode, allocate_in_steps};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line as the catalogue prices it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricedLine {
    pub unit_price_minor: i64,
    pub quantity: i64,
    pub rate: Rate,
}

/// The amounts of one line: its listed total and the tax that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineTotals {
    pub total_minor: i64,
    pub tax_minor: i64,
    pub rate: Rate,
}

/// The amounts of an order, in minor units of one currency. With inclusive prices `tax_minor` is contained in
/// `total_minor`; with exclusive prices it was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub currency: Currency,
    pub mode: TaxMode,
    pub subtotal_minor: i64,
    pub shipping_minor: i64,
    pub shipping_tax_minor: i64,
    pub shipping_rate: Rate,
    pub discount_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub lines: Vec<LineTotals>,
}

impl Totals {
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
    pub fn subtotal(&self) -> Money {
        self.money(self.subtotal_minor)
    }
    pub fn shipping(&self) -> Money {
        self.money(self.shipping_minor)
    }
    pub fn tax(&self) -> Money {
        self.money(self.tax_minor)
    }
    pub fn total(&self) -> Money {
        self.money(self.total_minor)
    }
}

/// Computes every amount of an order.
///
/// Tax is rounded half-up once per rate on the summed base (lines and shipping), then allocated to the lines and to
/// shipping by largest remainder, all in steps of what the currency can be charged in. Shipping is taxed at the highest
/// rate in the cart. Fails only when a sum does not fit or exceeds what an order may have.
pub fn totals(
    currency: Currency,
    mode: TaxMode,
    lines: &[PricedLine],
    shipping_minor: i64,
) -> Result<Totals, MoneyError> {
    let step = currency.step();
    let mut line_totals = Vec::with_capacity(lines.len());
    for line in lines {
        let total = Money::new(line.unit_price_minor, currency).times(line.quantity)?;
        line_totals.push(LineTotals {
            total_minor: total.minor,
            tax_minor: 0,
            rate: line.rate,
        });
    }
    let subtotal_minor = line_totals
        .iter()
        .try_fold(0i64, |sum, l| sum.checked_add(l.total_minor))
        .ok_or(MoneyError::TooLarge)?;
    let shipping_rate = lines.iter().map(|l| l.rate).max().unwrap_or_default();

    // Who shares which rate: indexes of lines, with `lines.len()` standing for shipping.
    let mut bases: BTreeMap<Rate, Vec<usize>> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        bases.entry(line.rate).or_default().push(index);
    }
    bases.entry(shipping_rate).or_default().push(lines.len());

    let amount_of = |index: usize, totals: &[LineTotals]| {
        totals.get(index).map_or(shipping_minor, |l| l.total_minor)
    };
    let (mut tax_minor, mut shipping_tax_minor) = (0i64, 0i64);
    for (rate, members) in bases {
        let weights: Vec<i64> = members
            .iter()
            .map(|&i| amount_of(i, &line_totals))
            .collect();
        let base: i64 = weights.iter().sum();
        let tax = match mode {
            TaxMode::Inclusive => rate.within(base, step),
            TaxMode::Exclusive => rate.on_top_of(base, step),
        };
        tax_minor += tax;
        for (&index, part) in members.iter().zip(allocate_in_steps(tax, &weights, step)) {
            match line_totals.get_mut(index) {
                Some(line) => line.tax_minor = part,
                None => shipping_tax_minor = part,
            }
        }
    }
    let added_tax = if mode == TaxMode::Exclusive {
        tax_minor
    } else {
        0
    };
    let total_minor = subtotal_minor
        .checked_add(shipping_minor)
        .and_then(|sum| sum.checked_add(added_tax))
        .filter(|sum| *sum <= Money::MAX_MINOR)
        .ok_or(MoneyError::TooLarge)?;
    Ok(Totals {
        currency,
        mode,
        subtotal_minor,
        shipping_minor,
        shipping_tax_minor,
        shipping_rate,
        discount_minor: 0,
        tax_minor,
        total_minor,
        lines: line_totals,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(unit: i64, quantity: i64, ppm: u32) -> PricedLine {
        PricedLine {
            unit_price_minor: unit,
            quantity,
            rate: Rate(ppm),
        }
    }

    #[test]
    fn tax_is_rounded_once_per_rate_and_not_per_line() {
        // Three lines of 0.33 at 5 %: per line 0.0165 → 0.02 each would make 0.06; on the sum it is 0.05.
        let t = totals(
            Currency::EUR,
            TaxMode::Exclusive,
            &[line(33, 1, 50_000); 3],
            0,
        )
        .unwrap();
        assert_eq!((t.tax_minor, t.total_minor), (5, 104));
        assert_eq!(
            t.lines.iter().map(|l| l.tax_minor).collect::<Vec<_>>(),
            [2, 2, 1]
        );
    }

    #[test]
    fn shipping_is_taxed_at_the_highest_rate_in_the_cart() {
        let t = totals(
            Currency::EUR,
            TaxMode::Inclusive,
            &[line(1070, 1, 70_000), line(1190, 1, 190_000)],
            595,
        )
        .unwrap();
        assert_eq!(t.shipping_rate, Rate(190_000));
        assert_eq!(
            (
                t.lines[0].tax_minor,
                t.lines[1].tax_minor,
                t.shipping_tax_minor
            ),
            (70, 190, 95)
        );
        assert_eq!((t.tax_minor, t.total_minor), (355, 2855));
    }

    #[test]
    fn tax_on_top_keeps_a_three_decimal_total_chargeable() {
        let kwd: Currency = "KWD".parse().unwrap();
        let lines = [line(15_250, 1, 50_000), line(1_230, 3, 50_000)];
        let t = totals(kwd, TaxMode::Exclusive, &lines, 1_500).unwrap();
        // 5 % of 20.440 are 1.022.
        assert_eq!((t.tax_minor, t.total_minor), (1_020, 21_460));
        assert!(t.total().chargeable());
    }

    #[test]
    fn a_sum_that_cannot_be_charged_is_refused() {
        assert!(
            totals(
                Currency::EUR,
                TaxMode::Inclusive,
                &[line(99_999_999, 2, 0)],
                0
            )
            .is_err()
        );
        assert!(
            totals(
                Currency::EUR,
                TaxMode::Inclusive,
                &[line(i64::MAX, 2, 0)],
                0
            )
            .is_err()
        );
    }

    proptest! {
        #[test]
        fn every_part_of_a_three_decimal_order_can_be_charged(
            raw in prop::collection::vec((1i64..100_000, 1i64..10, 0u32..300_000), 1..12), shipping in 0i64..1_000
        ) {
            let kwd: Currency = "KWD".parse().unwrap();
            let lines: Vec<_> = raw.iter().map(|&(u, q, r)| line(u * 10, q, r)).collect();
            let t = totals(kwd, TaxMode::Exclusive, &lines, shipping * 10).unwrap();
            prop_assert!(t.total().in_steps() && t.shipping_tax_minor % 10 == 0);
            for line in &t.lines {
                prop_assert!(line.tax_minor % 10 == 0);
            }
            prop_assert_eq!(t.lines.iter().map(|l| l.tax_minor).sum::<i64>() + t.shipping_tax_minor, t.tax_minor);
        }

        #[test]
        fn lines_and_shipping_add_up_to_the_totals(
            raw in prop::collection::vec((1i64..100_000, 1i64..10, prop::sample::select(vec![0u32, 70_000, 190_000, 88_750])), 1..12),
            shipping in 0i64..10_000, exclusive: bool
        ) {
            let lines: Vec<_> = raw.iter().map(|&(u, q, r)| line(u, q, r)).collect();
            let mode = if exclusive { TaxMode::Exclusive } else { TaxMode::Inclusive };
            let t = totals(Currency::EUR, mode, &lines, shipping).unwrap();
            prop_assert_eq!(t.lines.iter().map(|l| l.total_minor).sum::<i64>(), t.subtotal_minor);
            prop_assert_eq!(t.lines.iter().map(|l| l.tax_minor).sum::<i64>() + t.shipping_tax_minor, t.tax_minor);
            let added = if exclusive { t.tax_minor } else { 0 };
            prop_assert_eq!(t.subtotal_minor + t.shipping_minor + added, t.total_minor);
            prop_assert_eq!(totals(Currency::EUR, mode, &lines, shipping).unwrap(), t);
        }
    }
}
