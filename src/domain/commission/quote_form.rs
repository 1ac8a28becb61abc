//! A quote as the studio types it. A draft may hold anything; only what is read without a problem can be sent.

use super::desk::CommissionDesk;
use super::plan::{PlanKind, STAGES_MAX};
use crate::domain::money::Currency;
use crate::domain::tax::{Rate, TaxMode};
use serde::{Deserialize, Serialize};

pub const LINES_MAX: usize = 20;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuoteLineForm {
    pub title: String,
    pub detail: String,
    /// Empty: 1.
    pub quantity: String,
    /// As people write it: `$1,111.11`.
    pub price: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageForm {
    pub label: String,
    pub percent: String,
}

/// The quote exactly as typed. In a plain form the fields of lines and stages repeat, in order: `line_title`,
/// `line_detail`, `line_quantity`, `line_price`; `stage_label`, `stage_percent`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuoteForm {
    pub lines: Vec<QuoteLineForm>,
    pub currency: String,
    pub shipping: String,
    pub shipping_method: String,
    /// Empty: the rate of the country.
    pub tax_percent: String,
    /// `inclusive`, `exclusive`, or empty for the country's.
    pub tax_mode: String,
    pub lead_days: String,
    pub valid_days: String,
    /// `all_now`, `deposit_and_balance` or `stages`.
    pub plan: String,
    pub deposit_percent: String,
    pub stages: Vec<StageForm>,
    pub terms: String,
    pub back_before_start: String,
    pub back_while_making: String,
    pub back_when_ready: String,
    pub back_if_studio_cancels: String,
    pub note: String,
}

/// What the country and the request decide when the form leaves it open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteDefaults {
    pub country: String,
    pub tax_rate: Rate,
    pub tax_mode: TaxMode,
    /// Currencies that the shop sells in; the first is meant when none is named.
    pub currencies: Vec<Currency>,
}

impl QuoteForm {
    /// What a new quote begins with.
    pub fn begin(desk: &CommissionDesk, currency: Currency) -> QuoteForm {
        QuoteForm {
            lines: vec![QuoteLineForm::default()],
            currency: currency.code().into(),
            lead_days: desk.lead_days.to_string(),
            valid_days: desk.valid_days.to_string(),
            plan: PlanKind::DepositAndBalance.as_str().into(),
            deposit_percent: desk.deposit_percent.to_string(),
            terms: desk.terms.clone(),
            back_before_start: desk.refund.before_start.to_string(),
            back_while_making: desk.refund.while_making.to_string(),
            back_when_ready: desk.refund.when_ready.to_string(),
            back_if_studio_cancels: desk.refund.if_studio_cancels.to_string(),
            ..QuoteForm::default()
        }
    }

    /// Reads the fields of a plain form. Fields that are not the quote's are not looked at.
    pub fn from_fields(fields: &[(String, String)]) -> QuoteForm {
        let one = |name: &str| {
            let found = fields.iter().find(|(n, _)| n == name);
            found.map_or(String::new(), |(_, v)| v.clone())
        };
        let all = |name: &str| -> Vec<String> {
            let found = fields.iter().filter(|(n, _)| n == name);
            found.map(|(_, v)| v.clone()).collect()
        };
        let nth = |values: &[String], at: usize| values.get(at).cloned().unwrap_or_default();
        let (titles, details) = (all("line_title"), all("line_detail"));
        let (quantities, prices) = (all("line_quantity"), all("line_price"));
        let rows = titles.len().max(prices.len()).min(LINES_MAX + 1);
        let lines = (0..rows).map(|at| QuoteLineForm {
            title: nth(&titles, at),
            detail: nth(&details, at),
            quantity: nth(&quantities, at),
            price: nth(&prices, at),
        });
        let (labels, percents) = (all("stage_label"), all("stage_percent"));
        let rows = labels.len().max(percents.len()).min(STAGES_MAX + 1);
        let stages = (0..rows).map(|at| StageForm {
            label: nth(&labels, at),
            percent: nth(&percents, at),
        });
        QuoteForm {
            lines: lines.collect(),
            stages: stages.collect(),
            currency: one("currency"),
            shipping: one("shipping"),
            shipping_method: one("shipping_method"),
            tax_percent: one("tax_percent"),
            tax_mode: one("tax_mode"),
            lead_days: one("lead_days"),
            valid_days: one("valid_days"),
            plan: one("plan"),
            deposit_percent: one("deposit_percent"),
            terms: one("terms"),
            back_before_start: one("back_before_start"),
            back_while_making: one("back_while_making"),
            back_when_ready: one("back_when_ready"),
            back_if_studio_cancels: one("back_if_studio_cancels"),
            note: one("note"),
        }
    }
}
