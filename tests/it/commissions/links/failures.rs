//! Payment links when something goes wrong: two visitors at once, a slow bank, a provider that is down.

use super::linked;
use crate::commissions::fixture::{ADA, quote};
use crate::support::provider::event;
use crate::support::shop::each_shop;
use atelier::domain::commission::quote_form::StageForm;
use atelier::domain::commission::view::PayLinkState;
use atelier::server::payments::{events, settle};
use futures::future::join_all;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn of_two_sessions_at_once_one_pays() {
    each_shop(async |shop| {
        let (commission, _, link) = linked(&shop).await;
        let one = shop.provider.visits(&link).await.unwrap();
        let other = shop.provider.visits(&link).await.unwrap();
        assert_ne!(one, other);
        join_all([&one, &other].map(|session| shop.provider.pays_by_link(session))).await;
        shop.hears().await;
        assert_eq!(commission.status().await, "in_production");
        assert_eq!(
            (shop.provider.paid().await, shop.provider.refunded().await),
            (1, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_link_takes_too_much_goes_back() {
    each_shop(async |shop| {
        let (commission, _, link) = linked(&shop).await;
        let one = shop.provider.visits(&link).await.unwrap();
        let other = shop.provider.visits(&link).await.unwrap();
        shop.provider.suffers(json!({ "exceed_links": true })).await;
        join_all([&one, &other].map(|session| shop.provider.pays_by_link(session))).await;
        shop.hears().await;
        assert_eq!(commission.status().await, "in_production");
        assert_eq!(
            (shop.provider.paid().await, shop.provider.refunded().await),
            (2, 3_207)
        );
        assert_eq!(shop.balance("provider").await, 3_207);
        assert_eq!(shop.attention().await, [""; 0]);
        assert_eq!(
            shop.mails_to(ADA)
                .await
                .iter()
                .filter(|m| *m == "money_returned")
                .count(),
            1
        );
        // Heard of again, nothing more happens.
        shop.minutes_pass(3).await;
        assert_eq!(shop.provider.refunded().await, 3_207);
    })
    .await;
}

/// Two payments are asked about side by side, and each ask takes the other for the link's own.
#[tokio::test]
async fn two_payments_heard_of_at_the_same_moment_are_one_and_one_that_goes_back() {
    each_shop(async |shop| {
        let (commission, _, link) = linked(&shop).await;
        let one = shop.provider.visits(&link).await.unwrap();
        let other = shop.provider.visits(&link).await.unwrap();
        let quiet = json!({ "exceed_links": true, "hold_webhooks": true });
        shop.provider.suffers(quiet).await;
        shop.provider.pays_by_link(&one).await;
        shop.provider.pays_by_link(&other).await;
        let second = shop.provider.session(&other).await["payment_intent"].clone();
        let slow = json!({
            "hold_webhooks": true, "delay_ms": 600, "path_prefix": "/v1/payment_intents/",
        });
        shop.provider.suffers(slow).await;
        let attempt = shop
            .text("SELECT id FROM payment_attempts WHERE link_id IS NOT NULL")
            .await;
        let app = shop.app.clone();
        let met =
            tokio::spawn(
                async move { events::match_attempt(&app, second.as_str().unwrap()).await },
            );
        tokio::time::sleep(Duration::from_millis(300)).await;
        settle::settle(&shop.app, &attempt).await.unwrap();
        met.await.unwrap().unwrap();
        shop.provider.recovers().await;
        shop.hears().await;
        assert_eq!(commission.status().await, "in_production");
        assert_eq!(shop.provider.refunded().await, 3_207);
        assert_eq!(shop.attention().await, [""; 0]);
    })
    .await;
}

/// The session's event alone is enough: it names the link.
#[tokio::test]
async fn the_sessions_event_alone_settles_it() {
    each_shop(async |shop| {
        let (commission, _, link) = linked(&shop).await;
        let session = shop.provider.visits(&link).await.unwrap();
        let drop_all = json!({ "drop_webhooks": true });
        shop.provider.suffers(drop_all).await;
        shop.provider.pays_by_link(&session).await;
        let object = shop.provider.session(&session).await;
        let told = event("evt_1", "checkout.session.completed", object);
        assert_eq!(shop.receives(&told).await.status, 200);
        shop.drains().await;
        assert_eq!(commission.status().await, "in_production");
    })
    .await;
}

#[tokio::test]
async fn nothing_changes_while_the_bank_confirms() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        shop.provider
            .suffers(json!({ "settle_after_ms": 600_000 }))
            .await;
        let session = shop.provider.visits(&link).await.unwrap();
        shop.provider.debits_by_link(&session, "000123456789").await;
        shop.hears().await;
        assert_eq!(commission.link(&pay).await.state, PayLinkState::Processing);
        assert_eq!(
            commission.is_unlinked(&pay).await.unwrap_err().status(),
            409
        );
        assert_eq!(
            commission
                .is_quoted(&quote("90"))
                .await
                .unwrap_err()
                .status(),
            409
        );
        assert_eq!(commission.chooses(&pay, "card").await.status, 409);
        assert!(commission.part(&pay).await.processing);
    })
    .await;
}

#[tokio::test]
async fn a_slow_bank_that_says_no_opens_the_ordinary_ways_again() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        shop.provider
            .suffers(json!({ "settle_after_ms": 300 }))
            .await;
        let session = shop.provider.visits(&link).await.unwrap();
        shop.provider.debits_by_link(&session, "000111111116").await;
        shop.hears().await;
        let failed = async || {
            shop.provider
                .session_events()
                .await
                .contains(&"async_payment_failed".to_string())
        };
        while !failed().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        shop.hears().await;
        assert_eq!(
            shop.provider.visits(&link).await,
            None,
            "its one session is over"
        );
        commission.pays(&pay).await;
        assert_eq!(shop.balance("provider").await, 3_207);
    })
    .await;
}

#[tokio::test]
async fn a_link_closed_in_the_providers_dashboard_opens_the_ordinary_ways_again() {
    each_shop(async |shop| {
        let (commission, pay, link) = linked(&shop).await;
        let id = link.rsplit('/').next().unwrap();
        shop.provider
            .call("POST", &format!("/v1/payment_links/{id}"), "active=false")
            .await;
        shop.minutes_pass(3).await;
        commission.pays(&pay).await;
        assert_eq!(commission.status().await, "in_production");
    })
    .await;
}

#[tokio::test]
async fn another_address_given_to_the_provider_is_shown_to_staff() {
    each_shop(async |shop| {
        let (commission, _, link) = linked(&shop).await;
        let session = shop.provider.visits(&link).await.unwrap();
        shop.provider
            .pays_by_link_from(&session, "Am Markt 7")
            .await;
        shop.hears().await;
        assert_eq!(commission.status().await, "in_production");
        assert_eq!(shop.attention().await, ["other_address"]);
        let sentence = shop.sentences("1 = 1").await.remove(0);
        assert!(
            sentence.contains("Am Markt 7") && sentence.contains("Ringstraße 1"),
            "{sentence}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_that_the_provider_did_not_make_is_made_later_and_once() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let pay = commission.accepts().await;
        let away = json!({ "fail_next_5xx": 1000, "fail_status": 503, "path_prefix": "/v1/payment_links" });
        shop.provider.suffers(away).await;
        assert_eq!(commission.tries_to_link(&pay).await.unwrap_err().status(), 503);
        assert_eq!(commission.part(&pay).await.link.unwrap().url, None);
        assert!(!commission.tries_to_pay(&pay).await);
        shop.provider.recovers().await;
        let link = commission.is_linked(&pay).await;
        assert_eq!(shop.provider.state().await["links"], json!({ "open": 1 }));
        let session = shop.provider.visits(&link).await.unwrap();
        shop.provider.pays_by_link(&session).await;
        shop.hears().await;
        assert_eq!(commission.status().await, "in_production");
    })
    .await;
}

/// Two that are payable at once: a link for the one leaves the other as it is, and the other way round.
#[tokio::test]
async fn a_link_is_for_its_own_part() {
    each_shop(async |shop| {
        let mut form = quote("100");
        form.plan = "stages".into();
        let stage = |label: &str, percent: &str| StageForm {
            label: label.into(),
            percent: percent.into(),
        };
        form.stages = vec![
            stage("Start", "20"),
            stage("Half-way", "30"),
            stage("Rest", "50"),
        ];
        let commission = shop.in_production(&form).await;
        commission.is_finished().await;
        let pay = commission.payable().await;
        assert_eq!(pay.len(), 2);
        let link = commission.is_linked(&pay[0]).await;
        commission.pays(&pay[1]).await;
        let session = shop.provider.visits(&link).await.unwrap();
        shop.provider.pays_by_link(&session).await;
        shop.hears().await;
        assert_eq!(
            commission
                .sees()
                .await
                .stages
                .iter()
                .filter(|s| s.paid_at_ms.is_some())
                .count(),
            3
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_and_a_card_at_the_same_moment_leave_one_way() {
    each_shop(async |shop| {
        for _ in 0..5 {
            let commission = shop.quoted(&quote("100")).await;
            let pay = commission.accepts().await;
            let all = (0..8).map(|turn| {
                let (commission, pay) = (commission.clone(), pay.clone());
                tokio::spawn(async move {
                    match turn % 3 {
                        0 => drop(commission.tries_to_link(&pay).await),
                        1 => drop(commission.chooses(&pay, "card").await),
                        _ => drop(commission.chooses(&pay, "hosted").await),
                    }
                })
            });
            for task in join_all(all).await {
                task.unwrap();
            }
            // Whoever was first: what is made now is the one way.
            let link = commission.is_linked(&pay).await;
            assert!(!commission.tries_to_pay(&pay).await);
            shop.hears().await;
            assert_eq!(shop.provider.intents("requires_payment_method").await, 0);
            assert_eq!(shop.provider.state().await["sessions"]["open"], json!(null));
            let session = shop.provider.visits(&link).await.unwrap();
            shop.provider.pays_by_link(&session).await;
            shop.hears().await;
            assert_eq!(commission.status().await, "in_production");
        }
        assert_eq!(
            (shop.provider.paid().await, shop.provider.refunded().await),
            (5, 0)
        );
    })
    .await;
}
