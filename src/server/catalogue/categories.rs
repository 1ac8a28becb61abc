//! The tree of categories for the admin: made, renamed, moved, ordered, deleted while nothing is in them.
//!
//! What changes something asks for its permission, and is written into the audit log in the same transaction.

use super::editor;
use crate::domain::audit::Action;
use crate::domain::catalogue::{COUNT_CAP, counted};
use crate::domain::problem::Problems;
use crate::domain::shop_form::{CategoryEditView, CategoryForm, CategoryRowView};
use crate::domain::sorting::moved;
use crate::server::db::catalogue::categories::CategoryLine;
use crate::server::db::catalogue::write::NewCategory;
use crate::server::db::{self, Conn, catalogue::categories, dialect};
use crate::server::error::{Error, Result};
use crate::server::form_fields;
use crate::server::keys::new_id;
use crate::server::search;
use crate::server::shop::{self, Categories};
use crate::server::slugs;
use crate::server::staff::audit;
use crate::server::state::App;
use crate::server::visit::Visit;

fn gone() -> Error {
    Error::not_found("There is no such category. It may have been deleted.")
}

fn stale() -> Error {
    Error::conflict(
        "Somebody else changed this category while you were editing. Open it again and repeat your change.",
    )
}

async fn tree(conn: &mut Conn) -> Result<Categories> {
    Ok(Categories::new(db::shop::categories(conn).await?))
}

/// The tree as it is and stays until the transaction ends: parents and places are worked out from all of it.
async fn tree_to_change(conn: &mut Conn) -> Result<Categories> {
    dialect::write_alone(conn, "categories").await?;
    tree(conn).await
}

async fn line(conn: &mut Conn, id: &str) -> Result<CategoryLine> {
    categories::by_id(conn, id).await?.ok_or_else(gone)
}

/// Ids of the categories in `parent` (or at the top), in order.
fn siblings(tree: &Categories, parent: Option<&str>) -> Vec<String> {
    tree.iter()
        .filter(|node| node.parent_id.as_deref() == parent)
        .map(|node| node.id.clone())
        .collect()
}

/// Every category in the order of display.
pub async fn list(app: &App) -> Result<Vec<CategoryRowView>> {
    let mut conn = app.db.read().await?;
    let tree = tree(&mut conn).await?;
    let counts = categories::product_counts(&mut conn, COUNT_CAP + 1).await?;
    let row = |node: &shop::CategoryNode| {
        let among = siblings(&tree, node.parent_id.as_deref());
        let count = counts.iter().find(|(id, _)| *id == node.id);
        CategoryRowView {
            slug: node.link.slug.clone(),
            name: node.link.name.clone(),
            depth: node.link.depth,
            products: count.map_or(0, |(_, count)| *count),
            first: among.first() == Some(&node.id),
            last: among.last() == Some(&node.id),
            id: node.id.clone(),
        }
    };
    Ok(tree.iter().map(row).collect())
}

/// A category with everything that can be changed, or 404; without an id an empty form for a new one.
pub async fn open(app: &App, id: Option<&str>) -> Result<CategoryEditView> {
    let mut conn = app.db.read().await?;
    let tree = tree(&mut conn).await?;
    let Some(id) = id else {
        return Ok(CategoryEditView {
            parents: parents(&tree, None),
            ..Default::default()
        });
    };
    let line = line(&mut conn, id).await?;
    let products = categories::count_in(&mut conn, id, COUNT_CAP + 1).await?;
    let parent = line.parent_id.as_deref().and_then(|id| tree.by_id(id));
    Ok(CategoryEditView {
        parents: parents(&tree, Some(id)),
        in_use: in_use(products, siblings(&tree, Some(id)).len()).unwrap_or_default(),
        form: CategoryForm {
            name: line.name,
            slug: line.slug,
            parent: parent.map(|p| p.link.slug.clone()).unwrap_or_default(),
            description: line.description,
            version: line.version.into(),
        },
        id: line.id,
    })
}

/// Where a category may be: anywhere but in itself and below.
fn parents(tree: &Categories, own: Option<&str>) -> Vec<(String, String)> {
    let below: Vec<&str> = match own {
        Some(id) => tree
            .with_children(id)
            .iter()
            .map(|n| n.id.as_str())
            .collect(),
        None => Vec::new(),
    };
    tree.iter()
        .filter(|node| !below.contains(&node.id.as_str()))
        .map(|node| (node.link.slug.clone(), node.link.indented()))
        .collect()
}

/// Why a category can't be deleted, if that is so.
fn in_use(products: i64, children: usize) -> Option<String> {
    let products = match products {
        0 => String::new(),
        1 => "a product is".into(),
        n => format!("{} products are", counted(n)),
    };
    let children = match children {
        0 => String::new(),
        1 => "a category is".into(),
        n => format!("{n} categories are"),
    };
    let both = [products, children];
    let there: Vec<&str> = both
        .iter()
        .map(String::as_str)
        .filter(|t| !t.is_empty())
        .collect();
    (!there.is_empty()).then(|| {
        format!(
            "It can’t be deleted while {} in it. Move them first.",
            there.join(" and ")
        )
    })
}

/// The form as a row at the end of its siblings; `own` is the category that is being edited.
fn read(form: &CategoryForm, tree: &Categories, own: Option<&CategoryLine>) -> Result<NewCategory> {
    let mut problems = Problems::default();
    let name = form.name.trim();
    if name.is_empty() {
        problems.add("name", "required", "Give the category a name.");
    }
    problems.check_length("name", name, 80);
    problems.check_length("description", &form.description, 500);
    let own_id = own.map(|line| line.id.as_str());
    let taken = |slug: &str| {
        let holder = tree.by_slug(slug);
        holder.is_some_and(|node| Some(node.id.as_str()) != own_id)
    };
    let mut slug = slugs::of(&form.slug, name, "category");
    if !slugs::is_chosen(&form.slug) {
        let free = slugs::alternatives(&slug).find(|like| !taken(like));
        slug = free.unwrap_or(slug);
    } else if taken(&slug) {
        let message = format!("Another category has the address {slug}. Choose another.");
        problems.add("slug", "taken", message);
    }
    let parent = match form.parent.trim() {
        "" => None,
        wanted => {
            let found = tree.by_slug(wanted);
            let inside_itself = found.zip(own_id).is_some_and(|(found, own)| {
                tree.with_children(own)
                    .iter()
                    .any(|node| node.id == found.id)
            });
            if found.is_none() {
                let message = "This category no longer exists. Choose another.";
                problems.add("parent", "unknown", message);
            } else if inside_itself {
                let message = "A category can’t be in itself or in one of its own. Choose another.";
                problems.add("parent", "inside_itself", message);
            }
            found.map(|node| node.id.clone())
        }
    };
    let position = match own {
        Some(line) if line.parent_id == parent => line.position,
        _ => siblings(tree, parent.as_deref()).len() as i64,
    };
    Ok(problems.or(NewCategory {
        id: own_id.map_or_else(new_id, String::from),
        parent_id: parent,
        slug,
        name: name.into(),
        description: form.description.trim().into(),
        position,
    })?)
}

/// Makes a category at the end of its siblings; returns its id.
pub async fn create(visit: &Visit, form: &CategoryForm) -> Result<String> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let made = crate::transact!(app.db, tx => {
        let tree = tree_to_change(&mut tx).await?;
        let new = read(form, &tree, None)?;
        db::catalogue::edit::forget_redirect(&mut tx, "category", &new.slug).await?;
        db::catalogue::write::insert_category(&mut tx, &new).await?;
        let action = Action::CategoryCreated { name: form.name.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, &new.id).await?;
        Ok(new.id)
    });
    shop::forget(app);
    made
}

/// Writes a form over a category. A new address leaves a redirect behind; a version that is not today's is a conflict.
pub async fn save(visit: &Visit, id: &str, form: &CategoryForm) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let version = form_fields::version(&form.version)?;
    let saved = crate::transact!(app.db, tx => {
        let tree = tree_to_change(&mut tx).await?;
        let old = line(&mut tx, id).await?;
        let new = read(form, &tree, Some(&old))?;
        if !categories::update(&mut tx, &new, version).await? {
            return Err(stale());
        }
        if new.slug != old.slug {
            db::catalogue::edit::forget_redirect(&mut tx, "category", &new.slug).await?;
            db::catalogue::edit::redirect(&mut tx, "category", &old.slug, id).await?;
        }
        if new.name != old.name {
            // Its products are found by its name.
            let inside = categories::products_in(&mut tx, id).await?;
            search::index::refresh(&mut tx, &inside).await?;
        }
        let action = Action::CategorySaved { name: form.name.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, id).await
    });
    shop::forget(app);
    search::forget(app);
    saved
}

/// Moves a category by so many places among its siblings: -1 is one to the front.
pub async fn shift(visit: &Visit, id: &str, places: i64) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    crate::transact!(app.db, tx => {
        let tree = tree_to_change(&mut tx).await?;
        let parent = line(&mut tx, id).await?.parent_id;
        let ids = moved(siblings(&tree, parent.as_deref()), id, places).ok_or_else(gone)?;
        categories::order(&mut tx, &ids).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::CategoryMoved, id).await
    })?;
    shop::forget(app);
    Ok(())
}

/// Deletes a category; refused while a product or another category is in it.
pub async fn delete(visit: &Visit, id: &str) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let deleted = crate::transact!(app.db, tx => {
        let tree = tree_to_change(&mut tx).await?;
        let old = line(&mut tx, id).await?;
        let products = categories::count_in(&mut tx, id, COUNT_CAP + 1).await?;
        if let Some(why) = in_use(products, siblings(&tree, Some(id)).len()) {
            return Err(Error::conflict(why));
        }
        categories::delete(&mut tx, id).await?;
        let action = Action::CategoryDeleted { name: old.name };
        audit::record_in(&mut tx, visit, &by.name, &action, id).await
    });
    shop::forget(app);
    deleted.map_err(|error| match error.violated("products_category_id_fkey") {
        true => Error::conflict("A product was put into it a moment ago. Move it first."),
        false => error,
    })
}
