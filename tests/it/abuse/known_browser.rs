//! Guessing is slowed, and never at the cost of the account's customer: a known browser and a passkey have tries of
//! their own.

use crate::accounts::{ADA, EVE, PASSWORD};
use crate::support::browser::{Answer, Browser};
use crate::support::each_db;
use crate::support::shop::each_shop;
use atelier::server::clock::{MINUTE_MS, SECOND_MS};
use atelier::server::staff::{demo, rescue, seed_demo};

const OTHER: &str = "walnut seventeen harbour moss";
const OWNER: &str = "owner@demo.example";

#[tokio::test]
async fn strangers_do_not_shut_out_a_browser_that_is_known_and_wait_longer_and_longer() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        assert!(ada.mark().is_some());
        ada.posts("/account/sign-out", &[("", "")]).await;
        assert!(ada.mark().is_some(), "signing out keeps the mark");

        let mut waits = Vec::new();
        for _ in 0..10 {
            assert_eq!(eve.tries_password(ADA, "guess").await.status, 422);
        }
        for _ in 0..6 {
            let refused = eve.tries_password(ADA, "guess").await;
            assert_eq!(refused.status, 429);
            let wait = refused.retry_after.unwrap();
            waits.push(wait);
            shop.app.clock.advance_ms(wait as i64 * SECOND_MS);
            assert_eq!(eve.tries_password(ADA, "guess").await.status, 422);
        }
        assert!(
            waits.is_sorted() && waits[0] <= 60 && waits[5] == 900,
            "{waits:?}"
        );
        assert_eq!(
            shop.visitor().tries_password(ADA, PASSWORD).await.status,
            429,
            "another stranger"
        );
        // From the same household, even.
        let ada = ada.at_the_address_of(&eve);
        ada.signs_in(ADA).await;
    })
    .await;
}

#[tokio::test]
async fn a_network_address_is_slowed_over_many_accounts() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let eve = shop.visitor();
        for turn in 0..30 {
            let nobody = format!("nobody{turn}@home.example");
            assert_eq!(eve.tries_password(&nobody, "guess").await.status, 422);
        }
        assert_eq!(eve.tries_password(ADA, PASSWORD).await.status, 429);
        shop.visitor().signs_in(ADA).await;
    })
    .await;
}

#[tokio::test]
async fn a_mark_is_good_for_its_own_account_and_password_and_its_tries_end_too() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        let phone = shop.visitor();
        phone.signs_in(ADA).await;
        eve.registers(EVE).await;
        eve.posts("/account/sign-out", &[("", "")]).await;
        // A mark of her own account does not make her known to another one.
        for _ in 0..10 {
            assert_eq!(eve.tries_password(ADA, "guess").await.status, 422);
        }
        assert_eq!(eve.tries_password(ADA, "guess").await.status, 429);
        phone.posts("/account/sign-out", &[("", "")]).await;
        phone.signs_in(ADA).await;

        // Whoever is signed in confirms it, whatever strangers did.
        let form = [
            ("action", "change_password"),
            ("old_password", PASSWORD),
            ("new_password", OTHER),
        ];
        let changed = ada.secures(&form).await;
        assert_eq!(
            changed.location, "/account/security?done=password",
            "{changed:?}"
        );
        // The phone's mark belonged to the old password: it is a stranger's now, and the browser that changed it is known.
        assert_eq!(phone.tries_password(ADA, OTHER).await.status, 429);
        ada.posts("/account/sign-out", &[("", "")]).await;
        assert_eq!(ada.tries_password(ADA, OTHER).await.location, "/account");

        ada.posts("/account/sign-out", &[("", "")]).await;
        let mut last = 0;
        for _ in 0..11 {
            last = ada.tries_password(ADA, "guess").await.status;
        }
        assert_eq!(last, 429, "a known browser does not guess without end");
    })
    .await;
}

#[tokio::test]
async fn codes_and_resets_reach_a_known_browser_whatever_strangers_ask_for() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        ada.posts("/account/sign-out", &[("", "")]).await;
        let code = ada.is_sent_code(ADA).await;
        let ask = [("email", ADA), ("action", "code")];
        let mut last = 0;
        for _ in 0..5 {
            last = eve.posts("/account/login", &ask).await.status;
        }
        assert_eq!(last, 429);
        // What a stranger asked for takes no code away.
        let answer = ada.posts("/account/login/code", &[("code", &code)]).await;
        assert_eq!(answer.location, "/account", "{answer:?}");
        ada.posts("/account/sign-out", &[("", "")]).await;
        let asked = ada.posts("/account/reset", &[("email", ADA)]).await;
        assert_eq!(asked.location, "/account/reset?sent=1", "{asked:?}");
        let token = shop.link("account_reset").await;
        let form = [("token", token.as_str()), ("password", OTHER)];
        assert_eq!(
            ada.posts("/account/reset", &form).await.location,
            "/account?done=password"
        );
        shop.drains().await;
    })
    .await;
}

async fn password(browser: &Browser, typed: &str) -> Answer {
    let fields = [("email", OWNER), ("password", typed)];
    browser.post("/admin/login", &fields).await
}

async fn slowed(app: &atelier::server::state::App) -> Browser {
    let eve = Browser::new(app);
    for _ in 0..10 {
        assert_eq!(password(&eve, "guess").await.status, 422);
    }
    assert_eq!(password(&eve, demo::PASSWORD).await.status, 429);
    eve
}

#[tokio::test]
async fn staff_are_not_shut_out_of_a_browser_that_is_known() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let ines = crate::staff::sign_in(&app, OWNER).await;
        ines.post("/admin/sign-out", &[]).await;
        slowed(&app).await;
        let answer = password(&ines, demo::PASSWORD).await;
        assert_eq!(answer.location, "/admin/login/code", "{answer:?}");
        // The second factor stays strict, for a known browser too.
        let mut last = 0;
        for _ in 0..7 {
            last = ines
                .post("/admin/login/code", &[("code", "000000")])
                .await
                .status;
        }
        assert_eq!(last, 429);
    })
    .await;
}

async fn audited(app: &atelier::server::state::App, action: &str) -> usize {
    let mut conn = app.db.read().await.unwrap();
    let rows = atelier::server::db::audit::newest(&mut conn, None, 100)
        .await
        .unwrap();
    rows.iter().filter(|row| row.kind == action).count()
}

#[tokio::test]
async fn the_command_line_lifts_waits_and_hands_out_a_link() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let ines = slowed(&app).await;
        assert!(rescue::unlock(&app, "Owner@demo.example").await.unwrap());
        assert!(
            !rescue::unlock(&app, OWNER).await.unwrap(),
            "nothing is left to lift"
        );
        let answer = password(&ines, demo::PASSWORD).await;
        assert_eq!(answer.location, "/admin/login/code", "{answer:?}");
        assert_eq!(audited(&app, "staff_unlocked").await, 2);

        slowed(&app).await;
        let link = rescue::reset(&app, OWNER).await.unwrap();
        let path = link.strip_prefix(&app.settings.public_url()).unwrap();
        let set = ines.post(path, &[("password", OTHER)]).await;
        assert_eq!(set.location, "/admin/login/code", "{set:?}");
        assert_eq!(
            ines.post(path, &[("password", OTHER)]).await.status,
            404,
            "once"
        );
        assert_eq!(password(&ines, OTHER).await.location, "/admin/login/code");
        assert_eq!(audited(&app, "staff_reset_link").await, 1);
        for email in ["nobody@demo.example", "nonsense"] {
            let unlocked = rescue::unlock(&app, email).await.unwrap_err();
            assert!(
                unlocked.to_string().contains("Nobody on the staff"),
                "{unlocked}"
            );
            assert!(rescue::reset(&app, email).await.is_err());
        }
    })
    .await;
}

#[tokio::test]
async fn many_tries_at_once_are_counted_one_by_one() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let eve = shop.visitor();
        let tries = (0..16).map(|_| eve.tries_password(ADA, "guess"));
        let answers = futures::future::join_all(tries).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(
            statuses,
            [[422; 10].as_slice(), &[429; 6]].concat(),
            "as many as were free"
        );
        shop.app.clock.advance_ms(15 * MINUTE_MS);
    })
    .await;
}
