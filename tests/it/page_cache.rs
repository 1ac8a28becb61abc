//! The page cache: pages for who brings no cookie are cached until something is written; nobody ever gets what is another's.

use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop};

/// What a stranger's browser gets: the body, and the policy of the page.
async fn stranger(shop: &Shop, path: &str, more: &[(&str, &str)]) -> (String, String) {
    let mut request = shop.http.get(format!("{}{path}", shop.base));
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    let policy = policy.to_string();
    (answer.text().await.unwrap(), policy)
}

fn nonce(policy: &str) -> &str {
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    rest.split_once('\'').unwrap().0
}

async fn renamed(shop: &Shop, title: &str) {
    shop.tampers(format!(
        "UPDATE products SET title = '{title}' WHERE id = (SELECT product_id FROM variants WHERE sku = '{BOWL}')"
    ))
    .await;
}

#[tokio::test]
async fn a_kept_page_has_a_nonce_of_its_own_each_time() {
    each_shop(async |shop| {
        let (first, old) = stranger(&shop, "/shop", &[]).await;
        // Behind the shop's back, so that what is cached differs from what is composed anew.
        renamed(&shop, "Bowl behind its back").await;
        let (kept, new) = stranger(&shop, "/shop", &[]).await;
        assert!(!kept.contains("Bowl behind its back"), "it was kept");
        assert_ne!(nonce(&old), nonce(&new));
        assert!(kept.contains(nonce(&new)) && !kept.contains(nonce(&old)));
        assert_eq!(kept, first.replace(nonce(&old), nonce(&new)));
        assert_eq!(new, old.replace(nonce(&old), nonce(&new)));
        let (other, _) = stranger(&shop, "/shop?sort=title", &[]).await;
        assert!(other.contains("Bowl behind its back"), "another address");

        shop.app.clock.advance_ms(1_000);
        let (later, _) = stranger(&shop, "/shop", &[]).await;
        assert!(later.contains("Bowl behind its back"), "a second at most");
        shop.finds_anew().await;
    })
    .await;
}

#[tokio::test]
async fn what_this_process_writes_is_on_the_next_page() {
    each_shop(async |shop| {
        let slug = shop
            .text(format!(
                "SELECT p.slug FROM products p JOIN variants v ON v.product_id = p.id WHERE v.sku = '{BOWL}'"
            ))
            .await;
        let page = format!("/shop/{slug}");
        stranger(&shop, &page, &[]).await;
        renamed(&shop, "Bowl behind its back").await;
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let (fresh, _) = stranger(&shop, &page, &[]).await;
        assert!(fresh.contains("Bowl behind its back"));
        shop.finds_anew().await;
    })
    .await;
}

#[tokio::test]
async fn who_has_a_cookie_is_never_given_a_kept_page_nor_leaves_one() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        assert!(
            ada.gets("/shop")
                .await
                .body
                .contains("1<span class=\"sr-only\">")
        );
        renamed(&shop, "Bowl behind its back").await;
        let (strangers, _) = stranger(&shop, "/shop", &[]).await;
        assert!(
            strangers.contains("Bowl behind its back"),
            "hers was not kept"
        );
        renamed(&shop, "Bowl once more").await;
        assert!(
            ada.gets("/shop").await.body.contains("Bowl once more"),
            "nor is she given one"
        );
        shop.finds_anew().await;
    })
    .await;
}

#[tokio::test]
async fn a_page_says_what_it_costs_to_send_to_its_own_visitor() {
    each_shop(async |shop| {
        let slug = shop
            .text("SELECT slug FROM products ORDER BY slug LIMIT 1")
            .await;
        let page = format!("/shop/{slug}");
        let (german, _) = stranger(&shop, &page, &[("accept-language", "de-DE")]).await;
        let (again, _) = stranger(&shop, &page, &[("accept-language", "de-DE")]).await;
        let (american, _) = stranger(&shop, &page, &[("accept-language", "en-US")]).await;
        let note = |html: &str| {
            let from = html.find("shipping-note").expect("a note about shipping");
            html[from..from + 200].to_string()
        };
        assert_eq!(note(&german), note(&again));
        assert_ne!(note(&german), note(&american));
    })
    .await;
}
