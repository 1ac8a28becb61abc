//! Passkeys of customers: each answers one challenge, in the browser that got it, for its own account.

use super::{ADA, EVE};
use crate::support::authenticator::{Key, NAMED};
use crate::support::browser::Answer;
use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop, each_shop_with};
use crate::support::visitor::Visitor;
use atelier::server::clock::MINUTE_MS;
use url::Url;

async fn each_named_shop(test: impl AsyncFn(Shop)) {
    each_shop_with(&["--public-url", NAMED], test).await;
}

impl Visitor {
    /// What the browser is asked.
    async fn is_asked(&self, ask: &str) -> String {
        self.calls("passkeys/ask", &[("ask", ask)]).await
    }

    async fn adds_passkey(&self, key: &mut Key) -> Answer {
        let answer = key.makes(&self.is_asked("add").await);
        let form = [("action", "add_passkey"), ("passkey", &answer)];
        self.secures(&form).await
    }

    async fn shows(&self, answer: &str) -> Answer {
        let form = [("action", "passkey"), ("passkey", answer)];
        self.posts("/account/login", &form).await
    }

    async fn signs_in_with(&self, key: &mut Key) -> Answer {
        let question = self.is_asked("sign_in").await;
        self.shows(&key.answers(&question)).await
    }

    /// Registers, and adds a passkey.
    async fn registers_with(&self, email: &str) -> Key {
        self.registers(email).await;
        let mut key = Key::new();
        let answer = self.adds_passkey(&mut key).await;
        let done = "/account/security?done=passkey_added";
        assert_eq!(answer.location, done, "{answer:?}");
        key
    }
}

#[tokio::test]
async fn a_passkey_signs_in_without_an_address() {
    each_named_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        let page = ada.gets("/account/security").await;
        assert!(page.body.contains("Add a passkey"));
        let mut key = Key::new();
        ada.adds_passkey(&mut key).await;
        assert!(shop.mails_to(ADA).await.contains(&"account_ways_in".into()));
        ada.adds(BOWL, 1).await;

        let phone = shop.visitor();
        let page = phone.gets("/account/login").await;
        assert!(page.body.contains("passkey"), "the way is on the page");
        let question = phone.is_asked("sign_in").await;
        assert!(!question.contains(ADA), "nobody is named to a stranger");
        let before = phone.cookie();
        let answer = phone.shows(&key.answers(&question)).await;
        assert_eq!(answer.location, "/account", "{answer:?}");
        assert_ne!(phone.cookie(), before, "the session has a new name");
        assert!(phone.gets("/account").await.body.contains("Ada Lovelace"));
        assert_eq!(phone.cart().await.lines.len(), 1, "with the account's cart");
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_passkey_has_a_name_and_is_among_the_exported_data() {
    each_named_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.registers_with(ADA).await;
        eve.registers(EVE).await;
        let id = shop.text("SELECT id FROM passkeys").await;
        let field = format!("passkey-name-{id}");
        let rename = |name: &str| {
            let form = [("action", "rename_passkey"), ("id", &id), (&field, name)];
            form.map(|(name, value)| (name.to_string(), value.to_string()))
        };
        let answer = ada.posts("/account/security", &rename(" Tablet ")).await;
        assert_eq!(answer.location, "/account/security?done=saved");
        let refused = ada.posts("/account/security", &rename("")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Name the passkey in at most 60"));
        assert_eq!(
            eve.posts("/account/security", &rename("Mine")).await.status,
            404
        );
        let remove = [("action", "remove_passkey"), ("id", id.as_str())];
        assert_eq!(eve.secures(&remove).await.status, 404);
        let data = ada.gets("/account/export").await.json();
        assert_eq!(data["passkeys"][0]["name"], "Tablet");
        assert!(ada.gets("/account/security").await.body.contains("Tablet"));
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_good_once_in_its_own_browser_and_not_for_long() {
    each_named_shop(async |shop| {
        let mut key = shop.visitor().registers_with(ADA).await;
        let (ada, eve) = (shop.visitor(), shop.visitor());
        let answer = key.answers(&ada.is_asked("sign_in").await);
        eve.is_asked("sign_in").await;
        assert_eq!(eve.shows(&answer).await.status, 422, "asked elsewhere");
        assert_eq!(ada.shows(&answer).await.location, "/account");
        ada.posts("/account/sign-out", &[("", "")]).await;
        let again = ada.shows(&answer).await;
        assert_eq!(again.status, 422);
        assert!(again.body.contains("answered before"));

        let late = key.answers(&ada.is_asked("sign_in").await);
        shop.app.clock.advance_ms(5 * MINUTE_MS);
        assert_eq!(ada.shows(&late).await.status, 422);
        assert!(!ada.is_signed_in().await);
        assert_eq!(
            ada.shows("{").await.status,
            422,
            "nonsense is a sentence too"
        );
        ada.is_asked("sign_in").await;
        assert_eq!(ada.shows("{}").await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn two_answers_that_arrive_together_sign_in_once() {
    each_named_shop(async |shop| {
        let mut key = shop.visitor().registers_with(ADA).await;
        let ada = shop.visitor();
        let answer = key.answers(&ada.is_asked("sign_in").await);
        let before = shop.number("SELECT COUNT(*) FROM customer_sessions").await;
        let (tab, other) = (ada.clone(), ada.clone());
        tokio::join!(tab.shows(&answer), other.shows(&answer));
        let after = shop.number("SELECT COUNT(*) FROM customer_sessions").await;
        assert_eq!(after, before + 1);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_was_made_for_another_site_opens_nothing() {
    each_named_shop(async |shop| {
        let mut key = shop.visitor().registers_with(ADA).await;
        for origin in [
            "http://localhost:4000",
            "https://localhost:3000",
            "http://evil.example",
        ] {
            key.origin = Url::parse(origin).unwrap();
            let ada = shop.visitor();
            assert_eq!(ada.signs_in_with(&mut key).await.status, 422, "{origin}");
            assert!(!ada.is_signed_in().await);
        }
        let eve = shop.visitor();
        eve.registers(EVE).await;
        let answer = eve.adds_passkey(&mut key).await;
        assert_eq!(answer.status, 422, "nor is one made there taken");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_names_somebody_else_opens_nothing() {
    each_named_shop(async |shop| {
        let mut key = shop.visitor().registers_with(ADA).await;
        let other = shop.visitor().registers_with(EVE).await;
        let ada = shop.visitor();
        let answer = key.answers(&ada.is_asked("sign_in").await);
        let answer = other.claims(&answer);
        assert_eq!(ada.shows(&answer).await.status, 422);
        assert_eq!(ada.signs_in_with(&mut key).await.location, "/account");
    })
    .await;
}

#[tokio::test]
async fn a_counter_that_goes_back_is_rejected_and_notified() {
    each_named_shop(async |shop| {
        let mut key = shop.visitor().registers_with(ADA).await;
        let (ada, thief) = (shop.visitor(), shop.visitor());
        let earlier = key.answers(&thief.is_asked("sign_in").await);
        assert_eq!(ada.signs_in_with(&mut key).await.location, "/account");
        let refused = thief.shows(&earlier).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("seems to be a copy"));
        assert!(!thief.is_signed_in().await);
        let told = shop
            .text("SELECT data FROM mails ORDER BY created_at_ms DESC, id DESC LIMIT 1")
            .await;
        assert!(told.contains("was refused"), "{told}");
        assert_eq!(ada.signs_in_with(&mut key).await.location, "/account");
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_passkey_that_was_removed_or_whose_account_is_gone_opens_nothing() {
    each_named_shop(async |shop| {
        let ada = shop.visitor();
        let mut key = ada.registers_with(ADA).await;
        let id = shop.text("SELECT id FROM passkeys").await;
        let question = shop.visitor();
        let answer = key.answers(&question.is_asked("sign_in").await);
        let remove = [("action", "remove_passkey"), ("id", id.as_str())];
        let removed = ada.secures(&remove).await;
        assert_eq!(removed.location, "/account/security?done=passkey_removed");
        assert_eq!(question.shows(&answer).await.status, 422);
        assert_eq!(ada.secures(&remove).await.status, 404);

        let mut other = Key::new();
        ada.adds_passkey(&mut other).await;
        ada.secures(&[("action", "delete")]).await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM passkeys").await, 0);
        assert_eq!(ada.signs_in_with(&mut other).await.status, 422);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn somebody_elses_passkey_confirms_nothing_and_belongs_to_one_account() {
    each_named_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        let mut hers = ada.registers_with(ADA).await;
        let mut mine = eve.registers_with(EVE).await;
        shop.app.clock.advance_ms(20 * MINUTE_MS);
        let confirm = |answer: String| [("action", "passkey".to_string()), ("passkey", answer)];
        let question = eve.is_asked("confirm").await;
        let refused = eve
            .posts("/account/confirm", &confirm(hers.answers(&question)))
            .await;
        assert_eq!(refused.status, 422);
        // Nor does an answer to another question of the same browser.
        let sign_in = eve.is_asked("sign_in").await;
        let refused = eve
            .posts("/account/confirm", &confirm(mine.answers(&sign_in)))
            .await;
        assert_eq!(refused.status, 422);
        let asked = eve.posts("/_fn/passkeys/ask", &[("ask", "add")]).await;
        assert_eq!(asked.status, 403, "a new one asks for a fresh proof");
        let question = eve.is_asked("confirm").await;
        let shown = eve
            .posts("/account/confirm", &confirm(mine.answers(&question)))
            .await;
        assert_eq!(shown.location, "/account", "{shown:?}");

        // The same credential under another account.
        let answer = mine.makes(&eve.is_asked("add").await);
        let form = [("action", "add_passkey"), ("passkey", answer.as_str())];
        assert!(eve.secures(&form).await.went_on());
        shop.tampers("DELETE FROM ceremonies").await;
        assert_eq!(
            eve.secures(&form).await.status,
            422,
            "nor is one taken twice"
        );
    })
    .await;
}

#[tokio::test]
async fn each_question_is_asked_of_those_alone_who_may_answer_it() {
    each_named_shop(async |shop| {
        let (ada, stranger) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        for (ask, customers, strangers) in [
            ("sign_in", 200, 200),
            ("confirm", 409, 401),
            ("add", 200, 401),
            ("counter_sign_in", 401, 401),
            ("counter_confirm", 401, 401),
            ("counter_add", 401, 401),
        ] {
            for (who, expected) in [(&ada, customers), (&stranger, strangers)] {
                let answer = who.posts("/_fn/passkeys/ask", &[("ask", ask)]).await;
                assert_eq!(answer.status, expected, "{ask}: {}", answer.body);
            }
            let usable: bool = stranger.calls("passkeys/usable", &[("ask", ask)]).await;
            assert_eq!(usable, ask == "sign_in", "{ask}");
        }
        shop.app.clock.advance_ms(20 * MINUTE_MS);
        let form = [("action", "add_passkey"), ("passkey", "{}")];
        let answer = ada.secures(&form).await;
        assert!(
            answer.location.starts_with("/account/confirm"),
            "{answer:?}"
        );
        let form = [("action", "remove_passkey"), ("id", "any")];
        let answer = ada.secures(&form).await;
        assert!(
            answer.location.starts_with("/account/confirm"),
            "{answer:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_shop_without_a_name_says_that_passkeys_need_one() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        assert!(!ada.gets("/account/login").await.body.contains("passkey"));
        ada.registers(ADA).await;
        let page = ada.gets("/account/security").await;
        assert!(page.body.contains("only where a shop has a name"));
        assert!(!page.body.contains("Add a passkey"));
        let asked = ada.posts("/_fn/passkeys/ask", &[("ask", "sign_in")]).await;
        assert_eq!(asked.status, 409);
    })
    .await;
}
