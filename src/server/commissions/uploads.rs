//! Uploaded pictures: taken one by one, stored under the form's own key until the form is sent. Whatever the form is for,
//! a request, a message or a return, they wait here.
//!
//! A form that is refused, or a picture that is, costs none of the others.

use crate::domain::commission::request::PICTURES_MAX;
use crate::domain::commission::view::PrivatePictureView;
use crate::domain::problem::Problems;
use crate::server::db::commissions::thread::{self as thread, PrivatePictureRow};
use crate::server::db::{Conn, waiting_pictures};
use crate::server::error::{Error, Result};
use crate::server::keys::{new_id, token_hash};
use crate::server::limits::{Limit, address_key};
use crate::server::media::incoming::Incoming;
use crate::server::media::private::FIELD;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;
use bytes::Bytes;

/// Shorter than this, a key could be guessed.
const KEY_MIN: usize = 32;

/// What is stored of an upload key; `None` where it is none.
pub fn hash(upload_key: &str) -> Option<String> {
    let fits = (KEY_MIN..=64).contains(&upload_key.len());
    let plain = upload_key
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    (fits && plain).then(|| token_hash(upload_key))
}

/// Counts a picture by where it comes from, before it is read.
pub fn count(visit: &Visit) -> Result<()> {
    let limits = &visit.app.limits;
    limits.count(Limit::PictureAddress, &address_key(visit.ip))
}

/// Keeps one picture under a form's key. Errors are sentences about this picture alone.
pub async fn keep(
    app: &App,
    upload_key: &str,
    sent: impl Into<Incoming>,
) -> Result<PrivatePictureView> {
    let hash = hash(upload_key).ok_or_else(lost)?;
    let known = waiting(app, &hash).await?.len();
    if known >= PICTURES_MAX {
        return Err(enough());
    }
    let stored = app.media.take_private(sent).await?;
    let row = PrivatePictureRow {
        id: new_id(),
        commission_id: None,
        message_id: None,
        media_key: stored.key,
        width: stored.width,
        height: stored.height,
        sizes: stored.sizes,
        placeholder: stored.placeholder,
    };
    let now = app.now_ms();
    let kept: Result<bool> = async {
        transact!(app.db, tx => {
            let position = waiting_pictures::under(&mut tx, &hash).await?.len();
            if position >= PICTURES_MAX {
                return Ok(false);
            }
            waiting_pictures::insert(&mut tx, &hash, position as i64, &row, now).await?;
            Ok(true)
        })
    }
    .await;
    if !matches!(kept, Ok(true)) {
        app.media.remove_private(&row.media_key, &row.sizes).await?;
    }
    match kept? {
        true => Ok(view(upload_key, &row)),
        false => Err(enough()),
    }
}

fn enough() -> Error {
    let message = format!("At most {PICTURES_MAX} pictures. Remove one to add another.");
    Problems::one(FIELD, "too_many", message).into()
}

fn lost() -> Error {
    Problems::one(
        FIELD,
        "lost",
        "Reload the page and choose the picture again.",
    )
    .into()
}

async fn waiting(app: &App, hash: &str) -> Result<Vec<PrivatePictureRow>> {
    let mut conn = app.db.read().await?;
    waiting_pictures::under(&mut conn, hash).await
}

/// What waits under a form's key.
pub async fn list(app: &App, upload_key: &str) -> Result<Vec<PrivatePictureView>> {
    let Some(hash) = hash(upload_key) else {
        return Ok(Vec::new());
    };
    let rows = waiting(app, &hash).await?;
    Ok(rows.iter().map(|row| view(upload_key, row)).collect())
}

fn view(upload_key: &str, row: &PrivatePictureRow) -> PrivatePictureView {
    let folder = format!("/custom/uploads/{upload_key}/{}", row.id);
    super::pictures::view(row, folder, "A picture you added")
}

/// One size of a picture that waits, for whoever knows the form's key.
pub async fn read(app: &App, upload_key: &str, id: &str, width: u32) -> Result<Option<Bytes>> {
    let Some(hash) = hash(upload_key) else {
        return Ok(None);
    };
    let rows = waiting(app, &hash).await?;
    match rows.iter().find(|row| row.id == id) {
        Some(row) => app.media.read_private(&row.media_key, width).await,
        None => Ok(None),
    }
}

/// Takes a picture away that waits. One that is not there is no error.
pub async fn remove(app: &App, upload_key: &str, picture: &str) -> Result<()> {
    let hash = hash(upload_key).ok_or_else(lost)?;
    let rows = waiting(app, &hash).await?;
    let Some(row) = rows.iter().find(|row| row.id == picture) else {
        return Ok(());
    };
    let removed =
        transact!(app.db, tx => { waiting_pictures::remove(&mut tx, &hash, &row.id).await })?;
    if removed {
        app.media.remove_private(&row.media_key, &row.sizes).await?;
    }
    Ok(())
}

/// What waits under a form's key becomes part of a request, or of one of its messages. Returns the pictures.
pub async fn attach(
    conn: &mut Conn,
    upload_key: &str,
    commission_id: &str,
    message_id: Option<&str>,
) -> Result<Vec<PrivatePictureRow>> {
    let Some(hash) = hash(upload_key) else {
        return Ok(Vec::new());
    };
    thread::attach(conn, &hash, commission_id, message_id).await
}

/// Forgets pictures whose form was never sent.
pub async fn forget_left(app: &App, before_ms: i64) -> Result<()> {
    let rows = {
        let mut conn = app.db.read().await?;
        waiting_pictures::left(&mut conn, before_ms, 200).await?
    };
    for row in rows {
        let gone = transact!(app.db, tx => { waiting_pictures::forget(&mut tx, &row.id).await })?;
        if gone {
            app.media.remove_private(&row.media_key, &row.sizes).await?;
        }
    }
    Ok(())
}
