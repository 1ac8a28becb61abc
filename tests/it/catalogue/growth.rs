//! How the shop's pages slow down as the catalogue grows: a measurement, run by hand.

use super::{list, product, searched};
use crate::support::{each_db, visitor};
use atelier::domain::catalogue::{ListQuery, Sort};
use atelier::server::seed;
use std::time::Instant;

const ROUNDS: u32 = 100;

/// CPU time of this process so far, in ticks of ten milliseconds turned to milliseconds.
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok());
    10.0 * (ticks(13).unwrap_or_default() + ticks(14).unwrap_or_default())
}

fn report(name: &str, start: Instant, cpu: f64) {
    let wall = start.elapsed().as_secs_f64() * 1000.0 / f64::from(ROUNDS);
    let cpu = (cpu_ms() - cpu) / f64::from(ROUNDS);
    println!("  {name:18} {wall:>8.2} ms, of which {cpu:>6.2} ms CPU of this process");
}

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
            let start = Instant::now();
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
                let (start, cpu) = (Instant::now(), cpu_ms());
                for _ in 0..ROUNDS {
                    list(&visit, query.clone()).await;
                }
                report(name, start, cpu);
            }
            let slug = list(&visit, ListQuery::default()).await.cards[3]
                .slug
                .clone();
            let (start, cpu) = (Instant::now(), cpu_ms());
            for _ in 0..ROUNDS {
                product(&visit, &slug).await;
            }
            report("product page", start, cpu);
        }
    })
    .await;
}
