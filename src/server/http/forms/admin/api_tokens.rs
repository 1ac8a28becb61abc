//! The owner's list of API tokens: made and revoked. Each asks for a recent code.

use super::{go, not_understood};
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use crate::server::staff::programs;
use axum::response::Response;

pub async fn post(form: Submission) -> Response {
    let outcome = carry_out(&form).await;
    go(form, outcome).await
}

async fn carry_out(form: &Submission) -> Result<String> {
    let done = match form.field("action") {
        "make" => {
            let (name, scopes) = (form.field("name"), form.all("scopes"));
            programs::make(&form.visit, name, &scopes).await?;
            "made"
        }
        "revoke" => {
            programs::revoke(&form.visit, form.field("token")).await?;
            "revoked"
        }
        _ => return Err(not_understood()),
    };
    Ok(format!("/admin/api-tokens?done={done}"))
}
