//! A shopper: a browser in front of a running shop, and what people do there.

use super::browser::{Answer, Browser};
use super::provider::{WEBHOOK_SECRET, signature};
use super::shop::Shop;
use atelier::domain::cart::CartView;
use atelier::domain::checkout::CheckoutView;
use atelier::domain::customer::{OlderOrders, OrderInWords};
use atelier::domain::order::OrderView;
use atelier::domain::payment::PayView;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};

/// A clone uses another tab of the same browser.
#[derive(Clone)]
pub struct Visitor {
    pub shop: Shop,
    browser: Browser,
}

/// An order as its customer knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub id: String,
    pub token: String,
    /// Where placing it led to.
    pub url: String,
}

/// A checkout form that is filled in properly; later pairs replace earlier ones.
pub fn filled_in(more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form: Vec<(String, String)> = Vec::new();
    let usual = [
        ("step", "place"),
        ("email", "ada@home.example"),
        ("full_name", "Ada Lovelace"),
        ("line1", "Ringstraße 1"),
        ("city", "Berlin"),
        ("postal_code", "10115"),
        ("country", "DE"),
        ("shipping_method", "post"),
        ("payment_method", "card"),
    ];
    for (name, value) in usual.iter().chain(more) {
        form.retain(|(known, _)| known != name);
        form.push((name.to_string(), value.to_string()));
    }
    form
}

impl Visitor {
    pub fn new(shop: Shop) -> Visitor {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let address = Ipv4Addr::from_bits(u32::from_be_bytes([10, 0, 0, 0]) + number);
        Visitor::from(shop, &address.to_string())
    }

    /// Somebody whose requests come from this address.
    pub fn from(shop: Shop, address: &str) -> Visitor {
        let browser = Browser::at(shop.http.clone(), &shop.base, address);
        Visitor { shop, browser }
    }

    /// The session cookie as it is sent.
    pub fn cookie(&self) -> Option<String> {
        self.browser.cookie()
    }

    /// The mark of a known browser as it is sent.
    pub fn mark(&self) -> Option<String> {
        self.browser.mark()
    }

    /// Comes from where another one does, such as the same household or proxy.
    pub fn at_the_address_of(mut self, other: &Visitor) -> Visitor {
        self.browser.moves_to(&other.browser);
        self
    }

    /// Sends a request from this browser; the body of what comes back is not read yet.
    pub async fn carries(&self, request: reqwest::RequestBuilder) -> reqwest::Response {
        self.browser.carries(request).await
    }

    pub async fn gets(&self, path: &str) -> Answer {
        self.browser.get(path).await
    }

    /// Posts a form from one of the shop's own pages.
    pub async fn posts(&self, path: &str, form: &[(impl AsRef<str>, impl AsRef<str>)]) -> Answer {
        let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_ref(), v.as_ref())).collect();
        self.browser.post(path, &pairs).await
    }

    /// Calls a server function.
    pub async fn calls<T: DeserializeOwned>(&self, name: &str, form: &[(&str, &str)]) -> T {
        let answer = self.posts(&format!("/_fn/{name}"), form).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{name}: {e} {}", answer.body))
    }

    /// Tries to put units of a SKU into the cart.
    pub async fn tries_to_add(&self, sku: &str, quantity: i64) -> Answer {
        let quantity = quantity.to_string();
        let form = [("action", "add"), ("sku", sku), ("quantity", &quantity)];
        self.posts("/cart", &form).await
    }

    pub async fn adds(&self, sku: &str, quantity: i64) {
        let answer = self.tries_to_add(sku, quantity).await;
        assert!(
            answer.went_on(),
            "adding {quantity} {sku}: {}",
            answer.status
        );
    }

    /// Does something with the cart's line of a SKU: `set` (with a quantity), `remove`, `accept_price`.
    pub async fn changes(&self, sku: &str, action: &str, quantity: i64) -> Answer {
        let cart = self.cart().await;
        let line = cart.lines.iter().find(|line| line.sku == sku).unwrap();
        let quantity = quantity.to_string();
        let form = [
            ("action", action),
            ("line", &line.id),
            ("quantity", &quantity),
        ];
        self.posts("/cart", &form).await
    }

    pub async fn cart(&self) -> CartView {
        self.calls("cart/view", &[]).await
    }

    /// The codes of what is wrong with the cart's lines, in order; empty where a line is fine.
    pub async fn problems(&self) -> Vec<&'static str> {
        let cart = self.cart().await;
        cart.lines
            .iter()
            .map(|line| line.problem.as_ref().map_or("", |p| p.code()))
            .collect()
    }

    pub async fn costs(&self, country: &str, method: &str) -> CheckoutView {
        let form = [
            ("form[country]", country),
            ("form[shipping_method]", method),
        ];
        self.calls("checkout/view", &form).await
    }

    pub async fn chooses_currency(&self, code: &str) {
        let form = [("code", code), ("back", "/cart")];
        assert!(self.posts("/currency", &form).await.went_on());
    }

    /// Sends the checkout form; `more` replaces what is usually filled in.
    pub async fn tries_to_order(&self, more: &[(&str, &str)]) -> Answer {
        self.posts("/checkout", &filled_in(more)).await
    }

    pub async fn orders(&self, more: &[(&str, &str)]) -> Placed {
        let answer = self.tries_to_order(more).await;
        assert!(
            answer.went_on(),
            "ordering {more:?}: {} {}",
            answer.status,
            answer.body
        );
        self.placed(&answer).await
    }

    /// The first of the orders that `/orders` lists.
    pub async fn listed(&self) -> Vec<OrderInWords> {
        let part: OlderOrders = self.calls("orders/history", &[]).await;
        part.rows
    }

    /// The order that an accepted checkout led to.
    pub async fn placed(&self, answer: &Answer) -> Placed {
        let url = answer.location.clone();
        let token = match url
            .strip_prefix("/checkout/pay/")
            .or(url.strip_prefix("/o/"))
        {
            Some(token) => token.to_string(),
            // The provider's page: the newest order of this visit is the one.
            None => {
                let orders = self.listed().await;
                orders[0].url.trim_start_matches("/o/").to_string()
            }
        };
        let hash = atelier::server::keys::token_hash(&token);
        let sql = format!("SELECT id FROM orders WHERE link_hash = '{hash}'");
        let id = self.shop.text(sql).await;
        Placed { id, token, url }
    }

    /// Puts one SKU into the cart and orders it.
    pub async fn buys(&self, sku: &str, quantity: i64) -> Placed {
        self.adds(sku, quantity).await;
        self.orders(&[]).await
    }

    /// Orders one of a SKU under another address.
    pub async fn orders_for(&self, email: &str, sku: &str) -> Placed {
        self.adds(sku, 1).await;
        self.orders(&[("email", email)]).await
    }

    /// The order as its page shows it.
    pub async fn sees(&self, order: &Placed) -> OrderView {
        self.calls("orders/by-link", &[("token", &order.token)])
            .await
    }

    pub async fn due(&self, order: &Placed) -> PayView {
        self.calls("payments/due", &[("token", &order.token)]).await
    }

    /// Confirms the order's payment at the provider, as the payment fields would.
    pub async fn pays(&self, order: &Placed, method: &str) -> (u16, Value) {
        let intent = self.shop.intent_of(order).await;
        self.shop.provider.confirm(&intent, method).await
    }

    /// Chooses another way to pay.
    pub async fn chooses(&self, order: &Placed, method: &str) -> Answer {
        let path = format!("/checkout/pay/{}", order.token);
        self.posts(&path, &[("method", method)]).await
    }

    /// Comes back from the provider.
    pub async fn returns(&self, order: &Placed) -> Answer {
        self.gets(&format!("/checkout/return/{}", order.token))
            .await
    }

    pub async fn cancels(&self, order: &Placed) -> Answer {
        let path = format!("/o/{}", order.token);
        self.posts(&path, &[("action", "cancel")]).await
    }
}

impl Shop {
    /// The live or latest intent of an order.
    pub async fn intent_of(&self, order: &Placed) -> String {
        let sql = format!(
            "SELECT intent_id FROM payment_attempts WHERE order_id = '{}' AND intent_id IS NOT NULL
            ORDER BY created_at_ms DESC, id DESC LIMIT 1",
            order.id
        );
        self.text(sql).await
    }

    pub async fn session_of(&self, order: &Placed) -> String {
        let sql = format!(
            "SELECT session_id FROM payment_attempts WHERE order_id = '{}' AND session_id IS NOT NULL
            ORDER BY created_at_ms DESC, id DESC LIMIT 1",
            order.id
        );
        self.text(sql).await
    }

    /// The latest pending transfer or cash payment of an order.
    pub async fn pending_payment_of(&self, order_id: &str) -> String {
        let sql = format!(
            "SELECT id FROM payment_attempts WHERE order_id = '{order_id}'
            AND method IN ('bank_transfer', 'cash_on_collection') ORDER BY created_at_ms DESC, id DESC LIMIT 1"
        );
        self.text(sql).await
    }

    /// Where an order stands: its status and its request's state.
    pub async fn standing(&self, order: &Placed) -> (String, String) {
        let status = format!("SELECT status FROM orders WHERE id = '{}'", order.id);
        let request = format!(
            "SELECT state FROM payment_requests WHERE order_id = '{}'",
            order.id
        );
        (self.text(status).await, self.text(request).await)
    }

    /// Sends a signed event to the shop's webhook address.
    pub async fn receives(&self, body: &str) -> Answer {
        let header = signature(WEBHOOK_SECRET, self.app.now_ms() / 1000, body);
        self.receives_signed(body, &header).await
    }

    pub async fn receives_signed(&self, body: &str, header: &str) -> Answer {
        let request = self
            .http
            .post(format!("{}/webhooks/stripe", self.base))
            .header("stripe-signature", header)
            .header("content-type", "application/json")
            .body(body.to_owned());
        Answer::of(request.send().await.unwrap()).await
    }
}
