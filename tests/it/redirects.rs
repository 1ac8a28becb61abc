//! No redirect leads to another site, whatever page somebody says they wanted.

use crate::accounts::{ADA, PASSWORD};
use crate::support::shop::each_shop;
use atelier::server::staff::{demo, seed_demo};

/// Pages that a browser would look for on another site, as they stand in a query.
pub const ELSEWHERE: [&str; 10] = [
    "/%09/evil.example",
    "/%0a/evil.example",
    "%09//evil.example",
    "//evil.example",
    "/%5Cevil.example",
    "/%09%5Cevil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "https://evil.example",
    "/%E2%80%8B/evil.example",
];

#[tokio::test]
async fn whatever_page_is_wanted_it_is_one_of_ours() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        seed_demo(&shop.app).await.unwrap();
        for wanted in ELSEWHERE {
            let encoded = format!("next={wanted}&back={wanted}");
            let wanted: Vec<(String, String)> = serde_urlencoded::from_str(&encoded).unwrap();
            let with = |more: &[(&str, &str)]| {
                let more = more.iter().map(|(n, v)| (n.to_string(), v.to_string()));
                wanted.iter().cloned().chain(more).collect::<Vec<_>>()
            };
            let led = |answer: crate::support::browser::Answer, place: &str| {
                assert_eq!(
                    (answer.status, answer.location.as_str()),
                    (303, place),
                    "{encoded}"
                );
            };
            let visitor = shop.visitor();
            let known = with(&[("email", ADA), ("password", PASSWORD)]);
            led(
                visitor.posts("/account/login", &known[..]).await,
                "/account",
            );
            let confirmed = with(&[("password", PASSWORD)]);
            led(
                visitor.posts("/account/confirm", &confirmed[..]).await,
                "/account",
            );
            let chosen: Vec<_> = with(&[("code", "EUR")])
                .into_iter()
                .filter(|(n, _)| n != "next")
                .collect();
            led(visitor.posts("/currency", &chosen[..]).await, "/");
            let staff = with(&[
                ("email", "owner@demo.example"),
                ("password", demo::PASSWORD),
            ]);
            led(
                visitor.posts("/admin/login", &staff[..]).await,
                "/admin/login/code",
            );
            shop.app.clock.advance_ms(30_000);
            let code = demo::code_now(&shop.app).unwrap();
            let coded = with(&[("code", code.as_str())]);
            led(
                visitor.posts("/admin/login/code", &coded[..]).await,
                "/admin",
            );
        }
    })
    .await;
}
