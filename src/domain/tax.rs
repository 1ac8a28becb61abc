//! Tax: rates in parts per million, rounded half-up once per rate, allocated to lines by largest remainder.

use atelier_derive::Named;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A tax rate in parts per million: 190 000 is 19 %. Whole numbers keep every total reproducible.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Rate(pub u32);

impl Rate {
    pub const ZERO: Rate = Rate(0);
    const WHOLE: i128 = 1_000_000;

    /// Reads a percentage such as `19` or `8.875`; at most 100 and four digits after the point.
    pub fn from_percent(percent: Decimal) -> Option<Rate> {
        let ppm = percent * Decimal::from(10_000);
        if !ppm.fract().is_zero() || ppm.is_sign_negative() || ppm > Decimal::from(1_000_000) {
            return None;
        }
        u32::try_from(ppm.trunc().mantissa() / 10_i128.pow(ppm.trunc().scale()))
            .ok()
            .map(Rate)
    }

    /// The percentage without trailing zeros: `19`, `8.875`.
    pub fn percent(self) -> Decimal {
        Decimal::new(i64::from(self.0), 4).normalize()
    }

    /// Tax to be added to a price without tax, rounded half-up to `step` minor units: what the currency can be charged
    /// in.
    pub fn on_top_of(self, net_minor: i64, step: i64) -> i64 {
        half_up(
            i128::from(net_minor) * i128::from(self.0),
            Self::WHOLE,
            step,
        )
    }

    /// Tax that is contained in a price with tax, rounded half-up to `step` minor units.
    pub fn within(self, gross_minor: i64, step: i64) -> i64 {
        half_up(
            i128::from(gross_minor) * i128::from(self.0),
            Self::WHOLE + i128::from(self.0),
            step,
        )
    }
}

/// Division rounded to a multiple of `step`, half away from zero, which for amounts ≥ 0 is half-up.
pub fn half_up(numerator: i128, denominator: i128, step: i64) -> i64 {
    let denominator = denominator * i128::from(step);
    let doubled = numerator.abs() * 2 + denominator;
    let rounded = (doubled / (denominator * 2)) as i64 * step;
    if numerator < 0 { -rounded } else { rounded }
}

/// Whether listed prices already contain the tax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Named)]
pub enum TaxMode {
    #[default]
    Inclusive,
    Exclusive,
}

/// Splits `total` in proportion to `weights` so that the parts add up to it exactly (largest remainder;
/// ties go to the earlier part). All weights zero: the first part takes everything.
pub fn allocate(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if weights.is_empty() {
        return Vec::new();
    }
    if sum == 0 {
        let mut parts = vec![0; weights.len()];
        parts[0] = total;
        return parts;
    }
    let shares: Vec<(i64, i128)> = weights
        .iter()
        .map(|w| {
            let exact = i128::from(total) * i128::from(*w);
            (exact.div_euclid(sum) as i64, exact.rem_euclid(sum))
        })
        .collect();
    let mut left = total - shares.iter().map(|(part, _)| part).sum::<i64>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(shares[i].1), i));
    let mut parts: Vec<i64> = shares.iter().map(|(part, _)| *part).collect();
    for &i in &order {
        if left == 0 {
            break;
        }
        parts[i] += 1;
        left -= 1;
    }
    parts
}

/// The same in whole steps of what the currency can be charged in. A total that is none is split to the unit.
pub fn allocate_in_steps(total: i64, weights: &[i64], step: i64) -> Vec<i64> {
    if total % step != 0 {
        return allocate(total, weights);
    }
    let parts = allocate(total / step, weights);
    parts.into_iter().map(|part| part * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_a_cent_is_rounded_up() {
        assert_eq!(Rate(50_000).on_top_of(10, 1), 1);
        assert_eq!(Rate(50_000).on_top_of(9, 1), 0);
        assert_eq!(Rate(190_000).within(11_900, 1), 1_900);
        assert_eq!(
            Rate::from_percent("8.875".parse().unwrap()),
            Some(Rate(88_750))
        );
        assert_eq!(Rate(88_750).percent().to_string(), "8.875");
        assert_eq!(Rate::from_percent("101".parse().unwrap()), None);
    }

    #[test]
    fn a_cent_that_cannot_be_split_goes_to_the_largest_remainder() {
        assert_eq!(allocate(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(allocate(5, &[0, 0]), [5, 0]);
        assert_eq!(allocate(0, &[3, 4]), [0, 0]);
    }

    #[test]
    fn tax_is_rounded_to_the_step_that_can_be_charged() {
        assert_eq!(Rate(50_000).on_top_of(1_090, 10), 50);
        assert_eq!(Rate(50_000).on_top_of(1_100, 10), 60);
        assert_eq!(Rate(190_000).within(15_250, 10), 2_430);
        assert_eq!(allocate_in_steps(100, &[1, 1, 1], 10), [40, 30, 30]);
        assert_eq!(allocate_in_steps(101, &[1, 1, 1], 10), [34, 34, 33]);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_stay_within_one_unit_of_their_share(
            total in 0i64..10_000_000, weights in prop::collection::vec(0i64..1_000_000, 1..30)
        ) {
            let parts = allocate(total, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            if sum > 0 {
                for (part, weight) in parts.iter().zip(&weights) {
                    let off = (i128::from(*part) * sum - i128::from(total) * i128::from(*weight)).abs();
                    prop_assert!(off < sum);
                }
            }
        }

        #[test]
        fn tax_within_and_on_top_agree(net in 0i64..10_000_000, ppm in 0u32..=1_000_000) {
            let rate = Rate(ppm);
            let gross = net + rate.on_top_of(net, 1);
            prop_assert!((rate.within(gross, 1) - rate.on_top_of(net, 1)).abs() <= 1);
        }
    }
}
