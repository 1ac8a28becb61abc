//! Who may do what: only our own pages change things, and only who holds an order's link sees it.

use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Answer;
use atelier::server::orders::link_token;

async fn posts(shop: &Shop, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = shop.http.post(format!("{}{path}", shop.base));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.body(body.to_owned()).send().await.unwrap()).await
}

#[tokio::test]
async fn nothing_is_changed_from_another_site() {
    each_shop(async |shop| {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let json = ("content-type", "text/plain");
        let own = shop.base.clone();
        let body = "action=add&sku=BOWL&quantity=1";
        for path in [
            "/cart",
            "/shop/bowl",
            "/checkout",
            "/currency",
            "/track",
            "/o/x",
            "/orders",
            "/orders/ORD-000001",
            "/account/login",
            "/account/register",
            "/account/security",
            "/account/sign-out",
            "/checkout/pay/x",
            "/_fn/cart/add",
            "/nowhere",
        ] {
            for headers in [
                vec![form],
                vec![json],
                vec![form, ("sec-fetch-site", "cross-site")],
                vec![json, ("sec-fetch-site", "cross-site")],
                vec![form, ("sec-fetch-site", "same-site")],
                vec![form, ("origin", "https://evil.example")],
                vec![form, ("origin", "null")],
                vec![
                    form,
                    ("sec-fetch-site", "cross-site"),
                    ("origin", own.as_str()),
                ],
            ] {
                let answer = posts(&shop, path, &headers, body).await;
                assert_eq!(answer.status, 403, "{path} {headers:?}");
            }
        }
        let smuggled = posts(
            &shop,
            "/_fn/cart/add",
            &[json, ("sec-fetch-site", "cross-site")],
            "{\"sku\":\"BOWL\",\"quantity\":1}",
        )
        .await;
        assert_eq!(smuggled.status, 403);
        assert_eq!(shop.number("SELECT COUNT(*) FROM carts").await, 0);
        for headers in [
            vec![form, ("sec-fetch-site", "same-origin")],
            vec![form, ("sec-fetch-site", "none")],
            vec![form, ("origin", own.as_str())],
        ] {
            assert_eq!(
                posts(&shop, "/cart", &headers, body).await.status,
                303,
                "{headers:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn other_methods_than_post_are_guarded_too() {
    each_shop(async |shop| {
        for method in ["PUT", "PATCH", "DELETE"] {
            let request = shop
                .http
                .request(method.parse().unwrap(), format!("{}/cart", shop.base));
            let status = request.send().await.unwrap().status().as_u16();
            assert_eq!(status, 403, "{method}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_order_is_seen_by_who_holds_its_link_and_nobody_else() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        let order = ada.buys(VASE, 1).await;
        let revoked = link_token(&shop.app, &order.id, 2);
        let hash = shop.text("SELECT link_hash FROM orders").await;
        let mut guesses = vec![
            order.id.clone(),
            "1".into(),
            "ORD-000001".into(),
            hash,
            revoked,
            "".into(),
        ];
        guesses.push(order.token[..42].to_string());
        guesses.push(order.token.to_uppercase());
        for guess in &guesses {
            for path in ["/o", "/checkout/pay", "/checkout/return", "/confirm-email"] {
                let answer = eve.gets(&format!("{path}/{guess}")).await;
                assert_eq!(answer.status, 404, "{path}/{guess}");
            }
            if guess.is_empty() {
                continue;
            }
            for action in [
                "cancel",
                "correct_address",
                "change_email",
                "add_note",
                "buy_again",
            ] {
                let answer = eve
                    .posts(&format!("/o/{guess}"), &[("action", action)])
                    .await;
                assert_eq!(answer.status, 404, "{action} {guess}");
            }
            let events = eve.gets(&format!("/o/{guess}/events")).await;
            assert_eq!(events.status, 404, "{guess}");
            let confirm = eve
                .posts(&format!("/confirm-email/{guess}"), &[("", "")])
                .await;
            assert_eq!(confirm.status, 404, "{guess}");
            let choose = eve
                .posts(&format!("/checkout/pay/{guess}"), &[("method", "hosted")])
                .await;
            assert_eq!(choose.status, 404, "{guess}");
            for name in [
                "orders/by-link",
                "orders/cancel",
                "orders/email-change",
                "payments/due",
                "payments/finish",
            ] {
                let answer = eve
                    .posts(&format!("/_fn/{name}"), &[("token", guess)])
                    .await;
                assert_eq!(answer.status, 404, "{name} {guess}");
            }
        }
        assert_eq!(ada.gets(&format!("/o/{}", order.token)).await.status, 200);
        assert_eq!(
            eve.gets(&format!("/o/{}", order.token)).await.status,
            200,
            "the link alone is enough"
        );
        let listed: Vec<atelier::domain::order::OrderCard> = eve.calls("orders/history", &[]).await;
        assert!(listed.is_empty(), "but it is not in somebody else's list");
        assert_eq!(shop.standing(&order).await.0, "pending");
    })
    .await;
}

#[tokio::test]
async fn a_new_link_revokes_the_old_one() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let renewed = link_token(&shop.app, &order.id, 2);
        let hash = atelier::server::keys::token_hash(&renewed);
        shop.tampers(format!(
            "UPDATE orders SET link_generation = 2, link_hash = '{hash}'"
        ))
        .await;
        assert_eq!(ada.gets(&format!("/o/{}", order.token)).await.status, 404);
        assert_eq!(ada.gets(&format!("/o/{renewed}")).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn asking_for_a_link_again_answers_alike_for_hit_and_miss() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.buys(BOWL, 1).await;
        let eve = shop.visitor();
        let hit = eve
            .posts(
                "/track",
                &[("number", "ORD-000001"), ("email", "Ada@Home.example")],
            )
            .await;
        let miss = eve
            .posts(
                "/track",
                &[("number", "ORD-000001"), ("email", "eve@home.example")],
            )
            .await;
        let none = eve
            .posts(
                "/track",
                &[("number", "ORD-000099"), ("email", "ada@home.example")],
            )
            .await;
        for answer in [&hit, &miss, &none] {
            assert_eq!((answer.status, &answer.location), (303, &hit.location));
        }
        // Each of them wrote one row and nothing else, so none takes longer than the others.
        assert_eq!(shop.number("SELECT COUNT(*) FROM mails").await, 0);
        let jobs = "SELECT COUNT(*) FROM jobs WHERE kind = 'send_link' AND payload LIKE '%email_hash%' AND payload NOT LIKE '%@%'";
        assert_eq!(shop.number(jobs).await, 3);
        shop.drains().await;
        assert_eq!(shop.mails_to("ada@home.example").await, ["order_link"]);
        assert_eq!(shop.number("SELECT COUNT(*) FROM mails").await, 1);
    })
    .await;
}

#[tokio::test]
async fn cards_are_not_tested_in_bulk() {
    each_shop(async |shop| {
        let eve = shop.visitor();
        eve.adds(BOWL, 1).await;
        let mut answers = Vec::new();
        for turn in 0..17 {
            answers.push(
                eve.tries_to_order(&[("note", &turn.to_string())])
                    .await
                    .status,
            );
        }
        assert_eq!(answers[0], 303);
        assert_eq!(answers[16], 429);
        let another = shop.visitor();
        another.adds(BOWL, 1).await;
        another.orders(&[]).await;
        shop.app.clock.advance_ms(20 * 60 * 1000);
        eve.orders(&[]).await;
    })
    .await;
}

#[tokio::test]
async fn answers_carry_the_strict_headers_errors_included() {
    each_shop(async |shop| {
        for path in [
            "/",
            "/nowhere",
            "/o/x",
            "/healthz",
            "/webhooks/stripe",
            "/cart",
            "/api/v1/nowhere",
            "/api/v1/products",
            "/api/docs",
        ] {
            let answer = shop
                .http
                .get(format!("{}{path}", shop.base))
                .send()
                .await
                .unwrap();
            let headers = answer.headers();
            for name in [
                "x-content-type-options",
                "referrer-policy",
                "x-frame-options",
                "content-security-policy",
                "x-request-id",
            ] {
                assert!(headers.contains_key(name), "{path} has no {name}");
            }
            let policy = headers["content-security-policy"].to_str().unwrap();
            assert!(
                !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
                "{path}: {policy}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_visitors_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    each_shop(async |shop| {
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let mut request = shop.http.post(format!("{}/cart", shop.base));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = request.body("action=add&sku=BOWL").send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_string();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
        let plain = cookie.split(['=', ';']).nth(1).unwrap();
        let stored = shop
            .number(format!(
                "SELECT COUNT(*) FROM sessions WHERE id = '{plain}'"
            ))
            .await;
        assert_eq!(stored, 0, "only its hash is stored");
    })
    .await;
}

/// Every page and function of a customer's account, and what it answers to whoever is not signed in.
#[tokio::test]
async fn an_account_is_seen_by_its_customer_and_nobody_else() {
    const PAGES: [&str; 6] = [
        "/account",
        "/account/profile",
        "/account/addresses",
        "/account/addresses/new",
        "/account/security",
        "/account/confirm",
    ];
    const FUNCTIONS: [&str; 7] = [
        "view",
        "profile",
        "addresses",
        "address",
        "security",
        "confirm",
        "order",
    ];
    /// Open to everybody: a link's token is what proves, and a guest's list is their own.
    const OPEN: [&str; 2] = ["link", "history"];
    each_shop(async |shop| {
        let known: Vec<&str> = FUNCTIONS.into_iter().chain(OPEN).collect();
        for path in leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path) {
            if let Some(name) = path.strip_prefix("/_fn/account/") {
                assert!(known.contains(&name), "{name} needs a row here");
            }
        }
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.registers("ada@home.example").await;
        ada.buys(BOWL, 1).await;
        let login = |page: &str| format!("/account/login?next={page}");
        for page in PAGES {
            assert_eq!(ada.gets(page).await.status, 200, "{page}");
            assert_eq!(eve.gets(page).await.location, login(page));
            if page != "/account" {
                let sent = eve.posts(page, &[("action", "delete")]).await;
                assert!(sent.location.starts_with("/account/login"), "{page}");
            }
        }
        assert_eq!(eve.gets("/account/export").await.status, 303);
        assert!(
            eve.posts("/orders", &[("seen", "x")])
                .await
                .location
                .starts_with("/account/login")
        );
        let form = [("id", "new"), ("number", "ORD-000001")];
        for name in FUNCTIONS {
            let path = format!("/_fn/account/{name}");
            assert_eq!(ada.posts(&path, &form).await.status, 200, "{name}");
            assert_eq!(eve.posts(&path, &form).await.status, 401, "{name}");
        }
        eve.registers("eve@home.example").await;
        let theirs = eve.posts("/_fn/account/order", &form).await;
        assert_eq!(theirs.status, 404, "not even that it exists");
        for page in PAGES {
            let body = eve.gets(page).await.body;
            assert!(!body.contains("ada@home.example"), "{page}");
        }
    })
    .await;
}
