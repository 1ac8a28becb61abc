//! Money and time as the API writes them: decimal strings beside a currency, RFC 3339.

use super::problem::{ApiResult, Problem};
use crate::domain::catalogue_form::Prices;
use crate::domain::form_values::FormAmount;
use crate::domain::money::{Currency, Money};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A money amount on its way in: `"25.00"`, or the number 25.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount(String);

impl Amount {
    /// The amount in a currency; 422 beside `field` when it can't be one.
    pub fn read(&self, field: &str, currency: Currency) -> ApiResult<Money> {
        Money::parse_plain(&self.0, currency)
            .map_err(|error| Problem::field(field, "invalid_amount", error.to_string()))
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Text(String),
            Number(serde_json::Number),
        }
        Ok(match Given::deserialize(deserializer)? {
            Given::Text(text) => Amount(text),
            Given::Number(number) => Amount(number.to_string()),
        })
    }
}

impl PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .pattern(Some(r"^[0-9]+(\.[0-9]+)?$"));
        let number = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Number))
            .minimum(Some(0));
        let either = OneOfBuilder::new()
            .item(text)
            .item(number)
            .description(Some("A decimal amount, as text or as a number."))
            .examples(["45.00"]);
        either.into()
    }
}

impl ToSchema for Amount {}

/// The amount as a decimal string: `25.00`, and `1500` for JPY.
pub fn decimal(money: Money) -> String {
    money.to_decimal().to_string()
}

/// Amounts by currency as use cases take them, each checked on its own; `field` is where they were sent.
pub fn prices(field: &str, given: BTreeMap<String, Amount>) -> ApiResult<Prices> {
    let each = given.into_iter().map(|(code, amount)| {
        let field = format!("{field}.{code}");
        let currency: Currency = code.parse().map_err(|_| {
            let message = "Write a currency that the shop sells in.";
            Problem::field(&field, "invalid", message)
        })?;
        let price = amount.read(&field, currency)?;
        Ok((format!("price_{currency}"), price.into()))
    });
    each.collect()
}

/// Amounts that are stored, by currency, as the API writes them.
pub fn by_currency(prices: Prices) -> BTreeMap<String, String> {
    let known = prices.into_values().filter_map(|amount| match amount {
        FormAmount::Known(money) => Some((money.currency.to_string(), decimal(money))),
        FormAmount::Typed(_) => None,
    });
    known.collect()
}

/// A currency by its code; none given is `usual`.
pub fn currency(code: Option<&str>, usual: Currency) -> ApiResult<Currency> {
    match code {
        None => Ok(usual),
        Some(code) => code.parse().map_err(|_| {
            let message = "Write a currency that the shop sells in, such as EUR.";
            Problem::field("currency", "invalid", message)
        }),
    }
}

/// A moment in RFC 3339, from unix milliseconds.
pub fn moment(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).map_or_else(|_| String::new(), |at| at.to_string())
}
