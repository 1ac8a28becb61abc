//! A quote as the studio types it. A draft may hold anything; only what is read without a problem can be sent.

use super::plan::{PlanKind, STAGES_MAX};
use super::studio_settings::StudioSettings;
use crate::domain::form::{self, Fields};
use crate::domain::form_values::{FormAmount, FormNumber};
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
    pub quantity: FormNumber,
    /// As people write it: `$1,111.11`.
    pub price: FormAmount,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageForm {
    pub label: String,
    pub percent: FormNumber,
}

impl QuoteLineForm {
    pub fn is_empty(&self) -> bool {
        let no_words = self.title.trim().is_empty() && self.detail.trim().is_empty();
        no_words && self.quantity.is_empty() && self.price.is_empty()
    }
}

impl StageForm {
    pub fn is_empty(&self) -> bool {
        self.label.trim().is_empty() && self.percent.is_empty()
    }
}

/// The quote exactly as typed. In a plain form the fields of lines and stages repeat, in order: `line_title`,
/// `line_detail`, `line_quantity`, `line_price`; `stage_label`, `stage_percent`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuoteForm {
    pub lines: Vec<QuoteLineForm>,
    pub currency: String,
    pub shipping: FormAmount,
    pub shipping_method: String,
    /// Empty: the rate of the country.
    pub tax_percent: String,
    /// `inclusive`, `exclusive`, or empty for the country's.
    pub tax_mode: String,
    pub lead_days: FormNumber,
    pub valid_days: FormNumber,
    /// `all_now`, `deposit_and_balance` or `stages`.
    pub plan: String,
    pub deposit_percent: FormNumber,
    pub stages: Vec<StageForm>,
    pub terms: String,
    pub back_before_start: FormNumber,
    pub back_while_making: FormNumber,
    pub back_when_ready: FormNumber,
    pub back_if_studio_cancels: FormNumber,
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
    pub fn begin(studio: &StudioSettings, currency: Currency) -> QuoteForm {
        QuoteForm {
            lines: vec![QuoteLineForm::default()],
            currency: currency.code().into(),
            lead_days: studio.lead_days.into(),
            valid_days: studio.valid_days.into(),
            plan: PlanKind::DepositAndBalance.as_str().into(),
            deposit_percent: i64::from(studio.deposit_percent).into(),
            terms: studio.terms.clone(),
            back_before_start: i64::from(studio.refund.before_start).into(),
            back_while_making: i64::from(studio.refund.while_making).into(),
            back_when_ready: i64::from(studio.refund.when_ready).into(),
            back_if_studio_cancels: i64::from(studio.refund.if_studio_cancels).into(),
            ..QuoteForm::default()
        }
    }

    /// Reads the fields of a plain form. Fields that are not the quote's are not looked at.
    pub fn from_fields(fields: &[(String, String)]) -> QuoteForm {
        let Rows {
            line_title: titles,
            line_detail: details,
            line_quantity: quantities,
            line_price: prices,
            stage_label: labels,
            stage_percent: percents,
        } = form::read(fields).unwrap_or_default();
        fn nth<T: Clone + Default>(values: &[T], at: usize) -> T {
            values.get(at).cloned().unwrap_or_default()
        }
        let rows = titles.len().max(prices.len()).min(LINES_MAX + 1);
        let lines = (0..rows).map(|at| QuoteLineForm {
            title: nth(&titles, at),
            detail: nth(&details, at),
            quantity: nth(&quantities, at),
            price: nth(&prices, at),
        });
        let rows = labels.len().max(percents.len()).min(STAGES_MAX + 1);
        let stages = (0..rows).map(|at| StageForm {
            label: nth(&labels, at),
            percent: nth(&percents, at),
        });
        QuoteForm {
            lines: lines.collect(),
            stages: stages.collect(),
            ..form::known(fields)
        }
    }

    /// The fields as [`QuoteForm::from_fields`] reads them.
    pub fn to_fields(&self) -> Fields {
        let mut rows = Rows::default();
        for line in self.lines.iter().cloned() {
            rows.line_title.push(line.title);
            rows.line_detail.push(line.detail);
            rows.line_quantity.push(line.quantity);
            rows.line_price.push(line.price);
        }
        for stage in self.stages.iter().cloned() {
            rows.stage_label.push(stage.label);
            rows.stage_percent.push(stage.percent);
        }
        let texts = QuoteForm {
            lines: Vec::new(),
            stages: Vec::new(),
            ..self.clone()
        };
        let mut fields = form::fields(&rows);
        fields.extend(form::fields(&texts));
        fields
    }
}

/// Lines and stages as they are sent: each of their fields is a list.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Rows {
    line_title: Vec<String>,
    line_detail: Vec<String>,
    line_quantity: Vec<FormNumber>,
    line_price: Vec<FormAmount>,
    stage_label: Vec<String>,
    stage_percent: Vec<FormNumber>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_is_lost_on_its_way_through_a_page() {
        let mut count = 0;
        // No two fields hold the same.
        let mut text = || {
            count += 1;
            format!("text {count}")
        };
        let texts = form::fields(&QuoteForm::default());
        let texts: Fields = texts.into_iter().map(|(name, _)| (name, text())).collect();
        assert_eq!(texts.len(), 15);
        let mut form: QuoteForm = form::known(&texts);
        for _ in 0..2 {
            form.lines.push(QuoteLineForm {
                title: text(),
                detail: text(),
                quantity: text().as_str().into(),
                price: text().as_str().into(),
            });
            form.stages.push(StageForm {
                label: text(),
                percent: text().as_str().into(),
            });
        }
        assert_eq!(form.to_fields().len(), 15 + 2 * 6);
        assert_eq!(QuoteForm::from_fields(&form.to_fields()), form);
    }
}
