//! Sessions in the shop's own database, found by a hash of the cookie's value.

use crate::server::clock::Clock;
use crate::server::db::{self, Db};
use crate::server::error::Error;
use crate::server::keys::token_hash;
use async_trait::async_trait;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error as StoreError, Result as StoreResult};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// How long a visit is remembered after its last change, in days.
const REMEMBERED_DAYS: i64 = 60;

#[derive(Clone, Debug)]
pub struct Sessions {
    db: Db,
    clock: Clock,
}

fn backend(error: Error) -> StoreError {
    StoreError::Backend(error.to_string())
}

fn expiry_ms(record: &Record) -> i64 {
    (record.expiry_date.unix_timestamp_nanos() / 1_000_000) as i64
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        let data =
            serde_json::to_string(&record.data).map_err(|e| StoreError::Encode(e.to_string()))?;
        let (id, expires) = (token_hash(&record.id.to_string()), expiry_ms(record));
        let saved: Result<(), Error> = async {
            let mut tx = self.db.begin().await?;
            db::sign_in::sessions::save(&mut tx, &id, &data, expires).await?;
            tx.commit().await
        }
        .await;
        saved.map_err(backend)
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        let mut conn = self.db.read().await.map_err(backend)?;
        let key = token_hash(&id.to_string());
        let row = db::sign_in::sessions::load(&mut conn, &key, self.clock.now_ms())
            .await
            .map_err(backend)?;
        let Some((data, expires)) = row else {
            return Ok(None);
        };
        let data = serde_json::from_str(&data).map_err(|e| StoreError::Decode(e.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires / 1000)
            .map_err(|e| StoreError::Decode(e.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        let deleted: Result<(), Error> = async {
            let mut tx = self.db.begin().await?;
            db::sign_in::sessions::delete(&mut tx, &token_hash(&id.to_string())).await?;
            tx.commit().await
        }
        .await;
        deleted.map_err(backend)
    }
}

/// A session for one request that has no cookie: what is put into it lasts as long as the request.
pub fn passing(app: &crate::server::state::App) -> tower_sessions::Session {
    let store = Sessions {
        db: app.db.clone(),
        clock: app.clock.clone(),
    };
    tower_sessions::Session::new(None, std::sync::Arc::new(store), None)
}

/// The layer that hands every request its session. With an https address the cookie is Secure and `__Host-`.
pub fn layer(db: Db, clock: Clock, https: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions { db, clock })
        .with_name(if https { "__Host-atelier" } else { "atelier" })
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(https)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(REMEMBERED_DAYS)))
}
