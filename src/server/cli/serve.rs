//! `serve` and `worker`: starting in the right order, and stopping without dropping anything.

use super::{Outcome, ready_app, ready_app_with, sandbox};
use crate::server::config::{Environment, Settings};
use crate::server::db::Db;
use crate::server::error::{Error, Result};
use crate::server::http::{listen, router};
use crate::server::jobs::worker;
use crate::server::metrics;
use crate::server::orders::holds;
use crate::server::state::App;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpListener;

/// How long requests and the running job may take to end once the process is asked to stop.
const DRAIN: Duration = Duration::from_secs(30);

/// Serves the shop until SIGTERM or SIGINT. Expired holds are swept before it says that it is ready.
pub async fn serve(mut settings: Settings, with_worker: bool) -> Result<Outcome> {
    settings.check()?;
    metrics::start();
    // Bound first, so that a port of 0 is known before links are built from it, and that nothing is started twice.
    let listener = bind(settings.addr).await?;
    settings.addr = listener
        .local_addr()
        .map_err(|e| Error::fault(format!("{}: {e}", settings.addr)))?;
    // Before the sandbox, so that nothing is begun beside a database that can't be worked with.
    let db = Db::open(&settings.database_url).await?;
    let embedded = sandbox::embed(&mut settings).await?;
    let app = ready_app_with(settings, db).await?;
    if let Err(error) = holds::expire_due(&app).await {
        // Such as a payment provider that does not answer: the holds' own jobs go on trying.
        tracing::warn!(%error, "some holds that ran out could not be ended yet");
    }

    let limits = listen::Limits::new(&app.settings.trusted_proxies);
    let serving = listen::serve(
        listener,
        router::router(app.clone()),
        limits,
        app.shutdown.clone(),
    );
    let mut serving = tokio::spawn(serving);
    let background = with_worker.then(|| tokio::spawn(worker::run(app.clone())));
    let upkeep = tokio::spawn(metrics::upkeep(app.clone()));
    announce(&app);

    tokio::select! {
        () = stop_signal() => tracing::info!("asked to stop: finishing what has begun"),
        ended = &mut serving => {
            tracing::error!(?ended, "the server stopped by itself");
            app.shutdown.cancel();
            return Err(Error::fault("The server stopped by itself; the log says why."));
        }
    }
    app.shutdown.cancel();
    let drained = tokio::time::timeout(DRAIN, async {
        let _ = serving.await;
        if let Some(background) = background {
            let _ = background.await;
        }
        let _ = upkeep.await;
    });
    if drained.await.is_err() {
        tracing::warn!(
            "something was still running after {} s and was cut off",
            DRAIN.as_secs()
        );
    }
    if let Some(embedded) = embedded {
        embedded.stop().await;
    }
    app.db.close().await;
    tracing::info!("stopped");
    Ok(Outcome::Held)
}

/// Runs the worker alone until SIGTERM or SIGINT; the job that is running is finished.
pub async fn worker(settings: Settings) -> Result<Outcome> {
    if settings.embedded_sandbox() {
        return Err(Error::fault(
            "A worker on its own can't reach the sandbox inside `atelier serve`. Run `atelier sandbox` and set \
             STRIPE_API_BASE for both, or let `atelier serve` do the work.",
        ));
    }
    let app = ready_app(settings).await?;
    let mut running = tokio::spawn(worker::run(app.clone()));
    println!("The worker runs. It stops after its job when it is told to.");
    tokio::select! {
        () = stop_signal() => tracing::info!("asked to stop: finishing what has begun"),
        ended = &mut running => {
            tracing::error!(?ended, "the worker stopped by itself");
            return Err(Error::fault("The worker stopped by itself; the log says why."));
        }
    }
    app.shutdown.cancel();
    if tokio::time::timeout(DRAIN, running).await.is_err() {
        tracing::warn!(
            "a job was still running after {} s; its lease will run out and it runs again",
            DRAIN.as_secs()
        );
    }
    app.db.close().await;
    Ok(Outcome::Held)
}

/// Listens on an address, or says who else may be there.
pub async fn bind(addr: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(addr).await.map_err(|error| {
        Error::fault(match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                format!("{addr} is in use. Stop the other program, or choose another address with --addr.")
            }
            std::io::ErrorKind::PermissionDenied => {
                format!("{addr} may not be listened on. Choose a port above 1023, or run behind a proxy.")
            }
            _ => format!("{addr} can't be listened on: {error}."),
        })
    })
}

/// Where this machine itself reaches an address: an unspecified one is reached through loopback.
pub fn local(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}

/// Waits for SIGTERM or SIGINT.
pub async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Says where the shop is and, for a demo, what to do there.
fn announce(app: &App) {
    let settings = &app.settings;
    let url = settings.public_url();
    println!("The shop is open at {url}");
    if settings.is_production() && !settings.is_https() {
        tracing::warn!(
            "the public address is plain http: cookies go without Secure, and whoever is on the way can read them. Only a private network makes up for that (--allow-plain-http)"
        );
    }
    if settings.is_production() && settings.pretended_payments().is_some() {
        tracing::warn!(
            "Stripe's test keys are in use: no money moves, and every page says so (--allow-test-keys)"
        );
    }
    if settings.sandbox_payments() {
        println!(
            "Payments are a sandbox: no money moves. Card 4242 4242 4242 4242 pays, with any date and CVC."
        );
    }
    if settings.environment == Environment::Development {
        println!("Staff sign in at {url}/admin; docs/DEMO.md lists the demo accounts.");
        if app.mailer.folder().is_some() {
            println!(
                "Mails are written to {} and shown at {url}/dev/mail",
                settings.data.join("mail").display()
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_reaches_a_shop_that_listens_everywhere() {
        assert_eq!(
            local("0.0.0.0:3000".parse().unwrap()).to_string(),
            "127.0.0.1:3000"
        );
        assert_eq!(
            local("[::]:3000".parse().unwrap()).to_string(),
            "[::1]:3000"
        );
        assert_eq!(
            local("10.1.2.3:80".parse().unwrap()).to_string(),
            "10.1.2.3:80"
        );
    }
}
