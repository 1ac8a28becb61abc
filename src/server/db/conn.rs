//! One connection: a reader's, or a transaction that seals what it wrote when it commits.

use super::seals::{self, Kind, Unsealed};
use crate::server::db::seen;
use crate::server::error::{Error, Result};
use crate::server::keys::SealKeys;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub enum SqliteLink {
    Reader(PoolConnection<Sqlite>),
    Tx(Transaction<'static, Sqlite>, Unsealed),
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
    Tx(Transaction<'static, Postgres>, Unsealed),
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

    fn unsealed(&mut self) -> Result<&mut Unsealed> {
        match self {
            Conn::Sqlite(SqliteLink::Tx(_, unsealed)) | Conn::Pg(PgLink::Tx(_, unsealed)) => {
                Ok(unsealed)
            }
            Conn::Sqlite(SqliteLink::Reader(_)) | Conn::Pg(PgLink::Reader(_)) => {
                Err(Error::fault("a reader seals nothing"))
            }
        }
    }

    /// Has a row sealed when the transaction commits. Only there, as the last thing that it does, are the ends of chains
    /// locked: nobody who holds one waits for anything else.
    pub fn to_seal(&mut self, kind: Kind, id: String) -> Result<()> {
        self.unsealed()?.push(kind, id);
        Ok(())
    }

    /// What this transaction seals with.
    pub fn seal_keys(&mut self) -> Result<Arc<SealKeys>> {
        self.unsealed()?.keys()
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
    pub(super) fn new(conn: Conn, commits: Arc<AtomicU64>) -> Tx {
        Tx { conn, commits }
    }

    /// Seals what has to be, and commits.
    pub async fn commit(mut self) -> Result<()> {
        let written = self.conn.unsealed()?.take();
        if !written.is_empty() {
            seals::written(&mut self.conn, written).await?;
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
        Ok(())
    }
}
