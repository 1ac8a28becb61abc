//! The search of the back office.

use super::quoted;
use crate::accounts::ADA;
use crate::api::program;
use crate::staff::sign_in;
use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::each_shop;
use atelier::server::staff::seed_demo;

const OWNER: &str = "owner@demo.example";

#[tokio::test]
async fn orders_are_found_by_names_with_letters_of_their_own() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let people = [
            ("Ångström", "angström@home.example", "ANGSTRÖM"),
            ("Øystein Dahl", "o@home.example", "oystein dahl"),
            ("Łukasz Żak", "l@home.example", "ŁUKASZ"),
            ("ЁЛКИНА Анна", "e@home.example", "елкина"),
            ("花瓶太郎", "h@home.example", "太郎"),
        ];
        for (name, email, _) in people {
            let visitor = shop.visitor();
            visitor.adds(BOWL, 1).await;
            visitor
                .orders(&[("full_name", name), ("email", email)])
                .await;
        }
        let staff = sign_in(&shop.app, OWNER).await;
        let till = program(&shop, &["orders:read"]).await;
        for (place, (name, email, typed)) in people.iter().enumerate() {
            let number = format!("ORD-{:06}", place + 1);
            for typed in [name, email, typed, &name.to_lowercase().as_str()] {
                let found = till.finds("/orders", typed, "number").await;
                assert_eq!(found, [number.as_str()], "{typed}");
                let address = format!("/admin/orders/{number}");
                assert!(shop.shows(&staff, "/admin/orders", typed, &address).await);
            }
        }
        let none = till.finds("/orders", "Ångström Øystein", "number").await;
        assert_eq!(none, [""; 0], "every word is asked for");
    })
    .await;
}

#[tokio::test]
async fn orders_are_found_by_town_product_parcel_and_payment() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let more = [("city", "Göteborg"), ("payment_method", "bank_transfer")];
        let order = ada.orders(&more).await;
        let other = shop.visitor().buys(MUG, 1).await;
        let staff = sign_in(&shop.app, OWNER).await;
        let till = program(&shop, &["orders:read"]).await;
        let page = "/admin/orders/ORD-000001";
        let payment = shop.pending_payment_of(&order.id).await;
        let paid = [
            ("action", "confirm_payment"),
            ("attempt", &*payment),
            ("reference", "14"),
        ];
        staff.post(page, &paid).await;
        staff.post(page, &[("action", "start_making")]).await;
        let parcel = [
            ("action", "ship"),
            ("carrier", "DHL"),
            ("tracking_number", "00340434161094042557"),
        ];
        assert_eq!(staff.post(page, &parcel).await.status, 303);
        let further = [
            ("action", "add_parcel"),
            ("carrier", "UPS"),
            ("tracking_number", "1Z999AA10123456784"),
        ];
        assert_eq!(staff.post(page, &further).await.status, 303);
        for typed in [
            "goteborg",
            "Göteb",
            "vase",
            "VASE",
            "00340434161094042557",
            "0034043416",
            "1Z999AA10123456784",
            "1z 999 aa1 0123456784",
        ] {
            let found = till.finds("/orders", typed, "number").await;
            assert_eq!(found, ["ORD-000001"], "{typed}");
            assert!(shop.shows(&staff, "/admin/orders", typed, page).await);
        }
        let intent = shop.intent_of(&other).await;
        assert!(intent.starts_with("pi_"));
        let found = till.finds("/orders", &intent, "number").await;
        assert_eq!(found, ["ORD-000002"]);
        let found = till.finds("/orders", "2", "number").await;
        assert_eq!(found, ["ORD-000002"], "a number is that order's");
        let session = shop.visitor();
        session.adds(BOWL, 1).await;
        let hosted = session.orders(&[("payment_method", "hosted")]).await;
        let id = shop.session_of(&hosted).await;
        assert!(id.starts_with("cs_"));
        let found = till.finds("/orders", &id, "number").await;
        assert_eq!(found, ["ORD-000003"]);
        for mark in ["%", "_", "\"", "'", "***"] {
            let found = till.finds("/orders", mark, "number").await;
            assert_eq!(found, [""; 0], "{mark} stands for nothing else");
        }
    })
    .await;
}

#[tokio::test]
async fn an_order_is_found_by_what_it_says_now() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let till = program(&shop, &["orders:read"]).await;
        let form = [
            ("action", "correct_address"),
            ("full_name", "Ada Žižková"),
            ("line1", "Ringstraße 1"),
            ("city", "Würzburg"),
            ("postal_code", "97070"),
            ("country", "DE"),
        ];
        let answer = ada.posts(&format!("/o/{}", order.token), &form).await;
        assert!(answer.went_on(), "{answer:?}");
        for (typed, there) in [
            ("wurzburg", 1),
            ("zizkova", 1),
            ("berlin", 0),
            ("lovelace", 0),
        ] {
            let found = till.finds("/orders", typed, "number").await;
            assert_eq!(found.len(), there, "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn customers_are_found_by_name_address_and_town_until_they_leave() {
    each_shop(async |shop| {
        let keeper = program(&shop, &["customers:write"]).await;
        let ada = shop.visitor();
        ada.registers(ADA).await;
        let profile = [("name", "Ådne Øystein"), ("phone", ""), ("currency", "")];
        assert!(ada.posts("/account/profile", &profile).await.went_on());
        let form = [
            ("full_name", "Ådne Øystein"),
            ("line1", "Storgata 1"),
            ("city", "Tromsø"),
            ("postal_code", "9008"),
            ("country", "NO"),
        ];
        assert!(ada.posts("/account/addresses/new", &form).await.went_on());
        for (typed, there) in [
            ("ådne", 1),
            ("ADNE OYSTEIN", 1),
            ("tromso", 1),
            ("ada@home", 1),
            ("home.example", 1),
            ("lovelace", 0),
        ] {
            let found = keeper.finds("/customers", typed, "email").await;
            assert_eq!(found.len(), there, "{typed}");
        }
        let id = shop.text("SELECT id FROM customers").await;
        keeper
            .patch(
                &format!("/customers/{id}"),
                serde_json::json!({"name": "Łucja"}),
            )
            .await
            .expect(200);
        assert_eq!(keeper.finds("/customers", "lucja", "email").await.len(), 1);
        let gone = keeper
            .call("DELETE", &format!("/customers/{id}"), None)
            .await;
        assert_eq!(gone.status, 204);
        let words = "SELECT COUNT(*) FROM record_texts WHERE kind = 'customer'";
        assert_eq!(
            shop.number(words).await,
            0,
            "nothing of them is left to find"
        );
    })
    .await;
}

#[tokio::test]
async fn custom_orders_are_found_by_their_words() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        shop.asked(&[
            ("name", "Łukasz Ångström"),
            ("email", "lukasz@bücher.example"),
            ("description", "Ein Gefäß für 青い花瓶"),
        ])
        .await;
        shop.asked(&[]).await;
        let studio = program(&shop, &["custom_orders"]).await;
        let staff = sign_in(&shop.app, OWNER).await;
        for typed in [
            "CUS-000001",
            "1",
            "lukasz",
            "ÅNGSTRÖM",
            "lukasz@bücher.example",
            "lukasz@xn--bcher",
            "bücher.example",
            "gefass",
            "花瓶",
        ] {
            let found = studio.finds("/custom-orders", typed, "number").await;
            assert_eq!(found, ["CUS-000001"], "{typed}");
            let address = "/admin/commissions/CUS-000001";
            assert!(
                shop.shows(&staff, "/admin/commissions", typed, address)
                    .await,
                "{typed}"
            );
        }
        let page = format!("/admin/commissions?{}", quoted("%"));
        let page = staff.get(&page).await.body;
        assert!(!page.contains("/admin/commissions/CUS-00000"));
    })
    .await;
}
