//! Signing in with an account of the OpenID Connect provider: what vouches for somebody, and everything that doesn't.

mod provider;

use crate::accounts::{ADA, EVE};
use crate::redirects::ELSEWHERE;
use crate::support::browser::Answer;
use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop, each_shop_with};
use crate::support::visitor::Visitor;
use atelier::server::clock::MINUTE_MS;
use provider::{CLIENT, Provider, SECRET};
use serde_json::json;

async fn each_linked_shop(test: impl AsyncFn(Shop, Provider)) {
    let provider = Provider::open().await;
    let flags = [
        "--oidc-issuer",
        &provider.base,
        "--oidc-client-id",
        CLIENT,
        "--oidc-client-secret",
        SECRET,
        "--oidc-name",
        "Example",
    ];
    each_shop_with(&flags, async |shop| {
        provider.lies(json!({}));
        test(shop, provider.clone()).await;
    })
    .await;
}

impl Visitor {
    /// Goes to the provider, who sends them back: the path of the shop that they come back to.
    async fn goes_elsewhere(&self) -> String {
        let left = self.gets("/account/openid?next=/orders").await;
        assert_eq!(left.status, 303, "{left:?}");
        let consent = self.shop.http.get(&left.location).send().await.unwrap();
        let back = Answer::of_redirect(&consent);
        let path = back.strip_prefix(&self.shop.base).unwrap();
        assert!(path.starts_with("/account/openid/back?"), "{path}");
        path.to_string()
    }

    async fn signs_in_elsewhere(&self) -> Answer {
        let back = self.goes_elsewhere().await;
        self.gets(&back).await
    }
}

impl Answer {
    fn of_redirect(response: &reqwest::Response) -> String {
        response.headers()["location"].to_str().unwrap().to_string()
    }
}

/// Refused with this status and a sentence that has these words, and nobody is signed in.
async fn refused(visitor: &Visitor, answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{words}: {}", answer.location);
    assert!(answer.body.contains(words), "{words}");
    assert!(
        answer.body.contains("Forgot your password?"),
        "on the sign-in page"
    );
    assert!(!visitor.is_signed_in().await, "{words}");
}

#[tokio::test]
async fn the_way_back_never_leads_to_another_site() {
    each_linked_shop(async |shop, provider| {
        provider.knows("ada-1", ADA, true);
        for wanted in ELSEWHERE {
            let ada = shop.visitor();
            let left = ada.gets(&format!("/account/openid?next={wanted}")).await;
            let consent = shop.http.get(&left.location).send().await.unwrap();
            let back = Answer::of_redirect(&consent);
            let answer = ada.gets(back.strip_prefix(&shop.base).unwrap()).await;
            assert_eq!(
                (answer.status, answer.location.as_str()),
                (303, "/account"),
                "{wanted}"
            );
        }
        // Odd, and ours.
        let ada = shop.visitor();
        assert_eq!(ada.gets("/account/openid?next=/%0b").await.status, 303);
    })
    .await;
}

const NOT_CONFIRMED: &str = "did not confirm who you are";

#[tokio::test]
async fn somebody_new_gets_an_account_and_is_known_by_the_providers_name_for_them() {
    each_linked_shop(async |shop, provider| {
        let ada = shop.visitor();
        for page in ["/account/login", "/account/register"] {
            let page = ada.gets(page).await.body;
            assert!(page.contains("Go on with Example"));
        }
        ada.adds(BOWL, 1).await;
        let before = ada.cookie();
        provider.knows("ada-1", ADA, true);
        let answer = ada.signs_in_elsewhere().await;
        assert_eq!(answer.location, "/orders", "{answer:?}");
        assert_ne!(ada.cookie(), before, "the session has a new name");
        assert!(ada.gets("/account").await.body.contains("Ada of Elsewhere"));
        assert_eq!(ada.cart().await.lines.len(), 1, "the cart came along");
        assert_eq!(shop.mails_to(ADA).await, ["account_ways_in"]);

        // Whatever address they have there later, or whether it is confirmed.
        provider.knows("ada-1", "ada@moved.example", false);
        let phone = shop.visitor();
        assert_eq!(phone.signs_in_elsewhere().await.location, "/orders");
        assert!(
            phone
                .gets("/account")
                .await
                .body
                .contains("Ada of Elsewhere")
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 1);
        let data = phone.gets("/account/export").await.json();
        assert_eq!(data["accounts_elsewhere"][0]["issuer"], provider.base);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_confirmed_address_links_the_account_that_has_it() {
    each_linked_shop(async |shop, provider| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        provider.knows("ada-1", "Ada@Home.example", true);
        let phone = shop.visitor();
        assert_eq!(phone.signs_in_elsewhere().await.location, "/orders");
        assert!(phone.gets("/account").await.body.contains("Ada Lovelace"));
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 1);
        assert!(shop.mails_to(ADA).await.contains(&"account_ways_in".into()));

        let page = ada.gets("/account/security").await.body;
        assert!(page.contains("Accounts elsewhere") && page.contains("Example: "));
        let id = shop.text("SELECT id FROM customer_openids").await;
        let remove = [("action", "remove_openid"), ("id", id.as_str())];
        let eve = shop.visitor();
        eve.registers(EVE).await;
        assert_eq!(eve.secures(&remove).await.status, 404);
        assert_eq!(
            ada.secures(&remove).await.location,
            "/account/security?done=openid_removed"
        );
        assert_eq!(ada.secures(&remove).await.status, 404);
        // A code by mail still opens it.
        let code = shop.visitor();
        let digits = code.is_sent_code(ADA).await;
        let form = [("code", digits)];
        assert!(code.posts("/account/login/code", &form).await.went_on());
        shop.app.clock.advance_ms(20 * MINUTE_MS);
        let answer = ada.secures(&remove).await;
        assert!(
            answer.location.starts_with("/account/confirm"),
            "{answer:?}"
        );
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn an_address_that_the_provider_does_not_vouch_for_opens_nothing() {
    each_linked_shop(async |shop, provider| {
        shop.visitor().registers(ADA).await;
        for (email, verified) in [
            (ADA, false),
            ("new@home.example", false),
            ("nonsense", true),
        ] {
            provider.knows("mallory", email, verified);
            let mallory = shop.visitor();
            let answer = mallory.signs_in_elsewhere().await;
            refused(
                &mallory,
                &answer,
                422,
                "does not say that your e-mail address",
            )
            .await;
        }
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 1);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM customer_openids").await,
            0
        );
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_token_that_was_not_made_for_this_sign_in_is_refused() {
    each_linked_shop(async |shop, provider| {
        provider.knows("ada-1", ADA, true);
        for lies in [
            json!({ "nonce": "another" }),
            json!({ "nonce": null }),
            json!({ "aud": "another-shop" }),
            json!({ "aud": [CLIENT, "another-shop"] }),
            json!({ "iss": "http://127.0.0.1:1" }),
            json!({ "exp": 1_000_000 }),
            json!({ "at_hash": "bm90IHRoZSBoYXNoIQ" }),
        ] {
            provider.lies(lies.clone());
            let ada = shop.visitor();
            let answer = ada.signs_in_elsewhere().await;
            refused(&ada, &answer, 422, NOT_CONFIRMED).await;
        }
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_good_once_in_the_browser_that_left_and_not_for_long() {
    each_linked_shop(async |shop, provider| {
        const AGAIN: &str = "Start again from here";
        provider.knows("ada-1", ADA, true);
        let (ada, eve) = (shop.visitor(), shop.visitor());
        let back = ada.goes_elsewhere().await;
        let stranger = eve.gets(&back).await;
        refused(&eve, &stranger, 422, AGAIN).await;
        eve.goes_elsewhere().await;
        let stranger = eve.gets(&back).await;
        refused(&eve, &stranger, 422, AGAIN).await;
        let (head, state) = back.split_once("state=").unwrap();
        let forged = format!("{head}state=x{}", &state[1..]);
        let answer = ada.gets(&forged).await;
        refused(&ada, &answer, 422, AGAIN).await;

        assert_eq!(ada.gets(&back).await.location, "/orders");
        ada.posts("/account/sign-out", &[("", "")]).await;
        let answer = ada.gets(&back).await;
        refused(&ada, &answer, 422, AGAIN).await;

        let late = ada.goes_elsewhere().await;
        shop.app.clock.advance_ms(10 * MINUTE_MS);
        let answer = ada.gets(&late).await;
        refused(&ada, &answer, 422, AGAIN).await;

        // A code that was exchanged for somebody else's sign-in, or was never given.
        let back = ada.goes_elsewhere().await;
        let forged = back.replacen("code=", "code=x", 1);
        let answer = ada.gets(&forged).await;
        refused(&ada, &answer, 422, NOT_CONFIRMED).await;
        let (_, state) = ada
            .goes_elsewhere()
            .await
            .split_once("state=")
            .map(|(a, b)| (a.to_string(), b.to_string()))
            .unwrap();
        let denied = format!("/account/openid/back?error=access_denied&state={state}");
        let answer = ada.gets(&denied).await;
        refused(&ada, &answer, 422, "Example did not sign you in").await;
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn an_address_may_be_told_by_the_userinfo_endpoint_alone() {
    each_linked_shop(async |shop, provider| {
        provider.knows("ada-1", ADA, true);
        provider.tells_late();
        let ada = shop.visitor();
        assert_eq!(ada.signs_in_elsewhere().await.location, "/orders");
        assert_eq!(shop.text("SELECT email FROM customers").await, ADA);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_is_away_is_a_sentence() {
    let flags = [
        "--oidc-issuer",
        "http://127.0.0.1:1",
        "--oidc-client-id",
        CLIENT,
        "--oidc-client-secret",
        SECRET,
    ];
    each_shop_with(&flags, async |shop| {
        let ada = shop.visitor();
        assert!(
            ada.gets("/account/login")
                .await
                .body
                .contains("Go on with 127.0.0.1")
        );
        let answer = ada.gets("/account/openid").await;
        refused(&ada, &answer, 503, "be reached at the moment").await;
    })
    .await;
}

#[tokio::test]
async fn where_no_provider_is_set_nothing_is_offered() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        for page in ["/account/login", "/account/register"] {
            assert!(!ada.gets(page).await.body.contains("Go on with"));
        }
        let answer = ada.gets("/account/openid").await;
        refused(&ada, &answer, 404, "takes no accounts from elsewhere").await;
    })
    .await;
}
