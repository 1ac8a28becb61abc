//! Amounts in minor units: what Stripe accepts, and how a page shows them.

use crate::errors::ApiError;

/// Currencies without minor units, per Stripe's "Zero-decimal currencies".
const ZERO_DECIMALS: [&str; 15] = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
];
/// Currencies with three decimals, whose last digit must be zero.
const THREE_DECIMALS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];
/// Currencies that lost their decimals and are still counted in hundredths, per Stripe's "Special cases".
const WHOLE_HUNDREDS: [&str; 2] = ["isk", "ugx"];
/// What is written before an amount; any other currency is written with its code.
const SYMBOLS: [(&str, &str); 16] = [
    ("aud", "A$"),
    ("brl", "R$"),
    ("cad", "CA$"),
    ("eur", "€"),
    ("gbp", "£"),
    ("hkd", "HK$"),
    ("ils", "₪"),
    ("inr", "₹"),
    ("jpy", "¥"),
    ("krw", "₩"),
    ("mxn", "MX$"),
    ("nzd", "NZ$"),
    ("sgd", "S$"),
    ("usd", "$"),
    ("vnd", "₫"),
    ("zar", "R "),
];
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

/// An amount for people, never negative: `€12.50`, `¥1,500`, `CHF 12.50`.
pub fn shown(amount: i64, currency: &str) -> String {
    let (amount, places) = match WHOLE_HUNDREDS.contains(&currency) {
        true => (amount / 100, 0),
        false => (amount, decimals(currency)),
    };
    let symbol = SYMBOLS.iter().find(|(code, _)| *code == currency);
    let symbol = symbol.map_or_else(
        || format!("{} ", currency.to_uppercase()),
        |(_, symbol)| (*symbol).to_owned(),
    );
    let unit = 10_i64.pow(places);
    let whole = grouped(amount / unit);
    if places == 0 {
        return format!("{symbol}{whole}");
    }
    let width = places as usize;
    format!("{symbol}{whole}.{:0width$}", amount % unit)
}

/// Figures in groups of three: `1,234,567`.
fn grouped(whole: i64) -> String {
    if whole < 1000 {
        return whole.to_string();
    }
    format!("{},{:03}", grouped(whole / 1000), whole % 1000)
}
