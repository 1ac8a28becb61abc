//! Refunds by programs: in full, by amount, by line, shipping alone, and of one payment.

use super::{Api, new_order, placed, program};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use serde_json::{Value, json};

/// An order of two bowls and a mug that was paid: €116.90 with the shipping.
async fn paid(shop: &Shop) -> Value {
    let mut body = new_order(BOWL, 2);
    body["items"] =
        json!([{"product_sku": BOWL, "quantity": 2}, {"product_sku": MUG, "quantity": 1}]);
    let order = Api::new(shop).post("/orders", body).await.expect(201);
    let intent = shop.intent_of(&placed(&order)).await;
    shop.provider.confirm(&intent, "pm_card_visa").await;
    shop.hears().await;
    order
}

fn path(order: &Value) -> String {
    format!("/orders/{}/refund", order["id"].as_str().unwrap())
}

async fn refunded(shop: &Shop) -> i64 {
    shop.number("SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM refunds WHERE state <> 'failed'")
        .await
}

#[tokio::test]
async fn a_refund_goes_back_by_line_by_amount_and_what_is_left() {
    each_shop(async |shop| {
        let order = paid(&shop).await;
        let till = program(&shop, &["refunds"]).await;
        let at = path(&order);
        let one = json!({"reason": "Broken.", "lines": [{"product_sku": BOWL, "quantity": 1}], "restock": true});
        till.post(&at, one).await.expect(200);
        shop.hears().await;
        assert_eq!(refunded(&shop).await, 4500);
        assert_eq!(shop.stock(BOWL).await[0], 9, "chosen to go back on the shelf");
        let shipping = json!({"reason": "Late.", "shipping": true});
        till.post(&at, shipping).await.expect(200);
        assert_eq!(refunded(&shop).await, 4990);
        let some = json!({"reason": "A scratch.", "amount": "10.00"});
        till.post(&at, some).await.expect(200);
        assert_eq!(refunded(&shop).await, 5990);
        for (wrong, code) in [
            (json!({"reason": "", "amount": "1"}), 422),
            (json!({"reason": "x", "amount": "1000"}), 422),
            (json!({"reason": "x", "amount": "0"}), 422),
            (json!({"reason": "x", "lines": [{"product_sku": BOWL, "quantity": 2}]}), 422),
            (json!({"reason": "x", "lines": [{"product_sku": "NONE", "quantity": 1}]}), 422),
            (json!({"reason": "x", "amount": "1", "shipping": true}), 422),
            (json!({"amount": "1"}), 422),
        ] {
            assert_eq!(till.post(&at, wrong.clone()).await.status, code, "{wrong}");
        }
        assert_eq!(refunded(&shop).await, 5990);
        let rest = till.post(&at, json!({"reason": "All of it, then."})).await.expect(200);
        shop.hears().await;
        assert_eq!(refunded(&shop).await, 11690);
        let reader = program(&shop, &["orders:read"]).await;
        let seen = reader.get(&format!("/orders/{}", rest["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(seen["payment_state"], "refunded");
        assert_eq!(shop.stock(BOWL).await[0], 9, "not chosen to go back");
        assert_eq!(till.post(&at, json!({"reason": "Once more."})).await.status, 409);
        let log = shop.texts("SELECT actor_name FROM audit_log WHERE kind = 'money_refunded'").await;
        assert_eq!(log, ["API: Scale"; 4]);
    })
    .await;
}

#[tokio::test]
async fn one_payment_goes_back_by_its_id() {
    each_shop(async |shop| {
        let order = paid(&shop).await;
        let till = program(&shop, &["refunds"]).await;
        let listed = till.get("/payments").await.expect(200);
        let attempt = listed["items"][0]["id"].as_str().unwrap();
        let some = json!({"reason": "A scratch.", "amount": "16.90"});
        till.post(&format!("/payments/{attempt}/refund"), some)
            .await
            .expect(200);
        let request = order["payments"][0]["id"].as_str().unwrap();
        let all = json!({"reason": "All of it."});
        till.post(&format!("/payments/{request}/refund"), all)
            .await
            .expect(200);
        assert_eq!(refunded(&shop).await, 11690);
        shop.hears().await;
        let none = till
            .post("/payments/nothing/refund", json!({"reason": "x"}))
            .await;
        assert_eq!(none.problem(404), "not_found");
    })
    .await;
}

#[tokio::test]
async fn a_refund_is_given_once_for_what_was_read() {
    each_shop(async |shop| {
        let order = paid(&shop).await;
        let (till, at) = (program(&shop, &["refunds"]).await, path(&order));
        let some = json!({"reason": "A scratch.", "amount": "10.00"});
        let stale = till.with("if-match", "\"1\"");
        assert_eq!(
            stale.post(&at, some.clone()).await.problem(412),
            "version_changed"
        );
        let old = json!({"reason": "A scratch.", "amount": "10.00", "version": 1});
        assert_eq!(till.post(&at, old).await.problem(412), "version_changed");
        assert_eq!(refunded(&shop).await, 0);
        let keyed = till.with("idempotency-key", "a-refund-for-a-scratch");
        let first = keyed.post(&at, some.clone()).await;
        first.expect(200);
        let again = keyed.post(&at, some.clone()).await;
        assert_eq!((again.status, &again.body), (200, &first.body));
        assert_eq!(refunded(&shop).await, 1000);
        // Two tills with one version: the order's lock lets one of them give.
        let tag = till
            .get(&at.replace("/refund", ""))
            .await
            .header("etag")
            .to_string();
        let race = (0..6).map(|_| {
            let (till, at, some) = (till.with("if-match", &tag), at.clone(), some.clone());
            tokio::spawn(async move { till.post(&at, some).await.status })
        });
        let mut given = Vec::new();
        for call in race.collect::<Vec<_>>() {
            given.push(call.await.unwrap());
        }
        given.sort_unstable();
        assert_eq!(given, [200, 412, 412, 412, 412, 412]);
        assert_eq!(refunded(&shop).await, 2000);
        let writer = program(&shop, &["orders:write"]).await;
        assert_eq!(
            writer.post(&at, some).await.problem(403),
            "missing_scope",
            "refunds are a scope of their own"
        );
        shop.hears().await;
    })
    .await;
}
