//! Search, however a name is written and typed: orders, customers, custom orders and products.

mod products;
mod rebuild;
mod records;

use crate::api::Api;
use crate::support::browser::Browser;
use crate::support::shop::Shop;
use serde_json::{Value, json};

/// As a part of an address.
fn quoted(text: &str) -> String {
    serde_urlencoded::to_string([("q", text)]).unwrap()
}

impl Shop {
    /// Whether a list of the back office shows an address for what was typed.
    async fn shows(&self, staff: &Browser, list: &str, typed: &str, address: &str) -> bool {
        let page = staff.get(&format!("{list}?{}", quoted(typed))).await;
        assert_eq!(page.status, 200, "{list} for {typed}");
        page.body.contains(&format!("{address}\""))
    }
}

impl Api {
    /// The values of a field in what a list finds.
    async fn finds(&self, list: &str, typed: &str, field: &str) -> Vec<String> {
        let found = self.get(&format!("{list}?{}", quoted(typed))).await;
        let found = found.expect(200);
        let items = found["items"].as_array().unwrap().iter();
        items
            .map(|item| item[field].as_str().unwrap().to_string())
            .collect()
    }

    /// Makes a product with one variant and puts it into the shop.
    async fn sells(&self, title: &str, sku: &str) -> Value {
        let made = self.post("/products", json!({"title": title})).await;
        let path = format!("/products/{}", made.expect(201)["id"].as_str().unwrap());
        let variant = json!({"sku": sku, "prices": {"EUR": 30}});
        let made = self.post(&format!("{path}/variants"), variant).await;
        made.expect(201);
        self.post(&format!("{path}/publish"), json!({}))
            .await
            .expect(200)
    }
}
