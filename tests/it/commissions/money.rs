//! What is paid, kept and refunded.

use super::fixture::{mia, quote};
use crate::staff_refunds::{WHY, finance, gives, looks};
use crate::support::shop::each_shop;
use atelier::domain::commission::quote_form::StageForm;
use atelier::domain::commission::view::PayLinkState;
use atelier::server::commissions::making;
use atelier::server::orders::cancel;
use atelier::server::payments::manual;
use atelier::server::refunds::manual_refunds;

#[tokio::test]
async fn withdrawing_keeps_and_gives_back_what_was_agreed() {
    each_shop(async |shop| {
        let commission = shop.in_production(&quote("993.10")).await;
        commission.is_begun().await;
        let settlement = commission.sees().await.settlement.unwrap();
        assert_eq!(
            (settlement.back.minor, settlement.kept.minor),
            (15_000, 15_000)
        );
        // What was shown has to be what happens.
        let answer = commission.withdraws("30000").await;
        assert_eq!(answer.status, 409);
        let changed = "It comes to something else by now: €150.00 goes back";
        assert!(answer.body.contains(changed), "{}", answer.body);
        assert!(commission.withdraws("15000").await.went_on());
        shop.hears().await;
        assert_eq!(commission.status().await, "withdrawn");
        assert_eq!(shop.provider.refunded().await, 15_000);
        assert_eq!(shop.balance("provider").await, 15_000);
        assert_eq!(
            shop.text("SELECT state FROM payment_requests WHERE position = 1")
                .await,
            "partially_refunded"
        );
        assert_eq!(
            shop.text("SELECT state FROM payment_requests WHERE position = 2")
                .await,
            "cancelled"
        );
        assert_eq!(shop.orders("cancelled").await, 1);
        assert_eq!(commission.withdraws("0").await.status, 409);
        assert_eq!(commission.mails().await.last().unwrap(), "withdrawn");
    })
    .await;
}

#[tokio::test]
async fn a_studio_that_steps_back_gives_everything_back() {
    each_shop(async |shop| {
        let commission = shop.in_production(&quote("993.10")).await;
        commission.is_finished().await;
        for pay in commission.payable().await {
            commission.pays(&pay).await;
        }
        assert_eq!(shop.balance("provider").await, 100_000);
        assert_eq!(commission.is_rejected(0).await.unwrap_err().status(), 409);
        commission.is_rejected(100_000).await.unwrap();
        shop.hears().await;
        assert_eq!(shop.provider.refunded().await, 100_000);
        for account in ["provider", "sales", "shipping", "tax", "customer_credit"] {
            assert_eq!(shop.balance(account).await, 0, "{account}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_goes_back_in_part_comes_from_the_last_payment_first() {
    each_shop(async |shop| {
        let mut form = quote("993.10");
        form.back_when_ready = "80".into();
        let commission = shop.in_production(&form).await;
        commission.is_finished().await;
        for pay in commission.payable().await {
            commission.pays(&pay).await;
        }
        assert!(commission.withdraws("80000").await.went_on());
        shop.hears().await;
        let back = |position: i64| {
            let sql = format!(
                "SELECT CAST(COALESCE(SUM(f.amount_minor), 0) AS BIGINT) FROM refunds f
                JOIN payment_requests r ON r.id = f.request_id WHERE r.position = {position}"
            );
            shop.number(sql)
        };
        assert_eq!((back(1).await, back(2).await), (10_000, 70_000));
        assert_eq!(shop.balance("provider").await, 20_000);
    })
    .await;
}

#[tokio::test]
async fn a_deposit_comes_by_bank_transfer() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let by_hand = [("form[payment_method]", "bank_transfer")];
        let answer = commission
            .tries_to_accept(&commission.sees().await, &by_hand)
            .await;
        assert_eq!(answer.json(), format!("/custom/{}", commission.token));
        let order = shop.text("SELECT id FROM orders").await;
        let payment = shop.pending_payment_of(&order).await;
        manual::confirm(&shop.app, &mia(), &order, &payment, "Statement 3")
            .await
            .unwrap();
        shop.drains().await;
        assert_eq!(commission.status().await, "in_production");
        assert_eq!(shop.balance("bank").await, 3_207);
        // It is refunded by hand, too: staff are asked to.
        assert!(commission.withdraws("3207").await.went_on());
        assert_eq!(shop.attention().await, ["manual_refund"]);
        let refund = shop.text("SELECT id FROM refunds").await;
        manual_refunds::made(&shop.app, &mia(), &order, &refund, "Statement 4")
            .await
            .unwrap();
        shop.drains().await;
        assert_eq!(shop.balance("bank").await, 0);
    })
    .await;
}

#[tokio::test]
async fn stages_are_asked_for_one_by_one() {
    each_shop(async |shop| {
        let mut form = quote("93.10");
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
        assert_eq!(commission.payable().await, [""; 0]);
        making::next_stage(&shop.app, &commission.id, &mia())
            .await
            .unwrap();
        let pay = commission.payable().await;
        assert_eq!(commission.link(&pay[0]).await.amount.minor, 3_000);
        let again = making::next_stage(&shop.app, &commission.id, &mia()).await;
        assert_eq!(again.unwrap_err().status(), 409);
        commission.pays(&pay[0]).await;
        commission.is_finished().await;
        let rest = commission.payable().await;
        assert_eq!(commission.link(&rest[0]).await.amount.minor, 5_000);
        commission.pays(&rest[0]).await;
        assert_eq!(shop.balance("provider").await, 10_000);
        commission.is_shipped("DHL", "1").await.unwrap();
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_payment_is_made_another_way_and_a_superseded_link_says_so() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let old = commission.accepts().await;
        let page = commission.chooses(&old, "hosted").await.location;
        assert!(page.contains("/sandbox/checkout/"), "{page}");
        commission.is_quoted(&quote("120")).await.unwrap();
        assert_eq!(commission.status().await, "quoted");
        let link = commission.link(&old).await;
        assert_eq!((link.state, link.pay), (PayLinkState::Superseded, None));
        assert_eq!(commission.chooses(&old, "hosted").await.status, 410);
        let new = commission.accepts().await;
        assert_eq!(commission.link(&new).await.amount.minor, 3_807);
        commission.pays(&new).await;
        assert_eq!(shop.provider.paid().await, 1);
        assert_eq!(
            (
                shop.orders("cancelled").await,
                shop.orders("in_production").await
            ),
            (1, 1)
        );
        let late = commission.is_quoted(&quote("50")).await;
        assert_eq!(
            late.unwrap_err().status(),
            409,
            "what was paid for stays agreed"
        );
    })
    .await;
}

#[tokio::test]
async fn its_order_is_moved_by_its_thread_alone() {
    each_shop(async |shop| {
        use atelier::domain::order_status::CancelReason;
        use atelier::server::actor::Actor;
        use atelier::server::orders::staff::{self, ShipForm};
        let commission = shop.in_production(&quote("100")).await;
        let (app, order) = (&shop.app, shop.text("SELECT id FROM orders").await);
        let parcel = ShipForm {
            carrier: "DHL".into(),
            tracking_number: "1".into(),
            ..ShipForm::default()
        };
        let refused = [
            staff::ship(app, &mia(), &order, &parcel).await,
            staff::complete(app, &mia(), &order).await,
            staff::start_making(app, &mia(), &order).await,
            cancel::cancel(app, &order, CancelReason::Customer, &Actor::Customer, "").await,
        ];
        for outcome in refused {
            assert_eq!(outcome.unwrap_err().status(), 409);
        }
        assert_eq!(commission.status().await, "in_production");
    })
    .await;
}

#[tokio::test]
async fn the_refund_in_the_admin_waits_until_the_agreed_rule_has_no_more_say() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let commission = shop.in_production(&quote("993.10")).await;
        commission.is_finished().await;
        let page = "/admin/orders/ORD-000001/refund";
        let amount = [("what", "amount"), ("amount", "800.00"), WHY];
        let answer = looks(&staff, page, &amount).await;
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains("goes back by the rule you agreed on"));
        assert_eq!(shop.number("SELECT COUNT(*) FROM invoices").await, 0);
        for pay in commission.payable().await {
            commission.pays(&pay).await;
        }
        assert_eq!(shop.number("SELECT COUNT(*) FROM invoices").await, 1);
        commission.is_shipped("DHL", "0034").await.unwrap();
        // It was paid in two parts, and is refunded from the last one first.
        gives(&shop, &staff, page, &amount).await;
        assert_eq!(shop.provider.refunded().await, 80_000);
        let states = shop
            .texts("SELECT state FROM payment_requests ORDER BY position")
            .await;
        assert_eq!(states, ["partially_refunded", "refunded"]);
        let notes = "SELECT COUNT(*) FROM invoices WHERE kind = 'credit_note'";
        assert_eq!(shop.number(notes).await, 2);
        gives(&shop, &staff, page, &[("what", "full"), WHY]).await;
        for account in ["provider", "sales", "shipping", "tax"] {
            assert_eq!(shop.balance(account).await, 0, "{account}");
        }
    })
    .await;
}
