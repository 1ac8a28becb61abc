//! The cart's form: add, set, remove, accept a price; and the form of a product's page, which adds.

use crate::server::cart;
use crate::server::catalogue::questions;
use crate::server::error::{Error, Result};
use crate::server::http::forms::Submission;
use crate::server::visit::Visit;
use axum::response::Response;

pub async fn post(form: Submission) -> Response {
    let outcome = change(&form.visit, &form).await;
    form.go(outcome.map(|()| "/cart")).await
}

/// From a product's own page, so that whoever left out an answer gets the page again with all the others.
pub async fn add(form: Submission) -> Response {
    let outcome = match form.field("action") {
        "add" => change(&form.visit, &form).await,
        _ => Err(not_understood()),
    };
    form.go(outcome.map(|()| "/cart")).await
}

fn not_understood() -> Error {
    let message = "The cart did not understand that. Reload the page and try again.";
    Error::invalid("invalid", message)
}

async fn change(visit: &Visit, form: &Submission) -> Result<()> {
    let quantity = || form.field("quantity").trim().parse::<i64>().unwrap_or(-1);
    match form.field("action") {
        "add" => {
            cart::add(
                visit,
                form.field("sku"),
                if form.field("quantity").is_empty() {
                    1
                } else {
                    quantity()
                },
                &questions::typed(&form.values),
            )
            .await
        }
        "set" => cart::set_quantity(visit, form.field("line"), quantity()).await,
        "remove" => cart::set_quantity(visit, form.field("line"), 0).await,
        "accept_price" => cart::accept_price(visit, form.field("line")).await,
        _ => Err(not_understood()),
    }
    .map(drop)
}
