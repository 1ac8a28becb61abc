//! Each action by which money leaves asks staff for a fresh code, and a program for its scope.

use crate::api::program;
use crate::staff_refunds::{address, code, finance};
use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Placed;
use atelier::domain::order_status::CancelReason;
use atelier::server::actor::Actor;
use atelier::server::orders::cancel::{Refunds, cancel_with};
use serde_json::json;

async fn paid(shop: &Shop) -> Placed {
    let who = shop.visitor();
    let order = who.buys(BOWL, 1).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    order
}

#[tokio::test]
async fn cancelling_what_was_paid_asks_for_a_fresh_code() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let order = paid(&shop).await;
        let page = address(&shop, &order).await;
        let page = page.trim_end_matches("/refund");
        assert!(
            staff
                .get(page)
                .await
                .body
                .contains("Money leaves only with a new code")
        );
        let cancel = [("action", "cancel"), ("reason", "The glaze cracked.")];
        for wrong in ["", "000000"] {
            let form = [&cancel[..], &[("code", wrong)]].concat();
            let answer = staff.post(page, &form).await;
            assert_eq!(answer.status, 422, "{wrong}");
            assert!(
                answer.body.contains("href=\"#code\"")
                    && answer.body.contains("The glaze cracked.")
            );
        }
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "paid".into())
        );
        let fresh = code(&shop);
        let form = [&cancel[..], &[("code", fresh.as_str())]].concat();
        assert_eq!(
            staff.post(page, &form).await.location,
            format!("{page}?done=cancelled")
        );
        shop.hears().await;
        assert_eq!(shop.provider.refunded().await, 4990);
    })
    .await;
}

#[tokio::test]
async fn cancelling_what_nobody_paid_asks_for_none() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let order = shop.visitor().buys(BOWL, 1).await;
        let page = address(&shop, &order).await;
        let page = page.trim_end_matches("/refund");
        assert!(!staff.get(page).await.body.contains("Money leaves only"));
        let cancel = [("action", "cancel"), ("reason", "The glaze cracked.")];
        assert_eq!(
            staff.post(page, &cancel).await.location,
            format!("{page}?done=cancelled")
        );
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_since_it_was_looked_at_is_not_cancelled_without_a_code() {
    each_shop(async |shop| {
        let order = paid(&shop).await;
        let mia = Actor::Staff {
            id: "1".into(),
            name: "Mia".into(),
            ip: "127.0.0.1".into(),
        };
        let (by, refunds) = (CancelReason::Staff, Refunds::Unconfirmed);
        let refused = cancel_with(&shop.app, &order.id, by, &mia, "It broke.", refunds).await;
        assert_eq!(refused.unwrap_err().status(), 422);
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "paid".into())
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM refunds").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_program_needs_the_scope_for_refunds_to_cancel_what_was_paid() {
    each_shop(async |shop| {
        let (order, unpaid) = (paid(&shop).await, shop.visitor().buys(BOWL, 1).await);
        let writer = program(&shop, &["orders:write"]).await;
        let why = json!({"reason": "The glaze cracked."});
        let at = format!("/orders/{}/cancel", order.id);
        let refused = writer.post(&at, why.clone()).await;
        assert_eq!(refused.problem(403), "missing_scope");
        assert_eq!(shop.standing(&order).await.0, "confirmed");
        let free = format!("/orders/{}/cancel", unpaid.id);
        writer.post(&free, why.clone()).await.expect(200);
        let till = program(&shop, &["orders:write", "refunds"]).await;
        till.post(&at, why).await.expect(200);
        shop.hears().await;
        assert_eq!(shop.provider.refunded().await, 4990);
    })
    .await;
}

#[tokio::test]
async fn a_customers_own_cancellation_is_mailed_to_both() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        assert!(ada.cancels(&order).await.went_on());
        shop.hears().await;
        let mails = ["order_confirmed", "order_cancelled"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
        let told = shop.mails_to("maker@kiln.example").await;
        assert_eq!(told, ["new_order", "studio_cancelled"]);
    })
    .await;
}
