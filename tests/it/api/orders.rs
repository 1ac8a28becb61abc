//! Orders through the API, from placing to paying and cancelling.

use super::{Api, new_order, placed, program};
use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::each_shop;
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_is_placed_paid_and_seen_by_whoever_holds_its_token() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let reply = api.post("/orders", new_order(BOWL, 2)).await;
        let order = reply.expect(201);
        assert_eq!(
            (&order["number"], &order["status"]),
            (&"ORD-000001".into(), &"pending".into())
        );
        assert_eq!(
            (&order["total"], &order["currency"]),
            (&"94.90".into(), &"EUR".into())
        );
        assert_eq!(order["lines"][0]["unit_price"], "45.00");
        assert_eq!(
            reply.header("order-token"),
            order["access_token"].as_str().unwrap()
        );
        assert!(
            reply
                .header("location")
                .ends_with(order["id"].as_str().unwrap())
        );
        let ada = api.with("order-token", reply.header("order-token"));
        let path = format!("/orders/{}", order["id"].as_str().unwrap());
        let payment = ada
            .post(&format!("{path}/start-payment"), json!({}))
            .await
            .expect(200);
        assert_eq!(
            (&payment["provider"], &payment["amount"]),
            (&"stripe".into(), &"94.90".into())
        );
        let secret = payment["client_secret"].as_str().unwrap();
        let intent = secret.split("_secret_").next().unwrap();
        shop.provider.confirm(intent, "pm_card_visa").await;
        shop.hears().await;
        let paid = ada.get(&path).await.expect(200);
        assert_eq!(
            (
                &paid["status"],
                &paid["status_label"],
                &paid["payment_state"]
            ),
            (&"confirmed".into(), &"paid".into(), &"paid".into())
        );
        assert_eq!(paid["payments"][0]["id"], payment["payment_id"]);
        assert_eq!(
            ada.get("/orders/ORD-000001").await.expect(200)["id"],
            order["id"],
            "its number names it too"
        );
        let history = ada.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(history["items"][0]["sentence"], "Order placed.");
        assert_eq!(
            ada.post(&format!("{path}/start-payment"), json!({}))
                .await
                .problem(409),
            "nothing_due"
        );
        let cancelled = ada
            .post(
                &format!("{path}/cancel"),
                json!({"reason": "Too large after all."}),
            )
            .await;
        assert_eq!(cancelled.expect(200)["status"], "cancelled");
        shop.hears().await;
        assert_eq!(
            ada.get(&path).await.expect(200)["payment_state"],
            "refunded"
        );
    })
    .await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_the_lines_is_told_at_once() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let mut order = new_order(BOWL, 99);
        order["items"] = json!([
            {"product_sku": "NONE", "quantity": 1},
            {"product_sku": VASE, "quantity": 2},
            {"product_sku": BOWL, "quantity": 1, "unit_price": 40},
            {"product_sku": MUG, "quantity": 0},
            {"product_sku": MUG, "quantity": 1},
        ]);
        let reply = api.post("/orders", order.clone()).await;
        let problem = reply.expect(409);
        let errors = problem["errors"].as_array().unwrap();
        let told: Vec<(&str, &str)> = errors
            .iter()
            .map(|e| (e["field"].as_str().unwrap(), e["code"].as_str().unwrap()))
            .collect();
        assert_eq!(
            told,
            [
                ("items[0]", "product_not_found"),
                ("items[1]", "insufficient_inventory"),
                ("items[2]", "price_changed"),
                ("items[3]", "invalid_item_data"),
            ]
        );
        assert_eq!(
            (&errors[2]["unit_price"], &errors[1]["available"]),
            (&"45.00".into(), &1.into())
        );
        shop.archives(MUG).await;
        shop.visitor().buys(VASE, 1).await;
        order["items"] =
            json!([{"product_sku": MUG, "quantity": 1}, {"product_sku": VASE, "quantity": 1}]);
        order["currency"] = json!("KWD");
        let codes: Vec<Value> = api.post("/orders", order.clone()).await.expect(409)["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["code"].clone())
            .collect();
        assert_eq!(codes, ["product_not_active", "payment_not_available"]);
        order["currency"] = json!("EUR");
        order["items"] = json!([{"product_sku": VASE, "quantity": 1}]);
        assert_eq!(
            api.post("/orders", order).await.problem(409),
            "product_sold_out"
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
    })
    .await;
}

#[tokio::test]
async fn fields_are_named_as_they_were_sent() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let mut order = new_order(BOWL, 1);
        order["guest_email"] = json!("nonsense");
        order["shipping_address"]["city"] = json!("");
        order["billing_address"] =
            json!({"line1": "", "city": "B", "postal_code": "1", "country": "DE"});
        order["payment_method"] = json!("shells");
        let problem = api.post("/orders", order).await.expect(422);
        let fields: Vec<&str> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["field"].as_str().unwrap())
            .collect();
        for field in [
            "guest_email",
            "shipping_address.city",
            "billing_address.line1",
            "payment_method",
        ] {
            assert!(fields.contains(&field), "{field} in {fields:?}");
        }
        let mut nothing = new_order(BOWL, 1);
        nothing["items"] = json!([]);
        assert_eq!(api.post("/orders", nothing).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_checkout_session_leads_to_the_providers_page() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let session = api
            .post("/checkout-sessions", new_order(BOWL, 1))
            .await
            .expect(201);
        let url = session["url"].as_str().unwrap();
        assert!(
            url.starts_with("http") && url.contains("/sandbox/checkout/cs_"),
            "{url}"
        );
        let ada = api.with("order-token", session["access_token"].as_str().unwrap());
        let order = ada
            .get(&format!(
                "/orders/{}",
                session["order_id"].as_str().unwrap()
            ))
            .await
            .expect(200);
        assert_eq!(order["payments"][0]["method"], "hosted");
        let mut card = new_order(BOWL, 1);
        card["payment_method"] = json!("card");
        assert_eq!(api.post("/checkout-sessions", card).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn programs_list_and_move_orders_and_the_audit_log_has_it() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let mut order = new_order(BOWL, 1);
        order["payment_method"] = json!("bank_transfer");
        let order = api.post("/orders", order).await.expect(201);
        api.orders(MUG).await;
        let scale = program(&shop, &["orders:write"]).await;
        let list = scale.get("/orders?page_size=1").await.expect(200);
        assert_eq!(
            (&list["total"], &list["items"][0]["number"]),
            (&2.into(), &"ORD-000002".into())
        );
        let next = format!(
            "/orders?page_size=1&cursor={}",
            list["next_cursor"].as_str().unwrap()
        );
        assert_eq!(
            scale.get(&next).await.expect(200)["items"][0]["id"],
            order["id"]
        );
        assert_eq!(
            scale.get("/orders?status=to_confirm").await.expect(200)["total"],
            1
        );
        assert_eq!(scale.get("/orders?status=nonsense").await.status, 422);
        let path = format!("/orders/{}", order["id"].as_str().unwrap());
        let payments = scale.get("/payments?state=created").await.expect(200);
        assert_eq!(payments["total"], 2);
        let paid = scale
            .post(
                &format!("{path}/process-payment"),
                json!({"reference": "Statement 7"}),
            )
            .await;
        assert_eq!(paid.expect(200)["status"], "confirmed");
        assert_eq!(
            scale
                .post(
                    &format!("{path}/process-payment"),
                    json!({"reference": "again"})
                )
                .await
                .status,
            409
        );
        assert_eq!(
            scale.post(&format!("{path}/ship"), json!({})).await.status,
            422
        );
        let parcel = json!({"carrier": "DHL", "tracking_number": "123"});
        assert_eq!(
            scale
                .post(&format!("{path}/ship"), parcel)
                .await
                .expect(200)["status"],
            "shipped"
        );
        assert_eq!(
            scale
                .post(&format!("{path}/complete"), json!({}))
                .await
                .expect(200)["status"],
            "completed"
        );
        scale
            .post(&format!("{path}/notes"), json!({"note": "Well packed."}))
            .await
            .expect(200);
        let log = shop
            .texts("SELECT kind FROM audit_log WHERE actor_name = 'API: Scale' ORDER BY id")
            .await;
        assert_eq!(log, ["payment_confirmed", "shipped", "completed", "noted"]);
        let holder = api.with("order-token", order["access_token"].as_str().unwrap());
        let history = holder.get(&format!("{path}/history")).await.body;
        assert!(
            !history.contains("Well packed") && !history.contains("Scale"),
            "{history}"
        );
        let own = placed(&order);
        assert_eq!(shop.standing(&own).await.1, "paid");
    })
    .await;
}
