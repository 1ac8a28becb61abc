//! `sandbox`, and the sandbox inside `serve`: the stand-in for Stripe with books of its own.

use super::Outcome;
use super::serve::{bind, local, stop_signal};
use crate::server::config::Settings;
use crate::server::error::{Error, Result};
use crate::server::gateway::SANDBOX_WEBHOOK_SECRET;
use crate::server::sandbox::{self, SandboxConfig};
use std::net::{Ipv4Addr, SocketAddr};
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
    let listener = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let address = listener
        .local_addr()
        .map_err(|e| Error::fault(format!("sandbox: {e}")))?;
    let stop = CancellationToken::new();
    let task = tokio::spawn(sandbox::serve(config(settings), listener, stop.clone()));
    settings.stripe_api_base = Some(format!("http://{address}"));
    settings
        .stripe_secret_key
        .get_or_insert_with(|| SECRET_KEY.into());
    settings
        .stripe_publishable_key
        .get_or_insert_with(|| PUBLISHABLE_KEY.into());
    Ok(Some(Embedded { stop, task }))
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
    let address = listener
        .local_addr()
        .map_err(|e| Error::fault(format!("sandbox: {e}")))?;
    println!(
        "The sandbox listens on http://{address} and tells http://{} what happens.",
        local(settings.addr)
    );
    println!("Start the shop with STRIPE_API_BASE=http://{address}");
    let stop = CancellationToken::new();
    let running = tokio::spawn(sandbox::serve(config(&settings), listener, stop.clone()));
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
    outcome
        .map(|()| Outcome::Held)
        .map_err(|e| Error::fault(format!("The sandbox can't run: {e}.")))
}

fn config(settings: &Settings) -> SandboxConfig {
    let own = |given: &Option<String>, default: &str| {
        given
            .clone()
            .filter(|v| !v.is_empty())
            .unwrap_or_else(|| default.into())
    };
    let secret = settings.webhook_secrets().into_iter().next();
    SandboxConfig {
        books: settings.data.join("sandbox").join("books.jsonl"),
        webhook_url: format!("http://{}/webhooks/stripe", local(settings.addr)),
        webhook_secret: secret.unwrap_or_else(|| SANDBOX_WEBHOOK_SECRET.into()),
        publishable_key: own(&settings.stripe_publishable_key, PUBLISHABLE_KEY),
        secret_key: own(&settings.stripe_secret_key, SECRET_KEY),
        public_base: settings.public_url(),
    }
}
