//! What is typed at the checkout stays for this visit, until it is ordered: on reload, on the way to the cart and back,
//! in another tab. It is not a part of the session's own record, which two requests at once would write over each other.

use crate::domain::checkout::CheckoutForm;
use crate::server::clock::DAY_MS;
use crate::server::customers;
use crate::server::db;
use crate::server::error::Result;
use crate::server::keys::token_hash;
use crate::server::visit::Visit;
use crate::transact;

/// How long a draft is kept after its last change.
pub const LASTS_MS: i64 = DAY_MS;
/// What drafts are sealed for.
const SEAL: &str = "checkout draft";
/// Longest draft, in bytes: more is no form that was filled in.
const BYTES_MAX: usize = 16 * 1024;

/// Keeps what has been typed so far. Without a cart there is nothing to check out, and nothing is kept.
pub async fn save(visit: &Visit, form: &CheckoutForm) -> Result<()> {
    let Some(cart_id) = customers::cart::id(visit).await? else {
        return Ok(());
    };
    let typed = serde_json::to_string(&form.as_typed())?;
    if typed.len() > BYTES_MAX {
        return Ok(());
    }
    let app = &visit.app;
    let id = token_hash(&visit.key().await?);
    let (sealed, now) = (app.keys.seal(SEAL, &typed)?, app.now_ms());
    transact!(app.db, tx => {
        db::checkout::drafts::save(&mut tx, &id, &cart_id, &sealed, now).await
    })
}

/// What was typed in this visit. One that can't be opened any more counts as none.
pub async fn of(visit: &Visit) -> Result<Option<CheckoutForm>> {
    let Some(key) = visit.known_key().await? else {
        return Ok(None);
    };
    let app = &visit.app;
    let mut conn = app.db.read().await?;
    let since = app.now_ms() - LASTS_MS;
    let sealed = db::checkout::drafts::find(&mut conn, &token_hash(&key), since).await?;
    let opened = sealed.and_then(|sealed| app.keys.open(SEAL, &sealed).ok());
    Ok(opened.and_then(|typed| serde_json::from_str(&typed).ok()))
}
