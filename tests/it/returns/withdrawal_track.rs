//! Withdrawing without the order's link and over the API, and what nobody can withdraw from.

use super::withdrawal::{here, today};
use super::*;
use crate::api::{Api, program};
use crate::personalisation;
use crate::support::shop::each_shop;
use atelier::domain::returns::ReturnKind;
use serde_json::json;

async fn number_of(shop: &Shop, order: &Placed) -> String {
    let sql = format!("SELECT number FROM orders WHERE id = '{}'", order.id);
    order_number(shop.number(sql).await)
}

#[tokio::test]
async fn it_is_declared_on_the_tracking_page_without_the_link() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let number = number_of(&shop, &order).await;
        let eve = shop.visitor();
        assert!(
            eve.gets("/track")
                .await
                .body
                .contains("Withdraw from contract")
        );
        let with = |step: &'static str, email: &'static str| {
            [
                ("number", number.clone()),
                ("email", email.to_string()),
                ("step", step.to_string()),
            ]
        };
        let wrong = eve.posts("/track", &with("withdraw", "nobody")).await;
        assert!(wrong.status == 422 && wrong.body.contains("e-mail address that you ordered with"));
        let first = eve
            .posts("/track", &with("withdraw", "ada@home.example"))
            .await;
        assert!(first.body.contains("Confirm withdrawal") && first.body.contains(&number));
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM jobs WHERE kind = 'declare_withdrawal'")
                .await,
            0
        );
        let declared_at = shop.app.now_ms();
        let miss = eve
            .posts("/track", &with("confirm_withdrawal", "eve@home.example"))
            .await;
        let hit = eve
            .posts("/track", &with("confirm_withdrawal", "ada@home.example"))
            .await;
        assert_eq!(
            (hit.status, &hit.location),
            (miss.status, &miss.location),
            "alike"
        );
        let after = shop.app.now_ms();
        shop.app.clock.advance_ms(300_000);
        shop.drains().await;
        let back = newest(&ada.sees(&order).await);
        assert_eq!(back.kind, ReturnKind::Withdrawal);
        let declared = (declared_at..=after).contains(&back.asked_at_ms);
        assert!(
            declared,
            "the time is that of the declaration, not of the job"
        );
        assert_eq!(
            back.lines.iter().map(|line| line.units).sum::<i64>(),
            3,
            "the whole order"
        );
        let mails = shop.mails_to("ada@home.example").await;
        assert_eq!(
            mails
                .iter()
                .filter(|mail| *mail == "withdrawal_confirmed")
                .count(),
            1
        );
        assert!(shop.mails_to("eve@home.example").await.is_empty());
        let again = eve
            .posts("/track", &with("confirm_withdrawal", "ada@home.example"))
            .await;
        assert!(again.went_on());
        shop.drains().await;
        let why = shop
            .text("SELECT data FROM mails WHERE template = 'withdrawal_not_possible'")
            .await;
        assert!(
            why.contains("withdrawn from, sent back or refunded already"),
            "{why}"
        );
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_made_to_a_wish_is_exempt_and_says_so_before_the_order() {
    each_shop(async |shop| {
        let (order, ada) = personalisation::engraved(&shop).await;
        let page = ada.gets("/shop/mug").await.body;
        assert!(
            page.contains("you can’t withdraw from it then"),
            "at the field"
        );
        let cart = shop.visitor();
        personalisation::engraves(&shop, &cart).await;
        for path in ["/cart", "/checkout"] {
            assert!(
                cart.gets(path).await.body.contains("Made to your wish"),
                "{path}"
            );
        }
        let seen = ada.sees(&order).await;
        assert!(seen.holder.withdrawable.is_none());
        let refused = ada.posts(&here(&order), &[("form_key", "a")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("made to your wish"));
        ships(&shop, &order).await;
        let mind = asks(&shop, &ada, &order, "1", &[("reason", "changed_mind")]).await;
        assert!(mind.status == 422 && mind.body.contains("made to your wish"));
        assert!(
            asks(&shop, &ada, &order, "1", &[]).await.went_on(),
            "a fault is another matter"
        );
        let custom = atelier::domain::returns::may_be_withdrawn_from(
            atelier::domain::order::OrderKind::Commission,
            atelier::domain::order_status::OrderStatus::Shipped,
        );
        assert!(custom.is_err());
    })
    .await;
}

#[tokio::test]
async fn it_is_declared_over_the_api_by_its_customer_alone() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let guest = Api::new(&shop).with("order-token", &order.token);
        let path = format!("/orders/{}", order.id);
        let seen = guest.get(&path).await.expect(200);
        assert_eq!(seen["parcels"][0]["way"], "tracked");
        assert_eq!(seen["parcels"][0]["delivered_on"], serde_json::Value::Null);
        assert_eq!(seen["withdrawal"]["until"], serde_json::Value::Null);
        let till = program(&shop, &["orders:write"]).await;
        let one = json!({"lines": [{"product_sku": MUG, "quantity": 1}]});
        let not_theirs = till.post(&format!("{path}/withdraw"), one.clone()).await;
        assert_eq!(
            not_theirs.status, 404,
            "a declaration is its customer's own"
        );
        let many = json!({"lines": [{"product_sku": MUG, "quantity": 3}]});
        let problem = guest
            .post(&format!("{path}/withdraw"), many)
            .await
            .expect(422);
        assert_eq!(problem["errors"][0]["code"], "too_many");
        let declared = guest
            .post(&format!("{path}/withdraw"), one)
            .await
            .expect(201);
        assert_eq!(
            (&declared["kind"], &declared["status"]),
            (&"withdrawal".into(), &"declared".into())
        );
        let rest = guest
            .post(&format!("{path}/withdraw"), json!({}))
            .await
            .expect(201);
        assert_eq!(
            rest["lines"].as_array().unwrap().len(),
            2,
            "the other mug and the bowl"
        );
        let nothing = guest.post(&format!("{path}/withdraw"), json!({})).await;
        assert_eq!(nothing.problem(409), "nothing_left");
        let day = today(&shop).to_string();
        let arrived = json!({"delivered_on": day});
        let seen = till
            .post(&format!("{path}/deliveries"), arrived)
            .await
            .expect(200);
        assert_eq!(seen["parcels"][0]["delivered_on"], day);
        let more = till
            .post(&format!("{path}/parcels"), json!({"way": "untracked"}))
            .await
            .expect(200);
        assert_eq!(more["parcels"][1]["number"], 2);
        let which = till
            .post(&format!("{path}/deliveries"), json!({"delivered_on": day}))
            .await;
        assert_eq!(which.expect(422)["errors"][0]["field"], "parcel");
        shop.drains().await;
        shop.is_consistent().await;
    })
    .await;
}
