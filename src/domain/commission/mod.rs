//! Custom orders: from a request to a shipped piece. Customers read "custom order"; everywhere else it is a commission.

pub mod capacity;
pub mod changes;
pub mod history;
pub mod plan;
pub mod quote;
pub mod quote_form;
mod quote_reading;
pub mod refund;
pub mod request;
pub mod status;
pub mod studio_settings;
pub mod thread_form;
pub mod turn;
pub mod view;

/// What a custom order's number looks like: `CUS-000042`.
pub fn commission_number(number: i64) -> String {
    format!("CUS-{number:06}")
}

/// Reads `CUS-000042`, `cus-42` or `42`.
pub fn parse_commission_number(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text
        .get(..4)
        .filter(|p| p.eq_ignore_ascii_case("CUS-"))
        .map_or(text, |_| &text[4..]);
    digits.parse().ok().filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_the_ways_people_write_it() {
        assert_eq!(commission_number(42), "CUS-000042");
        for text in ["CUS-000042", "cus-42", " 42 "] {
            assert_eq!(parse_commission_number(text), Some(42), "{text}");
        }
        for text in ["", "CUS-", "0", "-1", "ORD-000042"] {
            assert_eq!(parse_commission_number(text), None, "{text}");
        }
    }
}
