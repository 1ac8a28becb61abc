//! A guest's cart.

use super::{Api, new_order};
use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::each_shop;
use serde_json::{Value, json};

#[tokio::test]
async fn a_cart_is_named_by_the_token_that_its_first_item_brought() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        assert_eq!(
            api.get("/cart").await.expect(200)["cart_token"],
            Value::Null
        );
        let added = api
            .post("/cart/items", json!({"product_sku": BOWL, "quantity": 2}))
            .await;
        let cart = added.expect(201);
        assert_eq!(
            added.header("cart-token"),
            cart["cart_token"].as_str().unwrap()
        );
        let ada = api.with("cart-token", added.header("cart-token"));
        let more = ada
            .post("/cart/items", json!({"product_sku": MUG}))
            .await
            .expect(201);
        assert_eq!(
            more["cart_token"], cart["cart_token"],
            "it stays the same cart"
        );
        assert_eq!(
            (&more["count"], &more["subtotal"]),
            (&3.into(), &"112.00".into())
        );
        assert_eq!(ada.get("/cart/count").await.expect(200)["count"], 3);
        let line = more["lines"][0]["id"].as_str().unwrap().to_string();
        let path = format!("/cart/items/{line}");
        let less = ada.patch(&path, json!({"quantity": 1})).await.expect(200);
        assert_eq!(less["count"], 2);
        assert_eq!(ada.patch(&path, json!({})).await.status, 422);
        assert_eq!(ada.patch(&path, json!({"quantity": -1})).await.status, 422);
        assert_eq!(
            ada.patch(&path, json!({"quantity": 0})).await.expect(200)["count"],
            1
        );
        assert_eq!(ada.call("DELETE", &path, None).await.status, 404);
        assert_eq!(
            ada.post("/cart/items", json!({"product_sku": "NONE"}))
                .await
                .problem(422),
            "invalid"
        );
        assert_eq!(
            ada.post("/cart/items", json!({"product_sku": VASE, "quantity": 2}))
                .await
                .problem(409),
            "insufficient_inventory"
        );
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_cart_is_not_there() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let mine = api
            .post("/cart/items", json!({"product_sku": BOWL}))
            .await
            .expect(201);
        let token = mine["cart_token"].as_str().unwrap();
        let line = mine["lines"][0]["id"].as_str().unwrap();
        let id = token.split('.').next().unwrap();
        let other = api.post("/cart/items", json!({"product_sku": MUG})).await;
        let swapped = format!(
            "{id}.{}",
            other.header("cart-token").split_once('.').unwrap().1
        );
        for guess in [id, "nonsense", &swapped, &token[..token.len() - 1]] {
            let eve = Api::new(&shop).with("cart-token", guess);
            assert_eq!(eve.get("/cart").await.status, 404, "{guess}");
            assert_eq!(eve.get("/cart/count").await.status, 404);
            assert_eq!(
                eve.post("/cart/items", json!({"product_sku": MUG}))
                    .await
                    .status,
                404
            );
            assert_eq!(
                eve.call("DELETE", &format!("/cart/items/{line}"), None)
                    .await
                    .status,
                404
            );
        }
        let eve = Api::new(&shop).with("cart-token", other.header("cart-token"));
        assert_eq!(
            eve.call("DELETE", &format!("/cart/items/{line}"), None)
                .await
                .status,
            404
        );
        assert_eq!(
            Api::new(&shop)
                .with("cart-token", token)
                .get("/cart")
                .await
                .expect(200)["count"],
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_carts_order_is_one_order_and_empties_it_when_it_is_paid() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let added = api.post("/cart/items", json!({"product_sku": BOWL})).await;
        let ada = api.with("cart-token", added.header("cart-token"));
        let first = ada.post("/orders", new_order(BOWL, 1)).await.expect(201);
        let again = ada.post("/orders", new_order(BOWL, 1)).await.expect(201);
        assert_eq!(first["id"], again["id"]);
        let changed = ada.post("/orders", new_order(BOWL, 2)).await.expect(201);
        assert_ne!(first["id"], changed["id"]);
        assert_eq!(
            shop.orders("pending").await,
            1,
            "the changed one took its place"
        );
        let intent = shop.intent_of(&super::placed(&changed)).await;
        shop.provider.confirm(&intent, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(ada.get("/cart").await.expect(200)["count"], 0);
    })
    .await;
}
