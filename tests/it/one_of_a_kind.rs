//! One-of-a-kind pieces: a new one is there once, each life is sold once, and what can't be sold is no fault of the customer.

use crate::staff::sign_in;
use crate::support::editor;
use crate::support::goods::VASE;
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Placed;
use atelier::domain::catalogue_form::{ProductForm, StockForm, VariantForm};
use atelier::domain::order::order_number;
use atelier::server::catalogue::edit::{self, variants};
use atelier::server::error::{Error, Result};
use atelier::server::staff::seed_demo;

const OWNER: &str = "owner@demo.example";

async fn adds_stock(shop: &Shop, sku: &str, units: &str) -> Result<()> {
    let form = StockForm {
        variant: shop
            .text(format!("SELECT id FROM variants WHERE sku = '{sku}'"))
            .await,
        change: "receive".into(),
        quantity: units.into(),
        reason: String::new(),
    };
    variants::change_stock(&editor(&shop.app).await, &form).await
}

/// The error for stock that can't be added.
fn refusal(outcome: Result<()>) -> String {
    match outcome {
        Err(Error::Invalid(problems)) => problems.of("quantity").unwrap_or_default().to_string(),
        other => panic!("not refused beside the field: {other:?}"),
    }
}

async fn buys(shop: &Shop, sku: &str) -> Placed {
    let who = shop.visitor();
    let order = who.buys(sku, 1).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    order
}

async fn number(shop: &Shop, order: &Placed) -> String {
    let sql = format!("SELECT number FROM orders WHERE id = '{}'", order.id);
    order_number(shop.number(sql).await)
}

async fn ships(shop: &Shop, order: &Placed) {
    seed_demo(&shop.app).await.unwrap();
    let owner = sign_in(&shop.app, OWNER).await;
    let page = format!("/admin/orders/{}", number(shop, order).await);
    let parcel = [
        ("action", "ship"),
        ("carrier", "DHL"),
        ("tracking_number", "JD0001"),
    ];
    assert_eq!(owner.post(&page, &parcel).await.status, 303);
    shop.drains().await;
}

#[tokio::test]
async fn a_piece_that_came_in_again_is_sold_again() {
    each_shop(async |shop| {
        let first = buys(&shop, VASE).await;
        let waits = refusal(adds_stock(&shop, VASE, "1").await);
        let order = number(&shop, &first).await;
        assert!(
            waits.contains(&order) && waits.contains("not left"),
            "{waits}"
        );
        ships(&shop, &first).await;
        let several = refusal(adds_stock(&shop, VASE, "5").await);
        assert!(several.contains("can be there once"), "{several}");
        adds_stock(&shop, VASE, "1").await.unwrap();
        assert!(refusal(adds_stock(&shop, VASE, "1").await).contains("there already"));
        assert_eq!(shop.stock(VASE).await, [1, 0, 1, 0]);

        let second = buys(&shop, VASE).await;
        assert_eq!(shop.stock(VASE).await, [0, 0, 2, 0]);
        let who = shop.visitor();
        assert_ne!(who.tries_to_add(VASE, 1).await.status, 500);
        assert!(
            who.cart().await.lines.is_empty() || !who.problems().await.is_empty(),
            "each life is sold once"
        );
        ships(&shop, &second).await;
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn a_piece_that_is_there_again_does_not_come_back_from_its_first_sale() {
    each_shop(async |shop| {
        let first = buys(&shop, VASE).await;
        ships(&shop, &first).await;
        adds_stock(&shop, VASE, "1").await.unwrap();
        let owner = sign_in(&shop.app, OWNER).await;
        let page = format!("/admin/orders/{}/refund", number(&shop, &first).await);
        let line = shop
            .text(format!(
                "SELECT id FROM order_lines WHERE order_id = '{}'",
                first.id
            ))
            .await;
        let restock = format!("restock-{line}");
        let form = [
            ("what", "full"),
            (restock.as_str(), "on"),
            ("reason", "It came back broken"),
        ];
        crate::staff_refunds::gives(&shop, &owner, &page, &form).await;
        assert_eq!(shop.stock(VASE).await, [1, 0, 1, 0], "once, and no more");
        buys(&shop, VASE).await;
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn a_piece_that_was_put_back_on_the_shelf_is_sold_again() {
    each_shop(async |shop| {
        let first = buys(&shop, VASE).await;
        ships(&shop, &first).await;
        adds_stock(&shop, VASE, "1").await.unwrap();
        let second = buys(&shop, VASE).await;
        ships(&shop, &second).await;
        // The first one comes home while the second is sold.
        let owner = sign_in(&shop.app, OWNER).await;
        let page = format!("/admin/orders/{}/refund", number(&shop, &first).await);
        let line = shop
            .text(format!(
                "SELECT id FROM order_lines WHERE order_id = '{}'",
                first.id
            ))
            .await;
        let restock = format!("restock-{line}");
        let form = [
            ("what", "full"),
            (restock.as_str(), "on"),
            ("reason", "It was sent back"),
        ];
        crate::staff_refunds::gives(&shop, &owner, &page, &form).await;
        buys(&shop, VASE).await;
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn a_database_that_refuses_a_piece_is_no_fault_to_the_customer() {
    each_shop(async |shop| {
        let first = buys(&shop, VASE).await;
        ships(&shop, &first).await;
        adds_stock(&shop, VASE, "1").await.unwrap();
        // As it was before pieces had lives of their own.
        shop.tampers(format!("UPDATE variants SET life = 1 WHERE sku = '{VASE}'"))
            .await;
        shop.tampers(format!(
            "UPDATE holds SET life = 1 WHERE order_id = '{}'",
            first.id
        ))
        .await;
        let who = shop.visitor();
        who.adds(VASE, 1).await;
        let answer = who.tries_to_order(&[]).await;
        assert_eq!(answer.status, 409, "{}", answer.body);
        assert!(answer.body.contains("somebody else was there first"));
        let findings = atelier::server::doctor::examine(&shop.app).await.unwrap();
        let red = findings.iter().find(|finding| !finding.is_well()).unwrap();
        assert!(format!("{red:?}").contains("what_is_offered_can_be_sold"));
        shop.tampers(format!("UPDATE variants SET life = 2 WHERE sku = '{VASE}'"))
            .await;
    })
    .await;
}

/// A one-of-a-kind product with a price, as a draft.
async fn draft(shop: &Shop, title: &str) -> String {
    let form = ProductForm {
        title: title.into(),
        one_of_a_kind: true,
        ..ProductForm::default()
    };
    let editor = editor(&shop.app).await;
    let id = edit::create(&editor, &form).await.unwrap();
    let variant = VariantForm {
        sku: title.to_uppercase(),
        active: true,
        prices: [("price_EUR".to_string(), "90".into())].into(),
        ..VariantForm::default()
    };
    variants::save(&editor, &id, &variant).await.unwrap();
    id
}

#[tokio::test]
async fn a_new_piece_is_there_once_without_being_booked_in() {
    each_shop(async |shop| {
        let editor = editor(&shop.app).await;
        let id = draft(&shop, "Moonjar").await;
        assert_eq!(shop.stock("MOONJAR").await, [0, 0, 0, 0], "a draft");
        edit::publish(&editor, &id).await.unwrap();
        assert_eq!(shop.stock("MOONJAR").await, [1, 0, 0, 0]);
        let page = shop.visitor().gets("/shop/moonjar").await.body;
        assert!(page.contains("Add to cart"));
        // Taken out and put in again it is the same piece, and not another.
        edit::withdraw(&editor, &id).await.unwrap();
        edit::publish(&editor, &id).await.unwrap();
        assert_eq!(shop.stock("MOONJAR").await, [1, 0, 0, 0]);
        buys(&shop, "MOONJAR").await;
        assert_eq!(shop.stock("MOONJAR").await, [0, 0, 1, 0]);

        // Whoever booked it in first has booked it in.
        let id = draft(&shop, "Bookedjar").await;
        adds_stock(&shop, "BOOKEDJAR", "1").await.unwrap();
        edit::publish(&editor, &id).await.unwrap();
        assert_eq!(shop.stock("BOOKEDJAR").await, [1, 0, 0, 0]);
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn what_becomes_one_of_a_kind_begins_a_life_of_its_own() {
    each_shop(async |shop| {
        let first = buys(&shop, VASE).await;
        ships(&shop, &first).await;
        let id = shop
            .text(format!(
                "SELECT product_id FROM variants WHERE sku = '{VASE}'"
            ))
            .await;
        let editor = editor(&shop.app).await;
        for unique in [false, true] {
            let form = edit::open(&shop.app, &id).await.unwrap().form;
            let form = ProductForm {
                one_of_a_kind: unique,
                ..form
            };
            edit::save(&editor, &id, &form).await.unwrap();
            if !unique {
                adds_stock(&shop, VASE, "1").await.unwrap();
            }
        }
        buys(&shop, VASE).await;
        shop.is_consistent().await;
    })
    .await;
}
