//! The schema: what the migrations make of an empty database, and databases whose schema is another build's.

mod listing;
mod made_by_others;
mod wanted;

use crate::support::{Folder, database, each_database};
use listing::listing;
use std::collections::BTreeSet;
use wanted::WANTED;

/// What the migrations of the unreleased builds made, from which today's were put together.
const BEFORE_SQLITE: &str = include_str!("before.sqlite.txt");
const BEFORE_POSTGRES: &str = include_str!("before.postgres.txt");

#[tokio::test]
async fn putting_the_schema_together_anew_changed_what_was_meant_and_nothing_else() {
    each_database(async |_folder: Folder, url: String| {
        let db = database(&url).await;
        let now = listing(&db).await;
        let before = match db.is_postgres() {
            true => BEFORE_POSTGRES,
            false => BEFORE_SQLITE,
        };
        let before: BTreeSet<String> = before.lines().map(str::to_owned).collect();
        let gone = before.difference(&now).map(|line| format!("- {line}"));
        let come = now.difference(&before).map(|line| format!("+ {line}"));
        let found: BTreeSet<String> = gone.chain(come).collect();
        let mut wanted = BTreeSet::new();
        for difference in WANTED {
            assert!(!difference.why.is_empty());
            wanted.extend(match db.is_postgres() {
                true => difference.postgres.iter().map(ToString::to_string),
                false => difference.sqlite.iter().map(ToString::to_string),
            });
        }
        let lines = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join("\n");
        let (found, wanted) = (lines(found), lines(wanted));
        assert!(
            found == wanted,
            "What differs:\n{found}\n\nWhat was meant to:\n{wanted}"
        );
        db.close().await;
    })
    .await;
}
