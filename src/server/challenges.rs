//! Challenges of sign-ins (passkeys, OpenID Connect): each waits on the server's side, for one response, in the session
//! that it began in.

use super::db;
use super::error::Result;
use super::keys::random_token;
use super::visit::Visit;
use crate::transact;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Stores the challenge's state for `purpose`, and returns the name under which it waits. `slot` is the session's place
/// for it: what waited there before is forgotten.
pub async fn begin(
    visit: &Visit,
    slot: &str,
    purpose: &str,
    asked: &impl Serialize,
    lasts_ms: i64,
) -> Result<String> {
    let app = &visit.app;
    let id = random_token();
    let sealed = app.keys.seal(purpose, &serde_json::to_string(asked)?)?;
    let expires_at_ms = app.now_ms() + lasts_ms;
    transact!(app.db, tx => { db::sign_in::challenges::insert(&mut tx, &id, &sealed, expires_at_ms).await })?;
    visit.session.insert(slot, &id).await?;
    Ok(id)
}

/// Takes the challenge's state, once. `None` when this session has none for this purpose, when it was answered before,
/// or too late.
pub async fn take<T: DeserializeOwned>(
    visit: &Visit,
    slot: &str,
    purpose: &str,
) -> Result<Option<T>> {
    match visit.session.get::<String>(slot).await? {
        Some(id) => take_named(visit, slot, purpose, &id).await,
        None => Ok(None),
    }
}

/// The same where the response names its challenge; one that is not this session's stays as it is.
pub async fn take_named<T: DeserializeOwned>(
    visit: &Visit,
    slot: &str,
    purpose: &str,
    id: &str,
) -> Result<Option<T>> {
    let app = &visit.app;
    if visit.session.get::<String>(slot).await?.as_deref() != Some(id) {
        return Ok(None);
    }
    visit.session.remove::<String>(slot).await?;
    let now = app.now_ms();
    // Out of the table, whatever comes of it: two answers that arrive together find one question.
    let sealed =
        transact!(app.db, tx => { db::sign_in::challenges::take(&mut tx, id, now).await })?;
    let opened = sealed.and_then(|sealed| app.keys.open(purpose, &sealed).ok());
    Ok(opened
        .map(|asked| serde_json::from_str(&asked))
        .transpose()?)
}
