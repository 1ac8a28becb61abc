//! Columns that hold a value of the domain, and what is said where one holds anything else. `TableRow` reads its fields
//! with the functions that are named here.

use crate::domain::audit;
use crate::domain::catalogue::ProductStatus;
use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::view::{Approval, MessageKind};
use crate::domain::contact::Address;
use crate::domain::day::Day;
use crate::domain::history::Who;
use crate::domain::invoice::InvoiceKind;
use crate::domain::mail::MailState;
use crate::domain::money::{Currency, Money};
use crate::domain::order::OrderKind;
use crate::domain::order_status::{CancelReason, OrderStatus};
use crate::domain::parcel::DeliveryWay;
use crate::domain::payment::{AttemptState, PaymentMethod, RequestState, Unusable};
use crate::domain::refund::{RefundCause, RefundStatus, SentWay};
use crate::domain::returns::{ReturnKind, ReturnReason, ReturnStatus};
use crate::domain::staff::Role;
use crate::domain::stock::PieceState;
use crate::domain::tax::TaxMode;
use crate::domain::webhooks::DeliveryState;
use crate::server::db::customers::proofs::Purpose;
use crate::server::db::payments::objects::{ObjectKind, ObjectState};
use crate::server::db::recorded::from_columns;
use crate::server::error::{Error, Result};
use serde::de::DeserializeOwned;
use sqlx::error::BoxDynError;
use sqlx::{ColumnIndex, Database, Decode, FromRow, Row, Type};
use std::str::FromStr;

/// A text that is none of the names its column may hold.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Unknown(String);

/// Types that are written as text, and read with their own `FromStr`.
macro_rules! read_from_text {
    ($($type:ty),* $(,)?) => {$(
        impl<DB: Database> Type<DB> for $type
        where
            String: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <String as Type<DB>>::type_info()
            }

            fn compatible(found: &DB::TypeInfo) -> bool {
                <String as Type<DB>>::compatible(found)
            }
        }

        impl<'r, DB: Database> Decode<'r, DB> for $type
        where
            String: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let text = <String as Decode<'r, DB>>::decode(value)?;
                text.parse().map_err(|_| Unknown(text).into())
            }
        }
    )*};
}

read_from_text!(
    Approval,
    AttemptState,
    CancelReason,
    CommissionStatus,
    Currency,
    DeliveryState,
    DeliveryWay,
    InvoiceKind,
    MailState,
    MessageKind,
    ObjectKind,
    ObjectState,
    OrderKind,
    OrderStatus,
    PaymentMethod,
    PieceState,
    ProductStatus,
    Purpose,
    RefundCause,
    RefundStatus,
    RequestState,
    ReturnKind,
    ReturnReason,
    ReturnStatus,
    Role,
    SentWay,
    TaxMode,
    Unusable,
);

/// Days are counted from 1 January 1970.
impl<DB: Database> Type<DB> for Day
where
    i64: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <i64 as Type<DB>>::type_info()
    }

    fn compatible(found: &DB::TypeInfo) -> bool {
        <i64 as Type<DB>>::compatible(found)
    }
}

impl<'r, DB: Database> Decode<'r, DB> for Day
where
    i64: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        <i64 as Decode<'r, DB>>::decode(value).map(Day)
    }
}

impl<'r, R: Row> FromRow<'r, R> for Address
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Address> {
        Ok(Address {
            full_name: row.try_get("full_name")?,
            line1: row.try_get("line1")?,
            line2: row.try_get("line2")?,
            city: row.try_get("city")?,
            region: row.try_get("region")?,
            postal_code: row.try_get("postal_code")?,
            country: row.try_get("country")?,
            phone: row.try_get("phone")?,
        })
    }
}

/// A column as it stands.
pub fn value<'r, R: Row, T>(
    row: &'r R,
    table: &'static str,
    column: &'static str,
    id: &'static str,
) -> sqlx::Result<T>
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    T: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get::<T, &'r str>(column)
        .map_err(|error| match error {
            sqlx::Error::ColumnDecode { source, .. } => {
                impossible(row, table, column, id, source.to_string())
            }
            other => other,
        })
}

/// An amount: its column, and the row's `currency`.
pub fn money<'r, R: Row>(
    row: &'r R,
    table: &'static str,
    column: &'static str,
    id: &'static str,
) -> sqlx::Result<Money>
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    let minor: i64 = value(row, table, column, id)?;
    let currency: Currency = value(row, table, "currency", id)?;
    Ok(Money::new(minor, currency))
}

/// A text that is JSON.
pub fn json<'r, R: Row, T: DeserializeOwned>(
    row: &'r R,
    table: &'static str,
    column: &'static str,
    id: &'static str,
) -> sqlx::Result<T>
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    let text: String = value(row, table, column, id)?;
    serde_json::from_str(&text)
        .map_err(|error| impossible(row, table, column, id, format!("{text}: {error}")))
}

/// A number that is smaller here than in its column.
pub fn number<'r, R: Row, T: TryFrom<i64>>(
    row: &'r R,
    table: &'static str,
    column: &'static str,
    id: &'static str,
) -> sqlx::Result<T>
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    let wide: i64 = value(row, table, column, id)?;
    T::try_from(wide).map_err(|_| impossible(row, table, column, id, wide.to_string()))
}

/// A record of something that happened, from the columns `kind` and `args`.
pub fn record<'r, R: Row, T: DeserializeOwned>(
    row: &'r R,
    table: &'static str,
    _column: &'static str,
    id: &'static str,
) -> sqlx::Result<T>
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    let kind: String = value(row, table, "kind", id)?;
    let args: String = value(row, table, "args", id)?;
    let id: String = value(row, table, id, id)?;
    from_columns(table, &id, &kind, &args).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

/// Who did something: what they are in the column, and their name in the one beside it.
pub fn who<'r, R: Row>(
    row: &'r R,
    table: &'static str,
    column: &'static str,
    id: &'static str,
) -> sqlx::Result<Who>
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    kind_and_name(row, table, column, id, Who::parse)
}

/// Who did what the audit log says.
pub fn audit_actor<'r, R: Row>(
    row: &'r R,
    table: &'static str,
    column: &'static str,
    id: &'static str,
) -> sqlx::Result<audit::Actor>
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    kind_and_name(row, table, column, id, audit::Actor::parse)
}

fn kind_and_name<'r, R: Row, T>(
    row: &'r R,
    table: &'static str,
    column: &'static str,
    id: &'static str,
    parse: fn(&str, &str) -> Option<T>,
) -> sqlx::Result<T>
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    let names = match column {
        "author" => "author_name",
        _ => "actor_name",
    };
    let kind: String = value(row, table, column, id)?;
    let name: String = value(row, table, names, id)?;
    parse(&kind, &name).ok_or_else(|| impossible(row, table, column, id, kind))
}

/// The error that names a row by what it is known by, on its way through the database's library.
fn impossible<'r, R: Row>(
    row: &'r R,
    table: &'static str,
    column: &'static str,
    id: &'static str,
    value: String,
) -> sqlx::Error
where
    &'r str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
{
    let id: String = row.try_get::<String, &'r str>(id).unwrap_or_default();
    sqlx::Error::Decode(Box::new(Error::impossible(table, column, &id, value)))
}

/// The value of a text that did not come with a row of its own.
pub fn parse<T: FromStr>(
    table: &'static str,
    column: &'static str,
    id: &str,
    text: &str,
) -> Result<T> {
    text.parse()
        .map_err(|_| Error::impossible(table, column, id, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use atelier_derive::TableRow;
    use sqlx::{Connection, SqliteConnection};

    #[derive(Debug, TableRow)]
    #[table("payment_requests", id = "request_id")]
    struct Due {
        state: RequestState,
        reason: Option<CancelReason>,
        #[read(money, "amount_minor")]
        amount: Money,
        #[read(json)]
        sizes: Vec<u32>,
        #[read(number)]
        width: u32,
        #[read(value, "due_day")]
        due: Option<Day>,
    }

    async fn read(columns: &str) -> Result<Due> {
        let mut conn = SqliteConnection::connect("sqlite::memory:").await?;
        let sql = format!("SELECT 'r1' AS request_id, {columns}");
        let row = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&mut conn);
        Ok(row.await?)
    }

    #[tokio::test]
    async fn a_row_is_read_into_the_types_of_the_domain() {
        let due = read(
            "'partially_refunded' AS state, NULL AS reason, 1250 AS amount_minor, 'EUR' AS currency, '[1,2]' AS sizes,
            7 AS width, 3 AS due_day",
        )
        .await
        .unwrap();
        assert_eq!(due.state, RequestState::PartiallyRefunded);
        assert_eq!((due.reason, due.due), (None, Some(Day(3))));
        assert_eq!(due.amount, Money::new(1250, Currency::EUR));
        assert_eq!((due.sizes, due.width), (vec![1, 2], 7));
    }

    #[tokio::test]
    async fn what_can_not_be_is_named_by_table_column_and_id() {
        let columns = [
            ("state", "'open'", "'opened'", "\"opened\""),
            ("reason", "'staff'", "'whim'", "\"whim\""),
            ("amount_minor", "1", "'1,00'", ""),
            ("currency", "'EUR'", "'EURO'", "\"EURO\""),
            ("sizes", "'[]'", "'[-1]'", "\"[-1]: "),
            ("width", "1", "-1", "\"-1\""),
            ("due_day", "NULL", "'Monday'", ""),
        ];
        for wrong in columns {
            let all = columns.map(|(name, right, odd, _)| match name == wrong.0 {
                true => format!("{odd} AS {name}"),
                false => format!("{right} AS {name}"),
            });
            let error = read(&all.join(", ")).await.unwrap_err();
            let (column, value) = (wrong.0, wrong.3);
            let says = format!("payment_requests.{column} of r1 can't be {value}");
            assert!(error.to_string().starts_with(&says), "{error}");
            assert!(matches!(error, Error::ImpossibleRow { .. }), "{error:?}");
        }
    }
}
