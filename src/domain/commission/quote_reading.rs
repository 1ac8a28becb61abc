//! Reading a quote as it was typed: every problem at once, or what can be sent.

use super::plan::{PaymentPlan, PlanKind, STAGES_MAX};
use super::quote::{Quote, QuoteLine};
use super::quote_form::{LINES_MAX, QuoteDefaults, QuoteForm, QuoteLineForm, StageForm};
use super::request::{line, words};
use super::studio_settings::{rule, whole};
use crate::domain::chargeable::not_in_steps;
use crate::domain::decimal::below_a_thousand;
use crate::domain::form_values::{FormAmount, FormNumber};
use crate::domain::money::Currency;
use crate::domain::problem::Problems;
use crate::domain::tax::{Rate, TaxMode};

const TITLE_MAX: usize = 120;
const DETAIL_MAX: usize = 200;
const TERMS_MAX: usize = 4000;
const NOTE_MAX: usize = 2000;

impl QuoteForm {
    /// Reads the form; every problem is reported at once.
    pub fn read(&self, defaults: &QuoteDefaults) -> Result<Quote, Problems> {
        let mut problems = Problems::default();
        let p = &mut problems;
        let currency = self.read_currency(defaults, p);
        let lines = self.read_lines(currency, p);
        let shipping = amount(p, "shipping", &self.shipping, currency);
        let shipping_method = match line(p, "shipping_method", &self.shipping_method, TITLE_MAX) {
            // Nothing is agreed that nobody wrote.
            text if text.is_empty() => "Shipping".to_string(),
            text => text,
        };
        let (tax_rate, tax_mode) = self.read_tax(defaults, p);
        let plan = self.read_plan(p);
        let quote = Quote {
            currency,
            lines,
            shipping_minor: shipping,
            shipping_method,
            country: defaults.country.clone(),
            tax_rate,
            tax_mode,
            lead_days: whole(p, "lead_days", &self.lead_days, 1..=730),
            valid_days: whole(p, "valid_days", &self.valid_days, 1..=90),
            plan,
            terms: words(p, "terms", &self.terms, 0..=TERMS_MAX, ""),
            refund: rule(
                p,
                [
                    ("back_before_start", &self.back_before_start),
                    ("back_while_making", &self.back_while_making),
                    ("back_when_ready", &self.back_when_ready),
                    ("back_if_studio_cancels", &self.back_if_studio_cancels),
                ],
            ),
            note: words(p, "note", &self.note, 0..=NOTE_MAX, ""),
        };
        if problems.is_empty() {
            check_amounts(&quote, &mut problems);
        }
        problems.or(quote)
    }

    fn read_currency(&self, defaults: &QuoteDefaults, p: &mut Problems) -> Currency {
        let fallback = defaults.currencies.first().copied();
        let typed = match self.currency.trim() {
            "" => fallback,
            code => code
                .parse()
                .ok()
                .filter(|c| defaults.currencies.contains(c)),
        };
        if typed.is_none() {
            p.add("currency", "invalid", "Choose a currency of the shop.");
        }
        typed.or(fallback).unwrap_or(Currency::EUR)
    }

    fn read_lines(&self, currency: Currency, p: &mut Problems) -> Vec<QuoteLine> {
        let typed: Vec<&QuoteLineForm> = self.lines.iter().filter(|l| !l.is_empty()).collect();
        if typed.is_empty() {
            p.add("line_title", "required", "Write what you will make.");
            p.add("line_price", "required", "Write the price.");
        }
        if typed.len() > LINES_MAX {
            let message = format!("Use at most {LINES_MAX} lines.");
            p.add("line_title", "too_many", message);
        }
        let mut lines = Vec::with_capacity(typed.len());
        for row in typed.into_iter().take(LINES_MAX) {
            let title = line(p, "line_title", &row.title, TITLE_MAX);
            if title.is_empty() {
                p.add("line_title", "required", "Write what this line is.");
            }
            if row.price.is_empty() {
                p.add("line_price", "required", "Write the price.");
            }
            let quantity = match &row.quantity {
                FormNumber::Empty => 1,
                given => whole(p, "line_quantity", given, 1..=1000),
            };
            lines.push(QuoteLine {
                title,
                detail: line(p, "line_detail", &row.detail, DETAIL_MAX),
                quantity,
                unit_price_minor: amount(p, "line_price", &row.price, currency),
            });
        }
        lines
    }

    fn read_tax(&self, defaults: &QuoteDefaults, p: &mut Problems) -> (Rate, TaxMode) {
        let rate = match self.tax_percent.trim().trim_end_matches('%').trim() {
            "" => Some(defaults.tax_rate),
            text => below_a_thousand(text).and_then(Rate::from_percent),
        };
        if rate.is_none() {
            let message = "Write the tax in percent, such as 19 or 8.875.";
            p.add("tax_percent", "invalid", message);
        }
        let mode = match self.tax_mode.as_str() {
            "" => Some(defaults.tax_mode),
            name => TaxMode::parse(name),
        };
        if mode.is_none() {
            let message = "Choose whether the prices contain the tax.";
            p.add("tax_mode", "invalid", message);
        }
        (rate.unwrap_or_default(), mode.unwrap_or(defaults.tax_mode))
    }

    fn read_plan(&self, p: &mut Problems) -> PaymentPlan {
        match PlanKind::parse(&self.plan) {
            Some(PlanKind::AllNow) => PaymentPlan::all_now(),
            Some(PlanKind::DepositAndBalance) => {
                let percent = whole(p, "deposit_percent", &self.deposit_percent, 1..=99);
                PaymentPlan::deposit(percent.unsigned_abs() as u32)
            }
            Some(PlanKind::Stages) => self.read_stages(p),
            None => {
                p.add("plan", "required", "Choose how it is paid.");
                PaymentPlan::all_now()
            }
        }
    }

    fn read_stages(&self, p: &mut Problems) -> PaymentPlan {
        let typed: Vec<&StageForm> = self.stages.iter().filter(|s| !s.is_empty()).collect();
        if !(2..=STAGES_MAX).contains(&typed.len()) {
            let message = format!("Write two to {STAGES_MAX} stages.");
            p.add("stage_label", "invalid", message);
        }
        let mut parts = Vec::new();
        for stage in typed.into_iter().take(STAGES_MAX) {
            let label = line(p, "stage_label", &stage.label, 60);
            if label.is_empty() {
                p.add("stage_label", "required", "Give each stage a name.");
            }
            let percent = whole(p, "stage_percent", &stage.percent, 1..=99);
            parts.push((label, percent.unsigned_abs() as u32));
        }
        let sum: u32 = parts.iter().map(|(_, percent)| percent).sum();
        if p.of("stage_percent").is_none() && sum != 100 {
            let message = format!("The stages come to {sum} %. Together they must be 100 %.");
            p.add("stage_percent", "invalid", message);
        }
        PaymentPlan::stages(parts)
    }
}

/// An amount as people write it; empty is nothing.
fn amount(p: &mut Problems, field: &str, given: &FormAmount, currency: Currency) -> i64 {
    if given.is_empty() {
        return 0;
    }
    match given.read(currency) {
        Ok(money) if !money.in_steps() => {
            p.add(field, "not_in_steps", not_in_steps(currency));
            0
        }
        Ok(money) => money.minor,
        Err(error) => {
            p.add(field, "invalid", error.to_string());
            0
        }
    }
}

/// A quote has a price, and each stage something to pay.
fn check_amounts(quote: &Quote, p: &mut Problems) {
    match quote.stages() {
        Err(error) => p.add("line_price", "too_large", error.to_string()),
        Ok(stages) => {
            let goods: i64 = quote
                .lines
                .iter()
                .map(|l| l.unit_price_minor * l.quantity)
                .sum();
            if goods == 0 {
                p.add("line_price", "required", "Write a price above zero.");
            } else if stages.iter().any(|(_, amount)| amount.minor == 0) {
                let message = "One of the payments would be zero. Use fewer payments.";
                p.add("plan", "invalid", message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defaults() -> QuoteDefaults {
        QuoteDefaults {
            country: "DE".into(),
            tax_rate: Rate(190_000),
            tax_mode: TaxMode::Inclusive,
            currencies: vec![Currency::EUR, Currency::USD],
        }
    }

    fn fields(more: &[(&str, &str)]) -> Vec<(String, String)> {
        let usual = [
            ("line_title", "Collar"),
            ("line_detail", "Glass"),
            ("line_quantity", ""),
            ("line_price", "$1,111.11"),
            ("line_title", ""),
            ("line_detail", ""),
            ("line_quantity", ""),
            ("line_price", ""),
            ("currency", "USD"),
            ("shipping", "12"),
            ("lead_days", "21"),
            ("valid_days", "14"),
            ("plan", "deposit_and_balance"),
            ("deposit_percent", "30"),
            ("back_before_start", "100"),
            ("back_while_making", "50"),
            ("back_when_ready", "0"),
            ("back_if_studio_cancels", "100"),
        ];
        let mut all: Vec<(String, String)> = usual
            .iter()
            .filter(|(name, _)| !more.iter().any(|(n, _)| n == name))
            .map(|(n, v)| (n.to_string(), v.to_string()))
            .collect();
        all.extend(more.iter().map(|(n, v)| (n.to_string(), v.to_string())));
        all
    }

    fn read(more: &[(&str, &str)]) -> Result<Quote, Problems> {
        QuoteForm::from_fields(&fields(more)).read(&defaults())
    }

    #[test]
    fn a_price_is_read_as_people_write_it() {
        let quote = read(&[]).unwrap();
        assert_eq!(quote.lines.len(), 1, "an empty row is no line");
        assert_eq!(quote.lines[0].unit_price_minor, 111_111);
        assert_eq!(
            (quote.shipping_minor, quote.tax_rate),
            (1200, Rate(190_000))
        );
        assert_eq!(quote.plan, PaymentPlan::deposit(30));
    }

    #[test]
    fn a_quote_without_a_price_is_refused() {
        for price in ["", "0", "0.00", "-5", "abc", "1.999"] {
            let problems = read(&[("line_price", price)]).unwrap_err();
            assert!(problems.of("line_price").is_some(), "{price}");
        }
        let nothing = QuoteForm::default().read(&defaults()).unwrap_err();
        for field in ["line_title", "line_price", "plan", "lead_days"] {
            assert!(nothing.of(field).is_some(), "{field}");
        }
    }

    #[test]
    fn stages_must_be_the_whole_price() {
        let stages = |percents: &[&str]| {
            let mut more = vec![("plan", "stages")];
            for percent in percents {
                more.extend([("stage_label", "Part"), ("stage_percent", *percent)]);
            }
            read(&more)
        };
        assert_eq!(stages(&["20", "30", "50"]).unwrap().plan.stages.len(), 3);
        assert!(
            stages(&["20", "30"])
                .unwrap_err()
                .of("stage_percent")
                .is_some()
        );
        assert!(stages(&["100"]).unwrap_err().of("stage_label").is_some());
    }

    #[test]
    fn a_payment_of_nothing_is_refused() {
        let problems = read(&[("line_price", "0.01"), ("shipping", "")]).unwrap_err();
        assert!(problems.of("plan").is_some());
        assert!(
            read(&[("currency", "JPY")])
                .unwrap_err()
                .of("currency")
                .is_some()
        );
    }
}
