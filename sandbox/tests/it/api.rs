//! The API through the Stripe client, which refuses any object that is not complete.

use std::collections::HashMap;

use serde_json::json;
use stripe::{IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use stripe_core::dispute::{ListDispute, RetrieveDispute, UpdateDispute};
use stripe_core::payment_intent::{
    CancelPaymentIntent, ConfirmPaymentIntent, CreatePaymentIntent, ListPaymentIntent,
    RetrievePaymentIntent, UpdatePaymentIntent,
};
use stripe_core::refund::{CreateRefund, ListRefund, RetrieveRefund};
use stripe_shared::{Charge, Event, PaymentIntent, PaymentIntentStatus};
use stripe_types::{Currency, List};

use super::Running;

pub fn metadata() -> HashMap<String, String> {
    HashMap::from([("order_id".to_owned(), "o1".to_owned())])
}

async fn paid(running: &Running, token: &str) -> PaymentIntent {
    let client = running.client();
    let open = CreatePaymentIntent::new(2500, Currency::EUR)
        .metadata(metadata())
        .send(&client)
        .await
        .unwrap();
    ConfirmPaymentIntent::new(open.id)
        .payment_method(token)
        .send(&client)
        .await
        .unwrap()
}

/// Fetches an object that the shop's client is built without a request for, and parses it as strictly.
async fn fetched<T: miniserde::Deserialize>(running: &Running, path: &str) -> T {
    let (status, body) = running.call("GET", path, "", None).await;
    assert_eq!(status, 200, "{body}");
    miniserde::json::from_str(&body.to_string()).unwrap_or_else(|_| panic!("not complete: {body}"))
}

async fn charge(running: &Running, id: &str) -> Charge {
    fetched(running, &format!("/v1/charges/{id}")).await
}

#[tokio::test]
async fn intents_through_the_client() {
    let running = Running::start().await;
    let client = running.client();
    let create = CreatePaymentIntent::new(2500, Currency::EUR)
        .metadata(metadata())
        .receipt_email("ada@example.test")
        .description("Order 1");
    let key = || RequestStrategy::Idempotent(IdempotencyKey::new("order-1-a1").unwrap());
    let open = create
        .customize()
        .request_strategy(key())
        .send(&client)
        .await
        .unwrap();
    let again = create
        .customize()
        .request_strategy(key())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(open.id, again.id, "the same key gives the same intent");
    assert_eq!(open.status, PaymentIntentStatus::RequiresPaymentMethod);
    assert!(
        open.client_secret
            .as_deref()
            .unwrap()
            .starts_with(&format!("{}_secret_", open.id))
    );

    let changed = UpdatePaymentIntent::new(open.id.clone())
        .amount(3000)
        .send(&client)
        .await
        .unwrap();
    assert_eq!(changed.amount, 3000);
    let found = RetrievePaymentIntent::new(open.id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        (found.amount, found.metadata["order_id"].as_str()),
        (3000, "o1")
    );

    let waiting = ConfirmPaymentIntent::new(open.id.clone())
        .payment_method("pm_card_threeDSecure2Required")
        .return_url("http://shop.test/back")
        .send(&client)
        .await
        .unwrap();
    assert_eq!(waiting.status, PaymentIntentStatus::RequiresAction);
    assert!(
        waiting
            .next_action
            .unwrap()
            .redirect_to_url
            .unwrap()
            .url
            .unwrap()
            .contains("/sandbox/3ds/")
    );
    let closed = CancelPaymentIntent::new(open.id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(closed.status, PaymentIntentStatus::Canceled);

    for _ in 0..3 {
        CreatePaymentIntent::new(500, Currency::JPY)
            .send(&client)
            .await
            .unwrap();
    }
    let page = ListPaymentIntent::new()
        .limit(3)
        .send(&client)
        .await
        .unwrap();
    assert!(
        page.has_more
            && page
                .data
                .iter()
                .all(|intent| intent.currency == Currency::JPY)
    );
    let rest = ListPaymentIntent::new()
        .starting_after(page.data[2].id.to_string())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(rest.data.len(), 1);
    assert_eq!(rest.data[0].id, open.id);
    let later = stripe_types::RangeBoundsTs {
        gte: Some(open.created + 3600),
        ..Default::default()
    };
    let none = ListPaymentIntent::new()
        .created(stripe_types::RangeQueryTs::Bounds(later))
        .send(&client)
        .await
        .unwrap();
    assert!(none.data.is_empty());
    let since = stripe_types::RangeBoundsTs {
        gte: Some(open.created),
        ..Default::default()
    };
    let all = ListPaymentIntent::new()
        .created(stripe_types::RangeQueryTs::Bounds(since))
        .send(&client)
        .await
        .unwrap();
    assert_eq!(all.data.len(), 4);
}

#[tokio::test]
async fn refusals_through_the_client() {
    let running = Running::start().await;
    let client = running.client();
    let missing = RetrievePaymentIntent::new("pi_none")
        .send(&client)
        .await
        .unwrap_err();
    assert!(
        matches!(missing, StripeError::Stripe(error, 404) if error.code == Some(stripe_shared::ApiErrorsCode::ResourceMissing))
    );
    let small = CreatePaymentIntent::new(1, Currency::EUR)
        .send(&client)
        .await
        .unwrap_err();
    assert!(
        matches!(small, StripeError::Stripe(error, 400) if error.code == Some(stripe_shared::ApiErrorsCode::AmountTooSmall))
    );
    let stranger = stripe::ClientBuilder::new("sk_test_other")
        .url(running.base.clone())
        .build()
        .unwrap();
    let refused = RetrievePaymentIntent::new("pi_none")
        .send(&stranger)
        .await
        .unwrap_err();
    assert!(matches!(refused, StripeError::Stripe(_, 401)));

    let open = CreatePaymentIntent::new(2500, Currency::EUR)
        .send(&client)
        .await
        .unwrap();
    let declined = ConfirmPaymentIntent::new(open.id.clone())
        .payment_method("pm_card_chargeDeclinedInsufficientFunds")
        .send(&client)
        .await
        .unwrap_err();
    let StripeError::Stripe(error, 402) = declined else {
        panic!("{declined}")
    };
    assert_eq!(error.decline_code.as_deref(), Some("insufficient_funds"));
    assert_eq!(error.payment_intent.unwrap().id, open.id);
    let after = RetrievePaymentIntent::new(open.id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(after.status, PaymentIntentStatus::RequiresPaymentMethod);
    assert!(after.last_payment_error.is_some());

    let with = |amount: i64| {
        CreatePaymentIntent::new(amount, Currency::EUR)
            .customize()
            .request_strategy(RequestStrategy::Idempotent(
                IdempotencyKey::new("same").unwrap(),
            ))
    };
    with(2500).send(&client).await.unwrap();
    let reused = with(2600).send(&client).await.unwrap_err();
    assert!(
        matches!(reused, StripeError::Stripe(error, 400) if error.type_ == stripe_shared::ApiErrorsType::IdempotencyError)
    );
}

#[tokio::test]
async fn money_and_its_ways_back_through_the_client() {
    let running = Running::start().await;
    let client = running.client();
    let intent = paid(&running, "pm_card_visa").await;
    assert_eq!(
        (intent.status.clone(), intent.amount_received),
        (PaymentIntentStatus::Succeeded, 2500)
    );
    let charge_id = intent.latest_charge.as_ref().unwrap().id().clone();
    let taken = charge(&running, &charge_id).await;
    assert_eq!(
        (taken.amount_captured, taken.metadata["order_id"].as_str()),
        (2500, "o1")
    );
    let card = taken.payment_method_details.unwrap().card.unwrap();
    assert_eq!(card.last4.as_deref(), Some("4242"));
    let expanded = RetrievePaymentIntent::new(intent.id.clone())
        .expand(["latest_charge".to_owned()])
        .send(&client)
        .await
        .unwrap();
    assert!(expanded.latest_charge.unwrap().as_object().is_some());
    let charges: List<Charge> = fetched(
        &running,
        &format!("/v1/charges?payment_intent={}", intent.id),
    )
    .await;
    assert_eq!(charges.data.len(), 1);

    let part = CreateRefund::new()
        .payment_intent(intent.id.to_string())
        .amount(1000)
        .metadata(metadata())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        (part.amount, part.status.as_deref()),
        (1000, Some("succeeded"))
    );
    assert_eq!(
        RetrieveRefund::new(part.id.clone())
            .send(&client)
            .await
            .unwrap()
            .amount,
        1000
    );
    let too_much = CreateRefund::new()
        .payment_intent(intent.id.to_string())
        .amount(1501)
        .send(&client)
        .await
        .unwrap_err();
    assert!(matches!(too_much, StripeError::Stripe(_, 400)));
    CreateRefund::new()
        .charge(charge_id.to_string())
        .send(&client)
        .await
        .unwrap();
    let refunds = ListRefund::new()
        .payment_intent(intent.id.to_string())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        refunds.data.iter().map(|refund| refund.amount).sum::<i64>(),
        2500
    );
    assert!(charge(&running, &charge_id).await.refunded);

    let other = paid(&running, "pm_card_visa").await;
    running
        .control(
            "/_events",
            json!({"action": "dispute", "payment_intent": other.id.to_string()}),
        )
        .await;
    let disputes = ListDispute::new()
        .payment_intent(other.id.to_string())
        .send(&client)
        .await
        .unwrap();
    let dispute = RetrieveDispute::new(disputes.data[0].id.clone())
        .send(&client)
        .await
        .unwrap();
    assert_eq!(dispute.status, stripe_shared::DisputeStatus::NeedsResponse);
    assert!(dispute.evidence_details.due_by.is_some());
    UpdateDispute::new(dispute.id.clone())
        .metadata(metadata())
        .send(&client)
        .await
        .unwrap();

    let events: List<Event> = fetched(&running, "/v1/events?type=payment_intent.succeeded").await;
    assert_eq!(events.data.len(), 2);
    let _: Event = fetched(&running, &format!("/v1/events/{}", events.data[0].id)).await;
    let (_, balance) = running.call("GET", "/v1/balance", "", None).await;
    assert_eq!(balance["available"][0]["amount"], 2500);

    running.quick_settling().await;
    for token in ["pm_sandbox_bank_debit", "pm_sandbox_wallet"] {
        let open = CreatePaymentIntent::new(2500, Currency::EUR)
            .send(&client)
            .await
            .unwrap();
        let under_way = ConfirmPaymentIntent::new(open.id.clone())
            .payment_method(token)
            .return_url("http://shop.test/back")
            .send(&client)
            .await
            .unwrap();
        assert_ne!(under_way.status, PaymentIntentStatus::Succeeded);
        if let Some(pending) = &under_way.latest_charge {
            charge(&running, pending.id()).await;
        }
    }
}
