//! The sandbox, driven as the shop drives it: through the Stripe client, over HTTP, with real webhooks.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails at an unwrap says where"
)]

mod api;
mod browser;
mod events;
mod faults;
mod links;
mod sessions;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use atelier_sandbox::{Config, Sandbox};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const SECRET: &str = "whsec_sandbox_test";

/// What a shop would have received.
#[derive(Default)]
struct Inbox {
    /// Signature header and raw body, in order of arrival.
    taken: Mutex<Vec<(String, String)>>,
    /// So many deliveries are refused first.
    refuse: AtomicU32,
}

/// A sandbox on a port and a file of its own, with an inbox for its events.
struct Running {
    base: String,
    books: PathBuf,
    webhook_url: String,
    inbox: Arc<Inbox>,
    shutdown: CancellationToken,
    served: Option<tokio::task::JoinHandle<std::io::Result<()>>>,
    http: reqwest::Client,
}

async fn take(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: String) -> StatusCode {
    let left = inbox.refuse.load(Ordering::SeqCst);
    if left > 0 {
        inbox.refuse.store(left - 1, Ordering::SeqCst);
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    let signature = headers
        .get("stripe-signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    inbox
        .taken
        .lock()
        .unwrap()
        .push((signature.to_owned(), body));
    StatusCode::OK
}

impl Running {
    async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let inbox = Arc::new(Inbox::default());
        let shop = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let webhook_url = format!("http://{}/webhooks/stripe", shop.local_addr().unwrap());
        let routes = Router::new()
            .route("/webhooks/stripe", post(take))
            .with_state(inbox.clone());
        tokio::spawn(async move { axum::serve(shop, routes).await });
        let books = std::env::temp_dir().join(format!(
            "atelier-sandbox-{}/books.jsonl",
            uuid::Uuid::now_v7()
        ));
        let mut running = Self {
            base: String::new(),
            books,
            webhook_url,
            inbox,
            shutdown: CancellationToken::new(),
            served: None,
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .build()
                .unwrap(),
        };
        running.open().await;
        running
    }

    async fn open(&mut self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.base = format!("http://{}", listener.local_addr().unwrap());
        self.shutdown = CancellationToken::new();
        let config = Config {
            books: self.books.clone(),
            webhook_url: self.webhook_url.clone(),
            webhook_secret: SECRET.into(),
            publishable_key: "pk_test_sandbox".into(),
            secret_key: "sk_test_sandbox".into(),
            public_base: "http://shop.test".into(),
        };
        let sandbox = Sandbox::open(config).await.unwrap();
        self.served = Some(tokio::spawn(sandbox.serve(listener, self.shutdown.clone())));
    }

    /// Stops it and starts it again on the same books.
    async fn restart(&mut self) {
        self.shutdown.cancel();
        if let Some(served) = self.served.take() {
            served.await.unwrap().unwrap();
        }
        self.open().await;
    }

    fn client(&self) -> stripe::Client {
        stripe::ClientBuilder::new("sk_test_sandbox")
            .url(self.base.clone())
            .build()
            .unwrap()
    }

    /// A request as a program without the client library would send it.
    async fn call(&self, method: &str, path: &str, body: &str, key: Option<&str>) -> (u16, Value) {
        let mut request = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.base))
            .header("authorization", "Bearer sk_test_sandbox")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.to_owned());
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn control(&self, path: &str, body: Value) -> Value {
        let answer = self
            .http
            .post(format!("{}{path}", self.base))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
        answer.json().await.unwrap()
    }

    async fn state(&self) -> Value {
        self.http
            .get(format!("{}/_state", self.base))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// An intent over 25.00 EUR, as the API answers it.
    async fn intent(&self) -> Value {
        self.call(
            "POST",
            "/v1/payment_intents",
            "amount=2500&currency=eur&metadata[order_id]=o1",
            None,
        )
        .await
        .1
    }

    async fn confirm(&self, intent: &Value, token: &str) -> (u16, Value) {
        let path = format!(
            "/v1/payment_intents/{}/confirm",
            intent["id"].as_str().unwrap()
        );
        self.call(
            "POST",
            &path,
            &format!("payment_method={token}&return_url=http://shop.test/back"),
            None,
        )
        .await
    }

    fn arrived(&self) -> Vec<Value> {
        self.inbox
            .taken
            .lock()
            .unwrap()
            .iter()
            .map(|(_, body)| serde_json::from_str(body).unwrap())
            .collect()
    }

    /// Waits until an event of this type has arrived, and returns the first.
    async fn event(&self, kind: &str) -> Value {
        for _ in 0..200 {
            if let Some(event) = self
                .arrived()
                .into_iter()
                .find(|event| event["type"] == kind)
            {
                return event;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let kinds: Vec<Value> = self
            .arrived()
            .into_iter()
            .map(|event| event["type"].clone())
            .collect();
        panic!("{kind} did not arrive within ten seconds; there are {kinds:?}");
    }

    async fn quick_settling(&self) {
        self.control("/_faults", json!({"settle_after_ms": 100}))
            .await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shutdown.cancel();
        if let Some(folder) = self.books.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
