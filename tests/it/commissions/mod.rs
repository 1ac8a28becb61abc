//! Custom orders, from a request to a shipped piece.

mod admin;
mod defects;
pub mod fixture;
mod lifecycle;
mod links;
mod money;
mod pages;
pub mod pictures;
mod races;

use crate::support::shop::each_shop;
use atelier::domain::commission::status::CommissionStatus;
use atelier::domain::commission::thread_form::BoardQuery;
use atelier::domain::commission::view::{PayLinkState, QuoteState};
use atelier::server::clock::DAY_MS;
use atelier::server::commissions::{board, deadlines, shipping};
use fixture::{MAKER, quote, request};

#[tokio::test]
async fn the_same_form_sent_twice_is_one_request() {
    each_shop(async |shop| {
        let key = atelier::server::keys::random_token();
        let more = [("upload_key", key.as_str())];
        let visitor = shop.visitor();
        let first = visitor.posts("/custom", &request(&more)).await;
        let second = visitor.posts("/custom", &request(&more)).await;
        assert!(first.went_on(), "{first:?}");
        assert_eq!(first.location, second.location);
        assert_eq!(shop.number("SELECT COUNT(*) FROM commissions").await, 1);
        assert_eq!(shop.mails_to(MAKER).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_quote_ends_by_itself_after_a_reminder() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        shop.waits(13 * DAY_MS).await;
        assert_eq!(commission.status().await, "quoted");
        let seen = commission.sees().await;
        shop.waits(2 * DAY_MS).await;
        assert_eq!(commission.status().await, "expired");
        assert_eq!(
            commission.mails().await,
            ["received", "quoted", "quote_reminder", "expired"]
        );
        assert_eq!(commission.tries_to_accept(&seen, &[]).await.status, 409);
        assert_eq!(
            commission
                .is_quoted(&quote("90"))
                .await
                .unwrap_err()
                .status(),
            409
        );
    })
    .await;
}

#[tokio::test]
async fn an_accepted_quote_that_is_not_paid_ends_and_its_link_takes_no_money() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let pay = commission.accepts().await;
        shop.waits(12 * DAY_MS).await;
        assert_eq!(commission.status().await, "accepted");
        shop.waits(3 * DAY_MS).await;
        shop.waits(3 * DAY_MS).await;
        assert_eq!(commission.status().await, "expired");
        let link = commission.link(&pay).await;
        assert_eq!((link.state, link.pay), (PayLinkState::Expired, None));
        let reminders = [
            "received",
            "quoted",
            "accepted",
            "payment_reminder",
            "payment_reminder",
            "expired",
        ];
        assert_eq!(commission.mails().await, reminders);
        assert_eq!(shop.orders("cancelled").await, 1);
        assert_eq!(shop.provider.intents("canceled").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_declined_quote_is_over() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let page = commission
            .visitor
            .gets(&format!("/custom/{}", commission.token))
            .await;
        for name in ["accept", "ask-for-changes"] {
            let call = format!("data-call=\"/_fn/commissions/{name}\"");
            assert!(page.body.contains(&call), "{name}: {}", page.body);
        }
        let reason = [("reason", "Too dear")];
        assert!(commission.sends("decline", &reason).await.went_on());
        assert_eq!(commission.status().await, "declined");
        assert_eq!(
            commission.sees().await.quotes[0].state,
            QuoteState::Declined
        );
        assert_eq!(commission.sends("decline", &reason).await.status, 409);
        let late = commission.sends("say", &[("body", "Hello?")]).await;
        assert_eq!(late.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_quote_without_a_price_is_not_sent() {
    each_shop(async |shop| {
        let commission = shop.asked(&[]).await;
        for price in ["", "0", "nothing"] {
            let error = commission.is_quoted(&quote(price)).await.unwrap_err();
            assert_eq!(error.status(), 422, "{price}");
        }
        assert_eq!(commission.status().await, "requested");
        assert_eq!(commission.mails().await, ["received"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_sent_stays_as_it_was_sent() {
    each_shop(async |shop| {
        shop.quoted(&quote("100")).await;
        for sql in [
            "UPDATE commission_quotes SET total_minor = 1",
            "DELETE FROM commission_quotes",
            "UPDATE commission_events SET kind = 'x'",
            "DELETE FROM commissions",
        ] {
            let refusal = shop.tampers_in_vain(sql).await;
            assert!(
                refusal.contains("append-only") || refusal.contains("never deleted"),
                "{sql}: {refusal}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_closed_studio_takes_nothing_and_a_full_one_keeps_a_waiting_list() {
    each_shop(async |shop| {
        let mut studio = atelier::domain::commission::studio_settings::StudioSettings {
            slots: 1,
            ..Default::default()
        };
        atelier::server::commissions::studio_settings::write(&shop.app, &studio)
            .await
            .unwrap();
        let first = shop.asked(&[]).await;
        let second = shop.asked(&[]).await;
        assert!(
            !first
                .sees()
                .await
                .turn
                .for_customer
                .contains("waiting list")
        );
        assert!(
            second
                .sees()
                .await
                .turn
                .for_customer
                .contains("waiting list")
        );
        studio.openness = atelier::domain::commission::capacity::Openness::Closed;
        atelier::server::commissions::studio_settings::write(&shop.app, &studio)
            .await
            .unwrap();
        let answer = shop.visitor().posts("/custom", &request(&[])).await;
        assert_eq!(answer.status, 409);
        assert_eq!(
            shop.number("SELECT value FROM counters WHERE name = 'commission'")
                .await,
            2
        );
    })
    .await;
}

#[tokio::test]
async fn the_link_is_sent_again_to_its_own_address_alone() {
    each_shop(async |shop| {
        let commission = shop.asked(&[]).await;
        let visitor = shop.visitor();
        for email in ["eve@evil.example", "ADA@home.example"] {
            let answer = visitor.posts("/custom/link", &[("email", email)]).await;
            assert!(answer.went_on(), "{answer:?}");
        }
        shop.drains().await;
        assert_eq!(commission.mails().await, ["received", "link"]);
        assert_eq!(shop.mails_to("eve@evil.example").await, [""; 0]);
        let guess = [("token", "a".repeat(43))];
        let pairs: Vec<(&str, &str)> = guess.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(
            visitor
                .posts("/_fn/commissions/thread", &pairs)
                .await
                .status,
            404
        );
        for (name, field) in [
            ("admin/commissions", "query[show]"),
            ("admin/commission", "number"),
        ] {
            let form = [(field, "CUS-000001")];
            let answer = visitor.posts(&format!("/_fn/{name}"), &form).await;
            assert_eq!(answer.status, 401, "{name}");
        }
        let begin = [("action", "begin")];
        let answer = visitor.posts("/admin/commissions/CUS-000001", &begin).await;
        assert!(answer.location.starts_with("/admin/login"), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn timers_that_come_late_change_nothing() {
    each_shop(async |shop| {
        let commission = shop.in_production(&quote("100")).await;
        deadlines::expire(&shop.app, &commission.id, 1)
            .await
            .unwrap();
        deadlines::remind_of_quote(&shop.app, &commission.id, 1)
            .await
            .unwrap();
        shipping::complete_by_timer(&shop.app, &commission.id)
            .await
            .unwrap();
        assert_eq!(commission.status().await, "in_production");
        let late = board::list(
            &shop.app,
            BoardQuery {
                show: "overdue".into(),
                ..BoardQuery::default()
            },
        );
        assert_eq!(late.await.unwrap().total, 0);
        shop.app.clock.advance_ms(200 * DAY_MS);
        let late = board::list(
            &shop.app,
            BoardQuery {
                show: "overdue".into(),
                ..BoardQuery::default()
            },
        );
        let rows = late.await.unwrap().rows;
        assert!(rows.len() == 1 && rows[0].overdue);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_has_one_in_every_state() {
    each_shop(async |shop| {
        let new = atelier::server::seed::commissions::fill(&shop.app, false)
            .await
            .unwrap();
        assert_eq!(new, CommissionStatus::ALL.len());
        shop.drains().await;
        let query = BoardQuery {
            show: "all".into(),
            ..BoardQuery::default()
        };
        let board = board::list(&shop.app, query).await.unwrap();
        assert!(
            board.counts.iter().all(|(_, count)| *count == 1),
            "{:?}",
            board.counts
        );
        let again = atelier::server::seed::commissions::fill(&shop.app, false)
            .await
            .unwrap();
        assert_eq!(again, 0);
    })
    .await;
}
