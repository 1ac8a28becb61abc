//! The search of the shop, and the order by title.

use super::quoted;
use crate::api::{Api, program};
use crate::staff::sign_in;
use crate::support::browser::Browser;
use crate::support::shop::each_shop;
use atelier::server::staff::seed_demo;

#[tokio::test]
async fn products_are_found_in_every_script_and_spelling() {
    each_shop(async |shop| {
        let maker = program(&shop, &["products:write"]).await;
        let titles = [
            "Un cœur en grès",
            "Kaffeetasse Straße",
            "手作りの青い花瓶です",
            "手工制作的蓝色杯子",
            "แจกันสีน้ำเงินทำด้วยมือ",
            "청도자기를 위한 접시",
            "Coeur de lion",
        ];
        for (place, title) in titles.iter().enumerate() {
            maker.sells(title, &format!("SKU-{place}")).await;
        }
        let visitor = Api::new(&shop);
        for (typed, found) in [
            ("coeur", vec![0, 6]),
            ("CŒUR", vec![0, 6]),
            ("gres", vec![0]),
            ("strasse", vec![1]),
            ("花瓶", vec![2]),
            ("花", vec![2]),
            ("青い", vec![2]),
            ("青い花瓶", vec![2]),
            ("です", vec![2]),
            ("す", vec![2]),
            ("蓝色", vec![3]),
            ("手", vec![2, 3]),
            ("杯子", vec![3]),
            ("สีน้ำเงิน", vec![4]),
            ("도자기", vec![5]),
            ("花瓶 青い", vec![2]),
            ("花蓝", vec![]),
        ] {
            let mut titles_found = visitor.finds("/products", typed, "title").await;
            titles_found.sort();
            let mut wanted: Vec<&str> = found.iter().map(|place: &usize| titles[*place]).collect();
            wanted.sort_unstable();
            assert_eq!(titles_found, wanted, "{typed}");
        }
        let page = shop
            .visitor()
            .gets(&format!("/shop?{}", quoted("花瓶")))
            .await;
        assert!(page.body.contains(titles[2]));
        // A typo beside pairs is forgiven, and the words are shown as people write them.
        let page = shop
            .visitor()
            .gets(&format!("/shop?{}", quoted("kafeetasse")))
            .await;
        assert!(page.body.contains(titles[1]));
    })
    .await;
}

#[tokio::test]
async fn titles_stand_beside_their_letter() {
    each_shop(async |shop| {
        let maker = program(&shop, &["products:write"]).await;
        let mine = [
            "apple",
            "Ångström",
            "Birch",
            "Élan",
            "elm",
            "øre",
            "Pot",
            "pot",
            "Zebra",
        ];
        for (place, title) in mine.iter().rev().enumerate() {
            maker.sells(title, &format!("SKU-{place}")).await;
        }
        let list = "/products?ordering=title&page_size=2";
        let visitor = Api::new(&shop);
        let mut titles: Vec<String> = Vec::new();
        let mut next = visitor.get(list).await.expect(200);
        loop {
            let items = next["items"].as_array().unwrap().iter();
            titles.extend(items.map(|item| item["title"].as_str().unwrap().to_string()));
            let Some(cursor) = next["next_cursor"].as_str() else {
                break;
            };
            next = visitor
                .get(&format!("{list}&cursor={cursor}"))
                .await
                .expect(200);
        }
        let goods = |title: &&String| mine.contains(&title.as_str());
        let seen: Vec<&str> = titles.iter().filter(goods).map(String::as_str).collect();
        let sorted = [
            "Ångström",
            "apple",
            "Birch",
            "Élan",
            "elm",
            "øre",
            "pot",
            "Pot",
            "Zebra",
        ];
        assert_eq!(seen, sorted, "{titles:?}");
        let page = shop.visitor().gets("/shop?sort=title").await.body;
        let at = |title: &str| {
            page.find(&format!(">{title}<"))
                .unwrap_or_else(|| panic!("{title}"))
        };
        assert!(at("elm") < at("øre") && at("øre") < at("Zebra"));
    })
    .await;
}

/// Refuses to write words that hold `unwritable`, as a broken disk might.
async fn refuses_words(shop: &crate::support::shop::Shop) {
    for table in ["product_texts", "record_texts"] {
        let sql = match shop.app.db.is_postgres() {
            true => format!("ALTER TABLE {table} ADD CONSTRAINT no_words CHECK (words NOT LIKE '%unwritable%')"),
            false => format!(
                "CREATE TRIGGER no_{table} BEFORE INSERT ON {table} WHEN new.words LIKE '%unwritable%'
                BEGIN SELECT RAISE(ABORT, 'no words'); END"
            ),
        };
        shop.tampers(sql).await;
    }
}

#[tokio::test]
async fn the_index_is_written_with_its_record_or_neither_is() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let maker = program(&shop, &["products:write"]).await;
        let staff: Browser = sign_in(&shop.app, "owner@demo.example").await;
        refuses_words(&shop).await;
        let unwritable = "SELECT COUNT(*) FROM products WHERE title LIKE 'Unwritable%'";
        let body = serde_json::json!({"title": "Unwritable by program"});
        assert!(maker.post("/products", body).await.status >= 400);
        let form = [("title", "Unwritable by page")];
        let answer = staff.post("/admin/products/new", &form).await;
        assert!(answer.status >= 400, "{}", answer.status);
        assert_eq!(shop.number(unwritable).await, 0);
        let ada = shop.visitor();
        ada.adds("BOWL", 1).await;
        let answer = ada.tries_to_order(&[("full_name", "Unwritable")]).await;
        assert!(answer.status >= 400, "{answer:?}");
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        let form = [("title", "Writable by page")];
        assert_eq!(staff.post("/admin/products/new", &form).await.status, 303);
        let page = format!("/admin/products?{}", quoted("writable"));
        assert!(staff.get(&page).await.body.contains("Writable by page"));
    })
    .await;
}
