//! Reads the checkout form back from what was typed, so that a refused form loses nothing.

use crate::domain::checkout::CheckoutForm;
use crate::domain::problem::FormBack;

/// The form as it was sent; an empty one when the page was simply opened.
pub fn form_of(back: &FormBack) -> CheckoutForm {
    let value = |name: &str| back.value(name).to_string();
    form_from(value)
}

/// Builds the form from a function that tells what stands in each field.
pub fn form_from(value: impl Fn(&str) -> String) -> CheckoutForm {
    CheckoutForm {
        email: value("email"),
        full_name: value("full_name"),
        line1: value("line1"),
        line2: value("line2"),
        city: value("city"),
        region: value("region"),
        postal_code: value("postal_code"),
        country: value("country"),
        phone: value("phone"),
        billing_differs: value("billing_differs"),
        billing_full_name: value("billing_full_name"),
        billing_line1: value("billing_line1"),
        billing_line2: value("billing_line2"),
        billing_city: value("billing_city"),
        billing_region: value("billing_region"),
        billing_postal_code: value("billing_postal_code"),
        billing_country: value("billing_country"),
        shipping_method: value("shipping_method"),
        payment_method: value("payment_method"),
        note: value("note"),
        gift_message: value("gift_message"),
        saved_address: value("saved_address"),
        saved_address_shown: value("saved_address_shown"),
        seen_total: value("seen_total"),
        remove_line: value("remove_line"),
        accept_line: value("accept_line"),
        step: value("step"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_comes_back() {
        let form = form_from(|name| format!("typed {name}"));
        let json = serde_json::to_value(&form).unwrap_or_default();
        for (name, value) in json.as_object().into_iter().flatten() {
            assert_eq!(value, &format!("typed {name}"), "{name}");
        }
    }
}
