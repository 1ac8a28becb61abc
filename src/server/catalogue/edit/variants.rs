//! Variants: what is chosen, its SKU, its prices, and the units that come in or are counted.

use super::{editor, forget, reading, refresh, row, taken_meanwhile};
use crate::domain::audit::Action;
use crate::domain::catalogue_form::{StockForm, VariantForm};
use crate::domain::order::order_number;
use crate::domain::problem::Problems;
use crate::server::db::catalogue::edit::VariantRow;
use crate::server::db::catalogue::write::{NewMove, NewVariant};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::shop;
use crate::server::staff::audit;
use crate::server::stock;
use crate::server::visit::Visit;

/// More variants than this nobody can choose from.
const MOST: usize = 60;
/// The most units in one delivery.
const MOST_UNITS: i64 = 1_000_000;

fn gone() -> Error {
    Error::not_found("There is no such variant. Open the product again.")
}

/// A product whose pieces exist once has one variant on offer, and at most one unit of it.
pub(super) async fn check_unique(conn: &mut Conn, product_id: &str) -> Result<()> {
    let variants = db::catalogue::edit::variants(conn, product_id).await?;
    let offered = variants.iter().filter(|v| v.active).count();
    if offered > 1 || variants.iter().any(|v| v.available + v.held > 1) {
        let message =
            "Only one piece can be one of a kind: keep one variant on offer with one unit at most.";
        return Err(Problems::one("one_of_a_kind", "several", message).into());
    }
    Ok(())
}

/// A new one-of-a-kind piece is there once as soon as it is in the shop; nobody has to book it in first.
pub(super) async fn first_comes_in(conn: &mut Conn, product_id: &str, now_ms: i64) -> Result<()> {
    let Some(variant_id) = db::catalogue::edit::receive_first(conn, product_id).await? else {
        return Ok(());
    };
    let entry = NewMove {
        id: new_id(),
        variant_id,
        kind: "receive",
        quantity: 1,
        actor: "shop".into(),
        reason: "One of a kind: it is there once.".into(),
    };
    stock::counted(conn, entry, now_ms).await?;
    db::catalogue::write::refresh_in_stock(conn, &[product_id.to_string()]).await
}

/// Adds a variant (`form.id` empty) or changes one; returns its id.
pub async fn save(visit: &Visit, product_id: &str, form: &VariantForm) -> Result<String> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let currencies = shop::current(app).await?.currencies.clone();
    let now_ms = app.now_ms();
    let saved = crate::transact!(app.db, tx => {
        let product = row(&mut tx, product_id).await?;
        let known = db::catalogue::edit::variants(&mut tx, product_id).await?;
        let old = match form.id.as_str() {
            "" => None,
            id => Some(known.iter().find(|v| v.id == id).ok_or_else(gone)?),
        };
        let active = form.active;
        let mut problems = Problems::default();
        let sku = reading::sku(form, &product.slug, known.len() + 1, &mut problems);
        let sku = match (old, form.sku.trim()) {
            (Some(old), "") => old.sku.clone(),
            _ => sku,
        };
        let prices = reading::prices(&form.prices, &currencies, &mut problems);
        let name = form.name.trim();
        if name.chars().count() > 120 {
            problems.add("name", "too_long", "This is too long. Shorten it to 120 characters.");
        }
        let same_name = |v: &&VariantRow| v.active && v.name == name && v.id != form.id;
        if active && known.iter().any(|v| same_name(&v)) {
            problems.add("name", "taken", "Another variant has this name. Give each its own, so that a customer can choose.");
        }
        if old.is_none() && known.len() >= MOST {
            problems.add("name", "too_many", format!("A product has at most {MOST} variants."));
        }
        if product.one_of_a_kind && active && known.iter().any(|v| v.active && v.id != form.id) {
            problems.add("active", "several", "This product is one of a kind: only one variant can be on offer.");
        }
        if sku_is_taken(&mut tx, &sku, &form.id).await? {
            problems.add("sku", "taken", format!("Another variant has the SKU {sku}. Choose another."));
        }
        problems.or(())?;
        let id = match old {
            Some(old) => {
                db::catalogue::edit::update_variant(&mut tx, &old.id, &sku, name, active).await?;
                old.id.clone()
            }
            None => {
                let new = NewVariant {
                    id: new_id(),
                    product_id: product.id.clone(),
                    sku: sku.clone(),
                    name: name.into(),
                    position: known.iter().map(|v| v.position + 1).max().unwrap_or(0),
                    one_of_a_kind: product.one_of_a_kind,
                    received: 0,
                };
                db::catalogue::write::insert_variants(&mut tx, std::slice::from_ref(&new)).await?;
                if !active {
                    db::catalogue::edit::update_variant(&mut tx, &new.id, &sku, name, false).await?;
                }
                new.id
            }
        };
        for (currency, minor) in prices {
            match minor {
                Some(minor) => db::catalogue::write::put_prices(&mut tx, &[(id.clone(), currency.code(), minor)]).await?,
                None => db::catalogue::edit::drop_price(&mut tx, &id, currency.code()).await?,
            }
        }
        db::catalogue::edit::touch(&mut tx, &product.id, now_ms).await?;
        refresh(&mut tx, &product.id).await?;
        first_comes_in(&mut tx, &product.id, now_ms).await?;
        let action = Action::ProductVariantSaved { sku: form.sku.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, &product.id).await?;
        Ok(id)
    });
    forget(app);
    saved.map_err(|error| taken_meanwhile(error, "sku", ["variants_sku_key", "variants.sku"]))
}

const PIECE_IS_THERE: &str =
    "This piece is one of a kind and is there already. It can’t be there twice.";

/// A one-of-a-kind piece comes in alone, and only once its last sale was shipped.
async fn one_life_at_a_time(conn: &mut Conn, piece: &VariantRow, units: i64) -> Result<()> {
    let message = if piece.available > 0 {
        PIECE_IS_THERE.to_string()
    } else if piece.held > 0 {
        "This piece is in somebody’s checkout just now, so it is there already. It can’t be there twice.".to_string()
    } else if units > 1 {
        "This piece is one of a kind: it can be there once. Book 1, or untick “One of a kind” if there are several.".to_string()
    } else if let Some(number) = db::stock::unsent_order(conn, &piece.id).await? {
        let order = order_number(number);
        format!(
            "This piece is sold to {order} and has not left yet. Send it off or refund it first; then it can come in again."
        )
    } else {
        return Ok(());
    };
    Err(Problems::one("quantity", "impossible", message).into())
}

async fn sku_is_taken(conn: &mut Conn, sku: &str, own: &str) -> Result<bool> {
    let holder = db::catalogue::edit::variant_of_sku(conn, sku).await?;
    Ok(holder.is_some_and(|id| id != own))
}

/// Records units that came in, or a count that found more or fewer. What is held or sold is never touched.
pub async fn change_stock(visit: &Visit, form: &StockForm) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let mut problems = Problems::default();
    let quantity = form.quantity.whole();
    let reason = form.reason.trim();
    let receiving = form.change == "receive";
    if !receiving && form.change != "adjust" {
        problems.add(
            "change",
            "unknown",
            "Choose whether units came in or were counted.",
        );
    }
    match quantity {
        Some(n) if receiving && (1..=MOST_UNITS).contains(&n) => {}
        Some(n) if !receiving && n != 0 && n.abs() <= MOST_UNITS => {}
        _ if receiving => problems.add(
            "quantity",
            "not_a_number",
            "Write how many units came in, such as 5.",
        ),
        _ => problems.add(
            "quantity",
            "not_a_number",
            "Write how many more or fewer there are, such as 3 or -2.",
        ),
    }
    if !receiving && reason.is_empty() {
        problems.add(
            "reason",
            "required",
            "Say why the stock is not what it was, such as “broken in the kiln”.",
        );
    }
    if reason.chars().count() > 300 {
        problems.add(
            "reason",
            "too_long",
            "This is too long. Shorten it to 300 characters.",
        );
    }
    problems.or(())?;
    let quantity = quantity.unwrap_or_default();
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        let variant = db::catalogue::edit::variant(&mut tx, &form.variant).await?.ok_or_else(gone)?;
        if variant.one_of_a_kind && quantity > 0 {
            one_life_at_a_time(&mut tx, &variant, quantity).await?;
        }
        let changed = match receiving {
            true => db::catalogue::edit::receive(&mut tx, &variant.id, quantity).await?,
            false => db::catalogue::edit::adjust(&mut tx, &variant.id, quantity).await?,
        };
        if !changed {
            let message = match quantity > 0 {
                true => PIECE_IS_THERE.to_string(),
                false => format!("Only {} are free: {} are in somebody’s checkout and can’t be taken away.", variant.available, variant.held),
            };
            return Err(Problems::one("quantity", "impossible", message).into());
        }
        let kind = if receiving { "receive" } else { "adjust" };
        let entry = NewMove {
            id: new_id(),
            variant_id: variant.id.clone(),
            kind,
            quantity,
            actor: by.name.clone(),
            reason: reason.into(),
        };
        db::catalogue::write::refresh_in_stock(&mut tx, std::slice::from_ref(&variant.product_id)).await?;
        stock::counted(&mut tx, entry, now_ms).await?;
        db::catalogue::edit::touch(&mut tx, &variant.product_id, now_ms).await?;
        let action = Action::ProductStockChanged {
            change: form.change.clone(),
            quantity: quantity.to_string(),
            reason: form.reason.clone(),
        };
        audit::record_in(&mut tx, visit, &by.name, &action, &variant.product_id).await
    })?;
    forget(app);
    Ok(())
}
