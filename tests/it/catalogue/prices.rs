//! Lists in the order of prices hold the same products as any other list, however they are found.

use super::{list, searched};
use crate::support::{each_db, visitor};
use atelier::domain::catalogue::{ListQuery, Sort};
use atelier::server::seed;
use atelier::server::visit::Visit;

/// Price in minor units and id of every product of a list, page after page.
async fn whole(visit: &Visit, query: &ListQuery) -> Vec<(i64, String)> {
    let mut found = Vec::new();
    for page in 1.. {
        let query = ListQuery {
            page,
            ..query.clone()
        };
        let view = list(visit, query).await;
        let priced = view
            .cards
            .into_iter()
            .map(|card| (card.price.unwrap().minor, card.id));
        found.extend(priced);
        if page >= view.pages {
            return found;
        }
    }
    found
}

#[tokio::test]
async fn very_many_are_found_in_the_order_of_their_prices() {
    each_db(async |app| {
        // Each of these stories says that the piece comes in a plain box.
        seed::load::catalogue(&app, 1_100, 4).await.unwrap();
        let visit = visitor(&app);
        for sort in [Sort::PriceAscending, Sort::PriceDescending] {
            let everything = ListQuery {
                sort,
                page: 9,
                ..Default::default()
            };
            let boxed = ListQuery {
                sort,
                page: 9,
                ..searched("plain box")
            };
            let (everything, boxed) = (list(&visit, everything).await, list(&visit, boxed).await);
            assert!(boxed.total_is_capped);
            assert_eq!(everything.cards, boxed.cards, "{sort:?}");
        }

        let bowls = ListQuery {
            category: Some("bowls".into()),
            ..Default::default()
        };
        let mut expected = whole(&visit, &bowls).await;
        expected.sort();
        assert!(expected.len() > 100);
        let upwards = ListQuery {
            sort: Sort::PriceAscending,
            ..bowls.clone()
        };
        assert_eq!(whole(&visit, &upwards).await, expected);
        let between = ListQuery {
            min: Some("40".into()),
            max: Some("90".into()),
            ..upwards
        };
        expected.retain(|(minor, _)| (4_000..=9_000).contains(minor));
        assert_eq!(whole(&visit, &between).await, expected);
        let newest = ListQuery {
            sort: Sort::Newest,
            ..between
        };
        let mut newest = whole(&visit, &newest).await;
        newest.sort();
        assert_eq!(newest, expected);
    })
    .await;
}
