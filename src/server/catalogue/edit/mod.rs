//! Product administration: create, edit, publish, archive. Variants, stock and pictures beside it.
//!
//! What changes something asks for its permission, takes a form and gives back what is wrong with it, field by field. In one
//! transaction it is written, what lists and the search keep beside products is brought in line, and the audit log has it.

pub mod pictures;
pub mod questions;
pub mod reading;
pub mod show;
pub mod uploads;
pub mod variants;

pub use show::{list, open};

use super::editor;
use crate::domain::audit::Action;
use crate::domain::catalogue::{ProductStatus, slugify};
use crate::domain::catalogue_form::ProductForm;
use crate::domain::problem::Problems;
use crate::server::db::catalogue::ProductRow;
use crate::server::db::catalogue::write::NewProduct;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::form_fields;
use crate::server::keys::new_id;
use crate::server::slugs;
use crate::server::staff::audit;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::server::{search, shop};

/// Makes what was changed show at once in this process.
fn forget(app: &App) {
    shop::forget(app);
    search::forget(app);
}

fn gone() -> Error {
    Error::not_found("There is no such product. It may have been made in another shop.")
}

fn stale() -> Error {
    Error::conflict(
        "Somebody else changed this product while you were editing. Open it again and repeat your change.",
    )
}

/// The product, or 404.
async fn row(conn: &mut Conn, id: &str) -> Result<ProductRow> {
    db::catalogue::product_by_id(conn, id)
        .await?
        .ok_or_else(gone)
}

/// Brings everything that is kept beside a product in line with it.
async fn refresh(conn: &mut Conn, product_id: &str) -> Result<()> {
    let ids = [product_id.to_string()];
    db::catalogue::write::refresh_prices(conn, &ids).await?;
    db::catalogue::write::refresh_in_stock(conn, &ids).await?;
    search::index::refresh(conn, &ids).await
}

/// Two people took the same address or SKU at the same moment: the loser hears it as a field's problem.
fn taken_meanwhile(error: Error, field: &str, constraints: [&str; 2]) -> Error {
    match constraints.iter().any(|name| error.violated(name)) {
        true => Problems::one(
            field,
            "taken",
            "This was taken a moment ago. Choose another.",
        )
        .into(),
        false => error,
    }
}

/// Makes a draft of a form; returns its id. An address made of the title gets a number when it is taken.
pub async fn create(visit: &Visit, form: &ProductForm) -> Result<String> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let now = shop::now(app).await?;
    let mut new = reading::product(form, &now.categories)?;
    new.id = new_id();
    new.created_at_ms = app.now_ms();
    let typed = slugs::is_chosen(&form.slug);
    let made = crate::transact!(app.db, tx => {
        let slug = free_slug(&mut tx, &new.slug, typed, None).await?;
        let new = NewProduct { slug, ..new.clone() };
        db::catalogue::edit::forget_redirect(&mut tx, "product", &new.slug).await?;
        db::catalogue::write::insert_products(&mut tx, std::slice::from_ref(&new)).await?;
        refresh(&mut tx, &new.id).await?;
        let action = Action::ProductCreated { title: form.title.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, &new.id).await?;
        Ok(new.id)
    });
    forget(app);
    made.map_err(|error| taken_meanwhile(error, "slug", ["products_slug_key", "products.slug"]))
}

/// Writes a form over a product. A new address leaves a redirect behind; a version that is not today's is a conflict.
pub async fn save(visit: &Visit, id: &str, form: &ProductForm) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let now = shop::now(app).await?;
    let new = reading::product(form, &now.categories)?;
    let version = form_fields::version(&form.version)?;
    let now_ms = app.now_ms();
    let typed = slugs::is_chosen(&form.slug);
    let saved = crate::transact!(app.db, tx => {
        let old = row(&mut tx, id).await?;
        let slug = match typed || slugify(&old.title) != new.slug {
            true => free_slug(&mut tx, &new.slug, typed, Some(id)).await?,
            false => old.slug.clone(),
        };
        if new.one_of_a_kind {
            variants::check_unique(&mut tx, id).await?;
        }
        let new = NewProduct { id: id.to_string(), slug, ..new.clone() };
        if !db::catalogue::edit::update(&mut tx, &new, version, now_ms).await? {
            return Err(stale());
        }
        if new.slug != old.slug {
            db::catalogue::edit::forget_redirect(&mut tx, "product", &new.slug).await?;
            db::catalogue::edit::redirect(&mut tx, "product", &old.slug, id).await?;
        }
        db::catalogue::edit::set_one_of_a_kind(&mut tx, id, new.one_of_a_kind).await?;
        refresh(&mut tx, id).await?;
        variants::first_comes_in(&mut tx, id, now_ms).await?;
        let action = Action::ProductSaved { title: form.title.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, id).await
    });
    forget(app);
    saved.map_err(|error| taken_meanwhile(error, "slug", ["products_slug_key", "products.slug"]))
}

/// The slug itself when it is free, or the product's own; else, made of a title, the first free one like it.
async fn free_slug(conn: &mut Conn, slug: &str, typed: bool, own: Option<&str>) -> Result<String> {
    for candidate in slugs::alternatives(slug) {
        match db::catalogue::edit::id_of_slug(conn, &candidate).await? {
            None => return Ok(candidate),
            Some(holder) if Some(holder.as_str()) == own => return Ok(candidate),
            Some(_) if typed => break,
            Some(_) => {}
        }
    }
    let message = format!("Another product has the address {slug}. Choose another.");
    Err(Problems::one("slug", "taken", message).into())
}

/// Puts a product in the shop. It needs a variant that is offered and has a price.
pub async fn publish(visit: &Visit, id: &str) -> Result<()> {
    set_status(visit, id, ProductStatus::Published).await
}

/// Takes a product out of lists; its page stays, and says that it is no longer sold.
pub async fn archive(visit: &Visit, id: &str) -> Result<()> {
    set_status(visit, id, ProductStatus::Archived).await
}

/// Hides a product altogether.
pub async fn withdraw(visit: &Visit, id: &str) -> Result<()> {
    set_status(visit, id, ProductStatus::Draft).await
}

async fn set_status(visit: &Visit, id: &str, status: ProductStatus) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let action = match status {
        ProductStatus::Published => Action::ProductPublished,
        ProductStatus::Archived => Action::ProductArchived,
        ProductStatus::Draft => Action::ProductWithdrawn,
    };
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        let old = row(&mut tx, id).await?;
        if old.status == status {
            return Ok(());
        }
        if status == ProductStatus::Published {
            let variants = db::catalogue::edit::variants(&mut tx, id).await?;
            let active: Vec<&str> = variants.iter().filter(|v| v.active).map(|v| v.id.as_str()).collect();
            if db::catalogue::edit::prices(&mut tx, &active).await?.is_empty() {
                return Err(Problems::one(
                    "status",
                    "nothing_to_sell",
                    "Nothing of this product can be bought yet. Add a variant with a price, then publish it.",
                ).into());
            }
        }
        if !db::catalogue::edit::set_status(&mut tx, &old, status.as_str(), now_ms).await? {
            return Err(stale());
        }
        db::catalogue::write::refresh_prices(&mut tx, &[id.to_string()]).await?;
        variants::first_comes_in(&mut tx, id, now_ms).await?;
        audit::record_in(&mut tx, visit, &by.name, &action, id).await
    })?;
    forget(app);
    Ok(())
}
