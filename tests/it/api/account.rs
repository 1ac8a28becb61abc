//! What an account owns over the API: its profile, its address book, its orders, its cart.

use super::sign_in::{logs_in, person, text, with_token};
use super::{Api, new_order, placed, program};
use crate::accounts::{ADA, EVE};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::each_shop;
use serde_json::json;

#[tokio::test]
async fn the_profile_and_the_book_are_kept_by_their_owner() {
    each_shop(async |shop| {
        let ada = person(&shop, ADA).await;
        let eve = person(&shop, EVE).await;
        let whole = json!({"name": "Ada King", "phone": "+44 20", "currency": "JPY"});
        let profile = ada.call("PUT", "/profile", Some(&whole)).await.expect(200);
        assert_eq!((&profile["name"], &profile["currency"]), (&"Ada King".into(), &"JPY".into()));
        let changed = ada.patch("/profile", json!({"phone": ""})).await.expect(200);
        assert_eq!((&changed["name"], &changed["phone"]), (&"Ada King".into(), &"".into()));
        assert_eq!(ada.patch("/profile", json!({"currency": "XXX"})).await.status, 422);
        assert_eq!(ada.patch("/profile", json!({"email": EVE})).await.problem(422), "unknown_field");
        let home = json!({"line1": "Ringstr. 1", "city": "Berlin", "postal_code": "10115", "country": "DE"});
        let made = ada.post("/profile/addresses", home.clone()).await;
        let first = made.expect(201);
        assert!(made.header("location").ends_with(text(&first, "id")));
        assert_eq!((&first["full_name"], &first["default_for_shipping"]), (&"Ada King".into(), &true.into()));
        let second = ada.post("/profile/addresses", home.clone()).await.expect(201);
        let path = format!("/profile/addresses/{}", text(&second, "id"));
        let change = json!({"city": "Lübeck", "default_for_shipping": true, "default_for_billing": true});
        let changed = ada.patch(&path, change.clone()).await.expect(200);
        assert_eq!((&changed["city"], &changed["line1"]), (&"Lübeck".into(), &"Ringstr. 1".into()));
        assert_eq!((&changed["default_for_shipping"], &changed["default_for_billing"]), (&true.into(), &true.into()));
        let same = ada.patch(&path, change).await.expect(200);
        assert_eq!(same["default_for_billing"], true, "it says what is wanted, and does not toggle");
        let no = json!({"default_for_shipping": false});
        assert_eq!(ada.patch(&path, no).await.status, 422);
        for (method, body) in [("GET", None), ("PATCH", Some(json!({"city": "X"}))), ("DELETE", None)] {
            let reply = eve.call(method, &path, body.as_ref()).await;
            assert_eq!(reply.problem(404), "not_found", "{method}");
        }
        assert_eq!(ada.patch(&path, json!({"country": "XX"})).await.status, 422);
        assert_eq!(ada.call("DELETE", &path, None).await.status, 204);
        let book = ada.get("/profile/addresses").await.expect(200);
        assert_eq!(book["items"].as_array().unwrap().len(), 1);
        assert_eq!(eve.get("/profile/addresses").await.expect(200)["items"], json!([]));
        let scale = program(&shop, &["customers:write"]).await;
        assert_eq!(scale.get("/profile").await.problem(403), "people_only");
    })
    .await;
}

#[tokio::test]
async fn orders_of_the_account_need_no_token_and_are_nobody_elses() {
    each_shop(async |shop| {
        let ada = person(&shop, ADA).await;
        let eve = person(&shop, EVE).await;
        let mut body = new_order(BOWL, 1);
        body.as_object_mut().unwrap().remove("guest_email");
        let order = ada.post("/orders", body).await.expect(201);
        assert_eq!(
            order["email"], ADA,
            "the account's own address, unless said"
        );
        let path = format!("/orders/{}", text(&order, "id"));
        let number = format!("/orders/{}", text(&order, "number"));
        for address in [&path, &number] {
            assert_eq!(ada.get(address).await.expect(200)["id"], order["id"]);
            assert_eq!(eve.get(address).await.problem(404), "not_found");
        }
        let (guests, holder) = Api::new(&shop).orders(MUG).await;
        let listed = ada.get("/orders").await.expect(200);
        assert_eq!(
            (&listed["total"], &listed["items"][0]["id"]),
            (&1.into(), &order["id"])
        );
        assert_eq!(eve.get("/orders").await.expect(200)["items"], json!([]));
        assert_eq!(
            Api::new(&shop).get("/orders").await.problem(401),
            "token_required"
        );
        assert_eq!(
            program(&shop, &["orders:read"])
                .await
                .get("/orders")
                .await
                .expect(200)["total"],
            2
        );
        let token = text(&guests, "access_token");
        let both = ada.with("order-token", token);
        let theirs = format!("/orders/{}", text(&guests, "id"));
        both.get(&theirs).await.expect(200);
        assert_eq!(
            ada.get(&theirs).await.status,
            404,
            "signed in, it is not theirs"
        );
        for step in ["history", "cancel", "notes", "start-payment"] {
            let (method, body) = match step {
                "history" => ("GET", None),
                "notes" => ("POST", Some(json!({"note": "Ring twice."}))),
                _ => ("POST", Some(json!({}))),
            };
            let at = format!("{path}/{step}");
            for who in [&eve, &holder, &Api::new(&shop)] {
                assert_eq!(
                    who.call(method, &at, body.as_ref()).await.status,
                    404,
                    "{step}"
                );
            }
        }
        let noted = ada
            .post(&format!("{path}/notes"), json!({"note": "Ring twice."}))
            .await
            .expect(200);
        assert_eq!(noted["note"], "Ring twice.");
        let note = json!({"note": "By the gate."});
        assert_eq!(
            holder
                .post(&format!("{theirs}/notes"), note)
                .await
                .expect(200)["note"],
            "By the gate."
        );
        let stale = ada.with("if-match", "\"1\"");
        assert_eq!(
            stale
                .post(&format!("{path}/cancel"), json!({}))
                .await
                .problem(412),
            "version_changed"
        );
        ada.post(&format!("{path}/start-payment"), json!({}))
            .await
            .expect(200);
        let intent = shop.intent_of(&placed(&order)).await;
        shop.provider.confirm(&intent, "pm_card_visa").await;
        shop.hears().await;
        let history = ada.get(&format!("{path}/history")).await.expect(200);
        assert!(history["items"].as_array().unwrap().len() >= 3);
        let fresh = ada.with("if-match", ada.get(&path).await.header("etag"));
        let over = fresh
            .post(&format!("{path}/cancel"), json!({}))
            .await
            .expect(200);
        assert_eq!(over["status"], "cancelled");
        shop.hears().await;
        assert_eq!(
            ada.get(&path).await.expect(200)["payment_state"],
            "refunded"
        );
    })
    .await;
}

#[tokio::test]
async fn a_cart_comes_along_at_sign_in_and_stays_with_the_account() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let guest = Api::new(&shop);
        let added = guest
            .post("/cart/items", json!({"product_sku": BOWL, "quantity": 2}))
            .await;
        let token = added.header("cart-token").to_string();
        let guest = guest.with("cart-token", &token);
        let tokens = logs_in(&guest, ADA).await;
        let ada = with_token(&Api::new(&shop), text(&tokens, "access_token"));
        let cart = ada.get("/cart").await.expect(200);
        assert_eq!(cart["count"], 2, "without a Cart-Token");
        assert_eq!(
            guest.get("/cart").await.problem(404),
            "not_found",
            "it is the account's now"
        );
        ada.post("/cart/items", json!({"product_sku": MUG}))
            .await
            .expect(201);
        assert_eq!(ada.get("/cart/count").await.expect(200)["count"], 3);
        let other = Api::new(&shop)
            .post("/cart/items", json!({"product_sku": MUG}))
            .await;
        let foreign = ada.with("cart-token", other.header("cart-token"));
        assert_eq!(
            foreign.get("/cart/count").await.expect(200)["count"],
            3,
            "a guest's token changes nothing"
        );
        let named = ada.with("cart-token", text(&cart, "cart_token"));
        let order = named.post("/orders", new_order(BOWL, 2)).await.expect(201);
        let intent = shop.intent_of(&placed(&order)).await;
        shop.provider.confirm(&intent, "pm_card_visa").await;
        shop.hears().await;
        let left = ada.get("/cart/count").await.expect(200)["count"]
            .as_i64()
            .unwrap();
        assert!(
            left < 3,
            "an order that came from the cart empties it: {left}"
        );
        let browser = shop.visitor();
        browser.signs_in(ADA).await;
        assert_eq!(
            browser.cart().await.count,
            left,
            "every browser shows the account's cart"
        );
        ada.post("/auth/logout", json!({})).await;
        assert_eq!(
            Api::new(&shop)
                .with("cart-token", text(&cart, "cart_token"))
                .get("/cart")
                .await
                .status,
            404
        );
    })
    .await;
}

#[tokio::test]
async fn a_repeated_order_of_an_account_is_one_order_though_the_client_went_away() {
    each_shop(async |shop| {
        let ada = person(&shop, ADA)
            .await
            .with("idempotency-key", "ada-orders-a-bowl-once");
        let eve = person(&shop, EVE)
            .await
            .with("idempotency-key", "ada-orders-a-bowl-once");
        shop.provider.suffers(json!({"delay_ms": 900})).await;
        let body = new_order(BOWL, 1);
        let request = ada
            .request("POST", "/orders")
            .header("content-type", "application/json");
        let gone = request
            .body(body.to_string())
            .timeout(std::time::Duration::from_millis(300));
        assert!(
            gone.send().await.is_err(),
            "the client is gone before the answer"
        );
        let mut reply = ada.post("/orders", body.clone()).await;
        for _ in 0..200 {
            if reply.status != 409 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
            reply = ada.post("/orders", body.clone()).await;
        }
        assert_eq!(reply.header("idempotency-replayed"), "true");
        let order = reply.expect(201);
        shop.provider.recovers().await;
        assert_eq!(ada.get("/orders").await.expect(200)["total"], 1);
        let other = eve.post("/orders", body).await.expect(201);
        assert_ne!(other["id"], order["id"], "a key is its customer's own");
        assert_eq!(shop.orders("pending").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_custom_order_of_the_account_is_named_by_its_number_too() {
    each_shop(async |shop| {
        let ada = person(&shop, ADA).await;
        let eve = person(&shop, EVE).await;
        let wish = super::custom_orders::asked(&ada).await;
        let path = format!("/custom-orders/{}", text(&wish, "number"));
        assert_eq!(ada.get(&path).await.expect(200)["ref"], wish["ref"]);
        let say = json!({"message": "Green would be lovely."});
        ada.post(&format!("{path}/messages"), say.clone())
            .await
            .expect(201);
        for other in [&eve, &Api::new(&shop)] {
            assert_eq!(other.get(&path).await.status, 404);
            assert_eq!(
                other
                    .post(&format!("{path}/messages"), say.clone())
                    .await
                    .status,
                404
            );
        }
        let stale = ada
            .with("if-match", "\"1\"")
            .post(&format!("{path}/withdraw"), json!({}))
            .await;
        assert_eq!(stale.problem(412), "version_changed");
        let over = ada
            .post(&format!("{path}/withdraw"), json!({"reason": "No more."}))
            .await
            .expect(200);
        assert_eq!(over["status"], "withdrawn");
    })
    .await;
}
