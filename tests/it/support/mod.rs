//! A shop of its own for each test, on both databases: SQLite in a temporary folder, and PostgreSQL in a schema of
//! its own when ATELIER_TEST_PG names a server.

pub mod browser;

use async_trait::async_trait;
use atelier::server::config::Settings;
use atelier::server::db::Db;
use atelier::server::http::visit::Visit;
use atelier::server::state::App;
use axum::http::Request;
use clap::Parser;
use std::path::PathBuf;
use std::sync::Arc;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::Result as StoreResult;
use tower_sessions::{Session, SessionStore};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

/// A folder that is removed when the test ends.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        let name = format!("atelier-test-{}", uuid::Uuid::now_v7());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn settings(folder: &Folder, database_url: &str) -> Settings {
    let folder = folder.0.display().to_string();
    let given = [
        "atelier",
        "--database-url",
        database_url,
        "--secret-key",
        "a-secret-key-that-only-tests-know-of",
        "--media-url",
        &format!("file://{folder}/media"),
    ];
    let mut settings = Line::parse_from(given).settings;
    settings.data = folder.into();
    settings
}

async fn shop(folder: &Folder, database_url: &str) -> App {
    let db = Db::open(database_url).await.unwrap();
    db.migrate().await.unwrap();
    App::with_db(settings(folder, database_url), db).unwrap()
}

/// Runs a test on SQLite, and again on PostgreSQL when there is one.
pub async fn each_db<F>(test: F)
where
    F: AsyncFn(App),
{
    let folder = Folder::new();
    let app = shop(&folder, &format!("sqlite://{}/shop.db", folder.0.display())).await;
    test(app.clone()).await;
    app.db.close().await;
    let Ok(server) = std::env::var("ATELIER_TEST_PG") else {
        return;
    };
    let folder = Folder::new();
    let schema = format!("test_{}", uuid::Uuid::now_v7().simple());
    let pool = sqlx::PgPool::connect(&server).await.unwrap();
    let run = async |sql: String| {
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&pool)
            .await
            .unwrap();
    };
    run(format!("CREATE SCHEMA {schema}")).await;
    let mark = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{mark}options=-c%20search_path%3D{schema}");
    let app = shop(&folder, &url).await;
    test(app.clone()).await;
    app.db.close().await;
    run(format!("DROP SCHEMA {schema} CASCADE")).await;
    pool.close().await;
}

/// Keeps nothing: a visit of one test lives in its session value.
#[derive(Debug)]
struct Nowhere;

#[async_trait]
impl SessionStore for Nowhere {
    async fn save(&self, _: &Record) -> StoreResult<()> {
        Ok(())
    }

    async fn load(&self, _: &Id) -> StoreResult<Option<Record>> {
        Ok(None)
    }

    async fn delete(&self, _: &Id) -> StoreResult<()> {
        Ok(())
    }
}

/// A visitor without a cookie; what the visit remembers lasts as long as the value.
pub fn visitor(app: &App) -> Visit {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts
        .extensions
        .insert(Session::new(None, Arc::new(Nowhere), None));
    Visit::from_parts(app, &parts).unwrap()
}
