//! The arithmetic of a refund: lines and shipping, each with the tax in it. Parts never exceed what was paid, and
//! whoever takes the last of something takes its remainder, so that refunds in parts end at zero exactly.

use crate::domain::tax::{allocate_in_steps, half_up};

/// An amount that a customer paid, and the tax in it (minor units).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub amount_minor: i64,
    pub tax_minor: i64,
}

impl Share {
    /// `amount` of it with its proportion of the tax, rounded half-up to the step; all of it takes all the tax that is
    /// left.
    fn part(self, amount_minor: i64, step: i64) -> Share {
        if amount_minor >= self.amount_minor {
            return self;
        }
        let exact = i128::from(self.tax_minor) * i128::from(amount_minor);
        let tax = half_up(exact, i128::from(self.amount_minor), step);
        Share {
            amount_minor,
            tax_minor: tax.min(self.tax_minor).min(amount_minor),
        }
    }

    fn less(self, other: Share) -> Share {
        Share {
            amount_minor: (self.amount_minor - other.amount_minor).max(0),
            tax_minor: (self.tax_minor - other.tax_minor).max(0),
        }
    }
}

/// What can still be refunded for one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemainingLine {
    pub id: String,
    pub units: i64,
    pub share: Share,
}

/// What can still be refunded of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    pub lines: Vec<RemainingLine>,
    pub shipping: Share,
    /// What the currency can be charged in, in minor units: parts are whole steps as long as what is left is.
    pub step: i64,
}

/// A line's part of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePart {
    pub id: String,
    /// Units that the refund is for; none where only an amount is refunded.
    pub units: i64,
    pub share: Share,
}

/// What a refund consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub lines: Vec<LinePart>,
    pub shipping: Share,
}

/// More was asked for than is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

impl Parts {
    pub fn amount_minor(&self) -> i64 {
        self.goods_with_tax() + self.shipping.amount_minor
    }

    fn goods_with_tax(&self) -> i64 {
        self.lines.iter().map(|line| line.share.amount_minor).sum()
    }

    pub fn tax_minor(&self) -> i64 {
        let goods: i64 = self.lines.iter().map(|line| line.share.tax_minor).sum();
        goods + self.shipping.tax_minor
    }

    /// Shipping without its tax.
    pub fn shipping_net_minor(&self) -> i64 {
        self.shipping.amount_minor - self.shipping.tax_minor
    }

    /// Goods without their tax.
    pub fn goods_net_minor(&self) -> i64 {
        self.amount_minor() - self.tax_minor() - self.shipping_net_minor()
    }

    /// Takes the first `amount_minor` of these parts out of them, lines before shipping; at most all of them. Units go
    /// with whoever takes a line's first part.
    pub fn take(&mut self, amount_minor: i64, step: i64) -> Parts {
        let mut wanted = amount_minor;
        let mut taken = Parts::default();
        for line in &mut self.lines {
            let share = line.share.part(wanted.min(line.share.amount_minor), step);
            if share.amount_minor == 0 && line.units == 0 {
                continue;
            }
            wanted -= share.amount_minor;
            line.share = line.share.less(share);
            taken.lines.push(LinePart {
                id: line.id.clone(),
                units: std::mem::take(&mut line.units),
                share,
            });
        }
        taken.shipping = self
            .shipping
            .part(wanted.min(self.shipping.amount_minor), step);
        self.shipping = self.shipping.less(taken.shipping);
        taken
    }
}

impl Remaining {
    pub fn amount_minor(&self) -> i64 {
        let goods: i64 = self.lines.iter().map(|line| line.share.amount_minor).sum();
        goods + self.shipping.amount_minor
    }

    /// Everything that remains.
    pub fn everything(&self) -> Parts {
        let lines = self.lines.iter().map(|line| LinePart {
            id: line.id.clone(),
            units: line.units,
            share: line.share,
        });
        Parts {
            lines: lines.filter(LinePart::is_some_part).collect(),
            shipping: self.shipping,
        }
    }

    /// An amount, spread over lines and shipping in proportion to what is left of each.
    pub fn amount(&self, amount_minor: i64) -> Result<Parts, Unreachable> {
        if amount_minor < 0 || amount_minor > self.amount_minor() {
            return Err(Unreachable);
        }
        let mut weights: Vec<i64> = self.lines.iter().map(|l| l.share.amount_minor).collect();
        weights.push(self.shipping.amount_minor);
        // A line that is not in steps itself could be given more than it has by whole steps.
        let step = match weights.iter().all(|weight| weight % self.step == 0) {
            true => self.step,
            false => 1,
        };
        let amounts = allocate_in_steps(amount_minor, &weights, step);
        let lines = self
            .lines
            .iter()
            .zip(&amounts)
            .map(|(line, part)| LinePart {
                id: line.id.clone(),
                units: 0,
                share: line.share.part(*part, self.step),
            });
        Ok(Parts {
            lines: lines.filter(LinePart::is_some_part).collect(),
            shipping: self.shipping.part(amounts[self.lines.len()], self.step),
        })
    }

    /// Whole units of lines, by the lines' ids. The last unit of a line takes what is left of it.
    pub fn units(&self, wanted: &[(String, i64)]) -> Result<Parts, Unreachable> {
        let mut parts = Parts::default();
        for (id, units) in wanted.iter().filter(|(_, units)| *units != 0) {
            let line = self.lines.iter().find(|line| line.id == *id);
            let line = line.filter(|line| (1..=line.units).contains(units));
            let line = line.ok_or(Unreachable)?;
            if parts.lines.iter().any(|part| part.id == *id) {
                return Err(Unreachable);
            }
            let whole = i128::from(line.share.amount_minor);
            let exact = (whole * i128::from(*units) / i128::from(line.units)) as i64;
            let amount = match *units == line.units {
                true => exact,
                false => exact - exact % self.step,
            };
            parts.lines.push(LinePart {
                id: id.clone(),
                units: *units,
                share: line.share.part(amount, self.step),
            });
        }
        Ok(parts)
    }

    /// Shipping alone.
    pub fn shipping_alone(&self) -> Parts {
        Parts {
            lines: Vec::new(),
            shipping: self.shipping,
        }
    }

    /// Takes a refund off what is left; never below nothing.
    pub fn less(&mut self, parts: &Parts) {
        for part in &parts.lines {
            if let Some(line) = self.lines.iter_mut().find(|line| line.id == part.id) {
                line.units = (line.units - part.units).max(0);
                line.share = line.share.less(part.share);
            }
        }
        self.shipping = self.shipping.less(parts.shipping);
    }
}

impl LinePart {
    fn is_some_part(&self) -> bool {
        self.units != 0 || self.share.amount_minor != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(id: usize, units: i64, amount_minor: i64, tax_minor: i64) -> RemainingLine {
        RemainingLine {
            id: id.to_string(),
            units,
            share: Share {
                amount_minor,
                tax_minor,
            },
        }
    }

    fn order() -> Remaining {
        Remaining {
            lines: vec![line(0, 3, 1000, 160), line(1, 1, 1190, 190)],
            shipping: Share {
                amount_minor: 490,
                tax_minor: 78,
            },
            step: 1,
        }
    }

    #[test]
    fn units_of_a_line_add_up_and_the_last_takes_the_remainder() {
        let mut left = order();
        let mut amounts = Vec::new();
        for _ in 0..3 {
            let parts = left.units(&[("0".into(), 1)]).unwrap();
            amounts.push((parts.amount_minor(), parts.tax_minor()));
            left.less(&parts);
        }
        assert_eq!(amounts, [(333, 53), (333, 53), (334, 54)]);
        assert_eq!(left.units(&[("0".into(), 1)]), Err(Unreachable));
        assert_eq!(left.units(&[("9".into(), 1)]), Err(Unreachable));
        assert_eq!(left.units(&[("1".into(), -1)]), Err(Unreachable));
        let twice = [("1".to_string(), 1), ("1".to_string(), 1)];
        assert_eq!(left.units(&twice), Err(Unreachable));
    }

    #[test]
    fn an_amount_is_spread_in_proportion() {
        let parts = order().amount(268).unwrap();
        assert_eq!(parts.amount_minor(), 268);
        assert_eq!(parts.lines[0].share.amount_minor, 100);
        assert_eq!(parts.lines[1].share.amount_minor, 119);
        assert_eq!(parts.shipping.amount_minor, 49);
        assert_eq!(order().amount(2681), Err(Unreachable));
        assert_eq!(order().amount(2680).unwrap().tax_minor(), 428);
    }

    #[test]
    fn parts_are_whole_steps_where_the_currency_is_charged_in_steps() {
        let mut left = Remaining {
            lines: vec![line(0, 3, 10_000, 1_600), line(1, 1, 11_900, 1_900)],
            shipping: Share {
                amount_minor: 4_900,
                tax_minor: 780,
            },
            step: 10,
        };
        for parts in [left.units(&[("0".into(), 1)]), left.amount(2_670)] {
            let parts = parts.unwrap();
            let shares = parts.lines.iter().map(|line| line.share);
            for share in shares.chain([parts.shipping]) {
                assert_eq!((share.amount_minor % 10, share.tax_minor % 10), (0, 0));
            }
            left.less(&parts);
        }
        assert_eq!(left.amount_minor(), 26_800 - 3_330 - 2_670);
    }

    #[test]
    fn shipping_goes_back_alone_and_once() {
        let mut left = order();
        let parts = left.shipping_alone();
        assert_eq!((parts.amount_minor(), parts.tax_minor()), (490, 78));
        assert_eq!(
            (parts.shipping_net_minor(), parts.goods_net_minor()),
            (412, 0)
        );
        left.less(&parts);
        assert_eq!(left.shipping_alone().amount_minor(), 0);
    }

    fn some_order() -> impl Strategy<Value = Remaining> {
        let share = |most: i64| {
            (0..=most).prop_flat_map(|amount_minor| {
                (0..=amount_minor).prop_map(move |tax_minor| Share {
                    amount_minor,
                    tax_minor,
                })
            })
        };
        let lines = prop::collection::vec((1i64..20, share(100_000)), 1..8);
        (lines, share(5_000)).prop_map(|(lines, shipping)| Remaining {
            lines: lines
                .into_iter()
                .enumerate()
                .map(|(id, (units, share))| RemainingLine {
                    id: id.to_string(),
                    units,
                    share,
                })
                .collect(),
            shipping,
            step: 1,
        })
    }

    fn tax(left: &Remaining) -> i64 {
        left.everything().tax_minor()
    }

    proptest! {
        /// Whatever is refunded in whatever order, no part ever exceeds what was left of it, and at the end everything
        /// went back: each line, shipping, and the tax to the unit.
        #[test]
        fn refunds_in_parts_never_exceed_and_end_at_zero(
            start in some_order(),
            steps in prop::collection::vec((0u8..4, 0usize..8, 0i64..30_000), 0..25)
        ) {
            let (mut left, paid, paid_tax) = (start.clone(), start.amount_minor(), tax(&start));
            let (mut back, mut back_tax) = (0, 0);
            let mut refund = |left: &mut Remaining, parts: Parts| {
                for part in &parts.lines {
                    let line = left.lines.iter().find(|line| line.id == part.id).unwrap();
                    assert!(part.share.amount_minor <= line.share.amount_minor && part.share.tax_minor <= line.share.tax_minor);
                    assert!(part.share.tax_minor <= part.share.amount_minor && part.units <= line.units);
                }
                assert!(parts.shipping.amount_minor <= left.shipping.amount_minor);
                assert_eq!(parts.goods_net_minor() + parts.shipping_net_minor() + parts.tax_minor(), parts.amount_minor());
                left.less(&parts);
                back += parts.amount_minor();
                back_tax += parts.tax_minor();
            };
            for (kind, which, amount) in steps {
                let parts = match kind {
                    0 => left.amount(amount),
                    1 => left.units(&[(which.to_string(), 1 + amount % 3)]),
                    2 => Ok(left.shipping_alone()),
                    _ => left.amount(amount.min(left.amount_minor())),
                };
                if let Ok(parts) = parts {
                    refund(&mut left, parts);
                }
            }
            let rest = left.everything();
            refund(&mut left, rest);
            prop_assert_eq!((back, back_tax), (paid, paid_tax));
            prop_assert_eq!(left.amount_minor(), 0);
        }

        /// A refund that is split over several payments is the same money.
        #[test]
        fn parts_that_are_taken_apart_add_up(start in some_order(), cuts in prop::collection::vec(0i64..60_000, 0..6)) {
            let whole = start.everything();
            let mut rest = whole.clone();
            let mut taken: Vec<Parts> = cuts.iter().map(|cut| rest.take(*cut, 1)).collect();
            for (parts, cut) in taken.iter().zip(&cuts) {
                prop_assert!(parts.amount_minor() <= *cut);
            }
            taken.push(rest.take(i64::MAX, 1));
            prop_assert_eq!(taken.iter().map(Parts::amount_minor).sum::<i64>(), whole.amount_minor());
            prop_assert_eq!(taken.iter().map(Parts::tax_minor).sum::<i64>(), whole.tax_minor());
            let units = |parts: &Parts| parts.lines.iter().map(|line| line.units).sum::<i64>();
            prop_assert_eq!(taken.iter().map(units).sum::<i64>(), units(&whole));
        }
    }
}
