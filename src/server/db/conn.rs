//! One connection: a reader's, or a transaction that seals what it wrote when it commits, and wakes the workers of what it
//! enqueued.

use super::jobs::{Due, Queue, Wake};
use super::seals::{self, Kind, Unsealed};
use crate::server::db::seen;
use crate::server::error::{Error, Result};
use crate::server::keys::SealKeys;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a transaction has to see to when it commits.
pub struct Written {
    unsealed: Unsealed,
    due: Due,
}

impl Written {
    pub(super) fn new(keys: Option<Arc<SealKeys>>) -> Written {
        Written {
            unsealed: Unsealed::new(keys),
            due: Due::default(),
        }
    }
}

pub enum SqliteLink {
    Reader(PoolConnection<Sqlite>),
    Tx(Transaction<'static, Sqlite>, Written),
}

impl SqliteLink {
    pub fn connection(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reader(conn) => conn,
            Self::Tx(tx, _) => tx,
        }
    }
}

pub enum PgLink {
    Reader(PoolConnection<Postgres>),
    Tx(Transaction<'static, Postgres>, Written),
}

impl PgLink {
    pub fn connection(&mut self) -> &mut PgConnection {
        match self {
            Self::Reader(conn) => conn,
            Self::Tx(tx, _) => tx,
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

    fn written(&mut self) -> Result<&mut Written> {
        match self {
            Conn::Sqlite(SqliteLink::Tx(_, written)) | Conn::Pg(PgLink::Tx(_, written)) => {
                Ok(written)
            }
            Conn::Sqlite(SqliteLink::Reader(_)) | Conn::Pg(PgLink::Reader(_)) => {
                Err(Error::fault("a reader writes nothing"))
            }
        }
    }

    /// Has a row sealed when the transaction commits. Only there, as the last thing that it does, are the ends of chains
    /// locked: nobody who holds one waits for anything else.
    pub fn to_seal(&mut self, kind: Kind, id: String) -> Result<()> {
        self.written()?.unsealed.push(kind, id);
        Ok(())
    }

    /// Has the workers of a queue woken when the transaction commits.
    pub fn wakes(&mut self, queue: Queue) -> Result<()> {
        self.written()?.due.add(queue);
        Ok(())
    }

    /// What this transaction seals with.
    pub fn seal_keys(&mut self) -> Result<Arc<SealKeys>> {
        self.written()?.unsealed.keys()
    }
}

/// A transaction; dropped without [`Tx::commit`], it rolls back.
pub struct Tx {
    conn: Conn,
    commits: Arc<AtomicU64>,
    wake: Arc<Wake>,
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
    pub(super) fn new(conn: Conn, commits: Arc<AtomicU64>, wake: Arc<Wake>) -> Tx {
        Tx {
            conn,
            commits,
            wake,
        }
    }

    /// Seals what has to be, commits, and wakes the workers of what is due.
    pub async fn commit(mut self) -> Result<()> {
        let Written { unsealed, due } = self.conn.written()?;
        let (rows, due) = (unsealed.take(), *due);
        if !rows.is_empty() {
            seals::written(&mut self.conn, rows).await?;
        }
        match self.conn {
            Conn::Sqlite(SqliteLink::Tx(tx, _)) => tx.commit().await?,
            Conn::Pg(PgLink::Tx(tx, _)) => tx.commit().await?,
            Conn::Sqlite(SqliteLink::Reader(_)) | Conn::Pg(PgLink::Reader(_)) => {
                return Err(Error::fault("a reader can't be committed"));
            }
        }
        seen::committed();
        self.commits.fetch_add(1, Ordering::Release);
        for queue in due.queues() {
            self.wake.of(queue).notify_one();
        }
        Ok(())
    }
}
