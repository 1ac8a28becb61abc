//! Pages of text: written, shown, hidden, ordered, deleted. And the banner.

use super::{go, not_understood, unsaved};
use crate::domain::shop_form::PageForm;
use crate::server::error::Result;
use crate::server::http::forms::Submission;
use crate::server::shop::pages;
use axum::extract::Path;
use axum::response::Response;

pub async fn create(form: Submission) -> Response {
    let outcome = make(&form).await;
    go(form, outcome).await
}

async fn make(form: &Submission) -> Result<String> {
    let slug = pages::create(&form.visit, &form.read()?).await?;
    Ok(format!("/admin/pages/{slug}?done=created"))
}

pub async fn change(Path(slug): Path<String>, form: Submission) -> Response {
    let outcome = carry_out(&slug, &form).await;
    go(form, outcome).await
}

/// What was typed stays in the fields when a page is shown or hidden; it is not saved by that.
async fn keep_typed(slug: &str, form: &Submission) -> Result<()> {
    let now = pages::open(&form.visit.app, slug).await?.form;
    let sent: PageForm = form.read()?;
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_string();
    let same = plain(&sent.title) == now.title
        && plain(&sent.body) == now.body
        && plain(&sent.meta_description) == now.meta_description;
    if same || !form.values.iter().any(|(name, _)| name == "title") {
        return Ok(());
    }
    let mut values = form.values.clone();
    values.retain(|(name, _)| name != "action");
    unsaved::store(&form.visit, &format!("/admin/pages/{slug}"), values).await
}

async fn carry_out(slug: &str, form: &Submission) -> Result<String> {
    let here = |done: &str| format!("/admin/pages/{slug}?done={done}");
    let published = match form.field("action") {
        "save" => {
            pages::save(&form.visit, slug, &form.read()?).await?;
            return Ok(here("saved"));
        }
        "delete" => {
            pages::delete(&form.visit, slug).await?;
            return Ok("/admin/pages?done=deleted".into());
        }
        "publish" => true,
        "hide" => false,
        _ => return Err(not_understood()),
    };
    pages::set_published(&form.visit, slug, published).await?;
    keep_typed(slug, form).await?;
    Ok(here(if published { "published" } else { "hidden" }))
}

/// Moves one of the list forward or back, or writes the banner above them.
pub async fn arrange(form: Submission) -> Response {
    let outcome = arranged(&form).await;
    go(form, outcome).await
}

async fn arranged(form: &Submission) -> Result<String> {
    let (visit, slug) = (&form.visit, form.field("page"));
    let done = match form.field("action") {
        "move_forward" => {
            pages::shift(visit, slug, -1).await?;
            "moved"
        }
        "move_back" => {
            pages::shift(visit, slug, 1).await?;
            "moved"
        }
        "banner" => {
            pages::set_banner(visit, form.field("banner")).await?;
            "banner"
        }
        _ => return Err(not_understood()),
    };
    Ok(format!("/admin/pages?done={done}"))
}
