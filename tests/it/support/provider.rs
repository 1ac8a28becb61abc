//! The stand-in for Stripe beside a shop: what a customer does there, what happens at the bank, and what goes wrong.

use super::Folder;
use atelier_sandbox::{Config, Sandbox};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub const WEBHOOK_SECRET: &str = "whsec_of_a_test";

pub struct Provider {
    pub base: String,
    http: reqwest::Client,
}

impl Provider {
    pub async fn open(
        folder: &Folder,
        shop: &str,
        http: reqwest::Client,
        stop: CancellationToken,
    ) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let config = Config {
            books: folder.0.join("stripe.jsonl"),
            webhook_url: format!("{shop}/webhooks/stripe"),
            webhook_secret: WEBHOOK_SECRET.into(),
            publishable_key: "pk_test_sandbox".into(),
            secret_key: "sk_test_sandbox".into(),
            public_base: shop.into(),
        };
        let sandbox = Sandbox::open(config).await.unwrap();
        tokio::spawn(sandbox.serve(listener, stop));
        Provider::at(base, http)
    }

    /// A stand-in that listens already.
    pub fn at(base: String, http: reqwest::Client) -> Provider {
        Provider { base, http }
    }

    /// A request with the shop's secret key.
    pub async fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let request = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.base))
            .header("authorization", "Bearer sk_test_sandbox")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.to_owned());
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.base)).json(&body);
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let value: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{path} {body}: {value}");
        value
    }

    /// Sets fault switches, such as `{"drop_webhooks": true}`; the others go back to normal.
    pub async fn suffers(&self, mut faults: Value) {
        faults["reset"] = json!(true);
        self.post("/_faults", faults).await;
    }

    pub async fn recovers(&self) {
        self.suffers(json!({})).await;
    }

    /// Something happens in the provider's dashboard or at the bank.
    pub async fn acts(&self, action: Value) -> Value {
        self.post("/_events", action).await
    }

    pub async fn state(&self) -> Value {
        let answer = self.http.get(format!("{}/_state", self.base)).send().await;
        answer.unwrap().json().await.unwrap()
    }

    /// How many intents are in a state.
    pub async fn intents(&self, status: &str) -> u64 {
        self.state().await["intents"][status].as_u64().unwrap_or(0)
    }

    /// Payments that succeeded, over all orders.
    pub async fn paid(&self) -> u64 {
        let state = self.state().await;
        let of_orders = state["succeeded"].as_array().unwrap();
        of_orders.iter().filter_map(|o| o["count"].as_u64()).sum()
    }

    pub async fn refunded(&self) -> i64 {
        self.state().await["refunded_minor"].as_i64().unwrap()
    }

    pub async fn intent(&self, id: &str) -> Value {
        self.call("GET", &format!("/v1/payment_intents/{id}"), "")
            .await
            .1
    }

    pub async fn session(&self, id: &str) -> Value {
        self.call("GET", &format!("/v1/checkout/sessions/{id}"), "")
            .await
            .1
    }

    /// Confirms an intent as the payment fields would. Returns the HTTP status and the body.
    pub async fn confirm(&self, intent: &str, method: &str) -> (u16, Value) {
        let path = format!("/v1/payment_intents/{intent}/confirm");
        let body = format!("payment_method={method}&return_url=http://shop.test/back");
        self.call("POST", &path, &body).await
    }

    /// The customer says yes or no on the bank's page.
    pub async fn authenticates(&self, intent: &str, agrees: bool) {
        self.answers_step("3ds", intent, agrees).await;
    }

    /// The customer says yes or no on the wallet's page. Returns where the browser is sent then.
    pub async fn consents(&self, intent: &str, agrees: bool) -> String {
        self.answers_step("wallet", intent, agrees).await
    }

    async fn answers_step(&self, step: &str, intent: &str, agrees: bool) -> String {
        let secret = self.intent(intent).await["client_secret"].clone();
        let (secret, answer) = (secret.as_str().unwrap(), if agrees { "yes" } else { "no" });
        let url = format!("{}/sandbox/{step}/{intent}?key={secret}", self.base);
        self.form(&url, &format!("answer={answer}")).await
    }

    /// Pays on the provider's own page with a card number. Returns where the browser is sent then.
    pub async fn pays_hosted(&self, session: &str, number: &str) -> String {
        let card = format!("method=card&number={number}&expiry=12+%2F+34&cvc=123");
        self.on_page(session, &card).await
    }

    /// Pays on the provider's own page from a bank account, whose bank takes its time.
    pub async fn debits_hosted(&self, session: &str, account: &str) -> String {
        let debit = format!("method=sandbox_bank_debit&account={account}");
        self.on_page(session, &debit).await
    }

    /// Visits a payment link. Returns the session that it opens; `None` when it is closed.
    pub async fn visits(&self, link: &str) -> Option<String> {
        let path = link.split_once("/sandbox/").unwrap().1;
        let url = format!("{}/sandbox/{path}", self.base);
        let answer = self.http.get(url).send().await.unwrap();
        if answer.status() == 410 {
            return None;
        }
        let location = answer.headers()["location"].to_str().unwrap();
        Some(location.rsplit('/').next().unwrap().into())
    }

    /// Pays with a card on a page that a payment link opened. Returns where the browser is sent then.
    pub async fn pays_by_link(&self, session: &str) -> String {
        self.pays_by_link_from(session, "Ringstraße 1").await
    }

    /// The same, for a delivery to another street.
    pub async fn pays_by_link_from(&self, session: &str, street: &str) -> String {
        let card = "method=card&number=4242424242424242&expiry=12+%2F+34&cvc=123";
        self.on_page(session, &format!("{card}&{}", delivery(street)))
            .await
    }

    /// Pays there from a bank account, whose bank takes its time.
    pub async fn debits_by_link(&self, session: &str, account: &str) -> String {
        let debit = format!("method=sandbox_bank_debit&account={account}");
        self.on_page(session, &format!("{debit}&{}", delivery("Ringstraße 1")))
            .await
    }

    /// Sends the form of the provider's own page. Returns where the browser is sent then, empty when nowhere.
    pub async fn on_page(&self, session: &str, form: &str) -> String {
        let url = format!("{}/sandbox/checkout/{session}", self.base);
        self.form(&url, form).await
    }

    async fn form(&self, url: &str, body: &str) -> String {
        let request = self
            .http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.to_owned());
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        // A declined card gets its form again, with 422; a page that is over says so, with 410.
        assert!(
            status < 400 || [410, 422].contains(&status),
            "{url}: {status}"
        );
        let location = answer.headers().get("location");
        location.map_or(String::new(), |l| l.to_str().unwrap().into())
    }

    /// Waits until no event is left to deliver.
    pub async fn told(&self) {
        for _ in 0..1000 {
            if self.state().await["undelivered"] == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("events were not delivered: {}", self.state().await);
    }

    /// Kinds of the events about checkout sessions that were ever sent, oldest first.
    pub async fn session_events(&self) -> Vec<String> {
        let (_, list) = self.call("GET", "/v1/events?limit=100", "").await;
        let mut kinds: Vec<String> = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|event| event["type"].as_str()?.strip_prefix("checkout.session."))
            .map(String::from)
            .collect();
        kinds.reverse();
        kinds
    }

    /// Waits until an intent has reached a status.
    pub async fn reaches(&self, intent: &str, status: &str) {
        for _ in 0..500 {
            if self.intent(intent).await["status"] == status {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{intent} did not become {status}");
    }
}

/// The fields of the provider's page that say where it goes.
fn delivery(street: &str) -> String {
    let fields = [
        ("ship_name", "Ada Lovelace"),
        ("ship_line1", street),
        ("ship_postal_code", "10115"),
        ("ship_city", "Berlin"),
        ("ship_country", "DE"),
    ];
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// The `Stripe-Signature` header of a body sent at `at_s`, in unix seconds.
pub fn signature(secret: &str, at_s: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at_s}.{body}").as_bytes());
    format!("t={at_s},v1={}", hex::encode(mac.finalize().into_bytes()))
}

/// An event as the provider writes it.
pub fn event(id: &str, kind: &str, object: Value) -> String {
    json!({
        "id": id, "object": "event", "type": kind, "livemode": false, "created": 1, "pending_webhooks": 1,
        "api_version": "2026-09-30.endive", "data": { "object": object },
    })
    .to_string()
}
