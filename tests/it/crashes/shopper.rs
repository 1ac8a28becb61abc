//! A shopper who does not know that the shop is being killed: they try again until they are answered, and remember
//! everything that they were told.

use crate::support::goods::{SMALL_PRINT, VASE};
use crate::support::provider::Provider;
use crate::support::visitor::filled_in;
use serde_json::Value;
use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

/// There are a great many of these.
pub const BEAD: &str = "BEAD";

/// What shoppers were told, and what must therefore be there in the end.
#[derive(Default)]
pub struct Told {
    /// Tokens of orders whose placing was answered.
    pub placed: Mutex<Vec<String>>,
    /// Intents that the provider said have succeeded.
    pub paid: Mutex<Vec<String>>,
    /// Tokens of orders whose cancelling was answered.
    pub cancelled: Mutex<Vec<String>>,
    /// Tokens of orders for which a transfer was chosen, as was answered.
    pub transfers: Mutex<Vec<String>>,
    /// Cookies of carts into which something was put, as was answered, and left at that.
    pub carts: Mutex<Vec<String>>,
    /// Requests to which no answer came: the shop was killed under them, or was not there.
    pub cut: AtomicUsize,
}

fn note(list: &Mutex<Vec<String>>, what: impl Into<String>) {
    list.lock().unwrap().push(what.into());
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Card,
    /// Presses the button twice.
    CardTwice,
    /// A card that is declined, then one that pays.
    SecondCard,
    Hosted,
    SlowBank,
    Transfer,
    /// Pays and cancels in the same moment.
    InTwoMinds,
    LeavesUnpaid,
    FillsACart,
}

const WAYS: [Way; 12] = [
    Way::Card,
    Way::Hosted,
    Way::CardTwice,
    Way::InTwoMinds,
    Way::SlowBank,
    Way::Card,
    Way::SecondCard,
    Way::FillsACart,
    Way::Hosted,
    Way::Transfer,
    Way::Card,
    Way::LeavesUnpaid,
];

struct Answer {
    status: u16,
    location: String,
    body: String,
}

pub struct Shopper<'a> {
    http: &'a reqwest::Client,
    shop: String,
    provider: &'a Provider,
    told: &'a Told,
    address: String,
    cookie: Mutex<Option<String>>,
}

impl<'a> Shopper<'a> {
    /// Somebody new, with a cookie jar and an address of their own.
    pub fn new(
        http: &'a reqwest::Client,
        shop: &str,
        provider: &'a Provider,
        told: &'a Told,
    ) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Shopper {
            http,
            shop: shop.into(),
            provider,
            told,
            address: Ipv4Addr::from_bits(u32::from_be_bytes([127, 1, 0, 0]) + number).to_string(),
            cookie: Mutex::default(),
        }
    }

    /// Somebody who comes back with the cookie that they were given.
    pub fn returning(self, cookie: &str) -> Self {
        *self.cookie.lock().unwrap() = Some(cookie.into());
        self
    }

    /// Asks until an answer comes: the form is sent again, as anyone would who saw their browser's error page.
    async fn ask(&self, path: &str, form: Option<&[(String, String)]>) -> Answer {
        for _ in 0..600 {
            let url = format!("{}{path}", self.shop);
            let mut request = match form {
                None => self.http.get(url),
                Some(form) => self
                    .http
                    .post(url)
                    .header("sec-fetch-site", "same-origin")
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(serde_urlencoded::to_string(form).unwrap()),
            };
            request = request.header("x-forwarded-for", &self.address);
            if let Some(cookie) = self.cookie.lock().unwrap().clone() {
                request = request.header("cookie", cookie);
            }
            if let Ok(answer) = request.send().await
                && let Some(answer) = self.hears(answer).await
            {
                assert!(
                    answer.status < 500,
                    "{path}: {} {}",
                    answer.status,
                    answer.body
                );
                return answer;
            }
            self.told.cut.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        panic!("the shop did not come back");
    }

    /// `None`: the answer broke off before it said anything that counts.
    async fn hears(&self, answer: reqwest::Response) -> Option<Answer> {
        let status = answer.status().as_u16();
        let header = |name| {
            let value = answer.headers().get(name)?;
            Some(value.to_str().unwrap().to_string())
        };
        if let Some(cookie) = header("set-cookie") {
            let pair = cookie.split(';').next().unwrap();
            *self.cookie.lock().unwrap() = Some(pair.into());
        }
        let location = header("location").unwrap_or_default();
        let body = match answer.text().await {
            Ok(body) => body,
            // A redirect says everything in its head.
            Err(_) if status == 303 => String::new(),
            Err(_) => return None,
        };
        Some(Answer {
            status,
            location,
            body,
        })
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(path, None).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form: Vec<_> = form
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        self.ask(path, Some(&form)).await
    }

    /// Calls a server function; the refusal's words when it refuses.
    async fn call(&self, name: &str, form: &[(&str, &str)]) -> Result<Value, String> {
        let answer = self.post(&format!("/_fn/{name}"), form).await;
        match answer.status {
            200 => Ok(serde_json::from_str(&answer.body).unwrap()),
            status => Err(format!("{status} {}", answer.body)),
        }
    }

    /// Units in the cart that this cookie stands for.
    pub async fn units(&self) -> i64 {
        self.call("cart/view", &[]).await.unwrap()["count"]
            .as_i64()
            .unwrap()
    }

    /// Whether the order's page is there for whoever holds the link.
    pub async fn finds(&self, token: &str) -> bool {
        self.get(&format!("/o/{token}")).await.status == 200
    }

    /// The whole visit; `turn` chooses what is bought and how it is paid.
    pub async fn visits(&self, turn: usize) {
        let way = WAYS[turn % WAYS.len()];
        let sku = match turn % 7 {
            3 if way != Way::FillsACart => VASE,
            5 if way != Way::FillsACart => SMALL_PRINT,
            _ => BEAD,
        };
        if !self.fills_cart(sku).await {
            return;
        }
        if way == Way::FillsACart {
            let cookie = self.cookie.lock().unwrap().clone().unwrap();
            return note(&self.told.carts, cookie);
        }
        if let Some(token) = self.orders(way).await {
            self.pays(way, &token).await;
            self.get(&format!("/checkout/return/{token}")).await;
        }
    }

    async fn fills_cart(&self, sku: &str) -> bool {
        let form = [("action", "add"), ("sku", sku), ("quantity", "1")];
        // Refused when it has sold out.
        self.post("/cart", &form).await.status == 303
    }

    /// Places the order; `None` when the last one went to somebody else.
    async fn orders(&self, way: Way) -> Option<String> {
        let method = match way {
            Way::Hosted | Way::SlowBank => "hosted",
            Way::Transfer => "bank_transfer",
            _ => "card",
        };
        let form = filled_in(&[("payment_method", method)]);
        let answer = self.ask("/checkout", Some(&form)).await;
        assert!(
            matches!(answer.status, 303 | 409),
            "ordering: {} {}",
            answer.status,
            answer.body
        );
        if answer.status == 409 {
            return None;
        }
        let mut token = answer.location.rsplit('/').next().unwrap().to_string();
        if answer.location.contains("/sandbox/") {
            // The provider's page: the one order of this visit is the one.
            let orders = self.call("orders/history", &[]).await.unwrap();
            let url = orders["rows"][0]["url"]
                .as_str()
                .expect("the order is in this visit's history");
            token = url.trim_start_matches("/o/").into();
            self.on_page(way, answer.location.rsplit('/').next().unwrap())
                .await;
        }
        note(&self.told.placed, &token);
        if way == Way::Transfer {
            note(&self.told.transfers, &token);
        }
        Some(token)
    }

    async fn on_page(&self, way: Way, session: &str) {
        match way {
            Way::SlowBank => self.provider.debits_hosted(session, "000123456789").await,
            _ => self.provider.pays_hosted(session, "4242424242424242").await,
        };
        let session = self.provider.session(session).await;
        if session["payment_status"] == "paid" {
            note(&self.told.paid, session["payment_intent"].as_str().unwrap());
        }
    }

    async fn pays(&self, way: Way, token: &str) {
        match way {
            Way::Card => self.pays_by_card(token, "pm_card_visa").await,
            Way::CardTwice => {
                let once = self.pays_by_card(token, "pm_card_visa");
                tokio::join!(once, self.pays_by_card(token, "pm_card_visa"));
            }
            Way::SecondCard => {
                self.pays_by_card(token, "pm_card_chargeDeclined").await;
                self.pays_by_card(token, "pm_card_visa").await;
            }
            Way::InTwoMinds => {
                let path = format!("/o/{token}");
                let cancel = async {
                    if self.post(&path, &[("action", "cancel")]).await.status == 303 {
                        note(&self.told.cancelled, token);
                    }
                };
                tokio::join!(self.pays_by_card(token, "pm_card_visa"), cancel);
            }
            Way::Hosted | Way::SlowBank | Way::Transfer | Way::LeavesUnpaid | Way::FillsACart => {}
        }
    }

    /// As the payment fields would: the client secret from the pay page, and on to the provider.
    async fn pays_by_card(&self, token: &str, card: &str) {
        let Ok(due) = self.call("payments/due", &[("token", token)]).await else {
            return;
        };
        let Some(secret) = due["element"]["client_secret"].as_str() else {
            return;
        };
        let intent = secret.split("_secret_").next().unwrap();
        let (status, answer) = self.provider.confirm(intent, card).await;
        if status == 200 && answer["status"] == "succeeded" {
            note(&self.told.paid, intent);
        }
    }
}
