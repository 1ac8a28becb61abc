//! The listener: every connection has to say something soon, none is held open for nothing, and nobody has them all.

use super::client_address::is_trusted;
use crate::server::limits::address_key;
use crate::server::slots::{Slot, Slots};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// What connections may take. Trusted proxies are left alone: they have limits of their own, and come for everybody.
#[derive(Clone, Debug)]
pub struct Limits {
    /// For a request's head, and between two requests.
    pub head: Duration,
    /// For a connection on which nothing is being answered.
    pub idle: Duration,
    /// Connections in all, and from one address.
    pub all: usize,
    pub each: usize,
    pub trusted: Vec<IpAddr>,
}

impl Limits {
    pub fn new(trusted: &[IpAddr]) -> Limits {
        Limits {
            head: Duration::from_secs(15),
            idle: Duration::from_secs(60),
            all: 4096,
            each: 128,
            trusted: trusted.to_vec(),
        }
    }
}

/// How long a proxy may keep a connection for later.
const PROXY_IDLE: Duration = Duration::from_secs(5 * 60);
/// How often a connection is looked at.
const GLANCE: Duration = Duration::from_secs(1);
/// Asked of the other side of an HTTP/2 connection now and then, whether it is still there.
const PING: Duration = Duration::from_secs(20);
/// Requests that are answered at once on one HTTP/2 connection.
const STREAMS: u32 = 100;
/// How long to wait when the system has no connection left to give.
const EXHAUSTED: Duration = Duration::from_millis(500);

/// Serves until `stop` is cancelled; what has begun by then is finished.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: CancellationToken) {
    let places = Slots::new(limits.all);
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(EXHAUSTED).await;
                continue;
            }
        };
        let trusted = is_trusted(peer.ip(), &limits.trusted);
        let key = address_key(peer.ip());
        let taken = match trusted {
            true => places.take(&[]),
            false => places.take(&[(&key, limits.each)]),
        };
        let Ok(place) = taken else {
            // Closed without a word: whoever has so many knows how to ask again.
            tracing::debug!("a connection too many was closed");
            continue;
        };
        let (head, idle) = match trusted {
            true => (PROXY_IDLE, PROXY_IDLE),
            false => (limits.head, limits.idle),
        };
        let connection = Connection {
            peer,
            router: router.clone(),
            head,
            idle,
            stop: stop.clone(),
            _place: place,
        };
        open.spawn(connection.run(stream));
    }
    drop(listener);
    open.close();
    open.wait().await;
}

struct Connection {
    peer: SocketAddr,
    router: Router,
    head: Duration,
    idle: Duration,
    stop: CancellationToken,
    _place: Slot,
}

impl Connection {
    async fn run(self, stream: TcpStream) {
        // Answers are whole when they are written: nothing is won by waiting for more.
        let _ = stream.set_nodelay(true);
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(self.head);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING)
            .max_concurrent_streams(STREAMS);
        let activity = Activity::default();
        let (router, peer, seen) = (self.router, self.peer, activity.clone());
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let answering = seen.begin();
            let router = router.clone();
            async move {
                let mut request: Request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(peer));
                let response: Response = router.oneshot(request).await?;
                Ok::<_, std::convert::Infallible>(response.map(|body| Answer {
                    body,
                    _answering: answering,
                }))
            }
        });
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        let mut stopping = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection broke off");
                    }
                    return;
                }
                () = self.stop.cancelled(), if !stopping => {
                    stopping = true;
                    connection.as_mut().graceful_shutdown();
                }
                () = tokio::time::sleep(GLANCE.min(self.head)) => {
                    // One that never asked anything has as long as for a head.
                    let most = if activity.has_asked() { self.idle } else { self.head };
                    if activity.idle() > most {
                        return;
                    }
                }
            }
        }
    }
}

/// What happens on one connection.
#[derive(Clone)]
struct Activity(Arc<Mutex<Seen>>);

struct Seen {
    asked: bool,
    answering: usize,
    since: Instant,
}

impl Default for Activity {
    fn default() -> Self {
        Activity(Arc::new(Mutex::new(Seen {
            asked: false,
            answering: 0,
            since: Instant::now(),
        })))
    }
}

impl Activity {
    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self) -> Answering {
        let mut seen = self.lock();
        seen.asked = true;
        seen.answering += 1;
        Answering(self.clone())
    }

    fn has_asked(&self) -> bool {
        self.lock().asked
    }

    /// For how long nothing has been answered.
    fn idle(&self) -> Duration {
        let seen = self.lock();
        match seen.answering {
            0 => seen.since.elapsed(),
            _ => Duration::ZERO,
        }
    }
}

/// A request that is being answered, until its last byte.
struct Answering(Activity);

impl Drop for Answering {
    fn drop(&mut self) {
        let mut seen = self.0.lock();
        seen.answering = seen.answering.saturating_sub(1);
        seen.since = Instant::now();
    }
}

/// The body of an answer, which is over when it is dropped.
struct Answer {
    body: Body,
    _answering: Answering,
}

impl HttpBody for Answer {
    type Data = bytes::Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
