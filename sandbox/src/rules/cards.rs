//! The published test cards, and what each of them does.

use crate::errors::ApiError;
use crate::ids;
use crate::objects::{Effect, Instrument};

/// A card as typed; it is looked at once and never kept.
#[derive(Clone, Debug, Default)]
pub struct Card {
    pub number: String,
    pub exp_month: String,
    pub exp_year: String,
    pub cvc: String,
}

/// What the customer pays with.
#[derive(Clone, Debug)]
pub enum Method {
    Card(Card),
    Wallet,
    BankDebit { account: String },
}

/// What the bank says at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Pays,
    NeedsAuthentication,
    Refuses(Refusal),
}

/// Why a card is refused: Stripe's code, the bank's decline code, a sentence for the customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refusal {
    pub code: &'static str,
    pub decline_code: Option<&'static str>,
    pub message: &'static str,
}

const DECLINED: Refusal = Refusal {
    code: "card_declined",
    decline_code: Some("generic_decline"),
    message: "Your card was declined.",
};
const INSUFFICIENT: Refusal = Refusal {
    code: "card_declined",
    decline_code: Some("insufficient_funds"),
    message: "Your card has insufficient funds.",
};
const EXPIRED: Refusal = Refusal {
    code: "expired_card",
    decline_code: Some("expired_card"),
    message: "Your card has expired.",
};
const WRONG_CVC: Refusal = Refusal {
    code: "incorrect_cvc",
    decline_code: Some("incorrect_cvc"),
    message: "Your card's security code is incorrect.",
};
const BANK_TROUBLE: Refusal = Refusal {
    code: "processing_error",
    decline_code: Some("processing_error"),
    message: "An error occurred while processing your card. Try again in a little bit.",
};
const NOT_A_TEST_CARD: Refusal = Refusal {
    code: "card_declined",
    decline_code: Some("test_mode_live_card"),
    message: "Your card was declined. This is a sandbox, which takes only the published test cards.",
};

/// What a card number that is well formed does.
fn behaviour(number: &str) -> (Verdict, Effect) {
    use Effect::{DeclinedAfterAuthentication, Disputed, Plain, RefundFails};
    match number {
        "4242424242424242" | "4000056655665556" | "5555555555554444" | "2223003122003222"
        | "5200828282828210" | "378282246310005" | "371449635398431" | "6011111111111117"
        | "3056930009020004" | "3566002020360505" => (Verdict::Pays, Plain),
        "4000000000000259" => (Verdict::Pays, Disputed),
        "4000000000005126" => (Verdict::Pays, RefundFails),
        "4000002500003155" | "4000002760003184" | "4000000000003220" => {
            (Verdict::NeedsAuthentication, Plain)
        }
        "4000008400001629" => (Verdict::NeedsAuthentication, DeclinedAfterAuthentication),
        "4000000000000002" => (Verdict::Refuses(DECLINED), Plain),
        "4000000000009995" => (Verdict::Refuses(INSUFFICIENT), Plain),
        "4000000000000069" => (Verdict::Refuses(EXPIRED), Plain),
        "4000000000000127" => (Verdict::Refuses(WRONG_CVC), Plain),
        "4000000000000119" => (Verdict::Refuses(BANK_TROUBLE), Plain),
        _ => (Verdict::Refuses(NOT_A_TEST_CARD), Plain),
    }
}

/// The refusal that comes after a successful authentication.
pub fn declined() -> Refusal {
    DECLINED
}

/// The card behind Stripe's test payment methods, for confirmations without a browser.
pub fn from_token(token: &str) -> Option<Method> {
    let number = match token {
        "pm_card_visa" => "4242424242424242",
        "pm_card_mastercard" => "5555555555554444",
        "pm_card_chargeDeclined" | "pm_card_visa_chargeDeclined" => "4000000000000002",
        "pm_card_chargeDeclinedInsufficientFunds"
        | "pm_card_visa_chargeDeclinedInsufficientFunds" => "4000000000009995",
        "pm_card_chargeDeclinedExpiredCard" | "pm_card_visa_chargeDeclinedExpiredCard" => {
            "4000000000000069"
        }
        "pm_card_threeDSecure2Required" | "pm_card_threeDSecureRequired" => "4000002500003155",
        "pm_card_authenticationRequired" => "4000002760003184",
        "pm_card_createDispute" => "4000000000000259",
        "pm_card_refundFail" => "4000000000005126",
        "pm_sandbox_wallet" => return Some(Method::Wallet),
        "pm_sandbox_bank_debit" => {
            return Some(Method::BankDebit {
                account: PAYING_ACCOUNT.into(),
            });
        }
        "pm_sandbox_bank_debit_fails" => {
            return Some(Method::BankDebit {
                account: FAILING_ACCOUNT.into(),
            });
        }
        _ => return None,
    };
    Some(Method::Card(Card {
        number: number.into(),
        exp_month: "12".into(),
        exp_year: "2040".into(),
        cvc: "123".into(),
    }))
}

/// The test account that pays after a while.
pub const PAYING_ACCOUNT: &str = "000123456789";
/// The test account whose bank refuses after a while.
pub const FAILING_ACCOUNT: &str = "000111111116";

/// Checks what was typed. `Err` is a mistake in the form, which leaves the intent as it is.
pub fn examine(method: &Method, now_ms: i64) -> Result<(Instrument, Verdict), ApiError> {
    match method {
        Method::Wallet => Ok((Instrument::Wallet, Verdict::NeedsAuthentication)),
        Method::BankDebit { account } => {
            let digits = digits(account);
            if !(6..=17).contains(&digits.len()) {
                return Err(ApiError::card(
                    "invalid_account_number",
                    "Your account number is incomplete. Enter its 6 to 17 digits.",
                ));
            }
            let fails = digits == FAILING_ACCOUNT;
            Ok((
                Instrument::BankDebit {
                    last4: last4(&digits),
                    fails,
                },
                Verdict::Pays,
            ))
        }
        Method::Card(card) => examine_card(card, now_ms),
    }
}

fn examine_card(card: &Card, now_ms: i64) -> Result<(Instrument, Verdict), ApiError> {
    let number = digits(&card.number);
    if number.len() < 13 {
        return Err(ApiError::card(
            "incomplete_number",
            "Your card number is incomplete.",
        ));
    }
    if number.len() > 19 || !luhn(&number) {
        return Err(ApiError::card(
            "incorrect_number",
            "Your card number is invalid.",
        ));
    }
    let month: i64 = digits(&card.exp_month).parse().unwrap_or(0);
    if !(1..=12).contains(&month) {
        return Err(ApiError::card(
            "invalid_expiry_month",
            "Your card's expiration date is incomplete.",
        ));
    }
    let year: i64 = digits(&card.exp_year).parse().unwrap_or(-1);
    let year = if (0..100).contains(&year) {
        2000 + year
    } else {
        year
    };
    let (this_year, this_month) = year_and_month(now_ms);
    if year < this_year || year > this_year + 50 {
        return Err(ApiError::card(
            "invalid_expiry_year_past",
            "Your card's expiration year is in the past.",
        ));
    }
    if year == this_year && month < this_month {
        return Err(ApiError::card(
            "invalid_expiry_month_past",
            "Your card's expiration date is in the past.",
        ));
    }
    let brand = brand(&number);
    let cvc_length = if brand == "amex" { 4 } else { 3 };
    if digits(&card.cvc).len() != cvc_length {
        return Err(ApiError::card(
            "incomplete_cvc",
            "Your card's security code is incomplete.",
        ));
    }
    let (verdict, effect) = behaviour(&number);
    let instrument = Instrument::Card {
        brand: brand.into(),
        last4: last4(&number),
        exp_month: month,
        exp_year: year,
        effect,
    };
    Ok((instrument, verdict))
}

/// A token for the method used, as `payment_method` shows it.
pub fn payment_method_id() -> String {
    ids::fresh("pm")
}

fn brand(number: &str) -> &'static str {
    match number.as_bytes() {
        [b'4', ..] => "visa",
        [b'5', ..] | [b'2', ..] => "mastercard",
        [b'3', b'4' | b'7', ..] => "amex",
        [b'3', b'5', ..] => "jcb",
        [b'3', ..] => "diners",
        [b'6', ..] => "discover",
        _ => "unknown",
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn last4(digits: &str) -> String {
    digits
        .chars()
        .skip(digits.len().saturating_sub(4))
        .collect()
}

/// The check digit of card numbers (ISO/IEC 7812-1, annex B).
fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) => doubled % 10 + doubled / 10,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The year and month of a time, in UTC.
fn year_and_month(now_ms: i64) -> (i64, i64) {
    let at = jiff::Timestamp::from_millisecond(now_ms)
        .unwrap_or_default()
        .to_zoned(jiff::tz::TimeZone::UTC);
    (i64::from(at.year()), i64::from(at.month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert!(luhn("4242424242424242") && luhn("378282246310005") && luhn("4000002500003155"));
        assert!(!luhn("4242424242424241"));
    }

    #[test]
    fn every_published_card_is_well_formed() {
        let typed = |number: &str, cvc: &str| {
            let card = Card {
                number: number.into(),
                exp_month: "12".into(),
                exp_year: "34".into(),
                cvc: cvc.into(),
            };
            examine(&Method::Card(card), 1_790_000_000_000)
        };
        for number in [
            "4242 4242 4242 4242",
            "4000 0000 0000 0002",
            "4000 0000 0000 9995",
            "4000 0025 0000 3155",
            "4000 0000 0000 0069",
            "4000 0000 0000 0259",
        ] {
            assert!(typed(number, "123").is_ok(), "{number}");
        }
        assert_eq!(
            typed("4242 4242 4242 4241", "123")
                .unwrap_err()
                .code
                .as_deref(),
            Some("incorrect_number")
        );
        assert_eq!(
            typed("4242", "123").unwrap_err().code.as_deref(),
            Some("incomplete_number")
        );
        assert_eq!(
            typed("4242 4242 4242 4242", "12")
                .unwrap_err()
                .code
                .as_deref(),
            Some("incomplete_cvc")
        );
    }
}
