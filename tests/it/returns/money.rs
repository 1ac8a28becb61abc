//! The money of a return: by the admin's refund alone, and owed again where the provider can't send it.

use super::*;
use crate::staff_refunds::{WHY, gives, looks};
use crate::support::goods::MUG;
use crate::support::shop::each_shop;
use atelier::domain::returns::ReturnStatus;
use serde_json::json;

/// The refund form of a return, as the page fills it in.
async fn form<'a>(
    units: &'a str,
    restock: &'a str,
    back: &'a ReturnView,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("what", "lines"),
        (units, "1"),
        (restock, "on"),
        ("return_id", back.id.as_str()),
        WHY,
    ]
}

#[tokio::test]
async fn a_return_leads_to_the_refund_of_its_lines_and_is_done_with_it() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        asked(&shop, &ada, &order).await;
        let (staff, page) = order_in_admin(&shop, &order).await;
        let back = newest(&ada.sees(&order).await);
        let refund = format!("{page}/refund");
        let early = staff.get(&format!("{refund}?return_id={}", back.id)).await;
        assert_eq!(early.status, 409, "it has not arrived");
        let back = arrives(&shop, &staff, &page, &ada, &order).await;
        let here = staff.get(&page).await.body;
        assert!(here.contains(&format!("/refund?return_id={}", back.id)));
        let shown = staff.get(&format!("{refund}?return_id={}", back.id)).await;
        let mug = units(&shop, &order, MUG).await;
        let field = shown.body.split(&format!("name=\"{mug}\"")).nth(1).unwrap();
        assert!(
            field.split('>').next().unwrap().contains("value=\"1\""),
            "preselected"
        );
        assert!(shown.body.contains("This is for a return"));

        let restock = mug.replace("units-", "restock-");
        let wish = form(&mug, &restock, &back).await;
        let before = shop.stock(MUG).await[0];
        gives(&shop, &staff, &refund, &wish).await;
        assert_eq!(shop.provider.refunded().await, 2200);
        assert_eq!(shop.stock(MUG).await[0], before + 1);
        let seen = ada.sees(&order).await;
        let done = newest(&seen);
        assert_eq!((done.status, done.version), (ReturnStatus::Refunded, 4));
        assert!(
            shop.mails_to("ada@home.example")
                .await
                .contains(&"refunded".to_string())
        );
        let left = seen.holder.returnable.unwrap();
        assert_eq!(
            left.lines.iter().map(|l| l.left).sum::<i64>(),
            2,
            "its unit is counted once"
        );

        // Another clerk who looked before finds it done.
        let second = looks(&staff, &refund, &wish).await;
        assert_eq!(second.status, 200, "there is another mug to look at");
        let version = newest_version(&shop, &order).await;
        let late = [
            &wish[..],
            &[
                ("step", "confirm"),
                ("seen_version", version.as_str()),
                ("seen_amount", "2200"),
                ("code", "000000"),
            ],
        ]
        .concat();
        let late = staff.post(&refund, &late).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("is on its way already"));
        assert_eq!(shop.provider.refunded().await, 2200);
        shop.is_consistent().await;
    })
    .await;
}

async fn newest_version(shop: &Shop, order: &Placed) -> String {
    let sql = format!("SELECT version FROM orders WHERE id = '{}'", order.id);
    shop.number(sql).await.to_string()
}

#[tokio::test]
async fn a_refund_that_fails_later_leaves_the_return_owed() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        asked(&shop, &ada, &order).await;
        let (staff, page) = order_in_admin(&shop, &order).await;
        let back = arrives(&shop, &staff, &page, &ada, &order).await;
        let mug = units(&shop, &order, MUG).await;
        let restock = mug.replace("units-", "restock-");
        let refund = format!("{page}/refund");
        gives(&shop, &staff, &refund, &form(&mug, &restock, &back).await).await;
        let provider_ref = shop.text("SELECT provider_ref FROM refunds").await;
        shop.provider
            .acts(json!({"action": "fail_refund", "refund": provider_ref}))
            .await;
        shop.hears().await;
        let owed = newest(&ada.sees(&order).await);
        assert_eq!(
            owed.status,
            ReturnStatus::Received,
            "its money is owed again"
        );
        assert_eq!(shop.attention().await, ["refund_failed"]);
        let seen = ada.gets(&format!("/o/{}", order.token)).await;
        assert!(seen.body.contains("The money could not be sent back."));
        assert!(
            staff
                .get("/admin")
                .await
                .body
                .contains("Returns: your turn")
        );
        shop.is_consistent().await;
        // The next try is another refund of the same return.
        gives(&shop, &staff, &refund, &form(&mug, &restock, &owed).await).await;
        let done = newest(&ada.sees(&order).await);
        assert_eq!((done.status, done.version), (ReturnStatus::Refunded, 6));
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn a_part_of_the_money_goes_back_where_the_piece_was_used() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        asked(&shop, &ada, &order).await;
        let (staff, page) = order_in_admin(&shop, &order).await;
        let back = arrives(&shop, &staff, &page, &ada, &order).await;
        let part = [
            ("what", "amount"),
            ("amount", "10.00"),
            ("return_id", back.id.as_str()),
            WHY,
        ];
        gives(&shop, &staff, &format!("{page}/refund"), &part).await;
        assert_eq!(
            newest(&ada.sees(&order).await).status,
            ReturnStatus::Refunded
        );
        let left = ada.sees(&order).await.holder.returnable.unwrap();
        assert_eq!(left.lines.iter().map(|l| l.left).sum::<i64>(), 2);
        shop.is_consistent().await;
    })
    .await;
}
