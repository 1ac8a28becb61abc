//! `sandbox`, and the sandbox inside `serve`: the stand-in for Stripe with books of its own.

use super::Outcome;
use super::serve::{bind, local, stop_signal};
use crate::server::config::Settings;
use crate::server::error::{Error, Result};
use crate::server::gateway::SANDBOX_WEBHOOK_SECRET;
use crate::server::seed::set_aside::SANDBOX;
use atelier_sandbox::{Config, Sandbox};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const SECRET_KEY: &str = "sk_test_sandbox";
const PUBLISHABLE_KEY: &str = "pk_test_sandbox";

/// A sandbox that runs inside this process.
pub struct Embedded {
    stop: CancellationToken,
    task: JoinHandle<std::io::Result<()>>,
}

impl Embedded {
    /// Ends it after the shop, which may still be asking it something.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Ok(Err(error)) = self.task.await {
            tracing::error!(%error, "the sandbox ended badly");
        }
    }
}

/// Starts the sandbox inside this process where the settings ask for it, and tells the settings where it listens.
pub async fn embed(settings: &mut Settings) -> Result<Option<Embedded>> {
    if !settings.embedded_sandbox() {
        return Ok(None);
    }
    let (listener, stop) = (bind_anywhere().await?, CancellationToken::new());
    let base = base_of(&listener)?;
    let task = tokio::spawn(open(settings).await?.serve(listener, stop.clone()));
    let note = address_file(settings);
    let noted = note.parent().map_or(Ok(()), std::fs::create_dir_all);
    if let Err(error) = noted.and_then(|()| std::fs::write(&note, &base)) {
        tracing::warn!(%error, "other commands can't find the sandbox of this process");
    }
    reached_at(settings, base);
    Ok(Some(Embedded { stop, task }))
}

/// Whether a running `serve` has the sandbox of this folder of data inside of it.
pub async fn is_running(settings: &Settings) -> bool {
    match std::fs::read_to_string(address_file(settings)) {
        Ok(base) => answers(&base).await,
        Err(_) => false,
    }
}

/// Reaches the sandbox inside the running `serve`; where none runs, its books are read by this process, and nothing in
/// them moves. Tells the settings where it listens.
pub async fn reach(settings: &mut Settings) -> Result<Option<Embedded>> {
    if !settings.embedded_sandbox() {
        return Ok(None);
    }
    if let Ok(base) = std::fs::read_to_string(address_file(settings))
        && answers(&base).await
    {
        reached_at(settings, base);
        return Ok(None);
    }
    let (listener, stop) = (bind_anywhere().await?, CancellationToken::new());
    let base = base_of(&listener)?;
    let task = tokio::spawn(open(settings).await?.serve_still(listener, stop.clone()));
    reached_at(settings, base);
    Ok(Some(Embedded { stop, task }))
}

async fn bind_anywhere() -> Result<TcpListener> {
    bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
}

fn base_of(listener: &TcpListener) -> Result<String> {
    let address = listener.local_addr();
    let address = address.map_err(|e| Error::fault(format!("sandbox: {e}")))?;
    Ok(format!("http://{address}"))
}

/// Where the sandbox inside `serve` writes down where it listens.
fn address_file(settings: &Settings) -> std::path::PathBuf {
    settings.data.join(SANDBOX).join("address")
}

async fn answers(base: &str) -> bool {
    crate::server::tls::choose_provider();
    let client = reqwest::Client::builder()
        .timeout(std::time::Duration::from_secs(2))
        .no_proxy()
        .build();
    match client {
        Ok(client) => client
            .get(format!("{base}/_state"))
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success()),
        Err(_) => false,
    }
}

fn reached_at(settings: &mut Settings, base: String) {
    settings.stripe_api_base = Some(base);
    settings
        .stripe_secret_key
        .get_or_insert_with(|| SECRET_KEY.into());
    settings
        .stripe_publishable_key
        .get_or_insert_with(|| PUBLISHABLE_KEY.into());
}

/// Runs the sandbox alone until it is told to stop.
pub async fn alone(settings: Settings, port: u16) -> Result<Outcome> {
    if settings.is_production() {
        return Err(Error::fault(
            "Production has no sandbox: unset ATELIER_ENV, or set it to development.",
        ));
    }
    if !settings.sandbox_payments() {
        return Err(Error::fault(
            "STRIPE_SECRET_KEY is a key of Stripe's own. Unset it, or use sk_test_sandbox, to run the sandbox.",
        ));
    }
    let listener: TcpListener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let sandbox = open(&settings).await?;
    let address = listener
        .local_addr()
        .map_err(|e| Error::fault(format!("sandbox: {e}")))?;
    println!(
        "The sandbox listens on http://{address} and tells http://{} what happens.",
        local(settings.addr)
    );
    println!("Start the shop with STRIPE_API_BASE=http://{address}");
    let stop = CancellationToken::new();
    let running = tokio::spawn(sandbox.serve(listener, stop.clone()));
    let ended = async {
        running
            .await
            .unwrap_or_else(|e| Err(std::io::Error::other(e)))
    };
    tokio::pin!(ended);
    tokio::select! {
        outcome = &mut ended => return finished(outcome),
        () = stop_signal() => stop.cancel(),
    }
    finished(ended.await)
}

fn finished(outcome: std::io::Result<()>) -> Result<Outcome> {
    outcome.map(|()| Outcome::Held).map_err(cannot_run)
}

fn cannot_run(error: std::io::Error) -> Error {
    Error::fault(format!("The sandbox can't run: {error}."))
}

async fn open(settings: &Settings) -> Result<Arc<Sandbox>> {
    Sandbox::open(config(settings)).await.map_err(cannot_run)
}

fn config(settings: &Settings) -> Config {
    let own = |given: &Option<String>, default: &str| {
        given
            .clone()
            .filter(|v| !v.is_empty())
            .unwrap_or_else(|| default.into())
    };
    let secret = settings.webhook_secrets().into_iter().next();
    Config {
        books: settings.data.join(SANDBOX).join("books.jsonl"),
        webhook_url: format!("http://{}/webhooks/stripe", local(settings.addr)),
        webhook_secret: secret.unwrap_or_else(|| SANDBOX_WEBHOOK_SECRET.into()),
        publishable_key: own(&settings.stripe_publishable_key, PUBLISHABLE_KEY),
        secret_key: own(&settings.stripe_secret_key, SECRET_KEY),
        public_base: settings.public_url(),
    }
}
