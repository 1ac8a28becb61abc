//! The address that explains a problem: a place on the page that describes the API, for each code there is.

use crate::server::state::App;
use std::fmt::Write as _;

/// Where a problem of this code is explained, on this shop.
pub fn address(app: &App, code: &str) -> String {
    app.url(&relative(code))
}

/// The same, as it stands on every shop.
pub fn relative(code: &str) -> String {
    format!("/api/docs#problem-{code}")
}

/// Each code and what it means, by code. A test holds every code of the source against this list.
pub const TYPES: &[(&str, &str)] = &[
    (
        "address_chosen",
        "One address can be chosen at a time: a kept one, or a typed one.",
    ),
    (
        "busy",
        "The shop takes no more of this at the moment. Try again after the time in Retry-After.",
    ),
    (
        "cards_closed",
        "Too many cards were declined for this order. Another way to pay is open, and cards again after a while.",
    ),
    (
        "closed",
        "The studio takes no requests for custom orders at the moment.",
    ),
    (
        "confirm",
        "A person has to confirm this with their password; a program can’t.",
    ),
    (
        "confirm_code",
        "A person has to confirm this with a code; a program can’t.",
    ),
    (
        "conflict",
        "This can’t be done with things as they stand now. The detail says what stands in the way.",
    ),
    ("cut_short", "The body did not arrive whole. Send it again."),
    (
        "declined",
        "The payment provider declined it. The detail is the provider’s own sentence.",
    ),
    (
        "email_taken",
        "There is an account with this address already.",
    ),
    (
        "email_unverified",
        "The address has to be confirmed first: follow the link in the mail.",
    ),
    ("empty", "There is nothing in it. Send at least one thing."),
    ("empty_cart", "The cart is empty. Add something first."),
    ("expired", "Its time is over. Begin again."),
    ("forbidden", "Whoever calls may not do this."),
    (
        "idempotency_key_in_use",
        "The first request with this Idempotency-Key is being carried out. Ask again in a moment.",
    ),
    (
        "idempotency_key_reused",
        "This Idempotency-Key came with another request before. Use a new key for a new request.",
    ),
    (
        "insufficient_inventory",
        "There are fewer of a piece than are wanted. `available` says how many.",
    ),
    (
        "internal",
        "Something went wrong in the shop. What was asked for may be sent again after a moment.",
    ),
    (
        "invalid",
        "Something that was sent can’t be taken. `errors` says which field, and why.",
    ),
    (
        "invalid_amount",
        "An amount can’t be read. Write it as a decimal, such as 25.00.",
    ),
    (
        "invalid_item_data",
        "Options or texts of a line are missing or don’t fit the product.",
    ),
    (
        "invalid_token",
        "The bearer token is not good, or no longer. Sign in again, or ask an owner for a new one.",
    ),
    (
        "lines",
        "Lines of the order can’t be bought as they stand. `errors` has one entry for each.",
    ),
    ("malformed_json", "The body is not JSON."),
    (
        "method_not_allowed",
        "This address does not take this method.",
    ),
    (
        "missing_scope",
        "The program’s token lacks the scope for this.",
    ),
    (
        "no_invoice",
        "There is no invoice yet: it is issued when everything was paid.",
    ),
    (
        "not_confirmed",
        "It has to be confirmed in the request itself before it is done.",
    ),
    (
        "not_found",
        "There is nothing at this address, or it is not for whoever calls.",
    ),
    ("not_returnable", "This can’t be sent back, or no longer."),
    ("nothing_due", "Nothing is to be paid."),
    ("offline", "The shop can’t be reached."),
    (
        "openid",
        "Signing in with the account elsewhere did not work. Begin again.",
    ),
    ("other_address", "This belongs to another e-mail address."),
    (
        "paid_by_link",
        "It is being paid through a payment link. Close the link first.",
    ),
    ("passkey", "The passkey was not accepted. Try again."),
    (
        "payment_not_available",
        "This way to pay is not offered, or can’t be reached at the moment.",
    ),
    (
        "people_only",
        "This belongs to a customer who is signed in, and a program called.",
    ),
    (
        "price_changed",
        "A price is another one than was sent. `unit_price` says which; nothing was ordered.",
    ),
    (
        "product_not_active",
        "A product is not for sale at the moment.",
    ),
    ("product_not_found", "There is no product with this SKU."),
    ("product_sold_out", "A product is sold out."),
    (
        "programs_only",
        "This is for programs of the shop, and a customer called.",
    ),
    (
        "provider_away",
        "The payment provider can’t be reached. Try again in a minute.",
    ),
    (
        "provider_out_of_step",
        "The payment provider’s books say something else. The shop looks into it.",
    ),
    (
        "provider_refused",
        "The payment provider refused the shop’s call. The shop looks into it.",
    ),
    (
        "provider_unavailable",
        "The payment provider can’t be reached. What was ordered is kept; try again in a moment.",
    ),
    (
        "quote_changed",
        "The quote is another one than was read. Read it again.",
    ),
    (
        "refund_changed",
        "What can be refunded is another amount than was read. Read the order again.",
    ),
    (
        "refunded",
        "It was refunded, so there is nothing left to be done with it.",
    ),
    ("required", "A field is missing. `errors` says which."),
    (
        "settlement_changed",
        "What goes back is another amount than was read. Read the custom order again.",
    ),
    (
        "sign_in",
        "Sign in first, with auth/login; or what was typed there is not right.",
    ),
    ("signed_out", "This sign-in is over. Sign in again."),
    ("token_required", "Send an API token as a bearer token."),
    ("too_large", "What was sent has too many bytes."),
    (
        "too_late",
        "It is too late for this. The detail says until when it was possible.",
    ),
    (
        "too_long",
        "A text is too long. The detail says how long it may be.",
    ),
    (
        "too_many",
        "Too many calls. Try again after the time in Retry-After.",
    ),
    (
        "too_many_unpaid_pieces",
        "Orders that wait for their money hold many pieces already. Pay or cancel one of them first.",
    ),
    (
        "total_changed",
        "The total is another one than was seen. Look at it again.",
    ),
    (
        "total_too_large",
        "The total is more than can be paid in one go. Take fewer pieces.",
    ),
    (
        "unavailable",
        "This can’t be reached at the moment. Try again after the time in Retry-After.",
    ),
    (
        "unknown_field",
        "A field is sent that there is not. `errors` says which.",
    ),
    (
        "unsupported_media_type",
        "Send JSON, or multipart/form-data where files are sent.",
    ),
    (
        "version_changed",
        "It was changed since it was read: If-Match names an older version. Read it again.",
    ),
];

/// Every code with its meaning, for the page that describes the API.
pub fn section(prose: impl Fn(&str) -> String) -> String {
    let mut html = String::from(
        "<section aria-labelledby=\"problems\"><h2 id=\"problems\">Problems</h2><p>What is answered when something is \
        wrong is <code>application/problem+json</code>. Its <code>type</code> leads here, its <code>detail</code> says what \
        to do.</p><dl class=\"docs-parameters\">",
    );
    for (code, meaning) in TYPES {
        let _ = write!(
            html,
            "<dt id=\"problem-{code}\"><code>{code}</code></dt><dd>{}</dd>",
            prose(meaning)
        );
    }
    html.push_str("</dl></section>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cart::LineProblem;
    use std::path::Path;

    fn known(code: &str) -> bool {
        TYPES.iter().any(|(known, _)| *known == code)
    }

    /// The codes that calls of these functions are given first, or after the status, whatever the lines are broken into.
    fn codes(source: &str) -> Vec<&str> {
        let calls = [
            "Error::conflict_of(",
            "Error::not_signed_in(",
            "Error::forbidden(",
            "Error::outdated(",
            "Error::too_large(",
            "Error::invalid(",
            "Error::unavailable(",
            "Problem::new(",
            "ActionError::new(",
        ];
        let mut found = Vec::new();
        for call in calls {
            for rest in source.split(call).skip(1) {
                let status = |c: char| c.is_ascii_digit() || c == ',' || c.is_whitespace();
                let code = rest.trim_start_matches(status).strip_prefix('"');
                let code = code.and_then(|code| code.split('"').next());
                // This list's own quotes are no codes.
                found.extend(code.filter(|code| code.starts_with(char::is_alphabetic)));
            }
        }
        found
    }

    fn read(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }

    #[test]
    fn every_code_of_the_source_is_explained() {
        let mut files = Vec::new();
        read(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut files,
        );
        let mut count = 0;
        for (path, text) in &files {
            for code in codes(text) {
                assert!(
                    known(code),
                    "{code} of {path} is missing in problem_types::TYPES"
                );
                count += 1;
            }
        }
        assert!(count > 50, "{count}");
        assert!(known(LineProblem::ProductNotFound.code()));
        assert!(known(LineProblem::ProductSoldOut.code()));
    }

    #[test]
    fn codes_are_in_order_and_on_the_page() {
        assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0));
        let html = section(str::to_string);
        assert!(
            TYPES
                .iter()
                .all(|(code, _)| html.contains(&format!("id=\"problem-{code}\"")))
        );
    }
}
