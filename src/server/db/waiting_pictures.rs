//! Private pictures that were added to a form and wait until it is sent, whatever the form is for.

use super::commissions::thread::PrivatePictureRow;
use super::{Conn, on};
use crate::server::error::Result;

/// What waits under an upload key, in the order in which it came.
pub async fn under(conn: &mut Conn, upload_hash: &str) -> Result<Vec<PrivatePictureRow>> {
    const SQL: &str = "SELECT id, NULL AS commission_id, NULL AS message_id, media_key, width, height, sizes, placeholder
        FROM waiting_pictures WHERE upload_hash = $1 ORDER BY position, id LIMIT 500";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(upload_hash).fetch_all(&mut *c).await?))
}

pub async fn insert(
    conn: &mut Conn,
    upload_hash: &str,
    position: i64,
    p: &PrivatePictureRow,
    now_ms: i64,
) -> Result<()> {
    const SQL: &str = "INSERT INTO waiting_pictures
            (id, upload_hash, position, media_key, width, height, sizes, placeholder, created_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(conn, c => sqlx::query(SQL).bind(&p.id).bind(upload_hash).bind(position).bind(&p.media_key)
        .bind(i64::from(p.width)).bind(i64::from(p.height)).bind(p.sizes_json()).bind(&p.placeholder).bind(now_ms)
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Removes a picture that waits; `false` where it does not.
pub async fn remove(conn: &mut Conn, upload_hash: &str, id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM waiting_pictures WHERE upload_hash = $1 AND id = $2";
    Ok(
        on!(conn, c => sqlx::query(SQL).bind(upload_hash).bind(id).execute(&mut *c).await?.rows_affected() == 1),
    )
}

#[derive(sqlx::FromRow)]
struct Taken {
    position: i64,
    #[sqlx(flatten)]
    picture: PrivatePictureRow,
}

/// Takes what waits under an upload key, in the order in which it came. Of two that take at once each picture goes to one.
pub async fn take(conn: &mut Conn, upload_hash: &str) -> Result<Vec<PrivatePictureRow>> {
    const SQL: &str = "DELETE FROM waiting_pictures WHERE upload_hash = $1
        RETURNING position, id, NULL AS commission_id, NULL AS message_id, media_key, width, height, sizes, placeholder";
    let mut taken: Vec<Taken> =
        on!(conn, c => sqlx::query_as(SQL).bind(upload_hash).fetch_all(&mut *c).await?);
    taken.sort_by_key(|one| one.position);
    Ok(taken.into_iter().map(|one| one.picture).collect())
}

/// Pictures that have been waiting since before `before_ms`, at most `most`.
pub async fn left(conn: &mut Conn, before_ms: i64, most: i64) -> Result<Vec<PrivatePictureRow>> {
    const SQL: &str = "SELECT id, NULL AS commission_id, NULL AS message_id, media_key, width, height, sizes, placeholder
        FROM waiting_pictures WHERE created_at_ms < $1 LIMIT $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(before_ms).bind(most).fetch_all(&mut *c).await?))
}

/// Forgets a picture, whoever's it is. `false` where its form was sent meanwhile.
pub async fn forget(conn: &mut Conn, id: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM waiting_pictures WHERE id = $1";
    Ok(on!(conn, c => sqlx::query(SQL).bind(id).execute(&mut *c).await?.rows_affected() == 1))
}
