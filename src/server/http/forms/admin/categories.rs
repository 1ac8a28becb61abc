//! Categories: made, edited, ordered, deleted.

use super::{go, not_understood};
use crate::domain::audit::Action;
use crate::domain::shop_form::CategoryForm;
use crate::domain::staff::Permission;
use crate::server::catalogue::categories;
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use crate::server::staff::{audit, require};
use axum::extract::Path;
use axum::response::Response;

pub async fn create(form: Submission) -> Response {
    let outcome = make(&form).await;
    go(form, outcome).await
}

async fn make(form: &Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let category: CategoryForm = form.read()?;
    let id = categories::create(&form.visit.app, &category).await?;
    let name = category.name;
    audit::record(&form.visit, &by.name, Action::CategoryCreated { name }, &id).await?;
    Ok("/admin/categories?done=created".into())
}

pub async fn change(Path(id): Path<String>, form: Submission) -> Response {
    let outcome = carry_out(&id, &form).await;
    go(form, outcome).await
}

async fn carry_out(id: &str, form: &Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let app = &form.visit.app;
    let (action, location) = match form.field("action") {
        "save" => {
            let category: CategoryForm = form.read()?;
            categories::save(app, id, &category).await?;
            let here = format!("/admin/categories/{id}?done=saved");
            let name = category.name;
            (Action::CategorySaved { name }, here)
        }
        "delete" => {
            let name = categories::delete(app, id).await?;
            let here = "/admin/categories?done=deleted".to_string();
            (Action::CategoryDeleted { name }, here)
        }
        _ => return Err(not_understood()),
    };
    audit::record(&form.visit, &by.name, action, id).await?;
    Ok(location)
}

/// Moves one of the list forward or back.
pub async fn arrange(form: Submission) -> Response {
    let outcome = shift(&form).await;
    go(form, outcome).await
}

async fn shift(form: &Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let id = form.field("category");
    let places = match form.field("action") {
        "move_forward" => -1,
        "move_back" => 1,
        _ => return Err(not_understood()),
    };
    categories::shift(&form.visit.app, id, places).await?;
    audit::record(&form.visit, &by.name, Action::CategoryMoved, id).await?;
    Ok("/admin/categories?done=moved".into())
}
