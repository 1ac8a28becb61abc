//! A demonstration that an unreleased build made, which this one can't read, makes room for a new one.

use crate::server::clock::Clock;
use crate::server::config::Settings;
use crate::server::db::Db;
use crate::server::db::migrations::MadeBy;
use crate::server::db::staff;
use crate::server::error::{Error, Result};
use crate::server::staff::demo;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Where the sandbox keeps its books, and where it can be reached, below the folder of data.
pub const SANDBOX: &str = "sandbox";

/// What was moved, and where it is now.
pub type Moved = Vec<(PathBuf, PathBuf)>;

/// Gives the database, its pictures and the sandbox's books names with the time in them, each where it lies. Does so for
/// a demonstration in SQLite alone, and never in production: anything else stays, and nothing is moved.
pub async fn unreadable_demo(settings: &Settings) -> Result<Moved> {
    super::refuse_demo(settings)?;
    if !settings.database_url.starts_with("sqlite:") {
        return Ok(Moved::new());
    }
    let Some(look) = Db::look(&settings.database_url).await? else {
        return Ok(Moved::new());
    };
    let concerned = is_unreadable_demo(&look).await;
    look.close().await;
    if !concerned? {
        return Ok(Moved::new());
    }
    let file = Db::file(&settings.database_url)?;
    let media = settings.media_url.strip_prefix("file://");
    let beside = |end: &str| PathBuf::from(format!("{}{end}", file.display()));
    // The database comes last: as long as it is there, whoever was interrupted is asked again.
    let parts = [
        media.map(PathBuf::from),
        Some(settings.data.join(SANDBOX)),
        Some(beside("-wal")),
        Some(beside("-shm")),
        Some(file.clone()),
    ];
    let mark = format!(".before-{}", now()?);
    let mut moved = Moved::new();
    for from in parts.into_iter().flatten() {
        let to = aside(&from, &file, &mark);
        match std::fs::rename(&from, &to) {
            Ok(()) => moved.push((from, to)),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                let (from, to) = (from.display(), to.display());
                return Err(Error::fault(format!(
                    "{from} can't be moved to {to}: {error}. Move it yourself, then try again."
                )));
            }
        }
    }
    Ok(moved)
}

async fn is_unreadable_demo(look: &Db) -> Result<bool> {
    if !matches!(look.made_by().await?, MadeBy::Unreleased(_)) {
        return Ok(false);
    }
    let mut conn = look.read().await?;
    let owner = staff::by_email_key(&mut conn, demo::OWNER).await?;
    Ok(owner.is_some())
}

/// The new name of a part. What belongs to the database's file goes on bearing its name.
fn aside(from: &Path, database: &Path, mark: &str) -> PathBuf {
    let (whole, base) = (from.display().to_string(), database.display().to_string());
    match whole.strip_prefix(&base) {
        Some(end) => PathBuf::from(format!("{base}{mark}{end}")),
        None => PathBuf::from(format!("{}{mark}", whole.trim_end_matches('/'))),
    }
}

/// The time, as a name of a file may have it.
fn now() -> Result<String> {
    let at = jiff::Timestamp::from_millisecond(Clock::default().now_ms());
    let at = at.map_err(|error| Error::fault(format!("The clock is wrong: {error}.")))?;
    Ok(at.strftime("%Y-%m-%d-%H%M%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_of_a_database_goes_where_its_database_goes() {
        let name = |from: &str| {
            let to = aside(Path::new(from), Path::new("data/atelier.db"), ".before-x");
            to.display().to_string()
        };
        assert_eq!(name("data/atelier.db"), "data/atelier.db.before-x");
        assert_eq!(name("data/atelier.db-wal"), "data/atelier.db.before-x-wal");
        assert_eq!(name("data/media/"), "data/media.before-x");
    }
}
