//! Pages of text: written, shown, hidden, ordered, deleted. And the banner.

use super::{go, kept, not_understood};
use crate::domain::audit::Action;
use crate::domain::shop_form::PageForm;
use crate::domain::staff::Permission;
use crate::server::error::Result;
use crate::server::http::forms::Submission;
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
    let page: PageForm = form.read()?;
    let slug = pages::create(&form.visit.app, &page).await?;
    let title = page.title;
    audit::record(&form.visit, &by.name, Action::PageCreated { title }, &slug).await?;
    Ok(format!("/admin/pages/{slug}?done=created"))
}

pub async fn change(Path(slug): Path<String>, mut form: Submission) -> Response {
    let outcome = carry_out(&slug, &mut form).await;
    go(form, outcome).await
}

/// What was typed stays in the fields when a page is shown or hidden; it is not saved by that.
async fn keep_typed(slug: &str, form: &mut Submission, read: &PageForm) -> Result<()> {
    let app = form.visit.app.clone();
    let now = pages::open(&app, slug).await?.form;
    kept::follow_version(&mut form.values, &read.version, &now.version);
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
    kept::keep(&form.visit, &format!("/admin/pages/{slug}"), values).await
}

async fn carry_out(slug: &str, form: &mut Submission) -> Result<String> {
    let by = require(&form.visit, Permission::EditCatalogue).await?;
    let app = form.visit.app.clone();
    let app = &app;
    let here = |done: &str| format!("/admin/pages/{slug}?done={done}");
    let wanted = form.field("action").to_string();
    let (action, location) = match wanted.as_str() {
        "save" => {
            let page: PageForm = form.read()?;
            pages::save(app, slug, &page).await?;
            (Action::PageSaved, here("saved"))
        }
        "publish" => {
            let read = pages::open(app, slug).await?.form;
            pages::set_published(app, slug, true).await?;
            keep_typed(slug, form, &read).await?;
            (Action::PagePublished, here("published"))
        }
        "hide" => {
            let read = pages::open(app, slug).await?.form;
            pages::set_published(app, slug, false).await?;
            keep_typed(slug, form, &read).await?;
            (Action::PageHidden, here("hidden"))
        }
        "delete" => {
            pages::delete(app, slug).await?;
            (Action::PageDeleted, "/admin/pages?done=deleted".into())
        }
        _ => return Err(not_understood()),
    };
    audit::record(&form.visit, &by.name, action, slug).await?;
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
    let (action, subject, done) = match form.field("action") {
        "move_forward" => {
            pages::shift(app, slug, -1).await?;
            (Action::PageMoved, slug, "moved")
        }
        "move_back" => {
            pages::shift(app, slug, 1).await?;
            (Action::PageMoved, slug, "moved")
        }
        "banner" => {
            pages::set_banner(app, banner).await?;
            let text = banner.to_string();
            (Action::BannerWritten { text }, "banner", "banner")
        }
        _ => return Err(not_understood()),
    };
    audit::record(&form.visit, &by.name, action, subject).await?;
    Ok(format!("/admin/pages?done={done}"))
}
