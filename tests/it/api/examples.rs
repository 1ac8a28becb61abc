//! Orders as they are described: addresses follow the country, and a name is asked for where nobody knows one.

use super::sign_in::person;
use super::{Api, program};
use crate::accounts::ADA;
use crate::support::goods::BOWL;
use crate::support::shop::each_shop;
use serde_json::{Value, json};

fn items() -> Value {
    json!([{"product_sku": BOWL, "quantity": 1}])
}

fn hong_kong() -> Value {
    json!({"line1": "1 Nathan Road", "city": "Kowloon", "country": "HK"})
}

#[tokio::test]
async fn an_address_has_what_its_country_has() {
    each_shop(async |shop| {
        let guest = Api::new(&shop);
        let order = json!({
            "guest_email": "ada@home.example", "customer_name": "Ada Lovelace", "shipping_method": "post",
            "shipping_address": hong_kong(), "billing_address": hong_kong(), "items": items(),
        });
        let placed = guest.post("/orders", order.clone()).await.expect(201);
        assert_eq!(placed["shipping_address"]["postal_code"], "");
        let session = guest.post("/checkout-sessions", order.clone()).await;
        assert!(session.expect(201)["url"].is_string());
        let mut german = order;
        german["shipping_address"] = json!({"city": "Berlin", "country": "DE"});
        let refused = guest.post("/orders", german).await.expect(422);
        let wrong = refused["errors"].as_array().unwrap();
        let fields: Vec<&Value> = wrong.iter().map(|error| &error["field"]).collect();
        assert_eq!(
            fields,
            ["shipping_address.line1", "shipping_address.postal_code"],
            "together, each by its own name"
        );
        let ada = person(&shop, ADA).await;
        let kept = ada.post("/profile/addresses", hong_kong()).await.expect(201);
        assert_eq!((&kept["postal_code"], &kept["city"]), (&"".into(), &"Kowloon".into()));
    })
    .await;
}

#[tokio::test]
async fn a_name_is_the_accounts_or_the_e_mail_address_stands_in() {
    each_shop(async |shop| {
        let to = json!({"line1": "Ringstraße 1", "city": "Berlin", "postal_code": "10115", "country": "DE"});
        let ada = person(&shop, ADA).await;
        let name = ada.get("/profile").await.expect(200)["name"].clone();
        let own = json!({"shipping_address": to, "items": items()});
        let placed = ada.post("/orders", own).await.expect(201);
        assert_eq!(placed["shipping_address"]["full_name"], name);
        let guests = json!({"guest_email": "eve@home.example", "shipping_address": to, "items": items()});
        let placed = Api::new(&shop).post("/orders", guests).await.expect(201);
        assert_eq!(placed["shipping_address"]["full_name"], "eve@home.example");
        let asked = json!({"description": "A collar of green beads for a wedding.", "country": "DE"});
        let request = ada.post("/custom-orders", asked.clone()).await.expect(201);
        assert_eq!(request["request"]["name"], name);
        let nobody = Api::new(&shop).post("/custom-orders", asked.clone()).await;
        assert_eq!(nobody.expect(422)["errors"][0]["field"], "email");
        let mut guests = asked;
        guests["email"] = json!("eve@home.example");
        let request = Api::new(&shop).post("/custom-orders", guests).await.expect(201);
        assert_eq!(request["request"]["name"], "eve@home.example");
    })
    .await;
}

#[tokio::test]
async fn an_order_without_an_address_is_collected() {
    each_shop(async |shop| {
        let guest = Api::new(&shop);
        let least = json!({"guest_email": "ada@home.example", "items": items()});
        let placed = guest.post("/orders", least.clone()).await.expect(201);
        assert_eq!(placed["shipping_method"], "Collect it", "{placed}");
        assert_eq!(
            (
                &placed["shipping"],
                &placed["total"],
                &placed["shipping_address"]["country"]
            ),
            (&"0.00".into(), &"45.00".into(), &"DE".into())
        );
        let holder = guest.with("order-token", placed["access_token"].as_str().unwrap());
        let path = format!("/orders/{}", placed["id"].as_str().unwrap());
        assert_eq!(
            holder.get(&path).await.expect(200)["shipping_method"],
            "Collect it"
        );
        let page = shop
            .visitor()
            .gets(&format!("/o/{}", placed["access_token"].as_str().unwrap()))
            .await;
        assert_eq!(page.status, 200);
        let staff = program(&shop, &["orders:read"]).await;
        assert_eq!(
            staff.get(&path).await.expect(200)["shipping_address"]["full_name"],
            "ada@home.example"
        );
        let mut cash = least.clone();
        cash["payment_method"] = json!("cash_on_collection");
        guest.post("/orders", cash).await.expect(201);
        shop.drains().await;
        let mut sent = least.clone();
        sent["shipping_method"] = json!("post");
        let refused = guest.post("/orders", sent).await.expect(422);
        assert_eq!(refused["errors"][0]["field"], "shipping_address");
        // A shop that nobody can come to has to know where the parcel goes.
        let mut sign = (*shop.app.shop().await.unwrap()).clone();
        sign.collection_details = String::new();
        atelier::server::shop::save(&shop.app, &sign).await.unwrap();
        let refused = guest.post("/orders", least).await.expect(422);
        assert_eq!(refused["errors"][0]["field"], "shipping_address");
    })
    .await;
}
