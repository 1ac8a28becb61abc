//! Opening a database: what its connections are like, and whether it can be trusted.

use super::{Db, Pools, availability};
use crate::server::error::{Error, Result};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

/// Connections that one process has to PostgreSQL at most.
const CONNECTIONS: u32 = 20;

/// Whether every connection that there may be is at work.
pub(super) fn all_in_use(pool: &PgPool) -> bool {
    pool.size() >= CONNECTIONS && pool.num_idle() == 0
}

/// The first SQLite without the WAL-reset corruption (sqlite.org/wal.html, "The WAL-reset bug").
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

impl Db {
    /// Opens `sqlite://path` or `postgres://…` and checks that the database can be trusted, and that its schema is one
    /// that this build can work with.
    pub async fn open(url: &str) -> Result<Db> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?
                .application_name("atelier")
                // Compiling a plan takes longer than any of these queries.
                .options([("jit", "off")]);
            let pool = PgPoolOptions::new()
                .max_connections(CONNECTIONS)
                .acquire_timeout(availability::PATIENCE)
                .test_before_acquire(false)
                .before_acquire(|conn, last| {
                    Box::pin(availability::still_answers(conn, last.idle_for))
                })
                .connect_with(options)
                .await?;
            let db = Db::of(Pools::Pg(pool));
            if let Err(refused) = db.refuse_what_others_made().await {
                db.close().await;
                return Err(refused);
            }
            return Ok(db);
        }
        if !url.starts_with("sqlite:") {
            return Err(Error::fault(
                "DATABASE_URL must begin with sqlite:// or postgres://.",
            ));
        }
        if let Some(look) = Db::look(url).await? {
            let outcome = look.refuse_what_others_made().await;
            look.close().await;
            outcome?;
        }
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-4000")
            .pragma("temp_store", "memory")
            .optimize_on_close(true, None);
        if let Some(folder) = options.get_filename().parent() {
            tokio::fs::create_dir_all(folder).await.map_err(|error| {
                let folder = folder.display();
                Error::fault(format!(
                    "DATABASE_URL: the folder {folder} can't be made: {error}."
                ))
            })?;
        }
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            // A connection to a file can't be lost on the way, so none is tried before it is used.
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.read_only(true))
            .await?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&readers)
            .await?;
        let parts: Vec<u32> = version.split('.').filter_map(|p| p.parse().ok()).collect();
        if parts.as_slice() < OLDEST_SQLITE.as_slice() {
            return Err(Error::fault(format!(
                "SQLite {version} can corrupt its log; 3.51.3 or later is needed."
            )));
        }
        Ok(Db::of(Pools::Sqlite { readers, writer }))
    }
    /// The file that `sqlite://path` names.
    pub fn file(url: &str) -> Result<PathBuf> {
        let options = SqliteConnectOptions::from_str(url)?;
        Ok(options.get_filename().to_owned())
    }

    /// Opens the file of `sqlite://path` in a way that can't change it, to look whether this build can work with it.
    /// Without a file there is nothing to look at.
    pub async fn look(url: &str) -> Result<Option<Db>> {
        let options = SqliteConnectOptions::from_str(url)?
            .read_only(true)
            .busy_timeout(Duration::from_secs(10));
        if !options.get_filename().is_file() {
            return Ok(None);
        }
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await?;
        Ok(Some(Db::of(Pools::Sqlite {
            readers: pool.clone(),
            writer: pool,
        })))
    }
}
