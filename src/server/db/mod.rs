//! All SQL. One text for both databases: native drivers behind one enum, each query written once.
//!
//! Functions here take a [`Conn`] (a reader's or a transaction's) and return rows or domain values. They hold no
//! rules and never begin a transaction; the use cases do, with [`crate::transact`] or
//! [`crate::unit_of_work`].

pub mod announce;
pub mod api;
pub mod attention;
pub mod audit;
pub mod availability;
pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod checks;
pub mod columns;
pub mod commissions;
mod conn;
pub mod customers;
pub mod dialect;
pub mod invoices;
pub mod jobs;
pub mod keyset;
pub mod ledger;
pub mod mails;
pub mod migrations;
mod open;
pub mod orders;
pub mod pages;
pub mod payments;
pub mod recorded;
pub mod refunds;
pub mod returns;
pub mod seals;
pub mod search;
pub mod seen;
pub mod shop;
pub mod sign_in;
pub mod staff;
pub mod stock;
pub mod waiting_pictures;

pub use conn::{Conn, PgLink, SqliteLink, Tx};

use super::error::{Error, Result};
use super::keys::SealKeys;
use availability::Availability;
use conn::Written;
use jobs::Wake;
use open::all_in_use;
use sqlx::{PgPool, Sqlite, SqlitePool, Transaction};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

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
            $db.note_outcome(outcome.as_ref().err());
            match outcome {
                Err(error)
                    if error.may_be_retried() && tries < $crate::server::db::MOST_REPEATS =>
                {
                    tokio::time::sleep($crate::server::db::pause_before_repeat(tries)).await;
                    tries += 1;
                }
                outcome => break outcome,
            }
        }
    }};
}

/// How often a block is repeated before its caller hears of it.
pub const MOST_REPEATS: u32 = 10;

/// How long to wait before a block is repeated for the (`tries` + 1)th time: a random time whose upper bound doubles, from
/// 20 milliseconds to two thirds of a second. Of many that write one row at once a single one gets through a round, so a
/// fixed pause would have the rest meet again and again.
pub fn pause_before_repeat(tries: u32) -> std::time::Duration {
    let bound = 20_u64 << tries.min(5);
    std::time::Duration::from_millis(1 + rand::random::<u64>() % bound)
}

/// The database of a shop.
#[derive(Clone, Debug)]
pub struct Db {
    pub pools: Pools,
    commits: Arc<AtomicU64>,
    /// Whether the last transaction failed because the disk is full or broken.
    out_of_room: Arc<AtomicBool>,
    /// Whether PostgreSQL answers.
    reach: Availability,
    /// What rows are sealed with; none where a database was opened to look at its schema alone.
    seal_keys: Option<Arc<SealKeys>>,
    wake: Arc<Wake>,
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

impl Db {
    fn of(pools: Pools) -> Db {
        Db {
            pools,
            commits: Arc::default(),
            out_of_room: Arc::default(),
            reach: Availability::default(),
            seal_keys: None,
            wake: Arc::default(),
        }
    }

    /// The same database, with the keys that its rows are sealed with.
    pub fn sealed_with(mut self, keys: SealKeys) -> Db {
        self.seal_keys = Some(Arc::new(keys));
        self
    }

    /// A number that grows with everything this process writes. What was read under one number is what stands there
    /// for as long as the number stays.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// The bells of the workers: each commit rings for what it enqueued.
    pub fn wake(&self) -> &Wake {
        &self.wake
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<Conn> {
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => {
                Conn::Sqlite(SqliteLink::Reader(readers.acquire().await?))
            }
            Pools::Pg(pool) => {
                let acquired = self.reach.get(pool.acquire(), || all_in_use(pool));
                Conn::Pg(PgLink::Reader(acquired.await?))
            }
        })
    }

    /// A transaction for writing. On SQLite it takes the write lock at once, so that it can't fail half-way.
    pub async fn begin(&self) -> Result<Tx> {
        seen::began();
        let written = || Written::new(self.seal_keys.clone());
        let begun = match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let begun = begin_immediate(writer).await;
                begun
                    .map(|tx| Conn::Sqlite(SqliteLink::Tx(tx, written())))
                    .map_err(Error::from)
            }
            Pools::Pg(pool) => {
                let begun = self.reach.get(pool.begin(), || all_in_use(pool)).await;
                begun.map(|tx| Conn::Pg(PgLink::Tx(tx, written())))
            }
        };
        if let Err(error) = &begun {
            self.note_outcome(Some(error));
        }
        Ok(Tx::new(begun?, self.commits.clone(), self.wake.clone()))
    }

    /// Remembers how a transaction ended; see [`Db::takes_writes`].
    pub fn note_outcome(&self, error: Option<&Error>) {
        match error {
            None => self.out_of_room.store(false, Ordering::Release),
            Some(error) if error.is_out_of_room() => {
                self.out_of_room.store(true, Ordering::Release);
            }
            Some(_) => {}
        }
    }

    /// Whether what is written is kept. After a transaction that failed for the disk's sake this writes a row to learn
    /// whether there is room again; else it costs nothing.
    pub async fn takes_writes(&self, now_ms: i64) -> bool {
        !self.out_of_room.load(Ordering::Acquire) || self.probe_write(now_ms).await.is_ok()
    }

    async fn probe_write(&self, now_ms: i64) -> Result<()> {
        const SQL: &str = "UPDATE write_probe SET at_ms = $1 WHERE id = 1";
        transact!(self, tx => {
            let conn: &mut Conn = &mut tx;
            on!(conn, c => sqlx::query(SQL).bind(now_ms).execute(&mut *c).await.map(drop)?);
            Ok(())
        })
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.pools, Pools::Pg(_))
    }

    /// Whether the database did not answer a moment ago.
    pub fn is_away(&self) -> bool {
        self.reach.is_away()
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

/// Takes the write lock. SQLite ends a transaction by itself when the disk is full or broken; the connection's driver
/// then believes to be inside of one and begins no other, so a connection that can't begin is replaced, once.
async fn begin_immediate(writer: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    const BEGIN: &str = "BEGIN IMMEDIATE";
    match writer.begin_with(BEGIN).await {
        Err(sqlx::Error::PoolTimedOut) => Err(sqlx::Error::PoolTimedOut),
        Err(error) => {
            tracing::warn!(%error, "the writing connection is replaced");
            let broken = writer.acquire().await?;
            // It may not even close well; what matters is that it is gone.
            let _ = broken.close().await;
            writer.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

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
