//! The same key with the same request: once, whatever happens to the client.

use super::custom_orders::picture;
use super::sign_in::person;
use super::{Api, Reply, new_order, program};
use crate::accounts::{ADA, EVE};
use crate::support::goods::{BOWL, VASE};
use crate::support::shop::each_shop;
use atelier::server::clock::{DAY_MS, MINUTE_MS};
use serde_json::{Value, json};
use std::time::Duration;

const KEY: &str = "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a10";

#[tokio::test]
async fn a_repeated_request_is_one_order_and_the_same_answer() {
    each_shop(async |shop| {
        let api = Api::new(&shop).with("idempotency-key", KEY);
        let first = api.post("/orders", new_order(BOWL, 1)).await;
        let again = api.post("/orders", new_order(BOWL, 1)).await;
        assert_eq!((first.status, &first.body), (again.status, &again.body));
        for header in ["etag", "order-token", "location", "content-type"] {
            assert_eq!(first.header(header), again.header(header), "{header}");
        }
        assert_eq!(
            (
                first.header("idempotency-replayed"),
                again.header("idempotency-replayed")
            ),
            ("", "true")
        );
        let other = api.post("/orders", new_order(BOWL, 2)).await;
        assert_eq!(other.problem(422), "idempotency_key_reused");
        assert_eq!(
            api.post("/checkout-sessions", new_order(BOWL, 1))
                .await
                .status,
            422,
            "nor for something else"
        );
        assert_eq!(shop.orders("pending").await, 1);
        let token = first.header("order-token").to_string();
        let stored = shop.texts("SELECT answer FROM api_answers").await.concat();
        assert!(
            !stored.contains(&token) && !stored.is_empty(),
            "answers are sealed"
        );
        shop.app.clock.advance_ms(DAY_MS + 1);
        shop.drains().await;
        assert_eq!(
            api.post("/orders", new_order(BOWL, 2)).await.status,
            201,
            "a day later it is a new key"
        );
    })
    .await;
}

#[tokio::test]
async fn refusals_are_repeated_too_and_keys_have_1_to_255_characters() {
    each_shop(async |shop| {
        let api = Api::new(&shop).with("idempotency-key", KEY);
        let first = api.post("/orders", new_order(VASE, 2)).await;
        assert_eq!(first.status, 409);
        let again = api.post("/orders", new_order(VASE, 2)).await;
        assert_eq!((again.status, &again.body), (409, &first.body));
        for key in ["", &"x".repeat(256)] {
            let reply = api
                .with("idempotency-key", key)
                .post("/orders", new_order(BOWL, 1))
                .await;
            assert_eq!(reply.status, 422, "{key}");
            assert_eq!(reply.json()["errors"][0]["field"], "Idempotency-Key");
        }
        for key in ["1", "startpay-42", &"x".repeat(255)] {
            let api = api.with("idempotency-key", key);
            let first = api.post("/orders", new_order(BOWL, 1)).await.expect(201);
            let again = api.post("/orders", new_order(BOWL, 1)).await.expect(201);
            assert_eq!(first["id"], again["id"], "{key}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_guests_key_belongs_to_the_address_or_to_the_cart_or_order_that_is_named() {
    each_shop(async |shop| {
        let item = json!({"product_sku": BOWL, "quantity": 1});
        let guest = || Api::new(&shop).with("idempotency-key", "cart-1");
        let (ada, eve) = (guest(), guest());
        let first = ada.post("/cart/items", item.clone()).await.expect(201);
        let again = ada.post("/cart/items", item.clone()).await.expect(201);
        assert_eq!(first["cart_token"], again["cart_token"]);
        let theirs = eve.post("/cart/items", item.clone()).await.expect(201);
        assert_ne!(first["cart_token"], theirs["cart_token"], "strangers");
        // A header that no shop handed out names nothing.
        let (one, two) = (
            guest()
                .with("cart-token", "undefined")
                .with("order-token", "undefined"),
            guest()
                .with("cart-token", "undefined")
                .with("order-token", "undefined"),
        );
        let placed = [
            one.post("/orders", new_order(BOWL, 1)).await,
            two.post("/orders", new_order(BOWL, 1)).await,
        ];
        assert_eq!(placed.map(|reply| reply.problem(404)), ["not_found"; 2]);
        let (one, two) = (
            guest().with("order-token", "undefined"),
            guest().with("order-token", "undefined"),
        );
        let mine = one.post("/orders", new_order(BOWL, 1)).await.expect(201);
        let other = two.post("/orders", new_order(BOWL, 1)).await.expect(201);
        assert_ne!(mine["id"], other["id"], "an order of their own");
        // Whoever holds the cart's token is the same caller wherever they are.
        let token = first["cart_token"].as_str().unwrap();
        let (home, away) = (
            guest().with("cart-token", token),
            guest().with("cart-token", token),
        );
        let more = home.post("/cart/items", item.clone()).await.expect(201);
        let same = away.post("/cart/items", item).await;
        assert_eq!(same.header("idempotency-replayed"), "true");
        assert_eq!(same.json()["count"], more["count"]);
        // So is whoever holds the order's; and one key for two orders is two calls.
        let cancel = |order: &Value| format!("/orders/{}/cancel", order["id"].as_str().unwrap());
        let holder =
            |order: &Value| guest().with("order-token", order["access_token"].as_str().unwrap());
        let reason = json!({"reason": "Too many."});
        for order in [&mine, &other] {
            let gone = holder(order).post(&cancel(order), reason.clone()).await;
            assert_eq!(gone.expect(200)["status"], "cancelled");
            let again = holder(order).post(&cancel(order), reason.clone()).await;
            assert_eq!(again.header("idempotency-replayed"), "true");
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_has_keys_of_its_own_wherever_it_calls_from() {
    each_shop(async |shop| {
        let ada = person(&shop, ADA).await.with("idempotency-key", "order-1");
        let eve = person(&shop, EVE).await.with("idempotency-key", "order-1");
        let first = ada.post("/orders", new_order(BOWL, 1)).await.expect(201);
        let away = ada.with("x-forwarded-for", "10.77.0.1");
        let again = away.post("/orders", new_order(BOWL, 1)).await.expect(201);
        assert_eq!(first["id"], again["id"]);
        let other = eve.post("/orders", new_order(BOWL, 1)).await.expect(201);
        assert_ne!(first["id"], other["id"]);
    })
    .await;
}

/// Sends a request for a custom order with one picture, its parts divided by `edge`.
async fn asks_with(api: &Api, edge: &str, picture: &[u8]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in [
        ("name", "Ada"),
        ("email", "ada@home.example"),
        ("country", "DE"),
        ("description", "A collar of green beads for a wedding."),
    ] {
        let part = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.bytes());
    }
    let head = format!(
        "--{edge}\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
    );
    body.extend(head.bytes().chain(picture.iter().copied()));
    body.extend(format!("\r\n--{edge}--\r\n").bytes());
    let kind = format!("multipart/form-data; boundary={edge}");
    let request = api
        .request("POST", "/custom-orders")
        .header("content-type", kind);
    Reply::of(request.body(body).send().await.unwrap()).await
}

#[tokio::test]
async fn files_are_compared_by_what_is_in_them() {
    each_shop(async |shop| {
        let api = Api::new(&shop).with("idempotency-key", "with-a-picture");
        let one = picture([90, 10, 10]);
        let first = asks_with(&api, "edge", &one).await;
        first.expect(201);
        let again = asks_with(&api, "another-edge", &one).await;
        assert_eq!(
            (again.status, &again.body),
            (201, &first.body),
            "the boundary is no part of it"
        );
        assert_eq!(again.header("idempotency-replayed"), "true");
        // As long as the first, and not the same.
        let mut other = one.clone();
        let last = other.len() - 1;
        other[last] ^= 1;
        let reused = asks_with(&api, "edge", &other).await;
        assert_eq!(reused.problem(422), "idempotency_key_reused");
        assert_eq!(shop.number("SELECT COUNT(*) FROM commissions").await, 1);
    })
    .await;
}

#[tokio::test]
async fn programs_have_keys_of_their_own() {
    each_shop(async |shop| {
        let scale = program(&shop, &["products:write"])
            .await
            .with("idempotency-key", KEY);
        let till = program(&shop, &["products:write"])
            .await
            .with("idempotency-key", KEY);
        let body = json!({"title": "Lantern"});
        let first = scale.post("/products", body.clone()).await.expect(201);
        let same = scale.post("/products", body.clone()).await.expect(201);
        let other = till.post("/products", body).await.expect(201);
        assert_eq!(first["id"], same["id"]);
        assert_ne!(first["id"], other["id"]);
    })
    .await;
}

/// Sends the request and goes away without waiting for the answer.
async fn goes_away(api: &Api, body: &Value) {
    let request = api
        .request("POST", "/orders")
        .header("content-type", "application/json")
        .body(body.to_string())
        .timeout(Duration::from_millis(300));
    let _ = request.send().await;
}

async fn answered(api: &Api, body: &Value) -> Reply {
    for _ in 0..200 {
        let reply = api.post("/orders", body.clone()).await;
        if reply.status != 409 {
            return reply;
        }
        assert_eq!(reply.problem(409), "idempotency_key_in_use");
        assert_eq!(reply.header("retry-after"), "1");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the work never ended");
}

#[tokio::test]
async fn a_client_that_goes_away_finds_its_order_when_it_comes_back() {
    each_shop(async |shop| {
        // The provider takes its time, so that the client is gone before the order is answered.
        shop.provider.suffers(json!({"delay_ms": 900})).await;
        let api = Api::new(&shop).with("idempotency-key", KEY);
        let body = new_order(BOWL, 1);
        goes_away(&api, &body).await;
        let reply = answered(&api, &body).await;
        assert_eq!(
            reply.header("idempotency-replayed"),
            "true",
            "the first request was carried out"
        );
        assert_eq!(reply.expect(201)["status"], "pending");
        shop.provider.recovers().await;
        assert_eq!(shop.orders("pending").await, 1);
        assert_eq!(shop.stock(BOWL).await[1], 1, "one unit is held, once");
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM payment_attempts WHERE intent_id IS NOT NULL")
                .await,
            1,
            "the work ran on to its end"
        );
    })
    .await;
}

#[tokio::test]
async fn many_at_once_with_one_key_are_one_order() {
    each_shop(async |shop| {
        let api = Api::new(&shop).with("idempotency-key", KEY);
        let body = new_order(BOWL, 1);
        let calls = (0..8).map(|_| {
            let (api, body) = (api.clone(), body.clone());
            tokio::spawn(async move { api.post("/orders", body).await.status })
        });
        let mut statuses = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            statuses.push(call.await.unwrap());
        }
        assert!(
            statuses.iter().all(|status| matches!(status, 201 | 409)),
            "{statuses:?}"
        );
        assert!(statuses.contains(&201));
        assert_eq!(shop.orders("pending").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_was_lost_with_its_process_is_found_again() {
    each_shop(async |shop| {
        let api = Api::new(&shop).with("idempotency-key", KEY);
        let body = new_order(BOWL, 1);
        let first = api.post("/orders", body.clone()).await.expect(201);
        // As a crash between the order and its answer leaves it.
        shop.tampers("UPDATE api_answers SET answer = NULL").await;
        assert_eq!(
            api.post("/orders", body.clone()).await.problem(409),
            "idempotency_key_in_use"
        );
        shop.app.clock.advance_ms(3 * MINUTE_MS);
        let again = api.post("/orders", body.clone()).await.expect(201);
        assert_eq!(again["id"], first["id"], "it is the same order");
        let paid = super::placed(&first);
        let intent = shop.intent_of(&paid).await;
        shop.provider.confirm(&intent, "pm_card_visa").await;
        shop.hears().await;
        shop.tampers("UPDATE api_answers SET answer = NULL").await;
        shop.app.clock.advance_ms(3 * MINUTE_MS);
        let after = api.post("/orders", body).await.expect(201);
        assert_eq!(
            (&after["id"], &after["status"]),
            (&first["id"], &"confirmed".into()),
            "even once it was paid"
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_kept_of_what_signs_somebody_in() {
    each_shop(async |shop| {
        let api = Api::new(&shop).with("idempotency-key", KEY);
        for path in [
            "/auth/login",
            "/auth/register",
            "/auth/refresh/",
            "/auth/logout",
        ] {
            api.post(path, json!({"email": "ada@home.example"})).await;
        }
        assert_eq!(shop.number("SELECT COUNT(*) FROM api_answers").await, 0);
    })
    .await;
}
