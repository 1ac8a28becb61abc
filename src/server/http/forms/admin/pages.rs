//! Pages of text: written, shown, hidden, ordered, deleted. And the banner.

use super::{go, not_understood, typed};
use crate::domain::shop_form::PageForm;
use crate::domain::staff::Permission;
use crate::server::error::Result;
use crate::server::http::pages::Submission;
use crate::server::shop::pages;
use crate::server::staff::{audit, require};
use axum::extract::Path;
use axum::response::Response;

pub async fn create(form: Submission) -> Response {
    let outcome = make(&form).await;
    go(form, outcome).await
}

async fn make(form: &Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let page: PageForm = typed(form)?;
    let slug = pages::create(&form.visit.app, &page).await?;
    audit::record(&form.visit, &by.name, "page_created", &slug, &page.title).await?;
    Ok(format!("/admin/pages/{slug}?done=created"))
}

pub async fn change(Path(slug): Path<String>, form: Submission) -> Response {
    let outcome = carry_out(&slug, &form).await;
    go(form, outcome).await
}

async fn carry_out(slug: &str, form: &Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let app = &form.visit.app;
    let here = |done: &str| format!("/admin/pages/{slug}?done={done}");
    let (done, location) = match form.field("action") {
        "save" => {
            let page: PageForm = typed(form)?;
            pages::save(app, slug, &page).await?;
            ("saved", here("saved"))
        }
        "publish" => {
            pages::set_published(app, slug, true).await?;
            ("published", here("published"))
        }
        "hide" => {
            pages::set_published(app, slug, false).await?;
            ("hidden", here("hidden"))
        }
        "delete" => {
            pages::delete(app, slug).await?;
            ("deleted", "/admin/pages?done=deleted".into())
        }
        _ => return Err(not_understood()),
    };
    audit::record(&form.visit, &by.name, &format!("page_{done}"), slug, "").await?;
    Ok(location)
}

/// Moves one of the list forward or back, or writes the banner above them.
pub async fn arrange(form: Submission) -> Response {
    let outcome = arranged(&form).await;
    go(form, outcome).await
}

async fn arranged(form: &Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let app = &form.visit.app;
    let (slug, banner) = (form.field("page"), form.field("banner"));
    let (action, subject, detail, done) = match form.field("action") {
        "move_forward" => {
            pages::shift(app, slug, -1).await?;
            ("page_moved", slug, "", "moved")
        }
        "move_back" => {
            pages::shift(app, slug, 1).await?;
            ("page_moved", slug, "", "moved")
        }
        "banner" => {
            pages::set_banner(app, banner).await?;
            ("banner_written", "banner", banner, "banner")
        }
        _ => return Err(not_understood()),
    };
    audit::record(&form.visit, &by.name, action, subject, detail).await?;
    Ok(format!("/admin/pages?done={done}"))
}
