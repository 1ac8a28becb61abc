//! Private pictures of a custom order: shown under its own address to whoever holds the link, and to staff.

use super::{find, maker};
use crate::domain::commission::commission_number;
use crate::domain::commission::view::PrivatePictureView;
use crate::server::db::commissions::CommissionRow;
use crate::server::db::commissions::thread::{PrivatePictureRow, of_thread};
use crate::server::error::Result;
use crate::server::links;
use crate::server::state::App;
use crate::server::visit::Visit;
use bytes::Bytes;

/// A private picture as a page shows it, from the folder that whoever looks may read.
pub fn view(row: &PrivatePictureRow, folder: String, alt: &str) -> PrivatePictureView {
    PrivatePictureView {
        id: row.id.clone(),
        folder,
        width: row.width,
        height: row.height,
        sizes: row.sizes.clone(),
        placeholder: row.placeholder.clone(),
        alt: alt.into(),
    }
}

/// Where a custom order's pictures lie for one of its two sides, without a slash at the end.
pub(super) fn folder(app: &App, row: &CommissionRow, for_staff: bool) -> String {
    match for_staff {
        true => format!(
            "/admin/commissions/{}/pictures",
            commission_number(row.number)
        ),
        false => format!("/custom/{}/pictures", links::commission(app, row)),
    }
}

/// One size of a picture, for whoever holds the custom order's link. Another custom order's picture is not there.
pub async fn by_link(app: &App, token: &str, id: &str, width: u32) -> Result<Option<Bytes>> {
    let found = {
        let mut conn = app.db.read().await?;
        let row = find(app, &mut conn, token).await?;
        of_thread(&mut conn, &row.id, id).await?
    };
    read(app, found, width).await
}

/// The same for staff.
pub async fn for_staff(visit: &Visit, number: &str, id: &str, width: u32) -> Result<Option<Bytes>> {
    maker(visit).await?;
    let found = {
        let mut conn = visit.app.db.read().await?;
        let row = super::by_number(&mut conn, number).await?;
        of_thread(&mut conn, &row.id, id).await?
    };
    read(&visit.app, found, width).await
}

async fn read(app: &App, found: Option<PrivatePictureRow>, width: u32) -> Result<Option<Bytes>> {
    match found {
        Some(row) => app.media.read_private(&row.media_key, width).await,
        None => Ok(None),
    }
}
