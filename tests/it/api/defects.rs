//! What other shops' APIs got wrong: each is impossible here, under its own name.

use super::{Api, new_order, program};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::each_shop;
use serde_json::json;

#[tokio::test]
async fn client_prices() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let mut order = new_order(BOWL, 1);
        for price in [json!("0.01"), json!(0.01), json!(0), json!("44.99")] {
            order["items"][0]["unit_price"] = price;
            let reply = api.post("/orders", order.clone()).await;
            assert_eq!(reply.problem(409), "price_changed");
            assert_eq!(reply.json()["errors"][0]["unit_price"], "45.00");
        }
        for price in [json!("free"), json!(-1), json!(true), json!("1e9")] {
            order["items"][0]["unit_price"] = price;
            assert_eq!(api.post("/orders", order.clone()).await.status, 422);
        }
        for (field, value) in [
            ("total", json!("1.00")),
            ("tax", json!(0)),
            ("shipping", json!(0)),
            ("discount", json!(9)),
        ] {
            let mut with = new_order(BOWL, 1);
            with[field] = value;
            assert_eq!(api.post("/orders", with).await.status, 422, "{field}");
        }
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM orders").await,
            0,
            "nothing was created"
        );
        assert_eq!(shop.stock(BOWL).await, [10, 0, 0, 0]);
        order["items"][0]["unit_price"] = json!(45);
        assert_eq!(
            api.post("/orders", order).await.expect(201)["total"],
            "49.90"
        );
    })
    .await;
}

#[tokio::test]
async fn an_order_by_guessed_id() {
    each_shop(async |shop| {
        let (order, _) = Api::new(&shop).orders(BOWL).await;
        let (_, eve) = Api::new(&shop).orders(MUG).await;
        let hash = shop
            .text("SELECT link_hash FROM orders ORDER BY number LIMIT 1")
            .await;
        let id = order["id"].as_str().unwrap();
        let nobody = Api::new(&shop);
        for guesser in [
            nobody.clone(),
            eve,
            nobody.with("order-token", &hash),
            nobody.with("order-token", id),
        ] {
            for name in [id, "ORD-000001", "1", "0"] {
                for path in [format!("/orders/{name}"), format!("/orders/{name}/history")] {
                    assert_eq!(guesser.get(&path).await.problem(404), "not_found", "{path}");
                }
                let cancel = guesser
                    .post(&format!("/orders/{name}/cancel"), json!({}))
                    .await;
                assert_eq!(cancel.problem(404), "not_found");
            }
        }
        assert_eq!(shop.orders("pending").await, 2);
        assert_eq!(nobody.get("/orders").await.problem(401), "token_required");
    })
    .await;
}

#[tokio::test]
async fn a_payment_started_on_somebody_elses_order() {
    each_shop(async |shop| {
        let (order, _) = Api::new(&shop).orders(BOWL).await;
        let (_, eve) = Api::new(&shop).orders(MUG).await;
        let scale = program(&shop, &["orders:write"]).await;
        for guesser in [Api::new(&shop), eve, scale] {
            for name in [order["id"].as_str().unwrap(), "ORD-000001"] {
                let reply = guesser
                    .post(&format!("/orders/{name}/start-payment"), json!({}))
                    .await;
                assert_eq!(reply.problem(404), "not_found");
                assert!(!reply.body.contains("secret"));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn open_product_writes() {
    each_shop(async |shop| {
        let id = Api::new(&shop).get("/products/bowl").await.expect(200)["id"].clone();
        let id = id.as_str().unwrap();
        let reader = program(&shop, &["orders:write", "orders:read", "custom_orders"]).await;
        let before = shop
            .texts("SELECT title || status || version FROM products ORDER BY id")
            .await;
        for (caller, status) in [(Api::new(&shop), 401), (reader, 403)] {
            for (method, path, body) in [
                ("POST", "/products".to_string(), json!({"title": "Mine"})),
                (
                    "PUT",
                    format!("/products/{id}"),
                    json!({"title": "Mine", "version": 1}),
                ),
                (
                    "PATCH",
                    format!("/products/{id}"),
                    json!({"title": "Mine", "version": 1}),
                ),
                ("POST", format!("/products/{id}/archive"), json!({})),
                ("POST", format!("/products/{id}/publish"), json!({})),
                (
                    "POST",
                    format!("/products/{id}/variants"),
                    json!({"prices": {"EUR": "0.01"}}),
                ),
                (
                    "POST",
                    format!("/products/{id}/stock"),
                    json!({"product_sku": BOWL, "change": "receive", "quantity": 5}),
                ),
                ("DELETE", format!("/products/{id}"), json!({})),
                ("POST", "/categories".to_string(), json!({"name": "Mine"})),
            ] {
                let reply = caller.call(method, &path, Some(&body)).await;
                assert_eq!(reply.status, status, "{method} {path}: {}", reply.body);
            }
        }
        let after = shop
            .texts("SELECT title || status || version FROM products ORDER BY id")
            .await;
        assert_eq!(before, after);
        assert_eq!(shop.stock(BOWL).await, [10, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn the_default_status_paid() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        for method in ["card", "hosted", "bank_transfer"] {
            let mut order = new_order(BOWL, 1);
            order["payment_method"] = json!(method);
            let order = api.post("/orders", order).await.expect(201);
            assert_eq!(
                (&order["status"], &order["payment_state"]),
                (&"pending".into(), &"unpaid".into()),
                "{method}"
            );
        }
        for field in ["status", "payment_state", "paid"] {
            let mut order = new_order(BOWL, 1);
            order[field] = json!("paid");
            assert_eq!(api.post("/orders", order).await.status, 422, "{field}");
        }
        assert_eq!(shop.orders("confirmed").await, 0);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM payment_requests WHERE state <> 'open'")
                .await,
            0
        );
    })
    .await;
}
