//! Passkeys of staff: after the password one stands in for the code, and never alone.

use crate::support::authenticator::{Key, NAMED};
use crate::support::browser::Answer;
use crate::support::shop::{Shop, each_shop_with};
use crate::support::visitor::Visitor;
use atelier::server::clock::{MINUTE_MS, SECOND_MS};
use atelier::server::staff::{demo, seed_demo};

const OWNER: &str = "owner@demo.example";

async fn each_shop(test: impl AsyncFn(Shop)) {
    each_shop_with(&["--public-url", NAMED], async |shop| {
        seed_demo(&shop.app).await.unwrap();
        test(shop).await;
    })
    .await;
}

async fn asked(browser: &Visitor, ask: &str) -> Answer {
    browser.posts("/_fn/passkeys/ask", &[("ask", ask)]).await
}

async fn question(browser: &Visitor, ask: &str) -> String {
    let answer = asked(browser, ask).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Signs in with a code that was not used yet.
async fn sign_in(shop: &Shop, email: &str) -> Visitor {
    let browser = password(shop, email).await;
    shop.app.clock.advance_ms(30 * SECOND_MS);
    let code = demo::code_now(&shop.app).unwrap();
    let answer = browser.posts("/admin/login/code", &[("code", &code)]).await;
    assert_eq!(answer.location, "/admin", "{answer:?}");
    browser
}

/// Signs in with a code and adds a passkey.
async fn with_passkey(shop: &Shop, email: &str) -> (Visitor, Key) {
    let browser = sign_in(shop, email).await;
    let mut key = Key::new();
    let answer = key.makes(&question(&browser, "counter_add").await);
    let form = [("action", "add_passkey"), ("passkey", answer.as_str())];
    let answer = browser.posts("/admin/account", &form).await;
    assert_eq!(
        answer.location, "/admin/account?done=passkey_added",
        "{answer:?}"
    );
    (browser, key)
}

async fn password(shop: &Shop, email: &str) -> Visitor {
    let browser = shop.visitor();
    let form = [("email", email), ("password", demo::PASSWORD)];
    let answer = browser.posts("/admin/login", &form).await;
    assert_eq!(answer.location, "/admin/login/code", "{answer:?}");
    browser
}

async fn audited(shop: &Shop, kind: &str, arg: &str) -> i64 {
    let sql =
        format!("SELECT COUNT(*) FROM audit_log WHERE kind = '{kind}' AND args LIKE '%{arg}%'");
    shop.number(sql).await
}

#[tokio::test]
async fn a_passkey_stands_in_for_the_code_after_the_password() {
    each_shop(async |shop| {
        let (_, mut key) = with_passkey(&shop, OWNER).await;
        let browser = shop.visitor();
        let alone = asked(&browser, "counter_sign_in").await;
        assert_eq!(alone.status, 401, "never without the password");

        let browser = password(&shop, OWNER).await;
        let page = browser.gets("/admin/login/code").await;
        assert!(page.body.contains("Use a passkey instead"));
        let answer = key.answers(&question(&browser, "counter_sign_in").await);
        let entered = browser
            .posts("/admin/login/code", &[("code", &answer)])
            .await;
        assert_eq!(entered.location, "/admin", "{entered:?}");
        assert_eq!(browser.gets("/admin/orders").await.status, 200);
        assert_eq!(audited(&shop, "signed_in", "passkey").await, 1);

        // The answer is used up, and a code still opens.
        let other = password(&shop, OWNER).await;
        let refused = other.posts("/admin/login/code", &[("code", &answer)]).await;
        assert_eq!(refused.status, 422);
        sign_in(&shop, OWNER).await;
    })
    .await;
}

#[tokio::test]
async fn a_passkey_answers_where_a_new_code_is_asked_for() {
    each_shop(async |shop| {
        let (browser, mut key) = with_passkey(&shop, OWNER).await;
        shop.app.clock.advance_ms(16 * MINUTE_MS);
        let renew = [("action", "renew_codes")];
        let answer = browser.posts("/admin/account", &renew).await;
        assert_eq!(answer.location, "/admin/confirm?next=%2Fadmin%2Faccount");
        let denied = asked(&browser, "counter_add").await;
        assert_eq!(denied.status, 403);
        let shown = key.answers(&question(&browser, "counter_confirm").await);
        let form = [("code", shown.as_str()), ("next", "/admin/account")];
        let answer = browser.posts("/admin/confirm", &form).await;
        assert_eq!(answer.location, "/admin/account", "{answer:?}");
        let answer = browser.posts("/admin/account", &renew).await;
        assert_eq!(answer.location, "/admin/account", "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn another_persons_passkey_and_a_copy_are_refused_and_logged() {
    each_shop(async |shop| {
        let (_, mut key) = with_passkey(&shop, OWNER).await;
        let (_, mut other) = with_passkey(&shop, "editor@demo.example").await;
        let browser = password(&shop, OWNER).await;
        let answer = other.answers(&question(&browser, "counter_sign_in").await);
        let refused = browser
            .posts("/admin/login/code", &[("code", &answer)])
            .await;
        assert_eq!(refused.status, 422);

        let thief = password(&shop, OWNER).await;
        let earlier = key.answers(&question(&thief, "counter_sign_in").await);
        let answer = key.answers(&question(&browser, "counter_sign_in").await);
        let entered = browser
            .posts("/admin/login/code", &[("code", &answer)])
            .await;
        assert_eq!(entered.location, "/admin", "{entered:?}");
        let refused = thief
            .posts("/admin/login/code", &[("code", &earlier)])
            .await;
        assert_eq!(refused.status, 422);
        assert_eq!(
            audited(&shop, "second_factor_refused", "copied_passkey").await,
            1
        );

        // Customers can't sign in with it either.
        let visitor = shop.visitor();
        let asked: String = visitor.calls("passkeys/ask", &[("ask", "sign_in")]).await;
        let shown = key.answers(&asked);
        let form = [("action", "passkey"), ("passkey", shown.as_str())];
        assert_eq!(visitor.posts("/account/login", &form).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_fresh_start_takes_the_passkeys_too() {
    each_shop(async |shop| {
        let (editor, mut key) = with_passkey(&shop, "editor@demo.example").await;
        let owner = sign_in(&shop, OWNER).await;
        let id = shop
            .text("SELECT id FROM staff WHERE email = 'editor@demo.example'")
            .await;
        let shown = key.answers(&question(&editor, "counter_confirm").await);
        let form = [("action", "start_afresh"), ("member", id.as_str())];
        owner.posts("/admin/staff", &form).await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM passkeys").await, 0);
        let answer = editor.posts("/admin/confirm", &[("code", &shown)]).await;
        assert!(answer.location.starts_with("/admin/login"), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_passkey_does_not_take_the_place_of_setting_up_the_app() {
    each_shop(async |shop| {
        let (_, mut key) = with_passkey(&shop, OWNER).await;
        shop.tampers("UPDATE staff SET totp_secret = ''").await;
        let browser = shop.visitor();
        let form = [("email", OWNER), ("password", demo::PASSWORD)];
        let answer = browser.posts("/admin/login", &form).await;
        assert_eq!(answer.location, "/admin/login/set-up");
        let shown = key.answers(&question(&browser, "counter_sign_in").await);
        let refused = browser
            .posts("/admin/login/code", &[("code", &shown)])
            .await;
        assert_eq!(refused.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_removed_by_its_owner_alone() {
    each_shop(async |shop| {
        let (owner, mut key) = with_passkey(&shop, OWNER).await;
        let editor = sign_in(&shop, "editor@demo.example").await;
        let id = shop.text("SELECT id FROM passkeys").await;
        let form = [("action", "remove_passkey"), ("id", id.as_str())];
        let answer = editor.posts("/admin/account", &form).await;
        assert_eq!(answer.status, 404);
        assert!(
            owner
                .gets("/admin/account")
                .await
                .body
                .contains("not used yet")
        );
        let answer = owner.posts("/admin/account", &form).await;
        assert_eq!(answer.location, "/admin/account?done=passkey_removed");
        assert_eq!(audited(&shop, "passkey_removed", "").await, 1);
        let browser = password(&shop, OWNER).await;
        assert!(
            !browser
                .gets("/admin/login/code")
                .await
                .body
                .contains("Use a passkey")
        );
        let refused = asked(&browser, "counter_sign_in").await;
        assert_eq!(refused.status, 409);
        let _ = key.makes(&question(&owner, "counter_add").await);
    })
    .await;
}
