//! The REST API as programs meet it.

mod account;
mod authorization;
mod cart;
mod catalogue;
mod custom_orders;
mod custom_orders_made;
mod customers;
mod defects;
mod document;
mod examples;
mod idempotency;
mod lists;
mod middleware;
mod orders;
mod pictures;
pub mod programs;
mod readme;
mod refunds;
mod sign_in;

use crate::support::shop::Shop;
use crate::support::visitor::Placed;
use atelier::domain::staff::{Role, StaffView};
use atelier::server::staff::{create_admin, programs as tokens};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

/// A program or a guest with an address of their own; headers are sent with every call.
#[derive(Clone)]
pub struct Api {
    pub shop: Shop,
    headers: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Reply {
    pub async fn of(response: reqwest::Response) -> Reply {
        Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The JSON of an answer that has to have this status.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.json()
    }

    /// The code of a problem that has to have this status.
    pub fn problem(&self, status: u16) -> String {
        let problem = self.expect(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(problem["status"], status);
        for key in ["type", "title", "detail"] {
            assert!(
                problem[key].as_str().is_some_and(|text| !text.is_empty()),
                "{key}: {problem}"
            );
        }
        let code = problem["code"].as_str().unwrap();
        let explained = format!("/api/docs#problem-{code}");
        let address = problem["type"].as_str().unwrap();
        assert!(
            address.starts_with("http") && address.ends_with(&explained),
            "{problem}"
        );
        code.to_string()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Api {
    pub fn new(shop: &Shop) -> Api {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let address = std::net::Ipv4Addr::from_bits(u32::from_be_bytes([10, 9, 0, 0]) + number);
        let api = Api {
            shop: shop.clone(),
            headers: Vec::new(),
        };
        api.with("x-forwarded-for", &address.to_string())
    }

    /// The header that proves who calls; none for a guest.
    pub fn credential(&self) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(name, _)| name == "authorization");
        found.map(|(_, value)| value.as_str())
    }

    /// The same with another header.
    pub fn with(&self, name: &str, value: &str) -> Api {
        let mut api = self.clone();
        api.headers.retain(|(known, _)| known != name);
        api.headers.push((name.into(), value.into()));
        api
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/api/v1{path}", self.shop.base);
        let mut request = self.shop.http.request(method.parse().unwrap(), url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        Reply::of(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.call("POST", path, Some(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.call("PATCH", path, Some(&body)).await
    }

    /// Orders one of a SKU and gives the order, with whoever holds its token.
    pub async fn orders(&self, sku: &str) -> (Value, Api) {
        let order = self.post("/orders", new_order(sku, 1)).await.expect(201);
        let token = order["access_token"].as_str().unwrap();
        let holder = self.with("order-token", token);
        (order, holder)
    }
}

/// An order that is filled in properly.
pub fn new_order(sku: &str, quantity: i64) -> Value {
    json!({
        "guest_email": "ada@home.example", "customer_name": "Ada Lovelace",
        "shipping_address": {"line1": "Ringstraße 1", "city": "Berlin", "postal_code": "10115", "country": "DE"},
        "shipping_method": "post",
        "items": [{"product_sku": sku, "quantity": quantity}],
    })
}

/// The owner of the shop, as whoever makes tokens.
pub async fn owner(shop: &Shop) -> StaffView {
    let email = "owner@kiln.example";
    if shop.number("SELECT COUNT(*) FROM staff").await == 0 {
        create_admin(&shop.app, email, "Ines", None).await.unwrap();
    }
    StaffView {
        id: shop
            .text("SELECT id FROM staff WHERE role = 'owner' ORDER BY created_at_ms, id LIMIT 1")
            .await,
        name: "Ines".into(),
        email: shop
            .text("SELECT email FROM staff WHERE role = 'owner' ORDER BY created_at_ms, id LIMIT 1")
            .await,
        role: Role::Owner,
    }
}

/// A program with a token of these scopes.
pub async fn program(shop: &Shop, scopes: &[&str]) -> Api {
    let by = owner(shop).await;
    let token = tokens::make_here(&shop.app, &by.email, "Scale", scopes)
        .await
        .unwrap();
    Api::new(shop).with("authorization", &format!("Bearer {token}"))
}

/// An order as the helpers of the shop's own tests know it.
pub fn placed(order: &Value) -> Placed {
    Placed {
        id: order["id"].as_str().unwrap().into(),
        token: order["access_token"].as_str().unwrap_or_default().into(),
        url: String::new(),
    }
}
