//! Products and categories, for anyone.

use super::Api;
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::each_shop;
use serde_json::Value;

fn slugs(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item["slug"].as_str().unwrap().to_string())
        .collect()
}

#[tokio::test]
async fn products_are_listed_in_parts_by_page_or_cursor() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let all = api.get("/products").await.expect(200);
        assert_eq!((&all["total"], &all["page_size"]), (&4.into(), &24.into()));
        assert_eq!(all["next_cursor"], Value::Null);
        let whole = slugs(&all);
        let mut walked = Vec::new();
        let mut path = "/products?page_size=3".to_string();
        loop {
            let part = api.get(&path).await.expect(200);
            walked.extend(slugs(&part));
            let Some(cursor) = part["next_cursor"].as_str() else {
                break;
            };
            path = format!("/products?page_size=3&cursor={cursor}");
        }
        assert_eq!(walked, whole);
        let second = api.get("/products?page_size=3&page=2").await.expect(200);
        assert_eq!(slugs(&second), whole[3..]);
        let beyond = api.get("/products?page=9").await.expect(200);
        assert!(slugs(&beyond).is_empty());
        for wrong in [
            "page=0",
            "page_size=101",
            "page=x",
            "cursor=zzz",
            "ordering=colour",
            "currency=XXX",
            "min_price=-1",
        ] {
            assert_eq!(
                api.get(&format!("/products?{wrong}")).await.status,
                422,
                "{wrong}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn filters_narrow_and_prices_are_decimal_strings() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let cheap = api
            .get("/products?max_price=30&ordering=price")
            .await
            .expect(200);
        assert_eq!(slugs(&cheap), ["mug", "print-s"]);
        assert_eq!(cheap["items"][0]["price"], "22.00");
        assert_eq!(cheap["items"][0]["currency"], "EUR");
        let yen = api.get("/products/bowl?currency=JPY").await.expect(200);
        assert_eq!(yen["variants"][0]["price"], "7000");
        let dinar = api.get("/products/bowl?currency=KWD").await.expect(200);
        assert_eq!(dinar["variants"][0]["price"], "15.250");
        assert_eq!(
            slugs(&api.get("/products?kind=Spaceship").await.expect(200)).len(),
            0
        );
        assert_eq!(
            api.get("/products?category=none").await.expect(200)["total"],
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_product_is_found_by_id_and_by_slug_and_drafts_by_neither() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let bowl = api.get("/products/bowl").await.expect(200);
        let id = bowl["id"].as_str().unwrap();
        assert_eq!(api.get(&format!("/products/{id}")).await.expect(200), bowl);
        let stock = api
            .get(&format!("/products/{id}/availability"))
            .await
            .expect(200);
        assert_eq!(
            (&stock["can_be_bought"], &stock["variants"][0]["sku"]),
            (&true.into(), &BOWL.into())
        );
        let mug = api.get("/products/mug").await.expect(200)["id"].clone();
        let batch = format!(
            "/products/batch?ids={id},{},nothing,{id}",
            mug.as_str().unwrap()
        );
        let found = api.get(&batch).await.expect(200);
        assert_eq!(found["found"][1]["sku"], MUG);
        assert_eq!(found["found"].as_array().unwrap().len(), 2);
        assert_eq!(found["missing"][0], "nothing");
        assert_eq!(api.get("/products/batch?ids=,").await.status, 422);
        shop.tampers("UPDATE products SET status = 'draft' WHERE slug = 'bowl'")
            .await;
        for path in [
            format!("/products/{id}"),
            "/products/bowl".into(),
            "/products/bowl/availability".into(),
        ] {
            assert_eq!(api.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(
            api.get(&batch).await.expect(200)["missing"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
    })
    .await;
}
