//! What a search puts first.

use super::{list, searched};
use crate::support::browser::Browser;
use crate::support::{each_db, visitor};
use atelier::domain::catalogue::{ListQuery, Sort, slugify};
use atelier::server::clock::MINUTE_MS;
use atelier::server::db::catalogue::write::NewProduct;
use atelier::server::error::Result;
use atelier::server::state::App;
use atelier::server::{keys, search, seed, shop};
use atelier::transact;

/// A published piece that is so many minutes old.
async fn put(app: &App, age: i64, title: &str, kind: &str, story: &str) {
    let id = keys::new_id();
    let at_ms = app.now_ms() - age * MINUTE_MS;
    let product = NewProduct {
        id: id.clone(),
        slug: slugify(title),
        title: title.into(),
        kind: kind.into(),
        story: story.into(),
        status: "published",
        tax_class: "standard".into(),
        facts: "{}".into(),
        published_at_ms: Some(at_ms),
        created_at_ms: at_ms,
        ..Default::default()
    };
    let written: Result<()> = async {
        transact!(app.db, tx => {
            atelier::server::db::catalogue::write::insert_products(&mut tx, std::slice::from_ref(&product)).await?;
            search::index::refresh(&mut tx, std::slice::from_ref(&id)).await
        })
    }
    .await;
    written.unwrap();
}

#[tokio::test]
async fn a_search_puts_the_best_match_first() {
    each_db(async |app| {
        put(&app, 1, "Linen napkin", "Cloth", "Lies beside a blue mug.").await;
        put(&app, 2, "Grey mug", "Mug", "Not blue at all.").await;
        put(&app, 3, "Blue mug", "Mug", "Holds tea.").await;
        put(&app, 4, "Winter", "Mug", "A blue one.").await;
        shop::forget(&app);
        let visit = visitor(&app);
        let titles = async |sort, q: &str| {
            let query = ListQuery {
                sort,
                ..searched(q)
            };
            let cards = list(&visit, query).await.cards;
            cards.into_iter().map(|c| c.title).collect::<Vec<_>>()
        };
        assert_eq!(
            titles(Sort::BestMatch, "blue mug").await,
            ["Blue mug", "Grey mug", "Winter", "Linen napkin"]
        );
        assert_eq!(
            titles(Sort::BestMatch, "BLUE mu").await[0],
            "Blue mug",
            "the last word may be a beginning"
        );
        assert_eq!(
            titles(Sort::Newest, "blue mug").await,
            ["Linen napkin", "Grey mug", "Blue mug", "Winter"]
        );
        let unsearched = ListQuery {
            sort: Sort::BestMatch,
            ..Default::default()
        };
        let all = list(&visit, unsearched).await;
        assert_eq!((all.query.sort, all.total), (Sort::Newest, 4));
        let page = Browser::new(&app).get("/shop?q=blue+mug").await;
        let page = page.body;
        let at = |title: &str| page.find(&format!("/shop/{}\"", slugify(title))).unwrap();
        assert!(at("Blue mug") < at("Linen napkin"), "best without asking");
        let wrong = ListQuery {
            sort: Sort::BestMatch,
            ..searched("bleu mug")
        };
        assert_eq!(list(&visit, wrong).await.cards[0].title, "Blue mug");
    })
    .await;
}

#[tokio::test]
async fn a_name_is_found_first_among_very_many_that_mention_the_word() {
    each_db(async |app| {
        put(&app, 600_000, "Treasure box", "Box", "Old and small.").await;
        // Each of these stories says that the piece comes in a plain box.
        seed::load::catalogue(&app, 1_100, 4).await.unwrap();
        let visit = visitor(&app);
        let query = ListQuery {
            sort: Sort::BestMatch,
            ..searched("box")
        };
        let found = list(&visit, query.clone()).await;
        assert!(found.total_is_capped);
        assert_eq!(found.cards[0].title, "Treasure box");
        let last = ListQuery {
            page: found.pages,
            ..query
        };
        assert!(!list(&visit, last).await.cards.is_empty());
    })
    .await;
}
