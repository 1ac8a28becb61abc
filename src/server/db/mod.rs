//! All SQL. One text for both databases: native drivers behind one enum, each query written once.
//!
//! Functions here take a [`Conn`] (a reader's or a transaction's) and return rows or domain values. They hold no
//! rules and never begin a transaction; the use cases do, with [`crate::transact`].

pub mod api_answers;
pub mod api_tokens;
pub mod attention;
pub mod audit;
pub mod cart;
pub mod catalogue;
pub mod catalogue_edit;
pub mod catalogue_list;
pub mod catalogue_write;
pub mod categories;
pub mod ceremonies;
pub mod checks;
pub mod commissions;
pub mod commissions_board;
pub mod commissions_quotes;
pub mod commissions_thread;
pub mod customer_addresses;
pub mod customer_belongings;
pub mod customer_openids;
pub mod customer_proofs;
pub mod customers;
pub mod dialect;
pub mod invoices;
pub mod jobs;
pub mod ledger;
pub mod mails;
pub mod order_lines;
pub mod orders;
pub mod orders_correct;
pub mod orders_list;
pub mod orders_write;
pub mod pages;
pub mod parcels;
pub mod passkeys;
pub mod payment_links;
pub mod payments;
pub mod payments_list;
pub mod questions;
pub mod refund_lines;
pub mod refunds;
pub mod returns;
pub mod search;
pub mod sessions;
pub mod shop;
pub mod staff;
pub mod stock;
pub mod webhook_deliveries;
pub mod webhook_endpoints;

use super::error::{Error, Result};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Runs a query on whichever database `$conn` belongs to: the body is compiled once per driver.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::server::db::Conn::Sqlite(link) => {
                let $c = link.connection();
                $body
            }
            $crate::server::db::Conn::Pg(link) => {
                let $c = link.connection();
                $body
            }
        }
    };
}
pub(crate) use on;

/// Runs a block in one transaction and commits it when the block ends well. A block that PostgreSQL asks to
/// repeat (serialization failure, deadlock) is run again, so it may not move anything out of its surroundings.
#[macro_export]
macro_rules! transact {
    ($db:expr, $tx:ident => $body:block) => {{
        let mut tries: u32 = 0;
        loop {
            let mut $tx = $db.begin().await?;
            #[allow(clippy::redundant_closure_call)]
            let outcome: $crate::server::error::Result<_> = async { $body }.await;
            let outcome = match outcome {
                Ok(value) => $tx.commit().await.map(|()| value),
                Err(error) => {
                    drop($tx);
                    Err(error)
                }
            };
            match outcome {
                Err(error) if error.may_be_retried() && tries < 8 => {
                    tries += 1;
                    let pause = u64::from(tries) * 5 + rand::random::<u64>() % 20;
                    tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
                }
                outcome => break outcome,
            }
        }
    }};
}

/// The database of a shop.
#[derive(Clone, Debug)]
pub struct Db {
    pub pools: Pools,
    commits: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
pub enum Pools {
    /// Many readers beside one writer, as SQLite has it.
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    Pg(PgPool),
}

pub enum SqliteLink {
    Reader(PoolConnection<Sqlite>),
    Tx(Transaction<'static, Sqlite>),
}

impl SqliteLink {
    pub fn connection(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reader(conn) => conn,
            Self::Tx(tx) => tx,
        }
    }
}

pub enum PgLink {
    Reader(PoolConnection<Postgres>),
    Tx(Transaction<'static, Postgres>),
}

impl PgLink {
    pub fn connection(&mut self) -> &mut PgConnection {
        match self {
            Self::Reader(conn) => conn,
            Self::Tx(tx) => tx,
        }
    }
}

/// One connection, inside a transaction or not.
pub enum Conn {
    Sqlite(SqliteLink),
    Pg(PgLink),
}

impl Conn {
    pub fn is_postgres(&self) -> bool {
        matches!(self, Conn::Pg(_))
    }
}

/// A transaction; dropped without [`Tx::commit`], it rolls back.
pub struct Tx {
    conn: Conn,
    commits: Arc<AtomicU64>,
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Tx {
    pub async fn commit(self) -> Result<()> {
        match self.conn {
            Conn::Sqlite(SqliteLink::Tx(tx)) => tx.commit().await?,
            Conn::Pg(PgLink::Tx(tx)) => tx.commit().await?,
            Conn::Sqlite(SqliteLink::Reader(_)) | Conn::Pg(PgLink::Reader(_)) => {
                return Err(Error::fault("a reader can't be committed"));
            }
        }
        self.commits.fetch_add(1, Ordering::Release);
        Ok(())
    }
}

/// The first SQLite without the WAL-reset corruption (sqlite.org/wal.html, "The WAL-reset bug").
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

impl Db {
    /// Opens `sqlite://path` or `postgres://…` and checks that the database can be trusted.
    pub async fn open(url: &str) -> Result<Db> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?
                .application_name("atelier")
                // Compiling a plan takes longer than any of these queries.
                .options([("jit", "off")]);
            let pool = PgPoolOptions::new()
                .max_connections(20)
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await?;
            return Ok(Db::of(Pools::Pg(pool)));
        }
        if !url.starts_with("sqlite:") {
            return Err(Error::fault(
                "DATABASE_URL must begin with sqlite:// or postgres://.",
            ));
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
            tokio::fs::create_dir_all(folder)
                .await
                .map_err(sqlx::Error::Io)?;
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

    fn of(pools: Pools) -> Db {
        Db {
            pools,
            commits: Arc::default(),
        }
    }

    /// A number that grows with everything this process writes. What was read under one number is what stands there
    /// for as long as the number stays.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Conn> {
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => {
                Conn::Sqlite(SqliteLink::Reader(readers.acquire().await?))
            }
            Pools::Pg(pool) => Conn::Pg(PgLink::Reader(pool.acquire().await?)),
        })
    }

    /// A transaction for writing. On SQLite it takes the write lock at once, so that it can't fail half-way.
    pub async fn begin(&self) -> Result<Tx> {
        let conn = match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Conn::Sqlite(SqliteLink::Tx(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
            Pools::Pg(pool) => Conn::Pg(PgLink::Tx(pool.begin().await?)),
        };
        Ok(Tx {
            conn,
            commits: self.commits.clone(),
        })
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.pools, Pools::Pg(_))
    }

    /// Applies pending migrations.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE.run(writer).await,
            Pools::Pg(pool) => POSTGRES.run(pool).await,
        }
        .map_err(|error| Error::fault(format!("migration: {error}")))
    }

    /// Descriptions of the migrations that have not been applied.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let (migrator, exists) = match &self.pools {
            Pools::Sqlite { .. } => (
                &SQLITE,
                "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
            ),
            Pools::Pg(_) => (
                &POSTGRES,
                "SELECT COUNT(*) FROM pg_tables WHERE tablename = '_sqlx_migrations'",
            ),
        };
        let mut conn = self.read().await?;
        let known: i64 = on!(&mut conn, c => sqlx::query_scalar(exists).fetch_one(&mut *c).await?);
        let applied: Vec<i64> = if known == 0 {
            Vec::new()
        } else {
            let sql = "SELECT version FROM _sqlx_migrations WHERE success";
            on!(&mut conn, c => sqlx::query_scalar(sql).fetch_all(&mut *c).await?)
        };
        Ok(migrator
            .iter()
            .filter(|m| !applied.contains(&m.version))
            .map(|m| format!("{:04} {}", m.version, m.description))
            .collect())
    }

    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Pg(pool) => pool.close().await,
        }
    }
}

static SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// Appends `(a, b, c)` with each value bound, for an `IN` list. An empty list matches nothing.
macro_rules! push_in {
    ($query:expr, $values:expr) => {{
        $query.push(" IN (");
        let mut any = false;
        for value in $values {
            if any {
                $query.push(", ");
            }
            any = true;
            $query.push_bind(value);
        }
        if !any {
            $query.push("NULL");
        }
        $query.push(")");
    }};
}
pub(crate) use push_in;
