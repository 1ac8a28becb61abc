//! The cart's form: add, set, remove, accept a price.

use crate::server::cart;
use crate::server::error::{Error, Result};
use crate::server::http::pages::Submission;
use crate::server::http::visit::Visit;
use axum::response::Response;

pub async fn post(form: Submission) -> Response {
    let outcome = change(&form.visit, &form)
        .await
        .map(|()| "/cart".to_string());
    form.go(outcome).await
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
            )
            .await
        }
        "set" => cart::set_quantity(visit, form.field("line"), quantity()).await,
        "remove" => cart::set_quantity(visit, form.field("line"), 0).await,
        "accept_price" => cart::accept_price(visit, form.field("line")).await,
        _ => Err(Error::refused(
            422,
            "invalid",
            "The cart did not understand that. Reload the page and try again.",
        )),
    }
    .map(drop)
}
