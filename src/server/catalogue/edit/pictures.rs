//! A product's pictures: added from uploads, described, ordered, removed.

use super::{editor, forget, row, uploads};
use crate::domain::audit::Action;
use crate::domain::catalogue_form::PictureForm;
use crate::domain::problem::Problems;
use crate::domain::sorting::moved;
use crate::domain::staff::StaffView;
use crate::server::catalogue::product::MOST_PICTURES;
use crate::server::commissions::uploads::hash;
use crate::server::db;
use crate::server::db::catalogue::write::NewPicture;
use crate::server::db::waiting_pictures;
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::media::Stored;
use crate::server::media::incoming::Incoming;
use crate::server::staff::audit;
use crate::server::visit::Visit;

fn gone() -> Error {
    Error::not_found("There is no such picture. Open the product again.")
}

/// The alternative text of a picture, or what is wrong with it.
fn words(form: &PictureForm) -> Result<[String; 4]> {
    let mut problems = Problems::default();
    if form.alt.trim().is_empty() {
        problems.add(
            "alt",
            "required",
            "Describe the picture in a few words for people who can’t see it.",
        );
    }
    let all = [
        ("alt", &form.alt),
        ("caption", &form.caption),
        ("credit", &form.credit),
        ("licence", &form.licence),
    ];
    for (field, text) in all {
        if text.chars().count() > 500 {
            problems.add(
                field,
                "too_long",
                "This is too long. Shorten it to 500 characters.",
            );
        }
    }
    Ok(problems.or(all.map(|(_, text)| text.trim().to_string()))?)
}

/// Adds a picture after the others; returns its id. The alternative text is checked before the picture is decoded.
pub async fn add(
    visit: &Visit,
    product_id: &str,
    form: &PictureForm,
    sent: impl Into<Incoming>,
) -> Result<String> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let sent = sent.into();
    let words = words(form)?;
    row(&mut app.db.read().await?, product_id).await?;
    if sent.is_nothing() {
        return Err(Problems::one("picture", "required", "Choose a picture to add.").into());
    }
    let stored = app.media.take_upload(sent).await?;
    let added = insert(visit, &by, product_id, words, &stored, None).await;
    if added.is_err() {
        app.media.remove(&stored.key, &stored.sizes).await?;
    }
    added
}

/// Adds the picture that waits under a form's key.
pub async fn add_kept(
    visit: &Visit,
    product_id: &str,
    form: &PictureForm,
    upload_key: &str,
) -> Result<String> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let kept = uploads::waiting(app, upload_key).await?;
    let words = words(form);
    let (Some(kept), Some(hash)) = (kept, hash(upload_key)) else {
        let mut problems = Problems::one("picture", "required", "Choose a picture to add.");
        if let Err(Error::Invalid(more)) = words {
            problems.0.extend(more.0);
        }
        return Err(problems.into());
    };
    let words = words?;
    row(&mut app.db.read().await?, product_id).await?;
    let stored = Stored {
        key: app.media.publish(&kept.media_key, &kept.sizes).await?,
        width: kept.width,
        height: kept.height,
        sizes: kept.sizes,
        placeholder: kept.placeholder,
    };
    let waited = Some((hash.as_str(), kept.id.as_str()));
    let added = insert(visit, &by, product_id, words, &stored, waited).await;
    match &added {
        Ok(_) => {
            app.media
                .remove_private(&kept.media_key, &stored.sizes)
                .await?
        }
        Err(_) => app.media.remove(&stored.key, &stored.sizes).await?,
    }
    added
}

/// Writes a picture behind the others; `kept` is what waited under a form's key, by the key's hash and its id.
async fn insert(
    visit: &Visit,
    by: &StaffView,
    product_id: &str,
    [alt, caption, credit, licence]: [String; 4],
    stored: &Stored,
    kept: Option<(&str, &str)>,
) -> Result<String> {
    let now_ms = visit.app.now_ms();
    let id = new_id();
    crate::transact!(visit.app.db, tx => {
        if let Some((hash, id)) = kept
            && !waiting_pictures::remove(&mut tx, hash, id).await?
        {
            return Err(Error::conflict("This picture was added a moment ago. Open the product again to see it."));
        }
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        if db::catalogue::edit::pictures(&mut tx, product_id).await?.len() as i64 >= MOST_PICTURES {
            let message = format!("A product has at most {MOST_PICTURES} pictures. Remove one first.");
            return Err(Problems::one("picture", "too_many", message).into());
        }
        let new = NewPicture {
            id: id.clone(),
            product_id: Some(product_id.to_string()),
            position: db::catalogue::edit::next_picture_place(&mut tx, product_id).await?,
            media_key: stored.key.clone(),
            alt: alt.clone(),
            caption: caption.clone(),
            credit: credit.clone(),
            licence: licence.clone(),
            width: i64::from(stored.width),
            height: i64::from(stored.height),
            sizes: serde_json::to_string(&stored.sizes)?,
            placeholder: stored.placeholder.clone(),
        };
        db::catalogue::write::insert_pictures(&mut tx, &[new], now_ms).await?;
        let action = Action::ProductPictureAdded { alt: alt.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, product_id).await
    })?;
    forget(&visit.app);
    Ok(id)
}

/// Changes the alternative text of a picture.
pub async fn describe(
    visit: &Visit,
    product_id: &str,
    picture_id: &str,
    form: &PictureForm,
) -> Result<()> {
    let action = Action::ProductPictureDescribed;
    write(visit, product_id, picture_id, form, None, action).await
}

/// The same, and puts it into a place among the others, counted from 1; past the end it is the last.
pub async fn change(
    visit: &Visit,
    product_id: &str,
    picture_id: &str,
    form: &PictureForm,
    place: Option<i64>,
) -> Result<()> {
    let alt = form.alt.clone();
    let action = Action::ProductPictureSaved { alt };
    write(visit, product_id, picture_id, form, place, action).await
}

async fn write(
    visit: &Visit,
    product_id: &str,
    picture_id: &str,
    form: &PictureForm,
    place: Option<i64>,
    action: Action,
) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let [alt, caption, credit, licence] = words(form)?;
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        let known = db::catalogue::edit::pictures(&mut tx, product_id).await?;
        let mut ids: Vec<String> = known.into_iter().map(|(id, _)| id).collect();
        let from = ids.iter().position(|id| id == picture_id).ok_or_else(gone)?;
        if let Some(place) = place {
            let to = place.saturating_sub(1).clamp(0, ids.len() as i64 - 1) as usize;
            let moved = ids.remove(from);
            ids.insert(to, moved);
            db::catalogue::edit::order_pictures(&mut tx, product_id, &ids).await?;
        }
        db::catalogue::edit::describe_picture(&mut tx, picture_id, (&alt, &caption, &credit, &licence)).await?;
        audit::record_in(&mut tx, visit, &by.name, &action, product_id).await
    })?;
    forget(app);
    Ok(())
}

/// Moves a picture by so many places: -1 is one to the front. Past an end it stays at the end.
pub async fn shift(visit: &Visit, product_id: &str, picture_id: &str, places: i64) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        let known = db::catalogue::edit::pictures(&mut tx, product_id).await?;
        let ids = known.into_iter().map(|(id, _)| id).collect();
        let ids = moved(ids, picture_id, places).ok_or_else(gone)?;
        db::catalogue::edit::order_pictures(&mut tx, product_id, &ids).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::ProductPictureMoved, product_id).await
    })?;
    forget(app);
    Ok(())
}

/// Removes a picture. Its files go when no other product shows them; they are gone after the row is, so that a
/// crash between leaves files behind and never a row without files.
pub async fn remove(visit: &Visit, product_id: &str, picture_id: &str) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let now_ms = app.now_ms();
    let orphan = crate::transact!(app.db, tx => {
        db::catalogue::edit::touch(&mut tx, product_id, now_ms).await?;
        let known = db::catalogue::edit::pictures(&mut tx, product_id).await?;
        let picture = known.iter().find(|(id, _)| id == picture_id).ok_or_else(gone)?.1.clone();
        let left: Vec<String> = known.into_iter().map(|(id, _)| id).filter(|id| id != picture_id).collect();
        let orphan = db::catalogue::edit::remove_picture(&mut tx, picture_id, &picture.key).await?;
        db::catalogue::edit::order_pictures(&mut tx, product_id, &left).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::ProductPictureRemoved, product_id).await?;
        Ok(orphan.then_some(picture))
    })?;
    if let Some(picture) = orphan {
        app.media.remove(&picture.key, &picture.sizes).await?;
    }
    forget(app);
    Ok(())
}
