//! Databases whose schema is another build's are recognised before anything is applied, and left as they are.

use crate::support::{Folder, database, each_database, queries, settings};
use atelier::server::db::Db;
use atelier::server::seed::set_aside::unreadable_demo;
use atelier::server::staff::seed_demo;
use atelier::server::state::App;
use std::process::{Command, Output};

/// What an unreleased build left: the first migration was another one, and there were many more.
const UNRELEASED: [&str; 2] = [
    "UPDATE _sqlx_migrations SET checksum = description WHERE version = 1",
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        SELECT 210, 'seals', success, checksum, 0 FROM _sqlx_migrations WHERE version = 2",
];
const NEWER: [&str; 1] = [
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        SELECT 9999, 'what nobody knows yet', success, checksum, 0 FROM _sqlx_migrations WHERE version = 2",
];

/// A database that looks like another build's, closed again.
async fn made(url: &str, history: &[&str]) {
    let db = database(url).await;
    changes(&db, history).await;
    db.close().await;
}

async fn changes(db: &Db, history: &[&str]) {
    for sql in history {
        let checksum = match db.is_postgres() {
            true => sql.replace("= description", "= convert_to(description, 'UTF8')"),
            false => sql.replace("= description", "= CAST(description AS BLOB)"),
        };
        assert_eq!(queries::change(db, checksum).await, 1);
    }
}

/// Everything that is in it: on SQLite the file, on PostgreSQL the names of its tables and each table's rows.
async fn everything(folder: &Folder, url: &str) -> Vec<String> {
    if url.starts_with("sqlite:") {
        return vec![hex::encode(
            std::fs::read(folder.0.join("shop.db")).unwrap(),
        )];
    }
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let sql = "SELECT table_name || query_to_xml(format('SELECT * FROM %I t ORDER BY t::text', table_name), true, true, '')::text
        FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name";
    let rows = sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap();
    pool.close().await;
    rows
}

/// Runs the program as a developer would.
fn run(folder: &Folder, url: &str, line: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_atelier"))
        .current_dir(&folder.0)
        .env_clear()
        .args(line)
        .envs([
            ("DATABASE_URL", url),
            ("ATELIER_ADDR", "127.0.0.1:0"),
            ("SECRET_KEY", crate::support::SECRET_KEY),
            ("RUST_LOG", "error"),
        ])
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Every command that opens the database refuses it with this sentence, and leaves no trace.
async fn is_refused_by_everything(folder: &Folder, url: &str, sentence: &str) {
    let before = everything(folder, url).await;
    for line in [
        &["migrate"][..],
        &["migrate", "--check"],
        &["serve"],
        &["worker", "--stripe-api-base", "http://127.0.0.1:9"],
        &["doctor"],
        &["seed", "demo", "--if-empty"],
        &["create-admin", "--email", "ida@home.example"],
    ] {
        let refused = run(folder, url, line);
        assert_eq!(refused.status.code(), Some(1), "{line:?}");
        assert!(
            said(&refused).contains(sentence),
            "{line:?}: {}",
            said(&refused)
        );
    }
    assert_eq!(everything(folder, url).await, before, "nothing was changed");
    assert!(
        !folder.0.join("data/sandbox").exists(),
        "nothing was begun beside it"
    );
}

#[tokio::test]
async fn a_database_of_an_unreleased_build_is_refused_and_left_as_it_is() {
    each_database(async |folder: Folder, url: String| {
        made(&url, &UNRELEASED).await;
        let sentence = "was made by an unreleased build with another schema";
        is_refused_by_everything(&folder, &url, sentence).await;
        let refusal = Db::open(&url).await.unwrap_err().to_string();
        for part in [
            "commit e322892",
            "Nothing released has such a database",
            "Start with a new one",
        ] {
            assert!(refusal.contains(part), "{refusal}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_build_is_refused_and_left_as_it_is() {
    each_database(async |folder: Folder, url: String| {
        made(&url, &NEWER).await;
        let sentence = "was made by a newer build: its migration 9999 is unknown to this one";
        is_refused_by_everything(&folder, &url, sentence).await;
    })
    .await;
}

/// As a process that was killed leaves it: what was written last stands in the log beside the file.
#[tokio::test]
async fn a_log_that_was_not_written_back_is_read_and_left_too() {
    let folder = Folder::new();
    let url = |name: &str| format!("sqlite://{}/{name}", folder.0.display());
    let db = database(&url("shop.db")).await;
    changes(&db, &UNRELEASED).await;
    let copies = ["left.db", "left.db-wal"].map(|name| folder.0.join(name));
    for (end, copy) in ["", "-wal"].into_iter().zip(&copies) {
        std::fs::copy(folder.0.join(format!("shop.db{end}")), copy).unwrap();
    }
    db.close().await;
    let bytes = || copies.clone().map(|copy| std::fs::read(copy).unwrap());
    let before = bytes();
    assert!(!before[1].is_empty());
    let refusal = Db::open(&url("left.db")).await.unwrap_err().to_string();
    assert!(refusal.contains("unreleased build"), "{refusal}");
    assert!(bytes() == before, "nothing was changed");
}

#[tokio::test]
async fn a_demo_of_an_unreleased_build_makes_room_for_a_new_one() {
    let folder = Folder::new();
    let url = format!("sqlite://{}/data/atelier.db", folder.0.display());
    let app = App::with_db(settings(&folder, &url, &[]), database(&url).await).unwrap();
    seed_demo(&app).await.unwrap();
    changes(&app.db, &UNRELEASED).await;
    app.db.close().await;
    let at = |name: &str| folder.0.join("data").join(name);
    for part in ["media", "sandbox"] {
        std::fs::create_dir_all(at(part)).unwrap();
        std::fs::write(at(part).join("kept"), part).unwrap();
    }
    let database = std::fs::read(at("atelier.db")).unwrap();
    let mut mine = settings(&folder, &url, &[]);
    (mine.data, mine.media_url) = (at(""), format!("file://{}", at("media").display()));

    let moved = unreadable_demo(&mine).await.unwrap();
    let new_name = |name: &str| {
        let (_, to) = moved.iter().find(|(from, _)| *from == at(name)).unwrap();
        to.clone()
    };
    assert!(std::fs::read(new_name("atelier.db")).unwrap() == database);
    for part in ["media", "sandbox"] {
        assert_eq!(
            std::fs::read_to_string(new_name(part).join("kept")).unwrap(),
            part
        );
        assert!(!at(part).exists());
    }
    assert!(!at("atelier.db").exists() && !at("atelier.db-wal").exists());
    let again = unreadable_demo(&mine).await.unwrap();
    assert!(again.is_empty(), "there is nothing left to move");
}

#[tokio::test]
async fn only_a_demo_that_can_not_be_read_is_set_aside() {
    let folder = Folder::new();
    let url = |name: &str| format!("sqlite://{}/{name}", folder.0.display());
    let stays = async |name: &str, more: &[&str]| {
        let moved = unreadable_demo(&settings(&folder, &url(name), more)).await;
        assert!(!moved.is_ok_and(|moved| !moved.is_empty()), "{name}");
        assert!(folder.0.join(name).exists(), "{name}");
    };
    // A shop of somebody's own, from an unreleased build.
    made(&url("own.db"), &UNRELEASED).await;
    stays("own.db", &[]).await;
    // A demo that can be read, one of a newer build, and one that production is pointed at.
    for (name, history, more) in [
        ("ours.db", &[][..], &[][..]),
        ("newer.db", &NEWER, &[]),
        ("production.db", &UNRELEASED, &["--env", "production"]),
    ] {
        let at = url(name);
        let app = App::with_db(settings(&folder, &at, &[]), database(&at).await).unwrap();
        seed_demo(&app).await.unwrap();
        changes(&app.db, history).await;
        app.db.close().await;
        stays(name, more).await;
    }
}
