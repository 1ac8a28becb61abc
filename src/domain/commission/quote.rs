//! A quote: what is made, for how much, by when and on which terms. Once sent it never changes.

use super::plan::{PaymentPlan, Stage};
use super::refund::RefundRule;
use crate::domain::money::{Currency, Money, MoneyError};
use crate::domain::pricing::{PricedLine, Totals, totals};
use crate::domain::tax::{Rate, TaxMode};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    pub title: String,
    /// Material, measure, colour; may be empty.
    pub detail: String,
    pub quantity: i64,
    pub unit_price_minor: i64,
}

/// Everything that is agreed on when a quote is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub currency: Currency,
    pub lines: Vec<QuoteLine>,
    pub shipping_minor: i64,
    /// How it is sent, as the studio wrote it; `Shipping` where it wrote nothing.
    pub shipping_method: String,
    /// The country that shipping and tax are for (ISO code).
    pub country: String,
    pub tax_rate: Rate,
    pub tax_mode: TaxMode,
    /// Days of making, from the start.
    pub lead_days: i64,
    /// Days for which the offer stands after it was sent.
    pub valid_days: i64,
    pub plan: PaymentPlan,
    pub terms: String,
    pub refund: RefundRule,
    /// A word to the customer.
    pub note: String,
}

impl Quote {
    /// Every amount of the order that this quote becomes.
    pub fn totals(&self) -> Result<Totals, MoneyError> {
        let lines: Vec<PricedLine> = self
            .lines
            .iter()
            .map(|line| PricedLine {
                unit_price_minor: line.unit_price_minor,
                quantity: line.quantity,
                rate: self.tax_rate,
            })
            .collect();
        totals(self.currency, self.tax_mode, &lines, self.shipping_minor)
    }

    /// The stages with their amounts, which add up to the total.
    pub fn stages(&self) -> Result<Vec<(Stage, Money)>, MoneyError> {
        let parts = self.plan.split(self.totals()?.total());
        Ok(self.plan.stages.iter().cloned().zip(parts).collect())
    }
}

/// The amounts of a quote as people read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteTotalsView {
    pub subtotal: Money,
    pub shipping: Money,
    pub tax: Money,
    /// The tax comes on top of the prices; else it is contained in them.
    pub tax_is_added: bool,
    /// `19`, `8.875`.
    pub tax_percent: String,
    pub total: Money,
    pub stages: Vec<StageAmount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageAmount {
    pub label: String,
    pub amount: Money,
    /// `when you accept`.
    pub when: String,
}

impl QuoteTotalsView {
    pub fn of(quote: &Quote) -> Result<QuoteTotalsView, MoneyError> {
        let totals = quote.totals()?;
        let stages = quote.stages()?;
        Ok(QuoteTotalsView {
            subtotal: totals.subtotal(),
            shipping: totals.shipping(),
            tax: totals.tax(),
            tax_is_added: quote.tax_mode == TaxMode::Exclusive,
            tax_percent: quote.tax_rate.percent().to_string(),
            total: totals.total(),
            stages: stages
                .into_iter()
                .map(|(stage, amount)| StageAmount {
                    label: stage.label,
                    amount,
                    when: stage.due.words().into(),
                })
                .collect(),
        })
    }
}

#[cfg(test)]
pub(super) fn sample() -> Quote {
    Quote {
        currency: Currency::EUR,
        lines: vec![
            QuoteLine {
                title: "Bead collar".into(),
                detail: "Glass, moss green".into(),
                quantity: 1,
                unit_price_minor: 24_000,
            },
            QuoteLine {
                title: "Gift box".into(),
                detail: String::new(),
                quantity: 2,
                unit_price_minor: 450,
            },
        ],
        shipping_minor: 690,
        shipping_method: "Insured parcel".into(),
        country: "DE".into(),
        tax_rate: Rate(190_000),
        tax_mode: TaxMode::Inclusive,
        lead_days: 21,
        valid_days: 14,
        plan: PaymentPlan::deposit(30),
        terms: "Colours vary a little.".into(),
        refund: RefundRule::default(),
        note: "With joy!".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_quotes_totals_are_those_of_an_order() {
        let quote = sample();
        let view = QuoteTotalsView::of(&quote).unwrap();
        assert_eq!(view.total.minor, 25_590);
        assert_eq!(view.tax.minor, quote.tax_rate.within(25_590, 1));
        assert_eq!(
            view.stages
                .iter()
                .map(|s| s.amount.minor)
                .collect::<Vec<_>>(),
            [7_677, 17_913]
        );
        let json = serde_json::to_string(&quote).unwrap();
        assert_eq!(serde_json::from_str::<Quote>(&json).unwrap(), quote);
    }

    proptest! {
        #[test]
        fn stages_and_lines_add_up_to_the_total(
            prices in prop::collection::vec((1i64..1_000_000, 1i64..9), 1..8),
            shipping in 0i64..20_000, ppm in 0u32..300_000, added in any::<bool>(), deposit in 1u32..99
        ) {
            let mut quote = sample();
            quote.lines = prices.iter().map(|(unit, quantity)| QuoteLine {
                title: "x".into(), detail: String::new(), quantity: *quantity, unit_price_minor: *unit,
            }).collect();
            (quote.shipping_minor, quote.tax_rate) = (shipping, Rate(ppm));
            quote.tax_mode = if added { TaxMode::Exclusive } else { TaxMode::Inclusive };
            quote.plan = PaymentPlan::deposit(deposit);
            let t = quote.totals().unwrap();
            let tax = if added { t.tax_minor } else { 0 };
            prop_assert_eq!(t.total_minor, t.subtotal_minor + shipping + tax);
            prop_assert_eq!(t.tax_minor, t.shipping_tax_minor + t.lines.iter().map(|l| l.tax_minor).sum::<i64>());
            let stages = quote.stages().unwrap();
            prop_assert_eq!(stages.iter().map(|(_, m)| m.minor).sum::<i64>(), t.total_minor);
        }
    }
}
