//! What every call has in common.

use super::{Api, Reply, new_order, program};
use crate::support::goods::BOWL;
use crate::support::shop::{each_shop, each_shop_with};
use serde_json::json;

#[tokio::test]
async fn a_slash_at_the_end_makes_no_difference() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        for path in [
            "/products",
            "/products/bowl",
            "/cart",
            "/categories",
            "/openapi.json",
        ] {
            let plain = api.get(path).await;
            let slashed = api.get(&format!("{path}/")).await;
            assert_eq!((plain.status, &plain.body), (200, &slashed.body), "{path}");
        }
        let made = api.post("/cart/items/", json!({"product_sku": BOWL})).await;
        assert_eq!(made.status, 201);
    })
    .await;
}

#[tokio::test]
async fn cookies_are_never_read() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 2).await;
        let cookie = shop
            .http
            .post(format!("{}/cart", shop.base))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("action=add&sku=MUG")
            .send()
            .await
            .unwrap();
        let cookie = cookie.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_string();
        let api = Api::new(&shop).with("cookie", &cookie);
        let cart = api.get("/cart").await;
        assert_eq!(cart.expect(200)["count"], 0, "a cookie opens no cart");
        assert!(!cart.headers.contains_key("set-cookie"));
        let added = api.post("/cart/items", json!({"product_sku": BOWL})).await;
        assert!(!added.headers.contains_key("set-cookie"));
        assert_eq!(ada.cart().await.count, 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_json_is_refused_with_a_hint() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        for kind in [
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data; boundary=x",
            "",
        ] {
            for path in ["/cart/items", "/orders", "/checkout-sessions"] {
                let mut request = api.request("POST", path).body("product_sku=BOWL");
                if !kind.is_empty() {
                    request = request.header("content-type", kind);
                }
                let reply = Reply::of(request.send().await.unwrap()).await;
                assert_eq!(
                    reply.problem(415),
                    "unsupported_media_type",
                    "{path} {kind}"
                );
                assert!(reply.body.contains("/api/docs"), "it says where to look");
            }
        }
        let broken = api
            .request("POST", "/cart/items")
            .header("content-type", "application/json")
            .body("{");
        let reply = Reply::of(broken.send().await.unwrap()).await;
        assert_eq!(reply.problem(400), "malformed_json");
        let large = json!({"product_sku": "x".repeat(300 * 1024)});
        assert_eq!(
            api.post("/cart/items", large).await.problem(413),
            "too_large"
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM carts").await, 0);
    })
    .await;
}

#[tokio::test]
async fn unknown_fields_are_refused_by_name() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let mut order = new_order(BOWL, 1);
        for field in ["status", "total", "coupon"] {
            order[field] = json!("paid");
            let reply = api.post("/orders", order.clone()).await;
            assert_eq!(reply.problem(422), "unknown_field");
            assert_eq!(reply.json()["errors"][0]["field"], field);
            order.as_object_mut().unwrap().remove(field);
        }
        order["items"][0]["colour"] = json!("green");
        let reply = api.post("/orders", order).await;
        assert_eq!(reply.problem(422), "unknown_field");
        assert_eq!(reply.json()["errors"][0]["field"], "items[0].colour");
        assert_eq!(
            api.get("/products?colour=green").await.problem(422),
            "unknown_field"
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_and_what_cant_be_done_are_problems_too() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        for path in [
            "",
            "/nowhere",
            "/products/nothing",
            "/orders/1/nowhere",
            "/categories/none",
        ] {
            assert_eq!(api.get(path).await.problem(404), "not_found", "{path}");
        }
        assert_eq!(
            api.call("PUT", "/cart", None).await.problem(405),
            "method_not_allowed"
        );
    })
    .await;
}

#[tokio::test]
async fn the_allowance_is_told_and_ends() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let first = api.get("/cart").await;
        assert!(
            first.header("ratelimit-policy").contains("q=240;w=60"),
            "{:?}",
            first.headers
        );
        assert!(
            first.header("ratelimit").contains("r=239"),
            "{:?}",
            first.headers
        );
        let mut last = first;
        for _ in 0..300 {
            last = api.get("/cart/count").await;
            if last.status != 200 {
                break;
            }
        }
        assert_eq!(last.problem(429), "too_many");
        assert!(last.header("retry-after").parse::<u64>().unwrap() >= 1);
        assert!(last.header("ratelimit").contains("r=0"));
        assert_eq!(
            Api::new(&shop).get("/cart").await.status,
            200,
            "others have their own"
        );
        shop.app.clock.advance_ms(60_000);
        assert_eq!(api.get("/cart").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn other_sites_may_call_only_when_the_owner_named_them() {
    each_shop(async |shop| {
        let api = Api::new(&shop).with("origin", "https://app.example");
        let reply = api.get("/products").await;
        assert!(!reply.headers.contains_key("access-control-allow-origin"));
    })
    .await;
    each_shop_with(&["--cors-origins", "https://app.example"], async |shop| {
        let named = Api::new(&shop).with("origin", "https://app.example");
        let reply = named.get("/products").await;
        assert_eq!(
            reply.header("access-control-allow-origin"),
            "https://app.example"
        );
        assert!(
            !reply
                .headers
                .contains_key("access-control-allow-credentials")
        );
        let asked = named.with("access-control-request-method", "POST").with(
            "access-control-request-headers",
            "idempotency-key, content-type",
        );
        let preflight = asked.call("OPTIONS", "/orders", None).await;
        assert_eq!(preflight.status, 200, "{}", preflight.body);
        assert!(
            preflight
                .header("access-control-allow-headers")
                .contains("idempotency-key")
        );
        let other = Api::new(&shop)
            .with("origin", "https://evil.example")
            .get("/products")
            .await;
        assert!(!other.headers.contains_key("access-control-allow-origin"));
    })
    .await;
}

#[tokio::test]
async fn a_stale_if_match_changes_nothing() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let (order, holder) = api.orders(BOWL).await;
        let path = format!("/orders/{}", order["id"].as_str().unwrap());
        let seen = holder.get(&path).await;
        let tag = seen.header("etag").to_string();
        assert_eq!(tag, format!("\"{}\"", order["version"]));
        let stale = holder.with("if-match", "\"99\"");
        let cancel = format!("{path}/cancel");
        assert_eq!(
            stale.post(&cancel, json!({})).await.problem(412),
            "version_changed"
        );
        assert_eq!(shop.orders("pending").await, 1);
        let fresh = holder.with("if-match", &tag);
        assert_eq!(
            fresh.post(&cancel, json!({})).await.expect(200)["status"],
            "cancelled"
        );
        let scale = program(&shop, &["orders:write"])
            .await
            .with("if-match", "\"1\"");
        let note = scale
            .post(&format!("{path}/notes"), json!({"note": "Hello"}))
            .await;
        assert_eq!(note.problem(412), "version_changed");
    })
    .await;
}

/// Calls one path with one version many times at once, and counts what was answered.
async fn at_once(api: &Api, path: &str, body: serde_json::Value) -> (usize, usize) {
    let calls = (0..8).map(|_| {
        let (api, path, body) = (api.clone(), path.to_string(), body.clone());
        tokio::spawn(async move { api.post(&path, body).await.status })
    });
    let mut statuses = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        statuses.push(call.await.unwrap());
    }
    let count = |wanted: u16| statuses.iter().filter(|status| **status == wanted).count();
    (count(200) + count(201), count(412))
}

#[tokio::test]
async fn of_many_calls_with_one_version_one_is_carried_out() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let (order, holder) = api.orders(BOWL).await;
        let path = format!("/orders/{}", order["id"].as_str().unwrap());
        let tag = holder.get(&path).await.header("etag").to_string();
        let note = json!({"note": "Please ring twice."});
        let notes = format!("{path}/notes");
        let staff = program(&shop, &["orders:write"]).await;
        let done = at_once(&staff.with("if-match", &tag), &notes, note.clone()).await;
        assert_eq!(done, (1, 7), "a program’s");
        let tag = holder.get(&path).await.header("etag").to_string();
        let done = at_once(&holder.with("if-match", &tag), &notes, note).await;
        assert_eq!(done, (1, 7), "a customer’s");
        let asked = super::custom_orders::asked(&api).await;
        let thread = format!("/custom-orders/{}", asked["ref"].as_str().unwrap());
        let tag = api.get(&thread).await.header("etag").to_string();
        let message = json!({"message": "Could it be a little darker?"});
        let said = format!("{thread}/messages");
        let done = at_once(&api.with("if-match", &tag), &said, message).await;
        assert_eq!(done, (1, 7), "a custom order’s");
    })
    .await;
}
