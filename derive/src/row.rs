//! `TableRow`: a struct read from the columns that are called like its fields.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Error, Field, Ident, LitStr, Result, Token};

/// `#[table("orders")]`, `#[table("commission_quotes", id = "commission_id")]`.
struct Table {
    name: LitStr,
    id: String,
}

impl Parse for Table {
    fn parse(input: ParseStream) -> Result<Table> {
        let name = input.parse()?;
        if input.is_empty() {
            let id = "id".to_string();
            return Ok(Table { name, id });
        }
        input.parse::<Token![,]>()?;
        let key: Ident = input.parse()?;
        if key != "id" {
            return Err(Error::new_spanned(key, "only `id` can be said of a table"));
        }
        input.parse::<Token![=]>()?;
        let id = input.parse::<LitStr>()?.value();
        Ok(Table { name, id })
    }
}

/// `#[read(money, "amount_minor")]`, `#[read(json)]`: with which function, and from which column.
struct Read {
    with: Ident,
    column: Option<LitStr>,
}

impl Parse for Read {
    fn parse(input: ParseStream) -> Result<Read> {
        let with = input.parse()?;
        if input.is_empty() {
            return Ok(Read { with, column: None });
        }
        input.parse::<Token![,]>()?;
        let column = Some(input.parse()?);
        Ok(Read { with, column })
    }
}

pub fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(
            input,
            "only a struct is read from a row",
        ));
    };
    let attribute = input.attrs.iter().find(|a| a.path().is_ident("table"));
    let attribute =
        attribute.ok_or_else(|| Error::new_spanned(input, "`#[table(\"…\")]` is missing"))?;
    let table: Table = attribute.parse_args()?;
    let fields = data.fields.iter().map(|field| read(field, &table));
    let fields = fields.collect::<Result<Vec<_>>>()?;
    let ty = &input.ident;
    // What is read with a function of its own comes from one of these two.
    let plain = data
        .fields
        .iter()
        .filter(|field| attribute_of(field).is_none());
    let types = plain.map(|field| &field.ty);
    Ok(quote! {
        #[automatically_derived]
        impl<'r, R: ::sqlx::Row> ::sqlx::FromRow<'r, R> for #ty
        where
            &'r str: ::sqlx::ColumnIndex<R>,
            ::std::string::String: ::sqlx::Decode<'r, R::Database> + ::sqlx::Type<R::Database>,
            i64: ::sqlx::Decode<'r, R::Database> + ::sqlx::Type<R::Database>,
            #(#types: ::sqlx::Decode<'r, R::Database> + ::sqlx::Type<R::Database>,)*
        {
            fn from_row(row: &'r R) -> ::sqlx::Result<Self> {
                ::core::result::Result::Ok(Self { #(#fields,)* })
            }
        }
    })
}

fn attribute_of(field: &Field) -> Option<&syn::Attribute> {
    field.attrs.iter().find(|a| a.path().is_ident("read"))
}

fn read(field: &Field, Table { name, id }: &Table) -> Result<TokenStream> {
    let ident = field.ident.as_ref();
    let ident = ident.ok_or_else(|| Error::new_spanned(field, "a column needs a name"))?;
    let own = ident.to_string();
    let call = match attribute_of(field) {
        None => quote!(value(row, #name, #own, #id)),
        Some(attribute) => {
            let Read { with, column } = attribute.parse_args()?;
            let column = column.map_or(own, |column| column.value());
            quote!(#with(row, #name, #column, #id))
        }
    };
    Ok(quote!(#ident: crate::server::db::columns::#call?))
}
