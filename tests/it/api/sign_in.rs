//! People over the API: registering, signing in and out, and what a token is good for.

use super::{Api, Reply};
use crate::accounts::{ADA, EVE, PASSWORD};
use crate::support::shop::{Shop, each_shop};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

pub fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field}: {value}"))
}

pub async fn logs_in(api: &Api, email: &str) -> Value {
    let body = json!({"email": email, "password": PASSWORD});
    api.post("/auth/login", body).await.expect(200)
}

pub fn with_token(api: &Api, token: &str) -> Api {
    api.with("authorization", &format!("Bearer {token}"))
}

/// Somebody with an account, whose app is signed in.
pub async fn person(shop: &Shop, email: &str) -> Api {
    shop.visitor().registers(email).await;
    signs_in(shop, email).await
}

/// The app of somebody who has an account, signed in.
pub async fn signs_in(shop: &Shop, email: &str) -> Api {
    let api = Api::new(shop);
    let tokens = logs_in(&api, email).await;
    with_token(&api, text(&tokens, "access_token"))
}

async fn refreshes(api: &Api, token: &str) -> Reply {
    api.post("/auth/refresh", json!({"refresh_token": token}))
        .await
}

#[tokio::test]
async fn an_account_begins_with_a_mail_and_the_app_signs_in_afterwards() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let weak = json!({"name": "", "email": "nonsense", "password": "short"});
        let refused = api.post("/auth/register", weak).await;
        assert_eq!(refused.status, 422);
        let body = json!({"name": "Ada Lovelace", "email": ADA, "password": PASSWORD});
        let first = api.post("/auth/register", body.clone()).await;
        first.expect(202);
        assert_eq!(shop.number("SELECT COUNT(*) FROM customers").await, 0);
        let early = json!({"email": ADA, "password": PASSWORD});
        assert_eq!(
            api.post("/auth/login", early).await.problem(401),
            "sign_in",
            "there is no account before the mailbox is proven"
        );
        let token = shop.link("account_verify").await;
        let link = [("token", token), ("password", PASSWORD.to_string())];
        let opened = shop.visitor().posts("/account/verify", &link).await;
        assert_eq!(opened.location, "/account?done=welcome", "{opened:?}");
        let again = api.post("/auth/register", body).await;
        assert_eq!(
            (again.status, &again.body),
            (202, &first.body),
            "it tells nobody"
        );
        assert_eq!(
            shop.mails_to(ADA).await,
            ["account_verify", "account_exists"]
        );
        let tokens = logs_in(&api, ADA).await;
        assert_eq!(
            (&tokens["token_type"], &tokens["expires_in"]),
            (&"Bearer".into(), &900.into())
        );
        let ada = with_token(&api, text(&tokens, "access_token"));
        assert_eq!(ada.get("/profile").await.expect(200)["email"], ADA);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_and_a_missing_account_are_answered_alike_and_counted() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let tries = async |email: &str| {
            let body = json!({"email": email, "password": "not the password at all"});
            let api = Api::new(&shop);
            let began = std::time::Instant::now();
            let reply = api.post("/auth/login", body).await;
            (reply, began.elapsed())
        };
        let (hit, mut hit_took) = tries(ADA).await;
        let (miss, mut miss_took) = tries(EVE).await;
        assert_eq!((hit.status, &hit.body), (401, &miss.body));
        // The quickest of three: a machine that does other work besides says nothing about passwords.
        for _ in 0..2 {
            hit_took = hit_took.min(tries(ADA).await.1);
            miss_took = miss_took.min(tries(EVE).await.1);
        }
        let (long, short) = (hit_took.max(miss_took), hit_took.min(miss_took));
        assert!(
            long < short * 4,
            "both hash a password: {hit_took:?} {miss_took:?}"
        );
        let mut last = hit;
        for _ in 0..10 {
            last = tries(ADA).await.0;
        }
        assert_eq!(
            last.problem(429),
            "too_many",
            "an account is counted, whoever tries"
        );
        assert!(!last.header("retry-after").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_refresh_token_works_once_and_a_copy_ends_the_sign_in() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let api = Api::new(&shop);
        let first = logs_in(&api, ADA).await;
        let second = refreshes(&api, text(&first, "refresh_token"))
            .await
            .expect(200);
        assert_ne!(first["refresh_token"], second["refresh_token"]);
        let ada = with_token(&api, text(&second, "access_token"));
        ada.get("/profile").await.expect(200);
        let stored = shop
            .texts("SELECT id || ' ' || device FROM customer_sessions")
            .await;
        assert!(!stored.concat().contains(text(&second, "refresh_token")));
        let guess = format!("{}x", text(&second, "refresh_token"));
        assert_eq!(refreshes(&api, &guess).await.problem(401), "signed_out");
        ada.get("/profile").await.expect(200);
        // The first one again: somebody has a copy of it.
        let reused = refreshes(&api, text(&first, "refresh_token")).await;
        assert_eq!(reused.problem(401), "signed_out");
        assert_eq!(ada.get("/profile").await.problem(401), "signed_out");
        let whole_family = refreshes(&api, text(&second, "refresh_token")).await;
        assert_eq!(whole_family.problem(401), "signed_out");
        let other = logs_in(&api, ADA).await;
        refreshes(&api, text(&other, "refresh_token"))
            .await
            .expect(200);
    })
    .await;
}

#[tokio::test]
async fn signing_out_here_or_everywhere_ends_the_token_at_once() {
    each_shop(async |shop| {
        let browser = shop.visitor();
        browser.registers(ADA).await;
        let api = Api::new(&shop).with("user-agent", "Firefox/140 Linux");
        let tokens = logs_in(&api, ADA).await;
        let ada = with_token(&api, text(&tokens, "access_token"));
        ada.get("/profile").await.expect(200);
        let page = browser.gets("/account/security").await.body;
        assert!(
            page.contains("An app (Firefox on Linux)"),
            "the page lists the app"
        );
        let out = ada.post("/auth/logout", json!({})).await;
        assert_eq!(out.status, 204, "{}", out.body);
        assert_eq!(ada.get("/profile").await.problem(401), "signed_out");
        assert_eq!(
            refreshes(&api, text(&tokens, "refresh_token")).await.status,
            401
        );
        assert!(browser.is_signed_in().await, "the browser stays");
        let tokens = logs_in(&api, ADA).await;
        let ada = with_token(&api, text(&tokens, "access_token"));
        browser.secures(&[("action", "sign_out_everywhere")]).await;
        assert_eq!(ada.get("/profile").await.problem(401), "signed_out");
        let tokens = logs_in(&api, ADA).await;
        let late = with_token(&api, text(&tokens, "access_token"));
        shop.app.clock.advance_ms(15 * 60_000);
        assert_eq!(late.get("/profile").await.problem(401), "token_expired");
        refreshes(&api, text(&tokens, "refresh_token"))
            .await
            .expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_not_exactly_ours_is_refused() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let api = Api::new(&shop);
        let tokens = logs_in(&api, ADA).await;
        let good = text(&tokens, "access_token");
        let key = shop.app.keys.derive("api access token");
        let read = |part: usize| -> Value {
            use base64::Engine;
            let text = good.split('.').nth(part).unwrap();
            let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text);
            serde_json::from_slice(&bytes.unwrap()).unwrap()
        };
        let claims = read(1);
        let signed = |header: &Header, claims: &Value, key: &[u8]| {
            jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(key)).unwrap()
        };
        let ours = Header {
            typ: Some("at+jwt".into()),
            ..Header::new(Algorithm::HS256)
        };
        let same = signed(&ours, &claims, &key);
        with_token(&api, &same).get("/profile").await.expect(200);
        let changed = |field: &str, value: Value| {
            let mut claims = claims.clone();
            claims[field] = value;
            signed(&ours, &claims, &key)
        };
        let without = |field: &str| {
            let mut claims = claims.clone();
            claims.as_object_mut().unwrap().remove(field);
            signed(&ours, &claims, &key)
        };
        let none = {
            use base64::Engine;
            let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
            let head = engine.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
            format!("{head}.{}.", good.split('.').nth(1).unwrap())
        };
        let other_alg = Header {
            alg: Algorithm::HS512,
            ..ours.clone()
        };
        let other_kind = Header::new(Algorithm::HS256);
        for (what, token) in [
            ("alg none", none),
            ("another algorithm", signed(&other_alg, &claims, &key)),
            ("another kind", signed(&other_kind, &claims, &key)),
            (
                "another key",
                signed(&ours, &claims, &shop.app.keys.derive("another")),
            ),
            (
                "another audience",
                changed("aud", json!("https://else.example")),
            ),
            (
                "another issuer",
                changed("iss", json!("https://else.example")),
            ),
            ("no audience", without("aud")),
            ("no end", without("exp")),
            ("another customer", changed("sub", json!("somebody"))),
            ("another sign-in", changed("sid", json!("nothing"))),
            ("too old", changed("exp", json!(1))),
            ("two parts", "a.b".into()),
            ("nothing", "..".into()),
        ] {
            let reply = with_token(&api, &token).get("/profile").await;
            assert_eq!(reply.status, 401, "{what}: {}", reply.body);
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    })
    .await;
}
