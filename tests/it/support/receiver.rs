//! A receiver of webhooks: it answers as the test wants and remembers what it got.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::any};
use serde_json::Value;
use standardwebhooks::Webhook;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// One delivery as it arrived.
#[derive(Clone, Debug)]
pub struct Got {
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn event(&self) -> String {
        self.json()["type"].as_str().unwrap().to_string()
    }

    /// Whether it was signed with a secret, whatever the time.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let at_s = self.header("webhook-timestamp").parse().unwrap();
        let webhook = Webhook::new(secret).unwrap();
        let signature = webhook.sign(self.id(), at_s, self.body.as_bytes()).unwrap();
        self.header("webhook-signature")
            .split(' ')
            .any(|given| given == signature)
    }

    /// As a receiver verifies it, with the library for that.
    pub fn verifies(&self, secret: &str) -> bool {
        let webhook = Webhook::new(secret).unwrap();
        webhook.verify(self.body.as_bytes(), &self.headers).is_ok()
    }
}

#[derive(Default)]
struct Seen {
    got: Vec<Got>,
    answers: VecDeque<u16>,
    usual: u16,
    takes: Duration,
}

#[derive(Clone)]
pub struct Receiver {
    /// Where it listens, with a path.
    pub url: String,
    pub port: u16,
    seen: Arc<Mutex<Seen>>,
}

async fn take(State(seen): State<Arc<Mutex<Seen>>>, headers: HeaderMap, body: Bytes) -> Response {
    let (status, takes) = {
        let mut seen = seen.lock().unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        seen.got.push(Got { headers, body });
        let usual = seen.usual;
        (seen.answers.pop_front().unwrap_or(usual), seen.takes)
    };
    tokio::time::sleep(takes).await;
    let status = StatusCode::from_u16(status).unwrap();
    let there = [("location", "/elsewhere")];
    (status, there, "what the receiver says").into_response()
}

impl Receiver {
    /// Listens until the test ends, and takes everything.
    pub async fn open() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen {
            usual: 204,
            ..Seen::default()
        }));
        let service = Router::new().fallback(any(take)).with_state(seen.clone());
        tokio::spawn(async move { axum::serve(listener, service).await });
        Receiver {
            url: format!("http://127.0.0.1:{port}/hooks"),
            port,
            seen,
        }
    }

    /// The next answers, in order; then everything is taken again.
    pub fn answers(&self, statuses: &[u16]) {
        self.seen.lock().unwrap().answers = statuses.iter().copied().collect();
    }

    /// Every answer from now on.
    pub fn always_answers(&self, status: u16) {
        self.seen.lock().unwrap().usual = status;
    }

    pub fn takes(&self, time: Duration) {
        self.seen.lock().unwrap().takes = time;
    }

    pub fn got(&self) -> Vec<Got> {
        self.seen.lock().unwrap().got.clone()
    }

    /// Names of the events that arrived, sorted.
    pub fn events(&self) -> Vec<String> {
        let mut events: Vec<String> = self.got().iter().map(Got::event).collect();
        events.sort();
        events
    }
}
