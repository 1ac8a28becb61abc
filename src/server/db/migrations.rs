//! The schema: which migrations there are, which of them a database has, and whether this build can work with it at all.

use super::{Db, Pools, on};
use crate::server::error::{Error, Result};
use sqlx::migrate::Migrator;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// The last commit that reads databases of unreleased builds, by the migration that was another one there: the first of these
/// that is. Before a first release migrations are written over, and each time adds a line.
const LAST_THAT_READS: [(i64, &str); 3] = [(1, "e322892"), (8, "d890779"), (6, "01fd33d")];

/// Which build made a database, as its applied migrations tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeBy {
    /// This one, or an earlier one whose schema goes over into this one's. An empty database is anybody's.
    Ours,
    /// A build from before the first release, whose migrations are not ours: the last commit that reads it, where one is known.
    Unreleased(Option<&'static str>),
    /// A later build: it has everything that is known here, and this migration after that.
    Newer(i64),
}

/// A migration as a database remembers it.
type Applied = (i64, Vec<u8>);

impl Db {
    fn migrator(&self) -> &'static Migrator {
        match &self.pools {
            Pools::Sqlite { .. } => &SQLITE,
            Pools::Pg(_) => &POSTGRES,
        }
    }

    /// Applies pending migrations.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => self.migrator().run(writer).await,
            Pools::Pg(pool) => self.migrator().run(pool).await,
        }
        .map_err(|error| Error::fault(format!("migration: {error}")))
    }

    /// Descriptions of the migrations that have not been applied.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let applied = self.applied_migrations().await?;
        let is_applied = |version| applied.iter().any(|(applied, _)| *applied == version);
        Ok(self
            .migrator()
            .iter()
            .filter(|m| !is_applied(m.version))
            .map(|m| format!("{:04} {}", m.version, m.description))
            .collect())
    }

    pub async fn made_by(&self) -> Result<MadeBy> {
        Ok(made_by(&self.applied_migrations().await?, self.migrator()))
    }

    /// Refuses a database that this build can't work with. Nothing in it is changed.
    pub(super) async fn refuse_what_others_made(&self) -> Result<()> {
        match self.made_by().await? {
            MadeBy::Ours => Ok(()),
            MadeBy::Unreleased(last) => {
                let build = last.map_or("the build that made it".to_string(), |commit| {
                    format!("the last build that reads it (commit {commit})")
                });
                Err(Error::fault(format!(
                    "The database at DATABASE_URL was made by an unreleased build with another schema, and this build can't \
                     read it. Nothing in it was changed. Nothing released has such a database. Start with a new one, or \
                     export what you need with {build}."
                )))
            }
            MadeBy::Newer(version) => Err(Error::fault(format!(
                "The database at DATABASE_URL was made by a newer build: its migration {version:04} is unknown to this one. \
                 Nothing in it was changed. Use that build, or a copy of the database from before."
            ))),
        }
    }

    async fn applied_migrations(&self) -> Result<Vec<Applied>> {
        let exists = match &self.pools {
            Pools::Sqlite { .. } => {
                "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'"
            }
            Pools::Pg(_) => "SELECT COUNT(to_regclass('_sqlx_migrations'))",
        };
        let mut conn = self.read().await?;
        let known: i64 = on!(&mut conn, c => sqlx::query_scalar(exists).fetch_one(&mut *c).await?);
        if known == 0 {
            return Ok(Vec::new());
        }
        let sql = "SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version";
        Ok(on!(&mut conn, c => sqlx::query_as(sql).fetch_all(&mut *c).await?))
    }
}

fn made_by(applied: &[Applied], known: &Migrator) -> MadeBy {
    let newest = known.iter().map(|m| m.version).max().unwrap_or(0);
    let is_known = |(version, checksum): &Applied| {
        known
            .iter()
            .any(|m| m.version == *version && *m.checksum == **checksum)
    };
    let strange: Vec<i64> = applied
        .iter()
        .filter(|one| !is_known(one))
        .map(|(version, _)| *version)
        .collect();
    match strange.first() {
        None => MadeBy::Ours,
        Some(first) if *first > newest => MadeBy::Newer(*first),
        Some(_) => MadeBy::Unreleased(
            LAST_THAT_READS
                .into_iter()
                .find(|(version, _)| strange.contains(version))
                .map(|(_, commit)| commit),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_an_unreleased_build_names_the_last_one_that_reads_it() {
        let other = |versions: &[i64]| {
            let applied = SQLITE.iter().map(|m| match versions.contains(&m.version) {
                true => (m.version, b"another".to_vec()),
                false => (m.version, m.checksum.to_vec()),
            });
            made_by(&applied.collect::<Vec<_>>(), &SQLITE)
        };
        assert_eq!(other(&[]), MadeBy::Ours);
        for (versions, last) in [
            (&[1, 2, 3, 6, 8][..], Some("e322892")),
            (&[6, 7, 8, 10, 11, 13], Some("d890779")),
            (&[6, 7, 10, 11, 13], Some("01fd33d")),
            (&[2], None),
        ] {
            assert_eq!(other(versions), MadeBy::Unreleased(last), "{versions:?}");
        }
    }
}
