//! A running shop: the real router on a port of its own, and a stand-in for Stripe on another with its own database.

use super::provider::Provider;
use super::visitor::Visitor;
use super::{Folder, client, database, each_database, goods, queries, settings};
use atelier::domain::attention::Matter;
use atelier::server::clock::MINUTE_MS;
use atelier::server::db::Pools;
use atelier::server::db::recorded::from_columns;
use atelier::server::http::listen;
use atelier::server::http::router::router;
use atelier::server::jobs::{Job, worker};
use atelier::server::sealing;
use atelier::server::state::App;
use atelier::transact;
use sqlx::AssertSqlSafe;
use std::ops::Deref;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A shop that can be visited; cheap to clone.
#[derive(Clone)]
pub struct Shop(Arc<Running>);

pub struct Running {
    pub app: App,
    /// Where it listens.
    pub base: String,
    pub provider: Provider,
    pub http: reqwest::Client,
    stop: CancellationToken,
    /// Removed with everything in it when the shop is dropped.
    _folder: Folder,
}

impl Deref for Shop {
    type Target = Running;
    fn deref(&self) -> &Running {
        &self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Runs a test in a stocked shop on SQLite and again on PostgreSQL. Afterwards every invariant is recomputed.
pub async fn each_shop<F>(test: F)
where
    F: AsyncFn(Shop),
{
    each_shop_with(&[], test).await;
}

/// The same with further settings, as flags and their values.
pub async fn each_shop_with<F>(flags: &[&str], test: F)
where
    F: AsyncFn(Shop),
{
    each_database(async |folder: Folder, url: String| {
        let shop = Shop::open(folder, &url, flags).await;
        // Both are long futures, and a test's thread has two megabytes of stack.
        Box::pin(test(shop.clone())).await;
        Box::pin(shop.is_consistent()).await;
        shop.stop.cancel();
        shop.app.db.close().await;
    })
    .await;
}

impl Shop {
    async fn open(folder: Folder, database_url: &str, flags: &[&str]) -> Shop {
        let stop = CancellationToken::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let http = client();
        let provider = Provider::open(&folder, &base, http.clone(), stop.clone()).await;
        let secret = super::provider::WEBHOOK_SECRET;
        let mut given = vec![
            // Visitors say themselves where they come from.
            "--trusted-proxies",
            "127.0.0.1",
            "--stripe-secret-key",
            "sk_test_sandbox",
            "--stripe-publishable-key",
            "pk_test_sandbox",
            "--stripe-api-base",
            &provider.base,
        ];
        given.extend(flags);
        if !flags.contains(&"--public-url") {
            given.extend(["--public-url", &base]);
        }
        if !flags.contains(&"--stripe-webhook-secret") {
            given.extend(["--stripe-webhook-secret", secret]);
        }
        let app = App::with_db(
            settings(&folder, database_url, &given),
            database(database_url).await,
        )
        .unwrap();
        sealing::begin(&app).await.unwrap();
        goods::stock(&app).await;
        let limits = listen::Limits::new(&app.settings.trusted_proxies);
        tokio::spawn(listen::serve(
            listener,
            router(app.clone()),
            limits,
            stop.clone(),
        ));
        Shop(Arc::new(Running {
            app,
            base,
            provider,
            http,
            stop,
            _folder: folder,
        }))
    }

    /// Somebody new, with a cookie jar of their own.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.clone())
    }

    /// Somebody new whose requests come from this address.
    pub fn visitor_at(&self, address: &str) -> Visitor {
        Visitor::from(self.clone(), address)
    }

    /// Runs every due job, and those that they enqueued.
    pub async fn drains(&self) {
        worker::drain(&self.app).await.unwrap();
    }

    /// Waits until the provider has sent every event, and does what follows from it.
    pub async fn hears(&self) {
        self.provider.told().await;
        self.drains().await;
        self.provider.told().await;
        self.drains().await;
    }

    /// Time passes, and the jobs that fall due are done.
    pub async fn waits(&self, ms: i64) {
        self.app.clock.advance_ms(ms);
        self.drains().await;
    }

    /// The provider is asked for what the shop has not heard of, as it is every minute.
    pub async fn reconciles(&self) {
        let now = self.app.now_ms();
        let promised: atelier::server::error::Result<()> = async {
            transact!(self.app.db, tx => { atelier::server::jobs::enqueue(&mut tx, &Job::Reconcile, now, now).await })
        }
        .await;
        promised.unwrap();
        self.drains().await;
    }

    /// Minutes pass and the reconciler runs in each of them.
    pub async fn minutes_pass(&self, minutes: i64) {
        self.reconciles().await;
        for _ in 0..minutes {
            self.waits(MINUTE_MS).await;
        }
    }

    /// One number from the database.
    pub async fn number(&self, sql: impl Into<String>) -> i64 {
        queries::number(&self.app.db, sql).await
    }

    /// One column of texts from the database.
    pub async fn texts(&self, sql: impl Into<String>) -> Vec<String> {
        queries::texts(&self.app.db, sql).await
    }

    pub async fn text(&self, sql: impl Into<String>) -> String {
        self.texts(sql).await.pop().unwrap()
    }

    /// Changes the database behind the shop's back. Returns how many rows that were.
    pub async fn tampers(&self, sql: impl Into<String>) -> u64 {
        queries::change(&self.app.db, sql).await
    }

    /// Free, held, sold and short units of a SKU.
    pub async fn stock(&self, sku: &str) -> [i64; 4] {
        let mut units = [0; 4];
        for (place, column) in ["available", "held", "sold", "sold_short"]
            .into_iter()
            .enumerate()
        {
            let sql = format!("SELECT {column} FROM variants WHERE sku = '{sku}'");
            units[place] = self.number(sql).await;
        }
        units
    }

    /// Kinds of what staff must look at, in the order it came up.
    pub async fn attention(&self) -> Vec<String> {
        self.texts("SELECT kind FROM attention ORDER BY opened_at_ms, id")
            .await
    }

    /// What staff read of those of them that a condition chooses.
    pub async fn sentences(&self, which: &str) -> Vec<String> {
        let zone = self.app.time_zone().await.unwrap();
        let order = "ORDER BY opened_at_ms, id";
        let rows = self
            .texts(format!(
                "SELECT kind || ' ' || args FROM attention WHERE {which} {order}"
            ))
            .await;
        let read = |row: &String| {
            let (kind, args) = row.split_once(' ').unwrap();
            let matter: Matter = from_columns("attention", "", kind, args).unwrap();
            matter.sentence(&zone)
        };
        rows.iter().map(read).collect()
    }

    /// Kinds of the mails enqueued for an address.
    pub async fn mails_to(&self, address: &str) -> Vec<String> {
        let sql = format!(
            "SELECT template FROM mails WHERE recipient = '{address}' ORDER BY created_at_ms, id"
        );
        self.texts(sql).await
    }

    /// How many orders there are in a status.
    pub async fn orders(&self, status: &str) -> i64 {
        self.number(format!(
            "SELECT COUNT(*) FROM orders WHERE status = '{status}'"
        ))
        .await
    }
}

impl Shop {
    /// Tries a change that the database itself must refuse. Returns its refusal.
    pub async fn tampers_in_vain(&self, sql: impl Into<String>) -> String {
        let sql = AssertSqlSafe(sql.into());
        let refusal = match &self.app.db.pools {
            Pools::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(drop),
            Pools::Pg(pool) => sqlx::query(sql).execute(pool).await.map(drop),
        };
        refusal.unwrap_err().to_string()
    }
}
