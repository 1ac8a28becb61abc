//! Passwords, addresses and sign-ins of an account.

use super::{ADA, EVE, PASSWORD};
use crate::support::shop::each_shop;
use atelier::server::clock::{HOUR_MS, MINUTE_MS};

const OTHER: &str = "walnut seventeen harbour moss";

#[tokio::test]
async fn a_new_password_by_link_ends_every_other_sign_in() {
    each_shop(async |shop| {
        let (ada, thief) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        thief.signs_in(ADA).await;
        let forgetful = shop.visitor();
        forgetful.posts("/account/reset", &[("email", ADA)]).await;
        let token = shop.link("account_reset").await;
        let page = forgetful
            .gets(&format!("/account/reset?token={token}"))
            .await;
        assert!(page.body.contains(ADA));
        let weak = [("token", token.as_str()), ("password", "password12")];
        assert_eq!(forgetful.posts("/account/reset", &weak).await.status, 422);
        let form = [("token", token.as_str()), ("password", OTHER)];
        let answer = forgetful.posts("/account/reset", &form).await;
        assert_eq!(answer.location, "/account?done=password", "{answer:?}");
        assert!(forgetful.is_signed_in().await);
        assert!(!thief.is_signed_in().await && !ada.is_signed_in().await);
        assert_eq!(thief.tries_password(ADA, PASSWORD).await.status, 422);
        assert_eq!(
            thief.posts("/account/reset", &form).await.status,
            404,
            "a link is good once"
        );
        assert!(
            shop.mails_to(ADA)
                .await
                .contains(&"account_password_changed".to_string())
        );
    })
    .await;
}

#[tokio::test]
async fn a_reset_link_lasts_an_hour_and_the_newest_counts() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        ada.posts("/account/reset", &[("email", ADA)]).await;
        let first = shop.link("account_reset").await;
        ada.posts("/account/reset", &[("email", ADA)]).await;
        let second = shop.link("account_reset").await;
        let at = async |token: &str| {
            ada.gets(&format!("/account/reset?token={token}"))
                .await
                .status
        };
        assert_eq!((at(&first).await, at(&second).await), (404, 200));
        shop.app.clock.advance_ms(HOUR_MS + MINUTE_MS);
        assert_eq!(at(&second).await, 404);
        // What a link is for is not up to whoever opens it.
        shop.visitor().asks_for_account(EVE).await;
        let registration = shop.link("account_verify").await;
        let form = [("token", registration.as_str()), ("password", OTHER)];
        assert_eq!(ada.posts("/account/reset", &form).await.status, 404);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn changing_the_password_asks_for_the_old_one_and_ends_the_others() {
    each_shop(async |shop| {
        let (ada, other) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        other.signs_in(ADA).await;
        let change = |old| {
            [
                ("action", "change_password"),
                ("old_password", old),
                ("new_password", OTHER),
            ]
        };
        let wrong = ada.secures(&change("not it at all")).await;
        assert_eq!(wrong.status, 422);
        assert!(other.is_signed_in().await);
        let before = ada.cookie();
        let done = ada.secures(&change(PASSWORD)).await;
        assert_eq!(done.location, "/account/security?done=password");
        assert_ne!(ada.cookie(), before);
        assert!(ada.is_signed_in().await && !other.is_signed_in().await);
        assert_eq!(other.tries_password(ADA, OTHER).await.location, "/account");
    })
    .await;
}

#[tokio::test]
async fn another_address_is_proven_there_and_told_at_the_old_one() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        let form = [("action", "change_email"), ("email", "ada@new.example")];
        shop.app.clock.advance_ms(20 * MINUTE_MS);
        let first = ada.secures(&form).await;
        assert!(
            first.location.starts_with("/account/confirm?next="),
            "{first:?}"
        );
        ada.posts("/account/confirm", &[("password", PASSWORD)])
            .await;
        let asked = ada.secures(&form).await;
        assert_eq!(asked.location, "/account/security?done=email_asked");
        ada.posts("/account/reset", &[("email", ADA)]).await;
        let old_link = shop.link("account_reset").await;
        assert_eq!(
            shop.text("SELECT email FROM customers").await,
            ADA,
            "not before the link is opened"
        );
        let token = shop.link("account_confirm_email").await;
        let answer = ada.posts("/account/verify", &[("token", &token)]).await;
        assert_eq!(answer.location, "/account/security?done=email");
        assert!(ada.is_signed_in().await);
        assert_eq!(
            shop.mails_to(ADA).await.last().unwrap(),
            "account_email_changed"
        );
        let page = ada.gets(&format!("/account/reset?token={old_link}")).await;
        assert_eq!(page.status, 404, "links at the old address open nothing");
        assert_eq!(ada.tries_password(ADA, PASSWORD).await.status, 422);
        ada.signs_in("ada@new.example").await;
    })
    .await;
}

#[tokio::test]
async fn moving_to_an_address_that_is_taken_tells_its_holder_alone() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        eve.registers(EVE).await;
        let ask = async |email: &str| {
            let form = [("action", "change_email"), ("email", email)];
            let answer = eve.secures(&form).await;
            (answer.status, answer.location)
        };
        let free = ask("free@new.example").await;
        assert_eq!(ask(ADA).await, free);
        assert_eq!(
            shop.mails_to(ADA).await,
            ["account_verify", "account_exists"]
        );
        // Free when it was asked for, taken when it is confirmed.
        ask("late@new.example").await;
        let token = shop.link("account_confirm_email").await;
        let late = shop.visitor();
        shop.app.clock.advance_ms(HOUR_MS);
        late.registers("late@new.example").await;
        let answer = eve.posts("/account/verify", &[("token", &token)]).await;
        assert_eq!(answer.status, 409, "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_browser_is_signed_out_from_another_and_all_of_them_at_once() {
    each_shop(async |shop| {
        let (desk, phone, eve) = (shop.visitor(), shop.visitor(), shop.visitor());
        desk.registers(ADA).await;
        phone.signs_in(ADA).await;
        eve.registers(EVE).await;
        let of_eve = shop
            .text("SELECT s.id FROM customer_sessions s JOIN customers c ON c.id = s.customer_id WHERE c.email = 'eve@home.example'")
            .await;
        desk.secures(&[("action", "end_session"), ("session", &of_eve)])
            .await;
        assert!(eve.is_signed_in().await, "nobody ends another's");
        let newest = shop
            .text("SELECT s.id FROM customer_sessions s JOIN customers c ON c.id = s.customer_id WHERE c.email = 'ada@home.example' ORDER BY s.id DESC LIMIT 1")
            .await;
        let page = desk.gets("/account/security").await.body;
        assert!(page.contains("This browser") && page.contains(&newest));
        desk.secures(&[("action", "end_session"), ("session", &newest)])
            .await;
        assert!(!phone.is_signed_in().await && desk.is_signed_in().await);
        phone.signs_in(ADA).await;
        let answer = phone.secures(&[("action", "sign_out_everywhere")]).await;
        assert_eq!(answer.location, "/account/login?done=signed_out");
        assert!(!phone.is_signed_in().await && !desk.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn who_has_no_password_confirms_with_a_code() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        shop.tampers("UPDATE customers SET password_hash = ''")
            .await;
        shop.app.clock.advance_ms(20 * MINUTE_MS);
        let first = [("action", "change_password"), ("new_password", OTHER)];
        let led = ada.secures(&first).await;
        assert!(led.location.starts_with("/account/confirm"), "{led:?}");
        ada.posts("/account/confirm", &[("action", "send_code")])
            .await;
        let code = shop.mailed("account_code", "code").await;
        let form = [
            ("action", "code"),
            ("code", code.as_str()),
            ("next", "/account/security"),
        ];
        let answer = ada.posts("/account/confirm", &form).await;
        assert_eq!(answer.location, "/account/security", "{answer:?}");
        let done = ada.secures(&first).await;
        assert_eq!(done.location, "/account/security?done=password");
    })
    .await;
}
