//! The quote's fields by name: read from the page as it stands, and written into one that only passes them on.

use crate::domain::commission::quote_form::QuoteForm;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The id of the form that a quote is typed into.
pub const QUOTE: &str = "quote";

const NAMES: [&str; 21] = [
    "line_title",
    "line_detail",
    "line_quantity",
    "line_price",
    "stage_label",
    "stage_percent",
    "currency",
    "shipping",
    "shipping_method",
    "tax_percent",
    "tax_mode",
    "lead_days",
    "valid_days",
    "plan",
    "deposit_percent",
    "terms",
    "back_before_start",
    "back_while_making",
    "back_when_ready",
    "back_if_studio_cancels",
    "note",
];

/// The form as it stands in the browser; `None` where the page has none.
pub fn typed_so_far() -> Option<QuoteForm> {
    let form = document().get_element_by_id(QUOTE)?;
    let form = form.dyn_into::<web_sys::HtmlFormElement>().ok()?;
    let data = web_sys::FormData::new_with_form(&form).ok()?;
    let mut fields = Vec::new();
    for name in NAMES {
        let values = data.get_all(name);
        fields.extend(
            values
                .iter()
                .map(|value| (name.to_string(), value.as_string().unwrap_or_default())),
        );
    }
    Some(QuoteForm::from_fields(&fields))
}

/// Every field with its value, as [`QuoteForm::from_fields`] reads them.
pub fn pairs(form: &QuoteForm) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    for line in &form.lines {
        pairs.extend([
            ("line_title", line.title.clone()),
            ("line_detail", line.detail.clone()),
            ("line_quantity", line.quantity.clone()),
            ("line_price", line.price.clone()),
        ]);
    }
    for stage in &form.stages {
        pairs.extend([
            ("stage_label", stage.label.clone()),
            ("stage_percent", stage.percent.clone()),
        ]);
    }
    let single = [
        ("currency", &form.currency),
        ("shipping", &form.shipping),
        ("shipping_method", &form.shipping_method),
        ("tax_percent", &form.tax_percent),
        ("tax_mode", &form.tax_mode),
        ("lead_days", &form.lead_days),
        ("valid_days", &form.valid_days),
        ("plan", &form.plan),
        ("deposit_percent", &form.deposit_percent),
        ("terms", &form.terms),
        ("back_before_start", &form.back_before_start),
        ("back_while_making", &form.back_while_making),
        ("back_when_ready", &form.back_when_ready),
        ("back_if_studio_cancels", &form.back_if_studio_cancels),
        ("note", &form.note),
    ];
    pairs.extend(single.map(|(name, value)| (name, value.clone())));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::commission::quote_form::{QuoteLineForm, StageForm};

    /// A form in which no two fields hold the same.
    fn filled() -> QuoteForm {
        let mut count = 0;
        let mut text = || {
            count += 1;
            format!("text {count}")
        };
        let mut form = QuoteForm::from_fields(
            &NAMES[6..]
                .iter()
                .map(|name| (name.to_string(), text()))
                .collect::<Vec<_>>(),
        );
        for _ in 0..2 {
            form.lines.push(QuoteLineForm {
                title: text(),
                detail: text(),
                quantity: text(),
                price: text(),
            });
            form.stages.push(StageForm {
                label: text(),
                percent: text(),
            });
        }
        form
    }

    #[test]
    fn no_field_is_lost_on_its_way_through_a_page() {
        let form = filled();
        let sent: Vec<(String, String)> = pairs(&form)
            .into_iter()
            .map(|(name, value)| (name.to_string(), value))
            .collect();
        assert_eq!(QuoteForm::from_fields(&sent), form);
        for (name, _) in pairs(&form) {
            assert!(NAMES.contains(&name), "the browser reads {name}");
        }
    }
}
