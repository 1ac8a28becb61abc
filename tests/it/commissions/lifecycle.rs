//! The lifecycle of a custom order, and the mails to both sides.

use super::fixture::{MAKER, mia, quote};
use crate::support::shop::each_shop;
use atelier::domain::commission::status::CommissionStatus;
use atelier::domain::commission::thread_form::{BoardQuery, MessageForm};
use atelier::domain::commission::turn::{NextAct, Side};
use atelier::domain::commission::view::{PayLinkState, QuoteState};
use atelier::server::clock::DAY_MS;
use atelier::server::commissions::{board, making, messages};

#[tokio::test]
async fn a_commission_goes_from_request_to_completed_with_deposit_and_balance() {
    each_shop(async |shop| {
        let commission = shop.asked(&[("colours", "Moss green")]).await;
        let seen = commission.sees().await;
        assert_eq!(seen.number, "CUS-000001");
        assert_eq!(
            (seen.status, seen.turn.whose),
            (CommissionStatus::Requested, Side::Studio)
        );
        assert_eq!(shop.mails_to(MAKER).await, ["commission_new"]);

        // Both sides talk, and the maker quotes, changes, and quotes again.
        let words = [("body", "Silver clasp, please")];
        assert!(commission.sends("say", &words).await.went_on());
        let answer = MessageForm {
            body: "Of course.".into(),
            ..MessageForm::default()
        };
        messages::send(&shop.app, &commission.id, &mia(), &answer)
            .await
            .unwrap();
        commission.is_quoted(&quote("$1,111.11")).await.unwrap();
        let seen = commission.sees().await;
        assert_eq!(seen.turn.customer_step, Some(NextAct::Accept));
        assert_eq!(seen.quotes[0].totals.total.minor, 111_801);
        let wishes = [("body", "A little smaller?")];
        assert!(commission.sends("ask_for_changes", &wishes).await.went_on());
        assert_eq!(commission.status().await, "changes_requested");
        commission.is_quoted(&quote("900")).await.unwrap();
        let seen = commission.sees().await;
        assert_eq!(
            seen.quotes[0].changes[0],
            "The total is €906.90, before it was €1,118.01."
        );
        assert_eq!(seen.quotes[1].state, QuoteState::Superseded);

        // Accepted: an ordinary order with the quote's words, and only the deposit is asked for.
        let deposit = commission.accepts().await;
        let seen = commission.sees().await;
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
        assert_eq!(commission.link(&deposit).await.state, PayLinkState::Payable);
        commission.pays(&deposit).await;

        // Paid: in production at once, with a due date.
        let seen = commission.sees().await;
        assert_eq!(seen.status, CommissionStatus::InProduction);
        assert!(seen.due_date.is_some() && seen.turn.whose == Side::Studio);
        assert_eq!(
            shop.text("SELECT status FROM orders").await,
            "in_production"
        );
        assert_eq!(commission.link(&deposit).await.state, PayLinkState::Paid);
        let look = MessageForm {
            body: "The first rows.".into(),
            ..MessageForm::default()
        };
        making::progress(&shop.app, &commission.id, &mia(), &look, true)
            .await
            .unwrap();
        let seen = commission.sees().await;
        assert_eq!(seen.turn.customer_step, Some(NextAct::ApproveProgress));
        let entry = seen.entries.last().unwrap().id.clone();
        let yes = [("entry", entry.as_str())];
        assert!(commission.sends("approve", &yes).await.went_on());

        // Ready: the balance is asked for, and nothing leaves before it is here.
        commission.is_finished().await;
        assert_eq!(
            commission.sees().await.turn.customer_step,
            Some(NextAct::Pay)
        );
        assert_eq!(
            commission
                .is_shipped("DHL", "0034")
                .await
                .unwrap_err()
                .status(),
            409
        );
        let balance = commission.payable().await;
        assert_eq!(balance.len(), 1);
        commission.pays(&balance[0]).await;
        assert_eq!(
            commission
                .is_shipped("DHL", " ")
                .await
                .unwrap_err()
                .status(),
            422
        );
        commission.is_shipped("DHL", "0034").await.unwrap();
        assert_eq!(shop.text("SELECT status FROM orders").await, "shipped");
        shop.waits(15 * DAY_MS).await;
        assert_eq!(commission.status().await, "completed");
        assert_eq!(shop.text("SELECT status FROM orders").await, "completed");
        assert_eq!(shop.balance("provider").await, 90_690);
        assert_eq!(
            commission.mails().await,
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
async fn an_open_page_hears_that_something_changed() {
    each_shop(async |shop| {
        let commission = shop.asked(&[]).await;
        let url = format!("{}/custom/{}/events", shop.base, commission.token);
        let mut answer = shop.http.get(url).send().await.unwrap();
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_string();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        let mut next = async || {
            let chunk = answer.chunk().await.unwrap().unwrap();
            String::from_utf8(chunk.to_vec()).unwrap()
        };
        assert!(next().await.contains("event: changed\ndata: 1"));
        let words = MessageForm {
            body: "Hello".into(),
            ..MessageForm::default()
        };
        messages::send(&shop.app, &commission.id, &mia(), &words)
            .await
            .unwrap();
        assert!(next().await.contains("data: 2"));
        drop(answer);
        let unknown = shop.visitor().gets("/custom/nonsense/events").await;
        assert_eq!(unknown.status, 404);
        shop.drains().await;
    })
    .await;
}
