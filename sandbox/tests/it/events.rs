//! Webhooks: signed, complete, retried, durable, and as disorderly as a test wants them.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;
use stripe_webhook::{EventObject, Webhook};

use super::{Running, SECRET};

#[tokio::test]
async fn every_event_is_signed_and_parses() {
    let running = Running::start().await;
    running.quick_settling().await;
    for token in [
        "pm_card_visa",
        "pm_card_chargeDeclined",
        "pm_card_threeDSecure2Required",
        "pm_sandbox_bank_debit",
        "pm_sandbox_bank_debit_fails",
        "pm_card_createDispute",
        "pm_card_refundFail",
    ] {
        let open = running.intent().await;
        running.confirm(&open, token).await;
        let id = open["id"].as_str().unwrap();
        if token == "pm_card_visa" || token == "pm_card_refundFail" {
            let (status, _) = running
                .call("POST", "/v1/refunds", &format!("payment_intent={id}"), None)
                .await;
            assert_eq!(status, 200);
        }
        if token == "pm_card_threeDSecure2Required" {
            running
                .call(
                    "POST",
                    &format!("/v1/payment_intents/{id}/cancel"),
                    "",
                    None,
                )
                .await;
        }
    }
    let dispute = running.event("charge.dispute.created").await["data"]["object"]["id"].clone();
    running
        .call(
            "POST",
            &format!("/v1/disputes/{}", dispute.as_str().unwrap()),
            "evidence[product_description]=Bowl",
            None,
        )
        .await;
    running
        .control(
            "/_events",
            json!({"action": "close_dispute", "dispute": dispute, "won": true}),
        )
        .await;
    for line in ["", "&x=1"] {
        let body = format!(
            "mode=payment&success_url=http://shop.test/ok&line_items[0][quantity]=1&line_items[0][price_data][currency]=eur\
             &line_items[0][price_data][unit_amount]=900&line_items[0][price_data][product_data][name]=Bowl{line}"
        );
        let (_, session) = running
            .call("POST", "/v1/checkout/sessions", &body, None)
            .await;
        let id = session["id"].as_str().unwrap();
        if line.is_empty() {
            let form = "method=sandbox_bank_debit&account=000123456789";
            let page = format!("{}/sandbox/checkout/{id}", running.base);
            let request = running
                .http
                .post(page)
                .header("content-type", "application/x-www-form-urlencoded");
            assert_eq!(request.body(form).send().await.unwrap().status(), 303);
        } else {
            running
                .call(
                    "POST",
                    &format!("/v1/checkout/sessions/{id}/expire"),
                    "",
                    None,
                )
                .await;
        }
    }
    for kind in [
        "payment_intent.created",
        "payment_intent.requires_action",
        "payment_intent.processing",
        "payment_intent.payment_failed",
        "payment_intent.succeeded",
        "payment_intent.canceled",
        "charge.succeeded",
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "checkout.session.completed",
        "checkout.session.expired",
        "checkout.session.async_payment_succeeded",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    ] {
        running.event(kind).await;
    }
    for (signature, body) in running.inbox.taken.lock().unwrap().iter() {
        let event = Webhook::construct_event(body, signature, SECRET)
            .unwrap_or_else(|error| panic!("{error}: {body}"));
        assert!(
            !matches!(event.data.object, EventObject::Unknown(_)),
            "{body}"
        );
        assert!(!event.livemode);
    }
}

#[tokio::test]
async fn a_refused_event_comes_again_and_a_restart_forgets_none() {
    let mut running = Running::start().await;
    running.inbox.refuse.store(1, Ordering::SeqCst);
    let open = running.intent().await;
    running.event("payment_intent.created").await;

    running
        .control("/_faults", json!({"hold_webhooks": true}))
        .await;
    running.confirm(&open, "pm_card_visa").await;
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(running.arrived().len(), 1, "held");
    running.restart().await;
    let event = running.event("payment_intent.succeeded").await;
    assert_eq!(event["data"]["object"]["id"], open["id"]);
    assert_eq!(
        running.state().await["succeeded"][0],
        json!({"order_id": "o1", "count": 1, "amount": 2500, "currency": "eur"})
    );
}

#[tokio::test]
async fn disorder_on_demand() {
    let running = Running::start().await;
    running
        .control("/_faults", json!({"duplicate_webhooks": 2}))
        .await;
    running.intent().await;
    for _ in 0..40 {
        if running.arrived().len() >= 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let ids: Vec<_> = running
        .arrived()
        .into_iter()
        .map(|event| event["id"].clone())
        .collect();
    assert!(
        ids.len() == 3 && ids.iter().all(|id| *id == ids[0]),
        "{ids:?}"
    );

    running
        .control("/_faults", json!({"reset": true, "drop_webhooks": true}))
        .await;
    running.intent().await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(running.arrived().len(), 3);
    assert_eq!(
        running.state().await["undelivered"],
        0,
        "counted as delivered"
    );
    let (_, list) = running.call("GET", "/v1/events?limit=1", "", None).await;
    running
        .control("/_faults", json!({"reset": true, "reorder_webhooks": true}))
        .await;
    running
        .control(
            "/_events",
            json!({"action": "redeliver", "event": list["data"][0]["id"]}),
        )
        .await;
    for _ in 0..60 {
        if running.arrived().len() >= 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let open = running.intent().await;
    running.confirm(&open, "pm_card_visa").await;
    running.event("payment_intent.created").await;
    running.event("payment_intent.succeeded").await;
    running.event("charge.succeeded").await;
    let place = |kind: &str| {
        running
            .arrived()
            .iter()
            .position(|event| event["type"] == kind)
            .unwrap()
    };
    assert!(
        place("payment_intent.succeeded") < place("charge.succeeded"),
        "newest first"
    );
}
