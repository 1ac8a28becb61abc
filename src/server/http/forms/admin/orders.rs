//! What staff do with an order.

use super::go;
use crate::server::admin::steps;
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use axum::extract::Path;
use axum::response::Response;

pub async fn step(Path(number): Path<String>, form: Submission) -> Response {
    let outcome = take(&number, &form).await;
    go(form, outcome).await
}

async fn take(number: &str, form: &Submission) -> Result<String> {
    let step = steps::read(&form.values)?;
    let done = steps::take(&form.visit, number, step).await?;
    Ok(format!("/admin/orders/{number}?done={done}"))
}
