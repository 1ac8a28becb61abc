//! Who may do what: only our own pages change things, and only who holds an order's link sees it.

use crate::support::browser::Answer;
use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use atelier::server::links::order_token;

async fn posts(shop: &Shop, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = shop.http.post(format!("{}{path}", shop.base));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.body(body.to_owned()).send().await.unwrap()).await
}

#[tokio::test]
async fn our_own_pages_are_let_in_with_either_header() {
    each_shop(async |shop| {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let own = shop.base.clone();
        for headers in [
            vec![form, ("sec-fetch-site", "same-origin")],
            vec![form, ("sec-fetch-site", "none")],
            vec![form, ("origin", own.as_str())],
        ] {
            let answer = posts(&shop, "/cart", &headers, "action=add&sku=BOWL&quantity=1").await;
            assert_eq!(answer.status, 303, "{headers:?}");
        }
        let nowhere = posts(&shop, "/nowhere", &[form], "").await;
        assert_eq!(nowhere.status, 403, "the guard stands before the routes");
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
        let revoked = order_token(&shop.app, &order.id, 2);
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
        let listed = eve.listed().await;
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
        let renewed = order_token(&shop.app, &order.id, 2);
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
