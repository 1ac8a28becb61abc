//! The catalogue on both databases: lists, search, product pages, seeding.

// The checks shared by several tests may fail at an `unwrap` as the tests themselves do.
#![allow(clippy::unwrap_used)]

mod audited;
mod best_match;
mod editing;
mod machines;
mod picture_places;
mod prices;

use crate::support::{each_db, visitor};
use atelier::domain::catalogue::{Found, ListQuery, ListView, ProductView, Sort};
use atelier::domain::money::Currency;
use atelier::domain::stock::Availability;
use atelier::server::visit::Visit;
use atelier::server::{catalogue, db, layout, seed, shop};

async fn list(visit: &Visit, query: ListQuery) -> ListView {
    match catalogue::list(visit, query).await.unwrap() {
        Found::Here(view) => view,
        other => panic!("no list: {other:?}"),
    }
}

async fn product(visit: &Visit, slug: &str) -> ProductView {
    match catalogue::product(visit, slug).await.unwrap() {
        Found::Here(view) => view,
        other => panic!("no product: {other:?}"),
    }
}

fn searched(q: &str) -> ListQuery {
    ListQuery {
        q: Some(q.into()),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_seeded_catalogue_can_be_browsed() {
    each_db(async |app| {
        assert_eq!(seed::load::catalogue(&app, 120, 1).await.unwrap(), 120);
        assert_eq!(
            seed::load::catalogue(&app, 120, 1).await.unwrap(),
            0,
            "a second run adds nothing"
        );
        let visit = visitor(&app);

        let first = list(&visit, ListQuery::default()).await;
        assert_eq!((first.total, first.pages, first.cards.len()), (120, 5, 24));
        assert!(!first.total_is_capped);
        let card = &first.cards[0];
        assert!(card.front.as_ref().is_some_and(|p| p.sizes.contains(&320)));
        let last = list(
            &visit,
            ListQuery {
                page: 99,
                ..Default::default()
            },
        )
        .await;
        assert_eq!(
            (last.query.page, last.cards.len()),
            (5, 24),
            "a page past the end is the last one"
        );
        assert!(
            last.cards
                .iter()
                .all(|c| first.cards.iter().all(|f| f.id != c.id))
        );

        let by_price = |sort| ListQuery {
            sort,
            ..Default::default()
        };
        let cheap = list(&visit, by_price(Sort::PriceAscending)).await;
        let prices: Vec<i64> = cheap.cards.iter().map(|c| c.price.unwrap().minor).collect();
        assert!(prices.is_sorted(), "{prices:?}");
        let dear = list(&visit, by_price(Sort::PriceDescending)).await;
        assert!(dear.cards[0].price.unwrap().minor >= *prices.last().unwrap());
        let titles = list(&visit, by_price(Sort::Title)).await;
        let titles: Vec<&str> = titles.cards.iter().map(|c| c.title.as_str()).collect();
        assert!(titles.is_sorted(), "{titles:?}");

        let bounded = ListQuery {
            min: Some("50".into()),
            max: Some("80.00".into()),
            ..Default::default()
        };
        let bounded = list(&visit, bounded).await;
        assert!(bounded.total > 0);
        assert!(
            bounded
                .cards
                .iter()
                .all(|c| (5_000..=8_000).contains(&c.price.unwrap().minor))
        );
        let odd = ListQuery {
            min: Some("cheap".into()),
            kind: Some("Spaceship".into()),
            ..Default::default()
        };
        let odd = list(&visit, odd).await;
        assert_eq!(
            (odd.total, &odd.query.min, &odd.query.kind),
            (120, &None, &None)
        );

        let mugs = list(
            &visit,
            ListQuery {
                kind: Some("Mug".into()),
                ..Default::default()
            },
        )
        .await;
        assert!(mugs.total > 0 && mugs.cards.iter().all(|c| c.kind == "Mug"));
        let shelf = ListQuery {
            category: Some("cups-and-mugs".into()),
            ..Default::default()
        };
        assert_eq!(list(&visit, shelf).await.total, mugs.total);
        let here = list(
            &visit,
            ListQuery {
                in_stock: true,
                ..Default::default()
            },
        )
        .await;
        assert!(here.total > 0 && here.total < 120);
        assert!(here.cards.iter().all(|c| c.availability.can_be_bought()));
        let nowhere = ListQuery {
            category: Some("nothing-here".into()),
            ..Default::default()
        };
        assert_eq!(
            catalogue::list(&visit, nowhere).await.unwrap(),
            Found::Nowhere
        );

        let page = product(&visit, &card.slug).await;
        assert_eq!(page.related.len(), 4);
        assert!(
            page.related
                .iter()
                .all(|r| r.id != page.id && r.kind == page.kind)
        );
        assert_eq!(page.breadcrumbs.len(), 1);
        assert!(page.story_html.starts_with("<p>"));
        assert!(
            page.shipping_note.contains("Ships to Germany"),
            "{}",
            page.shipping_note
        );
        assert_eq!(
            catalogue::product(&visit, "no-such-piece").await.unwrap(),
            Found::Nowhere
        );

        let home = catalogue::home(&visit).await.unwrap();
        assert_eq!(
            (
                home.featured.len(),
                home.newest.len(),
                home.categories.len()
            ),
            (8, 8, 8)
        );
        assert!(home.categories.iter().all(|(_, picture)| picture.is_some()));
        let frame = layout::of_page(&visit).await.unwrap();
        assert_eq!(
            (frame.currency, frame.cart_count, frame.categories.len()),
            (Currency::EUR, 0, 8)
        );
    })
    .await;
}

#[tokio::test]
async fn a_search_forgives_a_typo_and_never_fails() {
    each_db(async |app| {
        seed::load::catalogue(&app, 150, 2).await.unwrap();
        let visit = visitor(&app);
        let right = list(&visit, searched("necklace")).await;
        assert!(right.total > 0 && right.corrected.is_none());
        let wrong = list(&visit, searched("neklace")).await;
        assert_eq!(
            (wrong.total, wrong.corrected.as_deref()),
            (right.total, Some("necklace"))
        );
        let begun = list(&visit, searched("NECKL")).await;
        assert_eq!((begun.total, begun.corrected), (right.total, None));
        let both = list(&visit, searched("glass necklace")).await;
        assert!(both.total > 0 && both.total < right.total);
        let priced = ListQuery {
            sort: Sort::PriceAscending,
            in_stock: true,
            ..searched("necklace")
        };
        let priced = list(&visit, priced).await;
        let prices: Vec<i64> = priced
            .cards
            .iter()
            .map(|c| c.price.unwrap().minor)
            .collect();
        assert!(prices.is_sorted() && !prices.is_empty());
        let all = [
            "'; DROP TABLE products;--",
            "\"",
            "\"\"\"",
            "* OR",
            "NEAR(",
            "a AND",
            "-",
            "()",
            "mug:*",
            "mug & | !",
            "\\",
            "\u{0}",
            "青い",
            "🏺",
            "a'b\"c",
            "%_%",
            "NOT",
            "^mug",
            "{mug}",
            "mug\u{301}",
        ];
        for odd in all {
            list(&visit, searched(odd)).await;
        }
        assert_eq!(list(&visit, searched("\"*\"")).await.total, 0);
        assert_eq!(list(&visit, searched("   ")).await.total, 150);
    })
    .await;
}

#[tokio::test]
async fn prices_follow_the_chosen_currency() {
    each_db(async |app| {
        seed::load::catalogue(&app, 30, 3).await.unwrap();
        let visit = visitor(&app);
        shop::choose_currency(&visit, "jpy").await.unwrap();
        let yen = list(
            &visit,
            ListQuery {
                sort: Sort::PriceAscending,
                ..Default::default()
            },
        )
        .await;
        assert_eq!(yen.currency, Currency::JPY);
        assert!(
            yen.cards
                .iter()
                .all(|c| c.price.unwrap().currency == Currency::JPY)
        );
        let page = product(&visit, &yen.cards[0].slug).await;
        assert!(
            page.variants
                .iter()
                .all(|v| v.price.unwrap().currency == Currency::JPY)
        );
        let refused = shop::choose_currency(&visit, "GBP").await.unwrap_err();
        assert_eq!(refused.status(), 422);
        let gone = yen
            .cards
            .iter()
            .chain(&page.related)
            .filter(|c| c.availability == Availability::Available);
        assert!(gone.count() > 0);
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_shop_opens_and_may_be_seeded_again() {
    each_db(async |app| {
        seed::demo::without_pictures(&app).await.unwrap();
        seed::demo::without_pictures(&app).await.unwrap();
        let visit = visitor(&app);
        let frame = layout::of_page(&visit).await.unwrap();
        assert!(frame.categories.len() >= 5 && !frame.pages.is_empty());
        assert_eq!(frame.shop.currencies.len(), 3);
        let all = list(&visit, ListQuery::default()).await;
        assert!(all.total >= 28, "{}", all.total);
        let beads = ListQuery {
            category: Some("beadwork".into()),
            sort: Sort::PriceAscending,
            ..Default::default()
        };
        let beads = list(&visit, beads).await;
        assert!(beads.total > 0, "a category shows what its children hold");
        let prices: Vec<i64> = beads.cards.iter().map(|c| c.price.unwrap().minor).collect();
        assert!(prices.is_sorted(), "{prices:?}");
        let empty = ListQuery {
            category: Some("basketry".into()),
            ..Default::default()
        };
        let empty = list(&visit, empty).await;
        assert_eq!((empty.total, empty.cards.len()), (0, 0));
        assert_eq!(empty.category.unwrap().name, "Basketry");
        for (slug, title) in &frame.pages {
            let page = shop::text_page(&visit, slug).await.unwrap();
            assert!(page.title == *title && page.body_html.contains("<p>"));
        }
        let missing = shop::text_page(&visit, "no-such-page").await.unwrap_err();
        assert_eq!(missing.status(), 404);
        let rates = db::shop::tax_rates(&mut app.db.read().await.unwrap(), "DE").await;
        assert_eq!(rates.unwrap().len(), 2);
    })
    .await;
}
