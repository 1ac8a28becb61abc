//! How the shop's pages slow down as the catalogue grows: a measurement, run by hand.

use super::{list, product, searched};
use crate::support::{each_db, visitor};
use atelier::domain::catalogue::{ListQuery, Sort};
use atelier::server::seed;

/// How long lists take among few and many products; run by hand:
/// `cargo test --test it how_lists_grow -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "a measurement, not a test"]
async fn how_lists_grow() {
    let many: u64 = std::env::var("PRODUCTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(100_000);
    each_db(async |app| {
        for products in [1_000, many] {
            let start = std::time::Instant::now();
            seed::load::catalogue(&app, products, 5).await.unwrap();
            println!(
                "{products} products on {}: seeded in {:?}",
                if app.db.is_postgres() {
                    "PostgreSQL"
                } else {
                    "SQLite"
                },
                start.elapsed()
            );
            let visit = visitor(&app);
            let category = |slug: &str| Some(slug.to_string());
            let price = |sort| ListQuery {
                sort,
                ..Default::default()
            };
            let queries = [
                ("all", ListQuery::default()),
                (
                    "page 20",
                    ListQuery {
                        page: 20,
                        ..Default::default()
                    },
                ),
                ("price", price(Sort::PriceAscending)),
                ("-price", price(Sort::PriceDescending)),
                ("title", price(Sort::Title)),
                (
                    "category",
                    ListQuery {
                        category: category("bowls"),
                        ..Default::default()
                    },
                ),
                (
                    "category, price",
                    ListQuery {
                        category: category("bowls"),
                        ..price(Sort::PriceAscending)
                    },
                ),
                (
                    "kind",
                    ListQuery {
                        kind: Some("Bowl".into()),
                        ..Default::default()
                    },
                ),
                (
                    "in stock",
                    ListQuery {
                        in_stock: true,
                        ..Default::default()
                    },
                ),
                (
                    "bounds",
                    ListQuery {
                        min: Some("50".into()),
                        max: Some("60".into()),
                        ..Default::default()
                    },
                ),
                ("search, rare", searched("woodland celadon bowl")),
                ("search, common", searched("bowl")),
                ("search, typo", searched("woodlnad")),
            ];
            for (name, query) in queries {
                list(&visit, query.clone()).await;
                let start = std::time::Instant::now();
                for _ in 0..20 {
                    list(&visit, query.clone()).await;
                }
                println!(
                    "  {name:18} {:>8.2} ms",
                    start.elapsed().as_secs_f64() * 50.0
                );
            }
            let slug = list(&visit, ListQuery::default()).await.cards[3]
                .slug
                .clone();
            let start = std::time::Instant::now();
            for _ in 0..20 {
                product(&visit, &slug).await;
            }
            println!(
                "  {:18} {:>8.2} ms",
                "product page",
                start.elapsed().as_secs_f64() * 50.0
            );
        }
    })
    .await;
}
