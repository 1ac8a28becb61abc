//! Refunded units need no work any more, line by line: in the lists, on the order, when packing, over the API, and on the
//! customer's page.

use crate::api::program;
use crate::staff::sign_in;
use crate::staff_refunds::{WHY, address, finance, gives};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use serde_json::json;

const OWNER: &str = "owner@demo.example";

async fn buys(shop: &Shop, who: &Visitor) -> Placed {
    who.adds(MUG, 2).await;
    who.adds(BOWL, 1).await;
    let order = who.orders(&[]).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    order
}

async fn units_of(shop: &Shop, sku: &str) -> String {
    let sql = format!("SELECT id FROM order_lines WHERE sku = '{sku}'");
    format!("units-{}", shop.text(sql).await)
}

#[tokio::test]
async fn a_line_that_was_refunded_is_marked_and_not_packed() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let owner = sign_in(&shop.app, OWNER).await;
        let ada = shop.visitor();
        let order = buys(&shop, &ada).await;
        let page = address(&shop, &order).await;
        let order_page = page.trim_end_matches("/refund").to_string();
        let all = format!("2 × {MUG}");
        assert!(owner.get(&order_page).await.body.contains(&all));

        let mug = units_of(&shop, MUG).await;
        let one = [("what", "lines"), (mug.as_str(), "1"), WHY];
        gives(&shop, &staff, &page, &one).await;
        let shown = owner.get(&order_page).await.body;
        assert!(shown.contains("1 of 2 refunded"));
        assert!(shown.contains(&format!("1 × {MUG}")) && !shown.contains(&all));
        assert!(shown.contains("Mark as shipped"), "the rest is sent");
        let theirs = ada.gets(&format!("/o/{}", order.token)).await.body;
        assert!(theirs.contains("1 of 2 refunded"));
        let reader = program(&shop, &["orders:read"]).await;
        let told = reader.get("/orders/ORD-000001").await.expect(200);
        assert_eq!(told["lines"][0]["refunded_quantity"], 1);
        assert_eq!(told["refunds"][0]["amount"], "22.00");
        assert_eq!(told["nothing_left"], false);
        let list = reader.get("/orders?status=to_ship").await.expect(200);
        assert_eq!(list["total"], 1);
        assert!(
            owner
                .get("/admin/orders")
                .await
                .body
                .contains("refunded in part")
        );

        // The last of its pieces; the shipping is kept.
        let bowl = units_of(&shop, BOWL).await;
        let rest = [
            ("what", "lines"),
            (mug.as_str(), "1"),
            (bowl.as_str(), "1"),
            WHY,
        ];
        gives(&shop, &staff, &page, &rest).await;
        let told = reader.get("/orders/ORD-000001").await.expect(200);
        assert_eq!(told["nothing_left"], true);
        let list = reader.get("/orders?status=to_ship").await.expect(200);
        assert_eq!(list["total"], 0);
        assert!(
            !owner
                .get(&order_page)
                .await
                .body
                .contains("Mark as shipped")
        );
    })
    .await;
}

#[tokio::test]
async fn an_order_that_was_refunded_in_full_is_neither_made_nor_sent() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let owner = sign_in(&shop.app, OWNER).await;
        let ada = shop.visitor();
        let order = buys(&shop, &ada).await;
        assert!(
            owner
                .get("/admin")
                .await
                .body
                .contains("To make and to ship")
        );
        let page = address(&shop, &order).await;
        let order_page = page.trim_end_matches("/refund").to_string();
        gives(&shop, &staff, &page, &[("what", "full"), WHY]).await;

        let scale = program(&shop, &["orders:write"]).await;
        let parcel = json!({"carrier": "DHL", "tracking_number": "123"});
        for refund_fails in [false, true] {
            if refund_fails {
                let refund = shop.text("SELECT provider_ref FROM refunds").await;
                let action = json!({"action": "fail_refund", "refund": refund});
                shop.provider.acts(action).await;
                shop.hears().await;
                assert_eq!(shop.standing(&order).await.1, "paid", "it is owed again");
            }
            assert!(
                !owner
                    .get("/admin")
                    .await
                    .body
                    .contains("To make and to ship")
            );
            let list = scale.get("/orders?status=to_ship").await.expect(200);
            assert_eq!(list["total"], 0);
            let shown = owner.get(&order_page).await.body;
            for words in ["Mark as shipped", "Start making it"] {
                assert!(!shown.contains(words), "{words}");
            }
            assert!(shown.contains("nothing to make or to send"));
            let ship = [
                ("action", "ship"),
                ("carrier", "DHL"),
                ("tracking_number", "1"),
            ];
            assert_eq!(owner.post(&order_page, &ship).await.status, 409);
            let making = [("action", "start_making")];
            assert_eq!(owner.post(&order_page, &making).await.status, 409);
            let over_api = scale.post("/orders/ORD-000001/ship", parcel.clone()).await;
            assert_eq!(over_api.problem(409), "refunded");
            let seen = ada.sees(&order).await;
            assert!(seen.nothing_left);
            let said = seen.next.sentence;
            assert!(
                said.contains("othing will be sent") && !said.contains("packing"),
                "{said}"
            );
        }
        assert_eq!(shop.standing(&order).await.0, "confirmed");
    })
    .await;
}

#[tokio::test]
async fn an_amount_for_the_trouble_takes_nothing_out_of_the_work() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let order = buys(&shop, &shop.visitor()).await;
        let page = address(&shop, &order).await;
        let some = [("what", "amount"), ("amount", "5.00"), WHY];
        gives(&shop, &staff, &page, &some).await;
        let scale = program(&shop, &["orders:write"]).await;
        let list = scale.get("/orders?status=to_ship").await.expect(200);
        assert_eq!(list["total"], 1);
        let parcel = json!({"carrier": "DHL", "tracking_number": "123"});
        scale
            .post("/orders/ORD-000001/ship", parcel)
            .await
            .expect(200);
        shop.drains().await;
    })
    .await;
}
