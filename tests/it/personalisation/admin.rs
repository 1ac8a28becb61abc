//! Staff edit what a product asks: through plain forms, with each problem beside its field.

use super::{asks, choice, question};
use crate::staff::sign_in;
use crate::support::editor;
use crate::support::goods::MUG;
use crate::support::shop::each_shop;
use atelier::server::catalogue::edit;
use atelier::server::staff::seed_demo;

const OWNER: &str = "owner@demo.example";

#[tokio::test]
async fn what_is_asked_is_made_changed_ordered_and_removed() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let owner = sign_in(&shop.app, OWNER).await;
        let product = shop
            .text(format!(
                "SELECT product_id FROM variants WHERE sku = '{MUG}'"
            ))
            .await;
        let path = format!("/admin/products/{product}");
        let new = [
            ("action", "save_question"),
            ("id", ""),
            ("label", "Initials"),
            ("kind", "text"),
            ("max_length", "3"),
            ("price_EUR", "4.50"),
        ];
        let made = owner.post(&path, &new).await;
        assert_eq!(
            (made.status, made.location.as_str()),
            (303, format!("{path}?done=question_saved").as_str())
        );
        let again = owner.post(&path, &new).await;
        assert_eq!(again.status, 422);
        assert!(
            again.body.contains("This is asked already")
                && again.body.contains("value=\"Initials\"")
        );
        let wrong = [
            ("action", "save_question"),
            ("label", ""),
            ("kind", "text"),
            ("max_length", "0"),
            ("price_EUR", "much"),
        ];
        let wrong = owner.post(&path, &wrong).await;
        assert_eq!(wrong.status, 422);
        for told in [
            "Write what the buyer reads",
            "from 1 to 300",
            "value=\"much\"",
            "href=\"#label-save-question-new\"",
        ] {
            assert!(wrong.body.contains(told), "{told}");
        }
        let ribbon = question(&shop, &product, "choice", "Ribbon", &[]).await;
        assert!(
            !owner.get("/shop/mug").await.body.contains("Ribbon"),
            "nothing can be chosen yet"
        );
        let red = [
            ("action", "save_choice"),
            ("question", &ribbon),
            ("id", ""),
            ("name", "Red"),
            ("price_EUR", "1"),
        ];
        assert_eq!(owner.post(&path, &red).await.status, 303);
        let twice = owner.post(&path, &red).await;
        assert_eq!(twice.status, 422);
        let field = format!("href=\"#name-save-choice-new-{ribbon}\"");
        assert!(twice.body.contains("This can be chosen already") && twice.body.contains(&field));
        let page = owner.get("/shop/mug").await.body;
        assert!(page.find("Initials").unwrap() < page.find("Ribbon").unwrap());
        assert_eq!(
            owner
                .post(&path, &[("action", "question_up"), ("question", &ribbon)])
                .await
                .status,
            303
        );
        let page = owner.get("/shop/mug").await.body;
        assert!(page.find("Ribbon").unwrap() < page.find("Initials").unwrap());
        let open = edit::open(&shop.app, &product).await.unwrap();
        let id = open.questions[0].choices[0].id.clone();
        let gone = [
            ("action", "remove_choice"),
            ("question", &ribbon),
            ("id", &id),
        ];
        assert_eq!(owner.post(&path, &gone).await.status, 303);
        assert_eq!(owner.post(&path, &gone).await.status, 404);
        let gone = [("action", "remove_question"), ("question", ribbon.as_str())];
        assert_eq!(owner.post(&path, &gone).await.status, 303);
        assert_eq!(owner.post(&path, &gone).await.status, 404);
        assert_eq!(shop.number("SELECT COUNT(*) FROM surcharges").await, 1);
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM audit_log WHERE kind LIKE 'product_question%'")
                .await,
            4
        );
    })
    .await;
}

#[tokio::test]
async fn another_products_questions_are_out_of_reach() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let other = shop
            .text("SELECT product_id FROM variants WHERE sku = 'BOWL'")
            .await;
        use atelier::server::catalogue::edit::questions;
        let editor = &editor(&shop.app).await;
        assert!(
            questions::remove(editor, &other, &asked.ribbon)
                .await
                .is_err()
        );
        assert!(
            questions::shift(editor, &other, &asked.ribbon, 1)
                .await
                .is_err()
        );
        assert!(
            questions::remove_choice(editor, &other, &asked.ribbon, &asked.wool)
                .await
                .is_err()
        );
        let mine = question(&shop, &other, "choice", "Ribbon", &[]).await;
        choice(&shop, &other, &mine, "Jute", &[]).await;
        assert!(
            questions::remove_choice(editor, &other, &mine, &asked.wool)
                .await
                .is_err()
        );
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM question_choices").await,
            4
        );
    })
    .await;
}
