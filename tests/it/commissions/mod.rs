//! Custom orders, from a request to a shipped piece.

mod defects;
mod money;
mod pictures;
mod races;
mod thread;

use crate::support::shop::each_shop;
use atelier::domain::commission::status::CommissionStatus;
use atelier::domain::commission::thread_form::{BoardQuery, MessageForm};
use atelier::domain::commission::turn::{NextAct, Side};
use atelier::domain::commission::view::{PayLinkState, QuoteState};
use atelier::server::clock::DAY_MS;
use atelier::server::commissions::{board, making, say, shipping, time};
use thread::{MAKER, mia, quote, request};

#[tokio::test]
async fn a_commission_goes_from_request_to_completed_with_deposit_and_balance() {
    each_shop(async |shop| {
        let thread = shop.asked(&[("form[colours]", "Moss green")]).await;
        let seen = thread.sees().await;
        assert_eq!(seen.number, "CUS-000001");
        assert_eq!(
            (seen.status, seen.turn.whose),
            (CommissionStatus::Requested, Side::Studio)
        );
        assert_eq!(shop.mails_to(MAKER).await, ["commission_new"]);

        // Both sides talk, and the maker quotes, changes, and quotes again.
        let words = [
            ("token", thread.token.as_str()),
            ("form[body]", "Silver clasp, please"),
        ];
        let () = thread.visitor.calls("commissions/say", &words).await;
        let answer = MessageForm {
            body: "Of course.".into(),
            ..MessageForm::default()
        };
        say::say(&shop.app, &thread.id, &mia(), &answer)
            .await
            .unwrap();
        thread.is_quoted(&quote("$1,111.11")).await.unwrap();
        let seen = thread.sees().await;
        assert_eq!(seen.turn.customer_step, Some(NextAct::Accept));
        assert_eq!(seen.quotes[0].totals.total.minor, 111_801);
        let wishes = [
            ("token", thread.token.as_str()),
            ("form[body]", "A little smaller?"),
        ];
        let () = thread
            .visitor
            .calls("commissions/ask-for-changes", &wishes)
            .await;
        assert_eq!(thread.status().await, "changes_requested");
        thread.is_quoted(&quote("900")).await.unwrap();
        let seen = thread.sees().await;
        assert_eq!(
            seen.quotes[0].changes[0],
            "The total is €906.90, before it was €1,118.01."
        );
        assert_eq!(seen.quotes[1].state, QuoteState::Superseded);

        // Accepted: an ordinary order with the quote's words, and only the deposit is asked for.
        let deposit = thread.accepts().await;
        let seen = thread.sees().await;
        assert_eq!(seen.status, CommissionStatus::Accepted);
        let amounts: Vec<i64> = seen.stages.iter().map(|s| s.amount.minor).collect();
        assert_eq!(amounts, [27_207, 63_483]);
        assert!(seen.stages[0].asked && !seen.stages[1].asked);
        assert_eq!(shop.text("SELECT kind FROM orders").await, "commission");
        assert_eq!(
            shop.text("SELECT title FROM order_lines").await,
            "Bead collar"
        );
        assert_eq!(shop.number("SELECT total_minor FROM orders").await, 90_690);
        assert_eq!(thread.link(&deposit).await.state, PayLinkState::Payable);
        thread.pays(&deposit).await;

        // Paid: in production at once, with a promise.
        let seen = thread.sees().await;
        assert_eq!(seen.status, CommissionStatus::InProduction);
        assert!(seen.promise.is_some() && seen.turn.whose == Side::Studio);
        assert_eq!(
            shop.text("SELECT status FROM orders").await,
            "in_production"
        );
        assert_eq!(thread.link(&deposit).await.state, PayLinkState::Paid);
        let look = MessageForm {
            body: "The first rows.".into(),
            ..MessageForm::default()
        };
        making::progress(&shop.app, &thread.id, &mia(), &look, true)
            .await
            .unwrap();
        let seen = thread.sees().await;
        assert_eq!(seen.turn.customer_step, Some(NextAct::ApproveProgress));
        let entry = seen.entries.last().unwrap().id.clone();
        let yes = [("token", thread.token.as_str()), ("entry", &entry)];
        let () = thread
            .visitor
            .calls("commissions/approve-progress", &yes)
            .await;

        // Ready: the balance is asked for, and nothing leaves before it is here.
        thread.is_finished().await;
        assert_eq!(thread.sees().await.turn.customer_step, Some(NextAct::Pay));
        assert_eq!(
            thread.is_shipped("DHL", "0034").await.unwrap_err().status(),
            409
        );
        let balance = thread.payable().await;
        assert_eq!(balance.len(), 1);
        thread.pays(&balance[0]).await;
        assert_eq!(
            thread.is_shipped("DHL", " ").await.unwrap_err().status(),
            422
        );
        thread.is_shipped("DHL", "0034").await.unwrap();
        assert_eq!(shop.text("SELECT status FROM orders").await, "shipped");
        shop.waits(15 * DAY_MS).await;
        assert_eq!(thread.status().await, "completed");
        assert_eq!(shop.text("SELECT status FROM orders").await, "completed");
        assert_eq!(shop.balance("provider").await, 90_690);
        assert_eq!(
            thread.mails().await,
            [
                "received", "message", "quoted", "quoted", "accepted", "paid", "progress", "ready",
                "paid", "shipped"
            ]
        );
        let counts = board::list(&shop.app, BoardQuery::default())
            .await
            .unwrap()
            .counts;
        assert!(counts.contains(&(CommissionStatus::Completed, 1)));
    })
    .await;
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_request() {
    each_shop(async |shop| {
        let key = atelier::server::keys::random_token();
        let more = [("form[upload_key]", key.as_str())];
        let visitor = shop.visitor();
        let first: String = visitor.calls("commissions/ask", &request(&more)).await;
        let second: String = visitor.calls("commissions/ask", &request(&more)).await;
        assert_eq!(first, second);
        assert_eq!(shop.number("SELECT COUNT(*) FROM commissions").await, 1);
        assert_eq!(shop.mails_to(MAKER).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_quote_ends_by_itself_after_a_reminder() {
    each_shop(async |shop| {
        let thread = shop.quoted(&quote("100")).await;
        shop.waits(13 * DAY_MS).await;
        assert_eq!(thread.status().await, "quoted");
        let seen = thread.sees().await;
        shop.waits(2 * DAY_MS).await;
        assert_eq!(thread.status().await, "expired");
        assert_eq!(
            thread.mails().await,
            ["received", "quoted", "quote_reminder", "expired"]
        );
        assert_eq!(thread.tries_to_accept(&seen, &[]).await.status, 409);
        assert_eq!(
            thread.is_quoted(&quote("90")).await.unwrap_err().status(),
            409
        );
    })
    .await;
}

#[tokio::test]
async fn an_accepted_quote_that_is_not_paid_ends_and_its_link_takes_no_money() {
    each_shop(async |shop| {
        let thread = shop.quoted(&quote("100")).await;
        let pay = thread.accepts().await;
        shop.waits(12 * DAY_MS).await;
        assert_eq!(thread.status().await, "accepted");
        shop.waits(3 * DAY_MS).await;
        shop.waits(3 * DAY_MS).await;
        assert_eq!(thread.status().await, "expired");
        let link = thread.link(&pay).await;
        assert_eq!((link.state, link.pay), (PayLinkState::Expired, None));
        let reminders = [
            "received",
            "quoted",
            "accepted",
            "payment_reminder",
            "payment_reminder",
            "expired",
        ];
        assert_eq!(thread.mails().await, reminders);
        assert_eq!(shop.orders("cancelled").await, 1);
        assert_eq!(shop.provider.intents("canceled").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_declined_quote_is_over() {
    each_shop(async |shop| {
        let thread = shop.quoted(&quote("100")).await;
        let form = [("token", thread.token.as_str()), ("reason", "Too dear")];
        let () = thread.visitor.calls("commissions/decline", &form).await;
        assert_eq!(thread.status().await, "declined");
        assert_eq!(thread.sees().await.quotes[0].state, QuoteState::Declined);
        let again = thread
            .visitor
            .posts("/_fn/commissions/decline", &form)
            .await;
        assert_eq!(again.status, 409);
        let late = [("token", thread.token.as_str()), ("form[body]", "Hello?")];
        let answer = thread.visitor.posts("/_fn/commissions/say", &late).await;
        assert_eq!(answer.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_quote_without_a_price_is_not_sent() {
    each_shop(async |shop| {
        let thread = shop.asked(&[]).await;
        for price in ["", "0", "nothing"] {
            let error = thread.is_quoted(&quote(price)).await.unwrap_err();
            assert_eq!(error.status(), 422, "{price}");
        }
        assert_eq!(thread.status().await, "requested");
        assert_eq!(thread.mails().await, ["received"]);
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
            "UPDATE commission_events SET sentence = 'x'",
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
        let mut desk = atelier::domain::commission::desk::CommissionDesk {
            slots: 1,
            ..Default::default()
        };
        atelier::server::commissions::desk::write(&shop.app, &desk)
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
        desk.openness = atelier::domain::commission::capacity::Openness::Closed;
        atelier::server::commissions::desk::write(&shop.app, &desk)
            .await
            .unwrap();
        let answer = shop
            .visitor()
            .posts("/_fn/commissions/ask", &request(&[]))
            .await;
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
        let thread = shop.asked(&[]).await;
        let visitor = shop.visitor();
        let () = visitor
            .calls("commissions/send-link", &[("email", "eve@evil.example")])
            .await;
        let () = visitor
            .calls("commissions/send-link", &[("email", "ADA@home.example")])
            .await;
        shop.drains().await;
        assert_eq!(thread.mails().await, ["received", "link"]);
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
            ("admin/commission/begin", "number"),
        ] {
            let form = [(field, "CUS-000001")];
            let answer = visitor.posts(&format!("/_fn/{name}"), &form).await;
            assert_eq!(answer.status, 401, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn timers_that_come_late_change_nothing() {
    each_shop(async |shop| {
        let thread = shop.in_production(&quote("100")).await;
        time::expire(&shop.app, &thread.id, 1).await.unwrap();
        time::remind_of_quote(&shop.app, &thread.id, 1)
            .await
            .unwrap();
        shipping::complete_by_timer(&shop.app, &thread.id)
            .await
            .unwrap();
        assert_eq!(thread.status().await, "in_production");
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
