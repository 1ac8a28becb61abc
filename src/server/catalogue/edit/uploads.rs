//! A picture on its way to a product: it arrived with the form, and waits under the form's own upload key until it is added.
//! It lies where no public address leads, and is shown to whoever knows the key.

use super::editor;
use crate::domain::audit::Action;
use crate::domain::commission::view::PrivatePictureView;
use crate::domain::problem::Problems;
use crate::server::commissions::uploads::{self, hash};
use crate::server::db::commissions::thread::PrivatePictureRow;
use crate::server::db::waiting_pictures;
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::media::incoming::Incoming;
use crate::server::staff::audit;
use crate::server::state::App;
use crate::server::visit::Visit;

fn lost() -> Error {
    let message = "Reload the page and choose the picture again.";
    Problems::one("picture", "lost", message).into()
}

/// Keeps a picture under a form's key, in the place of one that waited there.
pub async fn keep(visit: &Visit, upload_key: &str, sent: Incoming) -> Result<()> {
    editor(visit).await?;
    let app = &visit.app;
    let hash = hash(upload_key).ok_or_else(lost)?;
    let taken = app.media.take_aside(sent).await?;
    let row = PrivatePictureRow {
        id: new_id(),
        commission_id: None,
        message_id: None,
        media_key: taken.key,
        width: taken.width,
        height: taken.height,
        sizes: taken.sizes,
        placeholder: taken.placeholder,
    };
    let now_ms = app.now_ms();
    let written: Result<Vec<PrivatePictureRow>> = async {
        crate::transact!(app.db, tx => {
            let before = waiting_pictures::take(&mut tx, &hash).await?;
            waiting_pictures::insert(&mut tx, &hash, 0, &row, now_ms).await?;
            Ok(before)
        })
    }
    .await;
    match written {
        Ok(before) => {
            for old in before {
                app.media.remove_private(&old.media_key, &old.sizes).await?;
            }
            Ok(())
        }
        Err(error) => {
            app.media.remove_private(&row.media_key, &row.sizes).await?;
            Err(error)
        }
    }
}

/// The picture that waits under a form's key.
pub async fn waiting(app: &App, upload_key: &str) -> Result<Option<PrivatePictureRow>> {
    let Some(hash) = hash(upload_key) else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    Ok(waiting_pictures::under(&mut conn, &hash)
        .await?
        .into_iter()
        .next())
}

/// The same as the page shows it.
pub async fn shown(app: &App, upload_key: &str) -> Result<Option<PrivatePictureView>> {
    Ok(uploads::list(app, upload_key).await?.into_iter().next())
}

/// Takes the picture away that waits for a product; none is no error.
pub async fn forget(visit: &Visit, product_id: &str, upload_key: &str) -> Result<()> {
    let (by, app) = (editor(visit).await?, &visit.app);
    let (Some(row), Some(hash)) = (waiting(app, upload_key).await?, hash(upload_key)) else {
        return Ok(());
    };
    let removed = crate::transact!(app.db, tx => {
        let removed = waiting_pictures::remove(&mut tx, &hash, &row.id).await?;
        if removed {
            audit::record_in(&mut tx, visit, &by.name, &Action::ProductPictureForgotten, product_id).await?;
        }
        Ok(removed)
    })?;
    if removed {
        app.media.remove_private(&row.media_key, &row.sizes).await?;
    }
    Ok(())
}
