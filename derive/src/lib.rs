//! Enums that are written as names, and rows that name themselves when they can't be read.

mod named;
mod row;

use proc_macro::TokenStream;
use syn::{DeriveInput, Error, parse_macro_input};

/// For an enum without fields: `ALL`, `as_str`, `parse` and `FromStr`, and serde's traits. Every value has one name, in the
/// database, in JSON, in forms and in addresses: its own in snake_case, or the one in `#[named("…")]`.
#[proc_macro_derive(Named, attributes(named))]
pub fn named(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    named::expand(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

/// `sqlx::FromRow` for a row of the table in `#[table("…")]`: a value that can't be read is an error that names the table,
/// the column and the row's `id`. `#[table("…", id = "…")]` says which column knows the row where it is another one, and
/// `#[read(money, "amount_minor")]` which function of the shop's `db::columns` reads a field, and from which column.
#[proc_macro_derive(TableRow, attributes(table, read))]
pub fn table_row(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    row::expand(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}
