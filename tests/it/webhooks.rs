//! The provider's events as they come in: signed or rejected, recorded once, never lost for their shape.

use crate::support::goods::VASE;
use crate::support::provider::{WEBHOOK_SECRET, event, signature};
use crate::support::shop::{each_shop, each_shop_with};
use serde_json::json;

#[tokio::test]
async fn only_what_the_provider_signed_is_let_in() {
    each_shop(async |shop| {
        let body = event(
            "evt_1",
            "payment_intent.succeeded",
            json!({"id": "pi_none"}),
        );
        let now = shop.app.now_ms() / 1000;
        let good = signature(WEBHOOK_SECRET, now, &body);
        for header in [
            String::new(),
            "t=1,v1=00".into(),
            signature("whsec_other", now, &body),
            signature("", now, &body),
            signature(WEBHOOK_SECRET, now - 310, &body),
            signature(WEBHOOK_SECRET, now + 310, &body),
            signature(WEBHOOK_SECRET, now, &body.replace("pi_none", "pi_more")),
            good.replace("v1=", "v0="),
        ] {
            assert_eq!(
                shop.receives_signed(&body, &header).await.status,
                400,
                "{header}"
            );
        }
        assert_eq!(shop.number("SELECT COUNT(*) FROM webhook_events").await, 0);
        let rotated = format!("{good},v1=00ff");
        assert_eq!(shop.receives_signed(&body, &rotated).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn several_secrets_hold_while_they_are_rotated() {
    let secrets = ["--stripe-webhook-secret", "whsec_new, whsec_of_a_test"];
    each_shop_with(&secrets, async |shop| {
        let body = event("evt_1", "charge.expired", json!({"id": "ch_1"}));
        let now = shop.app.now_ms() / 1000;
        for secret in ["whsec_new", WEBHOOK_SECRET] {
            let header = signature(secret, now, &body);
            assert_eq!(
                shop.receives_signed(&body, &header).await.status,
                200,
                "{secret}"
            );
        }
        let header = signature("whsec_old", now, &body);
        assert_eq!(shop.receives_signed(&body, &header).await.status, 400);
    })
    .await;
}

#[tokio::test]
async fn a_repeated_event_is_skipped_and_an_unknown_one_is_taken() {
    each_shop(async |shop| {
        let body = event("evt_1", "product.created", json!({"id": "prod_1"}));
        let first = shop.receives(&body).await;
        assert_eq!(
            (first.status, first.json()),
            (200, json!({"received": true}))
        );
        let again = shop.receives(&body).await;
        assert_eq!(
            (again.status, again.json()["skipped"].clone()),
            (200, json!(true))
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM jobs").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_signed_event_that_cannot_be_read_is_looked_at_by_a_person() {
    each_shop(async |shop| {
        for body in [
            "{\"id\":\"evt_1\"}",
            "not json",
            "{}",
            "[1]",
            "{\"id\":1,\"type\":2,\"data\":{\"object\":{}}}",
        ] {
            assert_eq!(shop.receives(body).await.status, 200, "{body}");
            assert_eq!(shop.receives(body).await.status, 200, "{body} again");
        }
        assert_eq!(shop.attention().await, ["unreadable_event"; 5]);
    })
    .await;
}

#[tokio::test]
async fn an_event_in_a_shape_of_the_future_still_pays() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        let object = json!({"id": intent, "object": "payment_intent", "amount": "lots", "status": {"new": ["shape"]}});
        let mut body: serde_json::Value =
            serde_json::from_str(&event("evt_1", "payment_intent.succeeded", object)).unwrap();
        body["api_version"] = json!("2031-01-01.oak");
        body["livemode"] = json!(null);
        body.as_object_mut().unwrap().remove("pending_webhooks");
        assert_eq!(shop.receives(&body.to_string()).await.status, 200);
        shop.drains().await;
        assert_eq!(shop.standing(&order).await.0, "confirmed");
    })
    .await;
}

#[tokio::test]
async fn what_an_event_claims_is_not_believed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        let intent = shop.intent_of(&order).await;
        let object = json!({"id": intent, "object": "payment_intent", "status": "succeeded", "amount": 12_490,
            "amount_received": 12_490, "currency": "eur"});
        assert_eq!(shop.receives(&event("evt_1", "payment_intent.succeeded", object)).await.status, 200);
        shop.drains().await;
        assert_eq!(shop.standing(&order).await, ("pending".into(), "open".into()));
    })
    .await;
}

#[tokio::test]
async fn a_payment_that_belongs_to_nobody_is_looked_at_by_a_person() {
    each_shop(async |shop| {
        let made = "amount=2500&currency=eur&payment_method=pm_card_visa&confirm=true";
        // One is reported by an event, the other is only found by asking.
        for dropped in [false, true] {
            let faults = json!({ "drop_webhooks": dropped });
            shop.provider.suffers(faults).await;
            let path = "/v1/payment_intents";
            assert_eq!(shop.provider.call("POST", path, made).await.0, 200);
            shop.hears().await;
            assert_eq!(shop.attention().await, ["unknown_payment"]);
        }
        shop.minutes_pass(2).await;
        assert_eq!(shop.attention().await, ["unknown_payment"; 2], "each once");
        let unknown = event(
            "evt_1",
            "payment_intent.succeeded",
            json!({"id": "pi_unheard_of"}),
        );
        assert_eq!(shop.receives(&unknown).await.status, 200);
        shop.drains().await;
        assert_eq!(shop.attention().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_event_of_the_other_mode_changes_nothing() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        let intent = shop.intent_of(&order).await;
        let body = event("evt_1", "payment_intent.succeeded", json!({"id": intent}));
        let live = body.replace("\"livemode\":false", "\"livemode\":true");
        assert_ne!(live, body);
        assert_eq!(shop.receives(&live).await.status, 200);
        shop.drains().await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        assert_eq!(shop.attention().await, ["wrong_mode"]);
    })
    .await;
}
