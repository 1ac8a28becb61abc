//! Who may refund, what they must have seen, and that money is refunded once whatever happens.

use super::{WHY, address, buys, code, confirms, finance, hidden, looks};
use crate::staff::sign_in;
use crate::support::browser::Browser;
use crate::support::shop::each_shop;
use atelier::server::refunds::send::send;
use serde_json::json;

const OWNER: &str = "owner@demo.example";

#[tokio::test]
async fn two_clerks_give_the_same_back_once() {
    each_shop(async |shop| {
        let finance = finance(&shop).await;
        let owner = sign_in(&shop.app, OWNER).await;
        let order = buys(&shop, &shop.visitor()).await;
        let page = address(&shop, &order).await;
        let form = [("what", "shipping"), WHY];
        let (mine, theirs) = (
            looks(&finance, &page, &form).await,
            looks(&owner, &page, &form).await,
        );
        let first = confirms(&shop, &finance, &page, &form, &mine).await;
        assert!(first.went_on());
        let second = confirms(&shop, &owner, &page, &form, &theirs).await;
        assert_eq!(second.status, 422, "nothing is left of the shipping");
        // An amount would still fit, but the order is not as it was seen.
        let form = [("what", "amount"), ("amount", "4.90"), WHY];
        let mine = looks(&finance, &page, &form).await;
        let theirs = looks(&owner, &page, &form).await;
        assert!(
            confirms(&shop, &finance, &page, &form, &mine)
                .await
                .went_on()
        );
        let second = confirms(&shop, &owner, &page, &form, &theirs).await;
        assert_eq!(second.status, 409);
        assert!(second.body.contains("changed since you looked at it"));
        // It is shown anew, and can be confirmed as it is now.
        assert!(
            confirms(&shop, &owner, &page, &form, &second)
                .await
                .went_on()
        );
        shop.hears().await;
        assert_eq!(shop.provider.refunded().await, 1470);
    })
    .await;
}

#[tokio::test]
async fn a_refund_needs_a_role_and_a_code_of_its_own() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let order = buys(&shop, &shop.visitor()).await;
        let page = address(&shop, &order).await;
        let form = [("what", "full"), WHY];
        for (email, status) in [
            ("artisan@demo.example", 403),
            ("fulfilment@demo.example", 403),
            ("editor@demo.example", 403),
        ] {
            let other = sign_in(&shop.app, email).await;
            assert_eq!(looks(&other, &page, &form).await.status, status, "{email}");
            let confirm = [form[0], WHY, ("step", "confirm"), ("code", "1")];
            assert_eq!(other.post(&page, &confirm).await.status, status, "{email}");
            assert_eq!(other.get(&page).await.status, status, "{email}");
            let order_page = other.get(page.trim_end_matches("/refund")).await;
            assert!(!order_page.body.contains("Give money back"));
        }
        let nobody = Browser::new(&shop.app);
        let answer = looks(&nobody, &page, &form).await;
        assert!(answer.location.starts_with("/admin/login"), "{answer:?}");

        let shown = looks(&staff, &page, &form).await;
        let (version, amount) = (
            hidden(&shown.body, "seen_version"),
            hidden(&shown.body, "seen_amount"),
        );
        let seen = [
            ("step", "confirm"),
            ("seen_version", version.as_str()),
            ("seen_amount", amount.as_str()),
        ];
        for wrong in ["", "000000", "12"] {
            let answer = staff
                .post(&page, &[&form[..], &seen, &[("code", wrong)]].concat())
                .await;
            assert_eq!(answer.status, 422, "{wrong:?}");
            assert!(
                answer.body.contains("Give €93.90 back"),
                "what was chosen is still shown"
            );
            assert!(wrong.is_empty() || !answer.body.contains(&format!("value=\"{wrong}\"")));
        }
        // Another amount than the one that was shown.
        let other = [
            ("step", "confirm"),
            ("seen_version", version.as_str()),
            ("seen_amount", "1"),
        ];
        let fresh = code(&shop);
        let answer = staff
            .post(
                &page,
                &[&form[..], &other, &[("code", fresh.as_str())]].concat(),
            )
            .await;
        assert_eq!(answer.status, 409);
        assert_eq!(shop.number("SELECT COUNT(*) FROM refunds").await, 0);
        let answer = staff
            .post(
                &page,
                &[&form[..], &seen, &[("code", fresh.as_str())]].concat(),
            )
            .await;
        assert!(answer.went_on(), "what was refused cost no code");
        let logged = shop
            .texts("SELECT kind FROM audit_log WHERE kind = 'money_refunded'")
            .await;
        assert_eq!(logged.len(), 1);
        shop.hears().await;
    })
    .await;
}

#[tokio::test]
async fn a_crash_between_the_provider_and_the_books_refunds_once() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let order = buys(&shop, &shop.visitor()).await;
        let page = address(&shop, &order).await;
        let form = [("what", "amount"), ("amount", "12.00"), WHY];
        let shown = looks(&staff, &page, &form).await;
        assert!(
            confirms(&shop, &staff, &page, &form, &shown)
                .await
                .went_on()
        );
        let refund = shop.text("SELECT id FROM refunds").await;
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        // The provider did it and we never learned: its books can't be written for a moment.
        shop.tampers("ALTER TABLE ledger RENAME TO ledger_away")
            .await;
        assert!(send(&shop.app, &refund).await.is_err());
        assert_eq!(shop.provider.refunded().await, 1200);
        shop.tampers("ALTER TABLE ledger_away RENAME TO ledger")
            .await;
        shop.drains().await;
        shop.minutes_pass(2).await;
        assert_eq!(shop.provider.refunded().await, 1200, "once");
        assert_eq!(shop.balance("provider").await, 8190);
        assert_eq!(shop.text("SELECT state FROM refunds").await, "succeeded");
    })
    .await;
}
