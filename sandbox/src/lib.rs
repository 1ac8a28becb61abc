//! The sandbox: a stand-in for Stripe over HTTP, with books of its own, signed webhooks and the pages a browser needs.
//!
//! The shop's real Stripe adapter talks to it, so demo mode and tests run the code that talks to Stripe.
//! **Invariant:** nothing here knows the shop; the two meet only over HTTP. An answer is sent after what it says is on disk.

// A charge is one `json!` of sixty members.
#![recursion_limit = "256"]

mod api;
mod books;
mod browser;
mod control;
mod errors;
mod faults;
mod form;
mod ids;
mod journal;
mod objects;
mod rules;
mod signature;
mod timers;
mod transaction;
mod webhooks;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use books::Books;
use faults::Faults;
use journal::Journal;

/// What a sandbox needs to know to stand in for Stripe.
#[derive(Clone)]
pub struct Config {
    /// The journal file that holds the books; its folder is made when missing.
    pub books: PathBuf,
    /// Where signed events are posted, e.g. `http://127.0.0.1:3000/webhooks/stripe`.
    pub webhook_url: String,
    /// Signs the events; the shop verifies with the same.
    pub webhook_secret: String,
    /// The key that the shop's pages hold; it may only confirm and read an intent, together with its client secret.
    pub publishable_key: String,
    /// The key that the shop's server holds, e.g. `sk_test_sandbox`.
    pub secret_key: String,
    /// The shop's public URL, under which `/sandbox/` reaches this sandbox's pages.
    pub public_base: String,
}

/// One sandbox with its books open.
pub struct Sandbox {
    config: Config,
    books: Mutex<Books>,
    journal: Journal,
    faults: Mutex<Faults>,
    /// Rings when there may be events to deliver or timers to look at.
    wake: Notify,
}

impl Sandbox {
    /// Opens the books, or begins them. Fails when they are damaged or another process holds them, naming the file.
    pub async fn open(config: Config) -> io::Result<Arc<Self>> {
        let path = config.books.clone();
        let opening = tokio::task::spawn_blocking(move || journal::open(&path, ids::now_ms()));
        let (journal, books) = opening.await.map_err(io::Error::other)??;
        Ok(Arc::new(Self {
            config,
            books: Mutex::new(books),
            journal,
            faults: Mutex::new(Faults::default()),
            wake: Notify::new(),
        }))
    }

    /// Serves on `listener` until `shutdown` is cancelled. What was not delivered or settled by then is taken up again
    /// at the next start.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        shutdown: CancellationToken,
    ) -> io::Result<()> {
        let deliveries = tokio::spawn(webhooks::deliver_forever(self.clone(), shutdown.clone()));
        let timers = tokio::spawn(timers::run_forever(self.clone(), shutdown.clone()));
        let served = self.serve_still(listener, shutdown.clone()).await;
        shutdown.cancel();
        let _ = tokio::join!(deliveries, timers);
        served
    }

    /// Answers from the books while nothing in them moves by itself: no event is sent, and no timer runs out.
    pub async fn serve_still(
        self: Arc<Self>,
        listener: TcpListener,
        shutdown: CancellationToken,
    ) -> io::Result<()> {
        let service = router(self).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service)
            .with_graceful_shutdown(shutdown.cancelled_owned())
            .await
    }

    /// The books, whatever a panicking holder of the lock left: every change is staged whole, so they are never half-written.
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn router(sandbox: Arc<Sandbox>) -> Router {
    Router::new()
        .merge(api::router())
        .merge(control::router())
        .merge(browser::router())
        .with_state(sandbox)
}
