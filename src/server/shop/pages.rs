//! The pages of text for the admin: written, shown and hidden, ordered, deleted. And the line across every page.
//!
//! What changes something asks for its permission, and is written into the audit log in the same transaction.

use super::markdown;
use crate::domain::audit::Action;
use crate::domain::problem::Problems;
use crate::domain::shop_form::{PageEditView, PageForm, PageRowView, PagesView};
use crate::domain::sorting::moved;
use crate::domain::staff::{Permission, StaffView};
use crate::server::db::shop::PageRow;
use crate::server::db::{self, dialect, pages};
use crate::server::error::{Error, Result};
use crate::server::form_fields;
use crate::server::slugs;
use crate::server::staff::{self, audit};
use crate::server::state::App;
use crate::server::visit::Visit;

/// Characters that fit on a page and on the banner.
const TEXT: usize = 40_000;
const BANNER: usize = 160;

fn gone() -> Error {
    Error::not_found("There is no such page. It may have been deleted.")
}

/// Every page, those that are hidden included, and the banner.
pub async fn list(app: &App) -> Result<PagesView> {
    let mut conn = app.db.read().await?;
    let shop = db::shop::settings(&mut conn).await?.unwrap_or_default();
    let rows = pages::all(&mut conn).await?;
    let row = |line: pages::PageLine| PageRowView {
        slug: line.slug,
        title: line.title,
        published: line.published,
        updated_at_ms: line.updated_at_ms,
    };
    Ok(PagesView {
        pages: rows.into_iter().map(row).collect(),
        banner: shop.banner,
    })
}

/// A page with everything that can be changed, or 404.
pub async fn open(app: &App, slug: &str) -> Result<PageEditView> {
    let mut conn = app.db.read().await?;
    let line = pages::line(&mut conn, slug).await?.ok_or_else(gone)?;
    let row = db::shop::page(&mut conn, slug).await?.ok_or_else(gone)?;
    Ok(PageEditView {
        published: line.published,
        body_html: markdown::to_html(&row.body, &app.settings.public_url()),
        form: PageForm {
            title: row.title,
            slug: row.slug,
            body: row.body,
            meta_description: row.meta_description,
            version: line.version.into(),
        },
    })
}

/// The form as a row; a page that exists keeps its `slug`.
fn read(form: &PageForm, slug: Option<&str>) -> Result<PageRow> {
    let mut problems = Problems::default();
    let title = form.title.trim();
    if title.is_empty() {
        problems.add("title", "required", "Give the page a title.");
    }
    problems.check_length("title", title, 120);
    let mut wanted = match slug {
        Some(kept) => kept.to_string(),
        None => slugs::of(&form.slug, title, "page"),
    };
    // The form for a new page has this address.
    if wanted == "new" && slugs::is_chosen(&form.slug) {
        let message = "The form for a new page has this address. Choose another.";
        problems.add("slug", "invalid", message);
    } else if wanted == "new" {
        wanted = "new-page".into();
    }
    problems.check_length("body", &form.body, TEXT);
    problems.check_length("meta_description", &form.meta_description, 300);
    Ok(problems.or(PageRow {
        slug: wanted,
        title: title.into(),
        body: form.body.replace("\r\n", "\n").trim().into(),
        meta_description: form.meta_description.trim().into(),
    })?)
}

async fn editor(visit: &Visit) -> Result<StaffView> {
    staff::require(visit, Permission::EditCatalogue).await
}

/// Writes a page that is hidden at first; returns its address.
pub async fn create(visit: &Visit, form: &PageForm) -> Result<String> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let row = read(form, None)?;
    let now_ms = app.now_ms();
    let chosen = slugs::is_chosen(&form.slug);
    let slug = crate::transact!(app.db, tx => {
        for slug in slugs::alternatives(&row.slug) {
            let row = PageRow { slug, ..row.clone() };
            if pages::insert(&mut tx, &row, now_ms).await? {
                let action = Action::PageCreated { title: form.title.clone() };
                audit::record_in(&mut tx, visit, &by.name, &action, &row.slug).await?;
                return Ok(Some(row.slug));
            }
            if chosen {
                break;
            }
        }
        Ok(None)
    })?;
    super::forget(app);
    slug.ok_or_else(|| {
        let message = format!("Another page has the address {}. Choose another.", row.slug);
        Problems::one("slug", "taken", message).into()
    })
}

/// Writes a form over a page; a version that is not today's is a conflict.
pub async fn save(visit: &Visit, slug: &str, form: &PageForm) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let version = form_fields::version(&form.version)?;
    let row = read(form, Some(slug))?;
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        pages::line(&mut tx, slug).await?.ok_or_else(gone)?;
        if !pages::update(&mut tx, &row, version, now_ms).await? {
            return Err(Error::conflict(
                "Somebody else changed this page while you were editing. Copy what you wrote, open it again and repeat your change.",
            ));
        }
        audit::record_in(&mut tx, visit, &by.name, &Action::PageSaved, slug).await
    })?;
    super::forget(app);
    Ok(())
}

/// Shows a page in the shop, or hides it. What has no words yet is not shown.
pub async fn set_published(visit: &Visit, slug: &str, published: bool) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let action = match published {
        true => Action::PagePublished,
        false => Action::PageHidden,
    };
    crate::transact!(app.db, tx => {
        let row = db::shop::page(&mut tx, slug).await?.ok_or_else(gone)?;
        if published && row.body.trim().is_empty() {
            let message = "There is nothing on this page yet. Write and save it first.";
            return Err(Problems::one("body", "required", message).into());
        }
        pages::set_published(&mut tx, slug, published).await?;
        audit::record_in(&mut tx, visit, &by.name, &action, slug).await
    })?;
    super::forget(app);
    Ok(())
}

/// Moves a page by so many places in the footer: -1 is one to the front.
pub async fn shift(visit: &Visit, slug: &str, places: i64) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    crate::transact!(app.db, tx => {
        dialect::write_alone(&mut tx, "pages").await?;
        let known = pages::all(&mut tx).await?.into_iter().map(|line| line.slug).collect();
        let slugs = moved(known, slug, places).ok_or_else(gone)?;
        pages::order(&mut tx, &slugs).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::PageMoved, slug).await
    })?;
    super::forget(app);
    Ok(())
}

/// Deletes a page that is hidden; what visitors can see is hidden first.
pub async fn delete(visit: &Visit, slug: &str) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    crate::transact!(app.db, tx => {
        let line = pages::line(&mut tx, slug).await?.ok_or_else(gone)?;
        if line.published {
            return Err(Error::conflict("This page is in the shop. Hide it, then delete it."));
        }
        pages::delete(&mut tx, slug).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::PageDeleted, slug).await
    })?;
    super::forget(app);
    Ok(())
}

/// Writes the line across every page; an empty one takes it away.
pub async fn set_banner(visit: &Visit, text: &str) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let banner = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut problems = Problems::default();
    problems.check_length("banner", &banner, BANNER);
    let banner = problems.or(banner)?;
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        let mut shop = db::shop::settings_to_change(&mut tx).await?;
        shop.banner = banner.clone();
        db::shop::save_settings(&mut tx, &shop, now_ms).await?;
        let action = Action::BannerWritten { text: text.into() };
        audit::record_in(&mut tx, visit, &by.name, &action, "banner").await
    })?;
    super::forget(app);
    Ok(())
}
