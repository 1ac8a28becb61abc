//! Amounts in minor units: what Stripe accepts, and how a page shows them.

use super::super::errors::ApiError;
use crate::domain::money::Money;

/// Currencies without minor units, per Stripe's "Zero-decimal currencies".
const ZERO_DECIMALS: [&str; 15] = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
];
/// Currencies with three decimals, whose last digit must be zero.
const THREE_DECIMALS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];
/// Currencies that lost their decimals and are still counted in hundredths, per Stripe's "Special cases".
const WHOLE_HUNDREDS: [&str; 2] = ["isk", "ugx"];
/// At most eight digits.
const MOST: i64 = 99_999_999;

/// Decimals that a currency is shown with.
pub fn decimals(currency: &str) -> u32 {
    if ZERO_DECIMALS.contains(&currency) {
        0
    } else if THREE_DECIMALS.contains(&currency) {
        3
    } else {
        2
    }
}

/// The smallest charge, in minor units, per Stripe's "Minimum and maximum charge amounts" (the like of 0.50 US dollars elsewhere).
pub fn minimum(currency: &str) -> i64 {
    match currency {
        "gbp" => 30,
        "jpy" => 50,
        "krw" => 500,
        "vnd" => 10_000,
        "dkk" => 250,
        "nok" | "sek" => 300,
        "hkd" => 400,
        "mxn" | "thb" => 1_000,
        "czk" => 1_500,
        "huf" => 17_500,
        "isk" => 7_000,
        "ugx" => 190_000,
        "pln" | "aed" | "ron" => 200,
        "myr" => 200,
        _ => match decimals(currency) {
            0 => 50,
            3 => 150,
            _ => 50,
        },
    }
}

/// Checks an amount to be charged; `param` names the field in the refusal.
pub fn check(amount: i64, currency: &str, param: &str) -> Result<(), ApiError> {
    if amount < 1 {
        return Err(
            ApiError::invalid("This value must be greater than or equal to 1.")
                .code("parameter_invalid_integer")
                .param(param),
        );
    }
    if amount > MOST {
        let message = format!("Amount must be no more than {}", shown(MOST, currency));
        return Err(ApiError::invalid(message)
            .code("amount_too_large")
            .param(param));
    }
    if amount < minimum(currency) {
        let message = format!(
            "Amount must be at least {}",
            shown(minimum(currency), currency)
        );
        return Err(ApiError::invalid(message)
            .code("amount_too_small")
            .param(param));
    }
    check_steps(amount, currency, param)
}

/// Checks what holds of refunds as of charges: the last digits that a currency can't have are zero.
pub fn check_steps(amount: i64, currency: &str, param: &str) -> Result<(), ApiError> {
    let refused = |how: &str| {
        let message = format!("Amounts in {} must {how}.", currency.to_uppercase());
        Err(ApiError::invalid(message)
            .code("parameter_invalid_integer")
            .param(param))
    };
    if decimals(currency) == 3 && amount % 10 != 0 {
        return refused("end in 0");
    }
    if WHOLE_HUNDREDS.contains(&currency) && amount % 100 != 0 {
        return refused("be divisible by 100");
    }
    Ok(())
}

/// Checks a currency: three letters, in lower case from here on.
pub fn currency(word: &str) -> Result<String, ApiError> {
    let lower = word.to_lowercase();
    if lower.len() == 3 && lower.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(lower)
    } else {
        Err(ApiError::invalid(format!("Invalid currency: {word}.")).param("currency"))
    }
}

/// An amount for people, written as the shop writes it: `€12.50`, `¥1,500`. A currency that no shop here sells in is
/// written with its code: `12.50 XYZ`.
pub fn shown(amount: i64, currency: &str) -> String {
    if let Ok(known) = currency.parse() {
        return Money::from_stripe(amount, known).to_string();
    }
    let places = decimals(currency);
    let unit = 10_i64.pow(places);
    let whole = amount / unit;
    let code = currency.to_uppercase();
    if places == 0 {
        return format!("{whole} {code}");
    }
    format!(
        "{whole}.{:0width$} {code}",
        amount % unit,
        width = places as usize
    )
}
