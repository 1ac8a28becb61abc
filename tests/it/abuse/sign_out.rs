//! What a browser caches: nothing of personal pages, and nothing at all after signing out.

use crate::accounts::{ADA, PASSWORD};
use crate::support::browser::Browser;
use crate::support::each_db;
use crate::support::goods::BOWL;
use crate::support::shop::each_shop;
use crate::support::visitor::Visitor;
use atelier::server::staff::seed_demo;

async fn rule(visitor: &Visitor, path: &str) -> String {
    let url = format!("{}{path}", visitor.shop.base);
    let answer = visitor.carries(visitor.shop.http.get(url)).await;
    let rule = answer.headers().get("cache-control");
    rule.map_or(String::new(), |rule| rule.to_str().unwrap().into())
}

#[tokio::test]
async fn personal_pages_are_kept_by_no_cache_and_those_of_the_shop_are() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        let order = ada.buys(BOWL, 1).await;
        for path in [
            "/account".to_string(),
            "/account/addresses".into(),
            "/account/export".into(),
            "/account/login".into(),
            "/orders".into(),
            "/orders/ORD-000001".into(),
            format!("/o/{}", order.token),
            "/o/none-of-ours".into(),
            "/checkout".into(),
            format!("/checkout/pay/{}", order.token),
            "/pay/none-of-ours".into(),
            "/custom/none-of-ours".into(),
            "/admin".into(),
            "/admin/orders".into(),
            "/admin/login".into(),
        ] {
            assert_eq!(rule(&ada, &path).await, "no-store", "{path}");
        }
        for path in ["/", "/shop", "/shop/bowl", "/cart", "/custom", "/nowhere"] {
            assert_eq!(rule(&ada, path).await, "private, no-cache", "{path}");
        }
    })
    .await;
}

async fn leaves(visitor: &Visitor, path: &str, action: &str) -> reqwest::Response {
    let request = visitor
        .shop
        .http
        .post(format!("{}{path}", visitor.shop.base))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("action={action}"));
    visitor.carries(request).await
}

fn clears(answer: &reqwest::Response) -> bool {
    let told = answer.headers().get("clear-site-data");
    told.is_some_and(|told| told == "\"cache\", \"storage\"")
}

#[tokio::test]
async fn signing_out_ends_the_session_and_leaves_the_mark_alone() {
    each_shop(async |shop| {
        for (path, action) in [
            ("/account/sign-out", ""),
            ("/account/security", "sign_out_everywhere"),
            ("/account/security", "delete"),
        ] {
            let ada = shop.visitor();
            match shop.number("SELECT COUNT(*) FROM customers").await {
                0 => ada.registers(ADA).await,
                _ => ada.signs_in(ADA).await,
            }
            ada.chooses_currency("EUR").await;
            let stolen = ada.cookie().unwrap();
            let answer = leaves(&ada, path, action).await;
            assert_eq!(answer.status(), 303, "{action}");
            assert!(clears(&answer), "{action}");
            assert_eq!(ada.cookie(), None, "{action}: the session's cookie is gone");
            assert!(ada.mark().is_some(), "{action}: the mark stays");
            let sessions = format!(
                "SELECT COUNT(*) FROM sessions WHERE id = '{}'",
                atelier::server::keys::token_hash(stolen.split_once('=').unwrap().1)
            );
            assert_eq!(shop.number(sessions).await, 0, "{action}");
        }
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn whoever_signs_out_in_the_admin_leaves_nobody_signed_in() {
    each_db(async |app| {
        seed_demo(&app).await.unwrap();
        let ines = crate::staff::sign_in(&app, "owner@demo.example").await;
        let stolen = ines.cookie().unwrap();
        ines.post("/admin/sign-out", &[]).await;
        assert_eq!(ines.cookie(), None);
        let thief = Browser::new(&app);
        thief.has(&stolen);
        let answer = thief.get("/admin/orders").await;
        assert!(answer.location.starts_with("/admin/login"), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_clears_nothing() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        let wrong = leaves(&ada, "/account/security", "nonsense").await;
        assert!(!clears(&wrong));
        let form = [("email", ADA), ("password", PASSWORD)];
        assert_eq!(
            ada.posts("/account/login", &form).await.location,
            "/account"
        );
    })
    .await;
}
