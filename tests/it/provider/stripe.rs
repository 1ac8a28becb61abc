//! The adapter to Stripe, held to the contract against the stand-in.

use super::contract::{self, Account, Outside};
use crate::support::provider::{Provider, WEBHOOK_SECRET, event, signature};
use crate::support::{Folder, client};
use async_trait::async_trait;
use atelier::server::gateway::{GatewaySettings, Stripe};
use axum::http::HeaderMap;
use serde_json::json;
use tokio_util::sync::{CancellationToken, DropGuard};

/// The stand-in, with what stops it and its folder.
struct StandIn {
    stripe: Provider,
    _stop: DropGuard,
    _folder: Folder,
}

async fn account() -> Account {
    let (folder, stop) = (Folder::new(), CancellationToken::new());
    let stripe = Provider::open(&folder, "http://127.0.0.1:9", client(), stop.clone()).await;
    let settings = GatewaySettings {
        secret_key: Some("sk_test_sandbox".into()),
        publishable_key: Some("pk_test_sandbox".into()),
        webhook_secrets: vec!["whsec_another".into(), WEBHOOK_SECRET.into()],
        api_base: Some(stripe.base.clone()),
        script_url: None,
        sandbox: true,
    };
    // No events are sent: what is tested is how the provider responds.
    stripe.suffers(json!({"drop_webhooks": true})).await;
    Account {
        provider: Box::new(Stripe::new(settings).unwrap()),
        outside: Box::new(StandIn {
            stripe,
            _stop: stop.drop_guard(),
            _folder: folder,
        }),
    }
}

impl StandIn {
    /// The next call that makes something fails in a way that the stand-in knows.
    async fn fault(&self, name: &str) {
        let faults = json!({"drop_webhooks": true, "method": "POST", name: 1});
        self.stripe.suffers(faults).await;
    }
}

#[async_trait]
impl Outside for StandIn {
    async fn pays(&self, intent_id: &str) {
        self.stripe.confirm(intent_id, "pm_card_visa").await;
    }

    async fn is_declined(&self, intent_id: &str) {
        let (status, _) = self
            .stripe
            .confirm(intent_id, "pm_card_chargeDeclined")
            .await;
        assert_eq!(status, 402);
    }

    async fn pays_on_page(&self, session_id: &str) {
        self.stripe
            .pays_hosted(session_id, "4242424242424242")
            .await;
    }

    async fn visits(&self, url: &str) -> Option<String> {
        self.stripe.visits(url).await
    }

    async fn pays_by_link(&self, session_id: &str) {
        self.stripe.pays_by_link(session_id).await;
    }

    async fn disputes(&self, intent_id: &str) {
        let action = json!({"action": "dispute", "payment_intent": intent_id});
        self.stripe.acts(action).await;
    }

    async fn loses_an_answer(&self) {
        self.fault("reset_after_processing").await;
    }

    async fn fails_afterwards(&self) {
        self.fault("fail_after_processing").await;
    }

    async fn is_away(&self) {
        let faults = json!({"fail_next_5xx": 1000, "fail_status": 503});
        self.stripe.suffers(faults).await;
    }

    fn event_about(&self, intent_id: &str, at_s: i64) -> (HeaderMap, Vec<u8>) {
        let object = json!({"id": intent_id, "object": "payment_intent"});
        let body = event("evt_1", "payment_intent.succeeded", object);
        (self.signed(body.as_bytes(), at_s), body.into_bytes())
    }

    fn signed(&self, body: &[u8], at_s: i64) -> HeaderMap {
        let text = std::str::from_utf8(body).unwrap();
        let value = signature(WEBHOOK_SECRET, at_s, text);
        HeaderMap::from_iter([(
            axum::http::HeaderName::from_static("stripe-signature"),
            value.parse().unwrap(),
        )])
    }
}

macro_rules! holds {
    ($($rule:ident)*) => {
        $(
            #[tokio::test]
            async fn $rule() {
                contract::$rule(&account().await).await;
            }
        )*
    };
}

holds! {
    an_intent_carries_our_ids_and_is_made_once
    an_answer_that_does_not_arrive_makes_nothing_twice
    a_paid_intent_has_its_money_and_is_too_late_to_cancel
    a_cancelled_intent_can_not_be_paid
    a_declined_card_is_named_and_leaves_the_intent_open
    a_hosted_page_is_open_paid_or_over
    a_payment_link_takes_its_amount_once
    a_closed_link_opens_nothing_and_closes_what_it_opened
    a_refund_is_made_once_and_never_exceeds_its_payment
    a_dispute_says_what_it_took
    a_list_goes_to_its_end
    what_can_not_be_done_is_told_apart
    an_event_is_read_only_with_a_fresh_signature
}
