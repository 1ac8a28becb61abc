//! Index rows that are missing or wrong: they are written when the database is opened, and the doctor finds them.

use crate::accounts::ADA;
use crate::api::{Api, program};
use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop};
use atelier::domain::contact::Address;
use atelier::server::doctor;
use atelier::server::keys::new_id;
use atelier::server::search::{catch_up, records};
use atelier::transact;
use std::time::Duration;
use tokio::task::JoinSet;

/// How many things the doctor finds under other words than they have.
async fn wrong(shop: &Shop) -> i64 {
    let findings = doctor::examine(&shop.app).await.unwrap();
    let finding = findings.iter().find(|f| f.check == "search_is_true");
    finding.unwrap().count
}

#[tokio::test]
async fn what_an_older_version_left_is_found_after_opening() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        ada.buys(BOWL, 1).await;
        shop.asked(&[]).await;
        let everything = wrong(&shop).await;
        assert_eq!(everything, 0);
        shop.tampers("DELETE FROM record_texts").await;
        shop.tampers("DELETE FROM product_texts").await;
        shop.tampers("DELETE FROM search_words").await;
        shop.tampers("UPDATE products SET sort_key = ''").await;
        let till = program(&shop, &["orders:read"]).await;
        assert_eq!(till.finds("/orders", "lovelace", "number").await, [""; 0]);
        assert_eq!(
            wrong(&shop).await,
            7,
            "four products, and one of each record"
        );
        // Two instances that open it at the same moment.
        let (one, other) = tokio::join!(
            catch_up::missing(&shop.app.db),
            catch_up::missing(&shop.app.db)
        );
        one.unwrap();
        other.unwrap();
        assert_eq!(wrong(&shop).await, 0);
        let found = till.finds("/orders", "lovelace", "number").await;
        assert_eq!(found, ["ORD-000001"]);
        let found = Api::new(&shop).finds("/products", "bowl", "title").await;
        assert_eq!(found, ["A bowl"]);
    })
    .await;
}

#[tokio::test]
async fn the_doctor_sees_wrong_words_and_they_can_be_written_anew() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let gone = "INSERT INTO record_texts (kind, record_id, language, words) VALUES ('customer', 'gone', 'und', 'x')";
        for sql in [
            "UPDATE product_texts SET words = 'cup' WHERE words LIKE '%bowl%'",
            "UPDATE products SET sort_key = 'cup' WHERE title = 'A mug'",
            "UPDATE record_texts SET words = 'eve'",
            "DELETE FROM record_texts",
            gone,
        ] {
            assert_eq!(shop.tampers(sql).await, 1, "{sql}");
            assert_eq!(wrong(&shop).await, 1, "{sql}");
            catch_up::rebuild(&shop.app.db).await.unwrap();
            assert_eq!(wrong(&shop).await, 0, "{sql}");
        }
    })
    .await;
}

#[tokio::test]
async fn changes_in_the_same_moment_lose_no_word() {
    each_shop(async |shop| {
        shop.visitor().registers(ADA).await;
        let id = shop.text("SELECT id FROM customers").await;
        let mut all = JoinSet::new();
        for number in 0..12 {
            let (app, id) = (shop.app.clone(), id.clone());
            all.spawn(async move {
                let address = Address {
                    full_name: "Ada Lovelace".into(),
                    line1: "Ringstraße 1".into(),
                    city: format!("Town{number}"),
                    country: "DE".into(),
                    ..Address::default()
                };
                let (new, now) = (new_id(), app.now_ms());
                transact!(app.db, tx => {
                    atelier::server::db::customers::addresses::insert(&mut tx, &new, &id, &address, now).await?;
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    records::customer(&mut tx, &id).await
                })
            });
        }
        for written in all.join_all().await {
            written.unwrap();
        }
        assert_eq!(wrong(&shop).await, 0);
        let keeper = program(&shop, &["customers:read"]).await;
        for number in 0..12 {
            let town = format!("town{number}");
            let found = keeper.finds("/customers", &town, "email").await;
            assert_eq!(found, [ADA]);
        }
    })
    .await;
}
