//! Text has one form in every record, whichever way it came.

use crate::api::{Api, new_order};
use crate::support::goods::BOWL;
use crate::support::shop::each_shop;

#[tokio::test]
async fn a_name_that_nobody_can_read_is_none() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        for name in ["\u{200b}", "\u{3164}", "\u{2800}\u{200d}", "\0"] {
            let answer = ada.tries_to_order(&[("full_name", name)]).await;
            assert_eq!(answer.status, 422, "{name:?}");
            assert!(
                answer.body.contains("Write the name for the parcel."),
                "{name:?}"
            );
        }
        ada.orders(&[
            ("full_name", "Ada\0 \u{202e}ecalevoL\u{202c}\u{feff}"),
            ("city", "Ko\u{308}ln"),
            ("note", "one\r\ntwo\0"),
        ])
        .await;
        let one = |column: &str| {
            shop.text(format!(
                "SELECT {column} FROM order_addresses WHERE role = 'shipping'"
            ))
        };
        assert_eq!(one("full_name").await, "Ada ecalevoL");
        assert_eq!(one("city").await, "Köln");
        assert_eq!(
            shop.text("SELECT note FROM orders".to_string()).await,
            "one\ntwo"
        );
    })
    .await;
}

#[tokio::test]
async fn an_email_address_is_kept_in_a_form_that_is_read_again() {
    each_shop(async |shop| {
        for (typed, kept) in [
            ("rene\u{301}@home.example", "ren\u{e9}@home.example"),
            ("info@B\u{dc}CHER.example", "info@xn--bcher-kva.example"),
        ] {
            let visitor = shop.visitor();
            visitor.adds(BOWL, 1).await;
            let order = visitor.orders(&[("email", typed)]).await;
            let sql = format!("SELECT email FROM orders WHERE id = '{}'", order.id);
            assert_eq!(shop.text(sql).await, kept, "{typed}");
            // The next steps read it: the page, the mail, the link that is sent again.
            assert_eq!(
                visitor.gets(&format!("/o/{}", order.token)).await.status,
                200
            );
            shop.drains().await;
            assert_eq!(
                visitor
                    .posts("/track", &[("number", "ORD-000001"), ("email", typed)])
                    .await
                    .status,
                303
            );
        }
        let can = shop.visitor();
        can.registers("info@\u{130}stanbul.example").await;
        let email = shop.text("SELECT email FROM customers").await;
        assert!(email.is_ascii(), "{email}");
        assert_eq!(can.gets("/account/security").await.status, 200);
        let again = shop.visitor();
        again.signs_in("info@\u{130}STANBUL.example").await;
    })
    .await;
}

#[tokio::test]
async fn programs_send_text_in_the_same_form_as_people() {
    each_shop(async |shop| {
        let api = Api::new(&shop);
        let mut order = new_order(BOWL, 1);
        order["shipping_address"]["line1"] = "\u{3164}".into();
        let refused = api.post("/orders", order.clone()).await.expect(422);
        let field = refused["errors"][0]["field"].as_str().unwrap();
        assert!(field.ends_with("line1"), "{refused}");
        order["shipping_address"]["line1"] = "Ringstraße 1".into();
        order["shipping_address"]["full_name"] = "Ada\0 \u{202e}L".into();
        order["shipping_address"]["city"] = "Ko\u{308}ln".into();
        order["note"] = "one\r\ntwo\0".into();
        api.post("/orders", order).await.expect(201);
        let one = |column: &str| {
            shop.text(format!(
                "SELECT {column} FROM order_addresses WHERE role = 'shipping'"
            ))
        };
        assert_eq!(one("full_name").await, "Ada L");
        assert_eq!(one("city").await, "Köln");
        assert_eq!(shop.text("SELECT note FROM orders").await, "one\ntwo");
    })
    .await;
}
