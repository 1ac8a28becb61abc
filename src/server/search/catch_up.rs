//! Brings the whole search in line with what is stored: what a new version of the shop finds without words when it
//! opens the database, and all of it when somebody asks. The doctor asks here what is wrong.

use super::{index, records};
use crate::server::db::dialect::write_alone;
use crate::server::db::search::records::RecordKind;
use crate::server::db::{self, Conn, Db};
use crate::server::error::Result;
use crate::transact;

/// Records read and written at once.
const BATCH: i64 = 500;

/// Something that is found.
#[derive(Clone, Copy)]
enum Kind {
    Product,
    Record(RecordKind),
}

impl Kind {
    fn all() -> impl Iterator<Item = Kind> {
        std::iter::once(Self::Product).chain(RecordKind::ALL.map(Self::Record))
    }

    fn word(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Record(kind) => kind.as_str(),
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Product => "product_texts",
            Self::Record(_) => "record_texts",
        }
    }

    async fn ids(self, conn: &mut Conn, after: &str, missing: bool) -> Result<Vec<String>> {
        match self {
            Self::Product => db::search::product_ids(conn, after, missing, BATCH).await,
            Self::Record(kind) => db::search::records::ids(conn, kind, after, missing, BATCH).await,
        }
    }

    async fn refresh(self, conn: &mut Conn, ids: &[String]) -> Result<()> {
        match self {
            Self::Product => index::refresh(conn, ids).await,
            Self::Record(kind) => records::refresh(conn, kind, ids).await,
        }
    }

    async fn wrong(self, conn: &mut Conn, ids: &[String]) -> Result<Vec<String>> {
        match self {
            Self::Product => index::wrong(conn, ids).await,
            Self::Record(kind) => records::wrong(conn, kind, ids).await,
        }
    }
}

/// Writes the words of whatever has none yet: nothing, but for the first time after an older version. Several
/// instances may do it at once.
pub async fn missing(db: &Db) -> Result<()> {
    for kind in Kind::all() {
        write(db, kind, true).await?;
    }
    Ok(())
}

/// Writes the words of everything anew, and takes out what is gone.
pub async fn rebuild(db: &Db) -> Result<()> {
    for kind in Kind::all() {
        write(db, kind, false).await?;
    }
    for kind in RecordKind::ALL {
        transact!(db, tx => {
            for id in db::search::records::without_record(&mut tx, kind).await? {
                db::search::records::remove(&mut tx, kind, &id).await?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

async fn write(db: &Db, kind: Kind, missing: bool) -> Result<()> {
    let (mut after, mut written) = (String::new(), 0);
    loop {
        // Nothing to do is seen without the lock for writing.
        let some = {
            let mut conn = db.read().await?;
            kind.ids(&mut conn, &after, missing).await?
        };
        let Some(last) = some.last() else { break };
        transact!(db, tx => {
            // What is read is what stands there until it is written: nobody writes words in between.
            write_alone(&mut tx, kind.table()).await?;
            kind.refresh(&mut tx, &some).await
        })?;
        written += some.len();
        after = last.clone();
    }
    if written > 0 {
        tracing::info!(
            kind = kind.word(),
            written,
            "words for the search were written"
        );
    }
    Ok(())
}

/// What is found by other words than it has, each as its kind and id.
pub async fn wrong(conn: &mut Conn) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for kind in Kind::all() {
        let mut after = String::new();
        loop {
            let ids = kind.ids(conn, &after, false).await?;
            let Some(last) = ids.last() else { break };
            let mut wrong = kind.wrong(conn, &ids).await?;
            if !wrong.is_empty() {
                // It may have changed between the two looks; what is wrong stays wrong.
                wrong = kind.wrong(conn, &wrong).await?;
            }
            found.extend(wrong.iter().map(|id| format!("{} {id}", kind.word())));
            after = last.clone();
        }
    }
    for kind in RecordKind::ALL {
        let gone = db::search::records::without_record(conn, kind).await?;
        found.extend(gone.iter().map(|id| format!("{} {id}", kind.as_str())));
    }
    Ok(found)
}
