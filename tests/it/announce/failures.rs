//! Receivers that reject, are slow, have moved, are gone, or lie in a private network.

use super::listens;
use crate::support::goods::BOWL;
use crate::support::program;
use crate::support::receiver::Receiver;
use crate::support::shop::{Shop, each_shop};
use atelier::server::announce::{endpoints, log};
use atelier::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use atelier::server::jobs::worker;
use std::time::{Duration, Instant};

const PLACED: &[&str] = &["order.placed"];

/// State, tries and HTTP status of the only delivery.
async fn standing(shop: &Shop) -> (String, i64, i64) {
    (
        shop.text("SELECT state FROM webhook_deliveries").await,
        shop.number("SELECT tries FROM webhook_deliveries").await,
        shop.number("SELECT COALESCE(status, 0) FROM webhook_deliveries")
            .await,
    )
}

fn state(word: &str, tries: i64, status: i64) -> (String, i64, i64) {
    (word.into(), tries, status)
}

#[tokio::test]
async fn a_refused_delivery_comes_again_with_the_same_id_and_body() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        let (_, secret) = listens(&shop, &receiver, PLACED).await;
        receiver.answers(&[500, 302]);
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        assert_eq!(standing(&shop).await, state("pending", 1, 500));
        assert_eq!(receiver.got().len(), 1, "not at once");
        shop.waits(2 * MINUTE_MS).await;
        assert_eq!(
            standing(&shop).await,
            state("pending", 2, 302),
            "a redirect is a no"
        );
        shop.waits(10 * MINUTE_MS).await;
        assert_eq!(standing(&shop).await, state("delivered", 3, 204));
        let got = receiver.got();
        assert_eq!(got.len(), 3, "nothing was followed elsewhere");
        for again in &got {
            assert_eq!((again.id(), &again.body), (got[0].id(), &got[0].body));
            assert!(again.is_signed_with(&secret));
        }
        assert_ne!(
            got[0].header("webhook-timestamp"),
            got[2].header("webhook-timestamp")
        );
        assert_eq!(shop.attention().await, [""; 0]);
        shop.waits(DAY_MS).await;
        assert_eq!(receiver.got().len(), 3, "what was taken is not sent again");
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_told_nothing_more_and_staff_hear_of_it_once() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        let (id, _) = listens(&shop, &receiver, PLACED).await;
        receiver.answers(&[500, 410]);
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        shop.visitor().buys(BOWL, 1).await;
        shop.waits(HOUR_MS).await;
        assert_eq!(
            receiver.got().len(),
            2,
            "410 ends what waits, and what follows"
        );
        assert_eq!(shop.attention().await, ["webhook_disabled"]);
        assert_eq!(
            shop.mails_to("maker@kiln.example").await,
            ["webhook_disabled"]
        );
        let failed = "SELECT COUNT(*) FROM webhook_deliveries WHERE state = 'failed'";
        assert_eq!(shop.number(failed).await, 2);
        let visit = program(&shop.app, &["webhooks"]).await;
        endpoints::enable(&visit, &id).await.unwrap();
        let open = "SELECT COUNT(*) FROM attention WHERE resolved_at_ms IS NULL";
        assert_eq!(
            shop.number(open).await,
            0,
            "enabled again, nothing is left to look at"
        );
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        assert_eq!(receiver.got().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn after_three_days_without_a_yes_an_endpoint_is_given_up_once() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        listens(&shop, &receiver, &["order.placed", "stock.changed"]).await;
        receiver.always_answers(503);
        shop.visitor().buys(BOWL, 1).await;
        for _ in 0..4 {
            shop.waits(20 * HOUR_MS).await;
        }
        for _ in 0..8 {
            shop.waits(30 * HOUR_MS).await;
        }
        assert_eq!(shop.attention().await, ["webhook_disabled"]);
        assert_eq!(
            shop.mails_to("maker@kiln.example").await,
            ["webhook_disabled"]
        );
        let dead = "SELECT COUNT(*) FROM jobs WHERE state = 'dead'";
        assert_eq!(shop.number(dead).await, 0);
        let most = shop
            .number("SELECT MAX(tries) FROM webhook_deliveries")
            .await;
        assert_eq!(most, 10);
        shop.app.clock.advance_ms(31 * DAY_MS);
        worker::enqueue_repeating(&shop.app).await.unwrap();
        shop.drains().await;
        let left = "SELECT COUNT(*) FROM webhook_deliveries";
        assert_eq!(
            shop.number(left).await,
            0,
            "the log is kept for thirty days"
        );
    })
    .await;
}

#[tokio::test]
async fn one_delivery_that_is_not_to_its_taste_ends_no_endpoint() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        listens(&shop, &receiver, PLACED).await;
        receiver.always_answers(422);
        shop.visitor().buys(BOWL, 1).await;
        for _ in 0..9 {
            shop.waits(30 * HOUR_MS).await;
        }
        receiver.always_answers(200);
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        receiver.always_answers(422);
        shop.waits(30 * HOUR_MS).await;
        let states = "SELECT state FROM webhook_deliveries ORDER BY id";
        assert_eq!(shop.texts(states).await, ["failed", "delivered"]);
        assert_eq!(shop.attention().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_private_network_is_not_reached_under_any_name() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        let (id, _) = listens(&shop, &receiver, PLACED).await;
        let port = receiver.port;
        let visit = program(&shop.app, &["webhooks"]).await;
        // What a name leads to is found out at each delivery; literal addresses are refused when they are written.
        for url in [
            format!("https://localhost:{port}/"),
            format!("https://127.0.0.1:{port}/"),
            format!("https://2130706433:{port}/"),
            format!("https://[::ffff:127.0.0.1]:{port}/"),
            format!("http://169.254.169.254:{port}/"),
        ] {
            shop.tampers(format!(
                "UPDATE webhook_endpoints SET url = '{url}' WHERE id = '{id}'"
            ))
            .await;
            endpoints::test(&visit, &id).await.unwrap();
            shop.drains().await;
            let answer = shop
                .text("SELECT answer FROM webhook_deliveries ORDER BY id DESC LIMIT 1")
                .await;
            let told = answer.contains("private network") || answer.contains("https://");
            assert!(told, "{url}: {answer}");
        }
        assert_eq!(receiver.got().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn for_a_day_after_a_rotation_both_secrets_sign() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        let (id, old) = listens(&shop, &receiver, PLACED).await;
        let visit = program(&shop.app, &["webhooks"]).await;
        let new = endpoints::rotate(&visit, &id).await.unwrap();
        assert_ne!(old, new);
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        let got = receiver.got();
        assert!(got[0].verifies(&old) && got[0].verifies(&new));
        assert_eq!(got[0].header("webhook-signature").split(' ').count(), 2);
        shop.waits(DAY_MS + 1).await;
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        let got = receiver.got();
        assert!(got[1].is_signed_with(&new) && !got[1].is_signed_with(&old));
        let stored = shop.texts("SELECT secret || COALESCE(old_secret, '') FROM webhook_endpoints");
        assert!(
            !stored.await.concat().contains(&new[6..]),
            "secrets are sealed"
        );
    })
    .await;
}

#[tokio::test]
async fn a_delivery_is_sent_again_when_staff_ask_for_it() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        let (id, _) = listens(&shop, &receiver, PLACED).await;
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        let visit = program(&shop.app, &["webhooks"]).await;
        let delivery = receiver.got()[0].id().to_string();
        log::replay(&visit, &delivery).await.unwrap();
        shop.drains().await;
        let got = receiver.got();
        assert_eq!((got[0].id(), &got[0].body), (got[1].id(), &got[1].body));
        assert_eq!(standing(&shop).await, state("delivered", 1, 204));
        endpoints::disable(&visit, &id).await.unwrap();
        let refused = log::replay(&visit, &delivery).await.unwrap_err();
        assert_eq!(refused.status(), 409);
        endpoints::remove(&visit, &id).await.unwrap();
        let refused = log::replay(&visit, &delivery).await.unwrap_err();
        assert_eq!(refused.status(), 404);
    })
    .await;
}

#[tokio::test]
async fn killed_between_sending_and_writing_it_down_it_comes_again_under_its_id() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        listens(&shop, &receiver, PLACED).await;
        shop.visitor().buys(BOWL, 1).await;
        shop.drains().await;
        // As the process left it that was killed: sent, not written down, the job leased.
        let now = shop.app.now_ms();
        shop.tampers(format!(
            "UPDATE webhook_deliveries SET state = 'pending', tries = 0, next_try_at_ms = {now}, status = NULL"
        ))
        .await;
        shop.tampers(format!(
            "UPDATE jobs SET state = 'running', lease_until_ms = {now}, finished_at_ms = NULL WHERE kind = 'deliver_webhook'"
        ))
        .await;
        shop.waits(3 * MINUTE_MS).await;
        let got = receiver.got();
        assert_eq!(got.len(), 2);
        assert_eq!((got[0].id(), &got[0].body), (got[1].id(), &got[1].body));
        assert_eq!(standing(&shop).await, state("delivered", 1, 204));
    })
    .await;
}

#[tokio::test]
async fn a_slow_receiver_holds_nothing_else_up() {
    each_shop(async |shop| {
        let receiver = Receiver::open().await;
        listens(&shop, &receiver, PLACED).await;
        receiver.takes(Duration::from_secs(3));
        for _ in 0..5 {
            shop.visitor().buys(BOWL, 1).await;
        }
        let working = tokio::spawn(worker::run(shop.app.clone()));
        let waiting = async |least: usize| {
            while receiver.got().len() < least {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        waiting(4).await;
        let began = Instant::now();
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.chooses(&order, "bank_transfer").await;
        let sent = format!(
            "SELECT COUNT(*) FROM mails WHERE order_id = '{}' AND state = 'sent'",
            order.id
        );
        while shop.number(sent.as_str()).await == 0 {
            assert!(began.elapsed() < Duration::from_secs(2), "the mail waits");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        receiver.takes(Duration::ZERO);
        waiting(6).await;
        shop.app.shutdown.cancel();
        working.await.unwrap();
        shop.drains().await;
    })
    .await;
}
