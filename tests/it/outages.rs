//! The provider is slow, failing or forgetful, and the mail server is down: no order is lost, nothing is charged or
//! refunded twice.

use crate::support::goods::{BOWL, VASE};
use crate::support::inbox::Inbox;
use crate::support::shop::{each_shop, each_shop_with};
use atelier::server::clock::{HOUR_MS, MINUTE_MS};
use serde_json::json;

fn paid() -> (String, String) {
    ("confirmed".into(), "paid".into())
}

#[tokio::test]
async fn a_connection_that_broke_after_the_intent_was_made_makes_no_second_one() {
    each_shop(async |shop| {
        let intents = "/v1/payment_intents";
        shop.provider
            .suffers(json!({"reset_after_processing": 2, "path_prefix": intents, "method": "POST"}))
            .await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        assert_eq!(
            shop.provider.intents("requires_payment_method").await,
            1,
            "the same key gives the same intent"
        );
        shop.provider.recovers().await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_stumbles_is_asked_again() {
    for status in [500, 503] {
        each_shop(async |shop| {
            shop.provider
                .suffers(json!({"fail_next_5xx": 2, "fail_status": status}))
                .await;
            let ada = shop.visitor();
            let order = ada.buys(VASE, 1).await;
            assert!(ada.due(&order).await.element.is_some());
            assert_eq!(shop.provider.intents("requires_payment_method").await, 1);
        })
        .await;
    }
}

#[tokio::test]
async fn an_order_is_kept_while_the_provider_is_away_and_paid_when_it_is_back() {
    each_shop(async |shop| {
        shop.provider
            .suffers(json!({"fail_next_5xx": 1000, "fail_status": 503}))
            .await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        assert_eq!(
            shop.standing(&order).await,
            ("pending".into(), "open".into())
        );
        assert_eq!(shop.stock(VASE).await, [0, 1, 0, 0]);
        let due = ada.due(&order).await;
        assert!(due.element.is_none() && due.last_error.unwrap().contains("Your order is kept"));
        assert_eq!(ada.returns(&order).await.status, 303);
        shop.provider.recovers().await;
        let due = ada.due(&order).await;
        assert!(due.element.is_some() && due.last_error.is_none());
        assert_eq!(shop.provider.intents("requires_payment_method").await, 1);
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
    })
    .await;
}

#[tokio::test]
async fn a_hosted_page_is_opened_later_when_the_provider_was_away() {
    each_shop(async |shop| {
        shop.provider
            .suffers(json!({"fail_next_5xx": 1000, "fail_status": 503}))
            .await;
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[("payment_method", "hosted")]).await;
        assert_eq!(order.url, format!("/checkout/pay/{}", order.token));
        // Nothing else is handed out while the first can't be closed for certain, if it was told of at all.
        shop.provider.recovers().await;
        let answer = ada.chooses(&order, "hosted").await;
        assert!(answer.location.contains("/sandbox/checkout/"), "{answer:?}");
        assert_eq!(shop.provider.state().await["sessions"], json!({"open": 1}));
    })
    .await;
}

#[tokio::test]
async fn no_other_way_to_pay_is_handed_out_while_the_first_cannot_be_closed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        shop.provider
            .suffers(json!({"fail_next_5xx": 1000, "fail_status": 503}))
            .await;
        let answer = ada.chooses(&order, "bank_transfer").await;
        assert_eq!(answer.status, 503);
        assert!(
            answer.body.contains("Your order is kept"),
            "{}",
            answer.body
        );
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM payment_attempts").await,
            1
        );
        shop.provider.recovers().await;
        assert!(ada.chooses(&order, "bank_transfer").await.went_on());
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_broke_after_the_refund_was_made_refunds_once() {
    for faults in [
        json!({"reset_after_processing": 3, "path_prefix": "/v1/refunds", "method": "POST"}),
        json!({"reset_after_processing": 7, "path_prefix": "/v1/refunds"}),
        json!({"fail_next_5xx": 5, "path_prefix": "/v1/refunds"}),
        json!({"fail_next_5xx": 5, "fail_status": 503, "path_prefix": "/v1/refunds"}),
    ] {
        each_shop(async |shop| {
            let ada = shop.visitor();
            let order = ada.buys(BOWL, 1).await;
            ada.pays(&order, "pm_card_visa").await;
            shop.hears().await;
            let mut faults = faults.clone();
            faults["drop_webhooks"] = json!(true);
            shop.provider.suffers(faults.clone()).await;
            assert!(ada.cancels(&order).await.went_on());
            for _ in 0..6 {
                shop.waits(MINUTE_MS).await;
            }
            assert_eq!(shop.provider.refunded().await, 4990, "{faults}");
            assert_eq!(
                shop.standing(&order).await,
                ("cancelled".into(), "refunded".into()),
                "{faults}"
            );
            assert_eq!(shop.number("SELECT COUNT(*) FROM refunds").await, 1);
            assert_eq!(shop.balance("provider").await, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn a_slow_provider_slows_nobody_else() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"delay_ms": 4000})).await;
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.adds(VASE, 1).await;
        eve.adds(BOWL, 1).await;
        let slow = tokio::spawn({
            let ada = ada.clone();
            async move { ada.orders(&[]).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        // No transaction is open while the provider thinks: a transfer is placed meanwhile.
        let began = std::time::Instant::now();
        eve.orders(&[("payment_method", "bank_transfer")]).await;
        assert!(began.elapsed().as_millis() < 3000, "{:?}", began.elapsed());
        assert!(!slow.is_finished());
        let order = slow.await.unwrap();
        assert_eq!(shop.standing(&order).await.0, "pending");
    })
    .await;
}

#[tokio::test]
async fn a_refund_that_never_gets_through_is_given_to_a_person() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let away = json!({"fail_next_5xx": 100_000, "fail_status": 503, "path_prefix": "/v1/refunds", "drop_webhooks": true});
        shop.provider.suffers(away).await;
        assert!(ada.cancels(&order).await.went_on());
        for _ in 0..46 {
            shop.waits(2 * HOUR_MS).await;
        }
        assert_eq!(shop.attention().await, ["dead_job"]);
        assert_eq!(shop.standing(&order).await, ("cancelled".into(), "paid".into()));
        // Replayed, it is sent once.
        shop.provider.recovers().await;
        shop.tampers("UPDATE jobs SET state = 'waiting', attempts = 0 WHERE state = 'dead'").await;
        shop.drains().await;
        assert_eq!(shop.provider.refunded().await, 4990);
        assert_eq!(shop.standing(&order).await, ("cancelled".into(), "refunded".into()));
    })
    .await;
}

#[tokio::test]
async fn no_order_waits_for_the_mail_server() {
    let nobody_listens = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", nobody_listens.local_addr().unwrap());
    drop(nobody_listens);
    each_shop_with(&["--smtp-url", &url], async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        assert_eq!(ada.returns(&order).await.location, format!("/o/{}", order.token));
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
        let waiting = "SELECT COUNT(*) FROM jobs WHERE kind = 'deliver_mail' AND state = 'waiting' AND attempts > 0";
        assert_eq!(shop.number(waiting).await, 2, "both are tried again");
        assert_eq!(shop.number("SELECT COUNT(*) FROM mails WHERE state = 'promised'").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_mail_server_that_comes_back_delivers_every_mail_once() {
    let inbox = Inbox::open("250 kept").await;
    each_shop_with(&["--smtp-url", &inbox.url], async |shop| {
        let before = inbox.received().len();
        inbox.is_away(true);
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.standing(&order).await, paid());
        shop.waits(HOUR_MS).await;
        assert_eq!(inbox.received().len(), before);
        let joe = shop.visitor();
        joe.adds(BOWL, 1).await;
        let order = joe.orders(&[("payment_method", "bank_transfer")]).await;
        shop.drains().await;
        assert_eq!(shop.standing(&order).await.0, "pending");
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM mails WHERE state = 'promised'")
                .await,
            4
        );

        inbox.is_away(false);
        // The longest pause between two tries is an hour and a quarter.
        for _ in 0..4 {
            shop.waits(HOUR_MS).await;
        }
        let mails = inbox.received().split_off(before);
        let mut ids: Vec<&str> = mails
            .iter()
            .filter_map(|mail| mail.lines().find(|line| line.starts_with("Message-ID:")))
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!((mails.len(), ids.len()), (4, 4), "each once");
        for to in ["ada@home.example", "maker@kiln.example"] {
            let theirs = mails
                .iter()
                .filter(|mail| mail.contains(&format!("\nTo: {to}")));
            assert_eq!(theirs.count(), 2, "{to}");
        }
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM mails WHERE state = 'sent'")
                .await,
            4
        );
        assert_eq!(shop.attention().await, [""; 0]);
    })
    .await;
}
