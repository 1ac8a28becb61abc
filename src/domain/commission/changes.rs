//! What changed between two versions of a quote, in sentences.

use super::plan::PaymentPlan;
use super::quote::{Quote, QuoteLine};
use crate::domain::money::Money;

/// One sentence for each difference, the price first; empty when nothing that matters differs.
pub fn changes(before: &Quote, after: &Quote) -> Vec<String> {
    let mut told = Vec::new();
    let total = |quote: &Quote| quote.totals().map(|t| t.total()).ok();
    if let (Some(old), Some(new)) = (total(before), total(after))
        && old != new
    {
        told.push(format!("The total is {new}, before it was {old}."));
    }
    lines(before, after, &mut told);
    let money = |quote: &Quote, minor| Money::new(minor, quote.currency);
    let (old, new) = (
        money(before, before.shipping_minor),
        money(after, after.shipping_minor),
    );
    if old != new {
        told.push(format!("Shipping is {new}, before it was {old}."));
    }
    if before.shipping_method != after.shipping_method {
        told.push(format!("It is sent by {}.", after.shipping_method));
    }
    if before.country != after.country {
        told.push("It goes to another country.".into());
    }
    if (before.tax_rate, before.tax_mode) != (after.tax_rate, after.tax_mode) {
        told.push(format!(
            "The tax is {} %, before it was {} %.",
            after.tax_rate.percent(),
            before.tax_rate.percent()
        ));
    }
    if before.lead_days != after.lead_days {
        told.push(format!(
            "Making it takes {} days, before it was {}.",
            after.lead_days, before.lead_days
        ));
    }
    if before.plan != after.plan {
        told.push(format!("It is paid like this: {}.", plan(&after.plan)));
    }
    if before.refund != after.refund {
        told.push("What goes back if it ends early has changed.".into());
    }
    if before.terms != after.terms {
        told.push("The terms have changed.".into());
    }
    told
}

fn plan(plan: &PaymentPlan) -> String {
    let stage = |s: &super::plan::Stage| format!("{} {} % {}", s.label, s.percent, s.due.words());
    plan.stages.iter().map(stage).collect::<Vec<_>>().join(", ")
}

/// Lines are the same when their titles are.
fn lines(before: &Quote, after: &Quote, told: &mut Vec<String>) {
    let find = |lines: &[QuoteLine], title: &str| lines.iter().find(|l| l.title == title).cloned();
    for line in &after.lines {
        match find(&before.lines, &line.title) {
            None => told.push(format!("New: {}.", line.title)),
            Some(old) => {
                if old.quantity != line.quantity {
                    told.push(format!(
                        "{}: {} instead of {}.",
                        line.title, line.quantity, old.quantity
                    ));
                }
                let unit = |q: &Quote, l: &QuoteLine| Money::new(l.unit_price_minor, q.currency);
                let (was, is) = (unit(before, &old), unit(after, line));
                if was != is {
                    told.push(format!("{}: {is} instead of {was}.", line.title));
                }
                if old.detail != line.detail {
                    told.push(format!("{}: now “{}”.", line.title, line.detail));
                }
            }
        }
    }
    for line in &before.lines {
        if find(&after.lines, &line.title).is_none() {
            told.push(format!("No longer: {}.", line.title));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::quote::sample;
    use super::*;

    #[test]
    fn what_changed_is_told_and_what_did_not_is_not() {
        let before = sample();
        assert_eq!(changes(&before, &before), Vec::<String>::new());
        let mut after = before.clone();
        after.lines[0].unit_price_minor = 26_000;
        after.lines.remove(1);
        after.lines.push(QuoteLine {
            title: "Clasp".into(),
            detail: String::new(),
            quantity: 1,
            unit_price_minor: 900,
        });
        after.lead_days = 30;
        after.plan = PaymentPlan::all_now();
        after.note = "Another word".into();
        assert_eq!(
            changes(&before, &after),
            [
                "The total is €275.90, before it was €255.90.",
                "Bead collar: €260.00 instead of €240.00.",
                "New: Clasp.",
                "No longer: Gift box.",
                "Making it takes 30 days, before it was 21.",
                "It is paid like this: Full price 100 % when you accept.",
            ]
        );
    }
}
