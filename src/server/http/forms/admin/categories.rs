//! Categories: made, edited, ordered, deleted.

use super::{go, not_understood};
use crate::server::catalogue::categories;
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use axum::extract::Path;
use axum::response::Response;

pub async fn create(form: Submission) -> Response {
    let outcome = make(&form).await;
    go(form, outcome).await
}

async fn make(form: &Submission) -> Result<String> {
    categories::create(&form.visit, &form.read()?).await?;
    Ok("/admin/categories?done=created".into())
}

pub async fn change(Path(id): Path<String>, form: Submission) -> Response {
    let outcome = carry_out(&id, &form).await;
    go(form, outcome).await
}

async fn carry_out(id: &str, form: &Submission) -> Result<String> {
    match form.field("action") {
        "save" => {
            categories::save(&form.visit, id, &form.read()?).await?;
            Ok(format!("/admin/categories/{id}?done=saved"))
        }
        "delete" => {
            categories::delete(&form.visit, id).await?;
            Ok("/admin/categories?done=deleted".into())
        }
        _ => Err(not_understood()),
    }
}

/// Moves one of the list forward or back.
pub async fn arrange(form: Submission) -> Response {
    let outcome = shift(&form).await;
    go(form, outcome).await
}

async fn shift(form: &Submission) -> Result<String> {
    let places = match form.field("action") {
        "move_forward" => -1,
        "move_back" => 1,
        _ => return Err(not_understood()),
    };
    categories::shift(&form.visit, form.field("category"), places).await?;
    Ok("/admin/categories?done=moved".into())
}
