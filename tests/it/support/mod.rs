//! A shop of its own for each test, on both databases: SQLite in a temporary folder, and PostgreSQL in a schema of
//! its own when ATELIER_TEST_PG names a server.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails at an unwrap says where"
)]

pub mod authenticator;
pub mod browser;
pub mod consistent;
pub mod cookies;
pub mod goods;
pub mod inbox;
pub mod provider;
pub mod queries;
pub mod receiver;
pub mod shop;
pub mod visitor;

use async_trait::async_trait;
use atelier::server::config::Settings;
use atelier::server::db::Db;
use atelier::server::http::visits;
use atelier::server::staff::{create_admin, programs};
use atelier::server::state::App;
use atelier::server::visit::Visit;
use axum::http::Request;
use clap::Parser;
use std::path::PathBuf;
use std::sync::Arc;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::Result as StoreResult;
use tower_sessions::{Session, SessionStore};

/// What the shops of the tests sign with.
pub const SECRET_KEY: &str = "a-secret-key-that-only-tests-know-of";

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

/// Settings as the command line would read them; `more` are further flags with their values.
pub fn settings(folder: &Folder, database_url: &str, more: &[&str]) -> Settings {
    let folder = folder.0.display().to_string();
    let media = format!("file://{folder}/media");
    let mut given = vec![
        "atelier",
        "--database-url",
        database_url,
        "--secret-key",
        SECRET_KEY,
        "--media-url",
        &media,
    ];
    given.extend(more);
    let mut settings = Line::parse_from(given).settings;
    settings.data = folder.into();
    settings
}

/// A client that follows no redirect unseen.
pub fn client() -> reqwest::Client {
    // The TLS provider is process-wide; whoever came first has chosen the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

/// An empty database with every migration applied.
pub async fn database(url: &str) -> Db {
    let db = Db::open(url).await.unwrap();
    db.migrate().await.unwrap();
    db
}

/// Runs a test with the address of an empty SQLite database, and again with one of PostgreSQL when there is a server.
pub async fn each_database<F>(test: F)
where
    F: AsyncFn(Folder, String),
{
    let folder = Folder::new();
    let url = format!("sqlite://{}/shop.db", folder.0.display());
    test(folder, url).await;
    let Ok(server) = std::env::var("ATELIER_TEST_PG") else {
        return;
    };
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
    test(Folder::new(), url).await;
    run(format!("DROP SCHEMA {schema} CASCADE")).await;
    pool.close().await;
}

/// Runs a test with a shop that nothing listens for, on SQLite and on PostgreSQL.
pub async fn each_db<F>(test: F)
where
    F: AsyncFn(App),
{
    each_database(async |folder: Folder, url: String| {
        let app = App::with_db(settings(&folder, &url, &[]), database(&url).await).unwrap();
        test(app.clone()).await;
        app.db.close().await;
    })
    .await;
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
    visits::of_browser(app, &parts).unwrap()
}

/// A program that may change the catalogue.
pub async fn editor(app: &App) -> Visit {
    program(app, &["products:write"]).await
}

/// A program with a token of these scopes.
pub async fn program(app: &App, scopes: &[&str]) -> Visit {
    let owner = "owner@kiln.example";
    create_admin(app, owner, "Ines", None).await.unwrap();
    let token = programs::make_here(app, owner, "Editor", scopes).await;
    let program = programs::recognise(app, &token.unwrap()).await.unwrap();
    Visit {
        program: Some(Arc::new(program)),
        ..visitor(app)
    }
}
