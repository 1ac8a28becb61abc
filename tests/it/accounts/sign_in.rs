//! Registering and signing in: the same response for known and unknown addresses, and never for a stranger.

use super::{ADA, EVE, PASSWORD};
use crate::support::shop::each_shop;
use atelier::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use std::time::{Duration, Instant};

#[tokio::test]
async fn an_account_comes_to_be_when_its_address_is_confirmed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.asks_for_account(ADA).await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 0);
        assert!(!ada.is_signed_in().await);
        assert_eq!(ada.tries_password(ADA, PASSWORD).await.status, 422);

        let token = shop.link("account_verify").await;
        let page = ada.gets(&format!("/account/verify?token={token}")).await;
        assert_eq!(page.status, 200);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM customers").await,
            0,
            "looking changes nothing: mail programs look too"
        );
        let before = ada.cookie();
        let answer = ada.posts("/account/verify", &[("token", &token)]).await;
        assert_eq!(answer.location, "/account?done=welcome", "{answer:?}");
        assert_ne!(ada.cookie(), before, "the session has a new name");
        assert!(ada.gets("/account").await.body.contains("Ada Lovelace"));
        let again = shop
            .visitor()
            .posts("/account/verify", &[("token", &token)])
            .await;
        assert_eq!(again.status, 404, "a link is good once");
        for table in ["customer_proofs", "mails"] {
            let column = if table == "mails" {
                "data"
            } else {
                "secret_hash"
            };
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE {column} LIKE '%{token}%'");
            assert_eq!(shop.number(sql).await, 0, "no token is stored readable");
        }
    })
    .await;
}

#[tokio::test]
async fn registering_answers_alike_whether_the_address_is_known() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let (hit, miss) = (shop.visitor(), shop.visitor());
        let known = hit.asks_for_account("Ada@Home.example").await;
        let unknown = miss.asks_for_account(EVE).await;
        assert_eq!(
            (known.status, &known.location, &known.body),
            (unknown.status, &unknown.location, &unknown.body)
        );
        assert_eq!(
            hit.cookie().is_some(),
            miss.cookie().is_some(),
            "the cookie tells nothing either"
        );
        assert_eq!(
            shop.mails_to(ADA).await,
            ["account_verify", "account_exists"]
        );
        assert_eq!(shop.mails_to(EVE).await, ["account_verify"]);
        shop.visitor().signs_in(ADA).await;
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_with_a_registration_is_told_at_once() {
    each_shop(async |shop| {
        let form = [("name", ""), ("email", "nonsense"), ("password", "short")];
        let answer = shop.visitor().posts("/account/register", &form).await;
        assert_eq!(answer.status, 422);
        for words in [
            "Write the name",
            "Write an e-mail address",
            "at least 10 characters",
        ] {
            assert!(answer.body.contains(words), "{words}");
        }
        assert!(answer.body.contains("nonsense") && !answer.body.contains("value=\"short\""));
        let weak = [
            ("name", "Ada Lovelace"),
            ("email", ADA),
            ("password", "AdaLovelace1"),
        ];
        let answer = shop.visitor().posts("/account/register", &weak).await;
        assert_eq!(answer.status, 422, "{}", answer.location);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_who_registers_my_address_gets_nothing_when_i_open_the_link() {
    each_shop(async |shop| {
        let (eve, ada) = (shop.visitor(), shop.visitor());
        eve.asks_for_account(ADA).await;
        let token = shop.link("account_verify").await;
        let page = ada.gets(&format!("/account/verify?token={token}")).await;
        assert!(page.body.contains("The password you chose"));
        let answer = ada
            .posts(
                "/account/verify",
                &[("token", token.as_str()), ("password", "")],
            )
            .await;
        assert_eq!(answer.status, 422);
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 0);

        // Whoever chose the password may open the link in another browser.
        let phone = shop.visitor();
        let form = [("token", token.as_str()), ("password", PASSWORD)];
        let answer = phone.posts("/account/verify", &form).await;
        assert_eq!(answer.location, "/account?done=welcome", "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let eve = shop.visitor();
        let hit = eve.tries_password(ADA, "not the password").await;
        let miss = eve.tries_password(EVE, "not the password").await;
        assert_eq!((hit.status, miss.status), (422, 422));
        assert_eq!(
            hit.body.matches("do not belong together").count(),
            miss.body.matches("do not belong together").count()
        );
        assert!(!hit.body.contains("not the password"));
        for email in [ADA, EVE] {
            for _ in 0..9 {
                assert_eq!(eve.tries_password(email, "guess").await.status, 422);
            }
            assert_eq!(eve.tries_password(email, PASSWORD).await.status, 429);
        }
        shop.app.clock.advance_ms(HOUR_MS);
        eve.signs_in(ADA).await;
    })
    .await;
}

/// The shortest of a few tries at each of two things, by turns: noise touches both alike, and the shortest least.
async fn shortest(
    turns: usize,
    mut one: impl AsyncFnMut(usize),
    mut other: impl AsyncFnMut(usize),
) -> (Duration, Duration) {
    let mut shortest = (Duration::MAX, Duration::MAX);
    for turn in 0..turns {
        let began = Instant::now();
        one(turn).await;
        let between = Instant::now();
        other(turn).await;
        shortest.0 = shortest.0.min(between - began);
        shortest.1 = shortest.1.min(between.elapsed());
    }
    shortest
}

#[tokio::test]
async fn a_miss_takes_as_long_as_a_hit() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let alike = |(hit, miss): (Duration, Duration)| hit < 4 * miss && miss < 4 * hit;
        let visitor = shop.visitor();
        let took = shortest(
            6,
            async |_| drop(visitor.tries_password(ADA, "wrong").await),
            async |_| drop(visitor.tries_password(EVE, "wrong").await),
        )
        .await;
        assert!(alike(took), "password: {took:?}");
        // No more turns, or the mailbox has had enough mails.
        let took = shortest(
            3,
            async |_| drop(shop.visitor().asks_for_account(ADA).await),
            async |turn| {
                let nobody = format!("nobody{turn}@home.example");
                drop(shop.visitor().asks_for_account(&nobody).await);
            },
        )
        .await;
        assert!(alike(took), "registering: {took:?}");
    })
    .await;
}

#[tokio::test]
async fn a_code_signs_in_once_in_the_browser_that_asked_for_it() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let (ada, eve) = (shop.visitor(), shop.visitor());
        let code = ada.is_sent_code(ADA).await;
        let stolen = eve.posts("/account/login/code", &[("code", &code)]).await;
        assert!(stolen.location.starts_with("/account/login"), "{stolen:?}");
        assert!(!eve.is_signed_in().await);
        let answer = ada.posts("/account/login/code", &[("code", &code)]).await;
        assert_eq!(answer.location, "/account", "{answer:?}");
        assert!(ada.is_signed_in().await);

        let phone = shop.visitor();
        let first = phone.is_sent_code(ADA).await;
        let second = phone.is_sent_code(ADA).await;
        let late = phone
            .posts("/account/login/code", &[("code", &first)])
            .await;
        assert!(
            first == second || late.status == 422,
            "the newest code counts"
        );
        shop.app.clock.advance_ms(11 * MINUTE_MS);
        let late = phone
            .posts("/account/login/code", &[("code", &second)])
            .await;
        assert_eq!(late.location, "/account/login?next=%2Faccount", "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn a_code_is_tried_five_times_and_no_more() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let eve = shop.visitor();
        let code = eve.is_sent_code(ADA).await;
        let wrong = if code == "000 000" {
            "111111"
        } else {
            "000000"
        };
        for _ in 0..5 {
            let answer = eve.posts("/account/login/code", &[("code", wrong)]).await;
            assert_eq!(answer.status, 422);
        }
        let answer = eve.posts("/account/login/code", &[("code", &code)]).await;
        assert_eq!(answer.status, 422, "the right one comes too late");
        assert!(!eve.is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn codes_and_resets_answer_alike_where_there_is_no_account() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let mut answers = Vec::new();
        for email in [ADA, EVE] {
            let visitor = shop.visitor();
            let code = visitor
                .posts("/account/login", &[("email", email), ("action", "code")])
                .await;
            let tried = visitor.posts("/account/login/code", &[("code", "1")]).await;
            let reset = shop.visitor();
            let asked = reset.posts("/account/reset", &[("email", email)]).await;
            answers.push((
                (code.status, code.location, visitor.cookie().is_some()),
                (tried.status, tried.body.contains("This code is not right")),
                (asked.status, asked.location, reset.cookie().is_some()),
            ));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(
            shop.mails_to(EVE).await,
            ["account_unknown", "account_unknown"],
            "whoever has the mailbox is told"
        );
        assert_eq!(
            shop.mails_to(ADA).await,
            ["account_verify", "account_code", "account_reset"]
        );
    })
    .await;
}

#[tokio::test]
async fn one_mailbox_is_not_flooded() {
    each_shop(async |shop| {
        let eve = shop.visitor();
        let form = [("email", ADA), ("action", "code")];
        let mut last = 0;
        for _ in 0..5 {
            last = eve.posts("/account/login", &form).await.status;
        }
        assert_eq!(last, 429);
        assert_eq!(shop.mails_to(ADA).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        for (next, place) in [
            ("/checkout", "/checkout"),
            ("https://evil.example", "/account"),
            ("//evil.example", "/account"),
            ("/\\evil.example", "/account"),
        ] {
            let form = [("email", ADA), ("password", PASSWORD), ("next", next)];
            let answer = shop.visitor().posts("/account/login", &form).await;
            assert_eq!(answer.location, place, "{next}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_ends_after_a_month_and_takes_the_cart_and_the_list_with_it() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        ada.buys(crate::support::goods::BOWL, 1).await;
        assert_eq!(ada.cart().await.count, 1);
        shop.app.clock.advance_ms(31 * DAY_MS);
        assert!(!ada.is_signed_in().await);
        assert_eq!(ada.cart().await.count, 0, "it stays with the account");
        let listed = ada.listed().await;
        assert!(listed.is_empty());
        shop.drains().await;
    })
    .await;
}
