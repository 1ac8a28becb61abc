//! Refunds by staff: what is refunded, how it is booked, what is restocked, and who may.

mod permissions;

use crate::staff::sign_in;
use crate::support::browser::{Answer, Browser};
use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::order::order_number;
use atelier::server::clock::SECOND_MS;
use atelier::server::staff::{demo, seed_demo};

const FINANCE: &str = "finance@demo.example";
pub const WHY: (&str, &str) = ("reason", "A glaze fault");

/// What the tests of refunds have in common: somebody who handles money.
pub async fn finance(shop: &Shop) -> Browser {
    seed_demo(&shop.app).await.unwrap();
    sign_in(&shop.app, FINANCE).await
}

pub async fn address(shop: &Shop, order: &Placed) -> String {
    let sql = format!("SELECT number FROM orders WHERE id = '{}'", order.id);
    let number = order_number(shop.number(sql).await);
    format!("/admin/orders/{number}/refund")
}

async fn line(shop: &Shop, order: &Placed, sku: &str) -> String {
    let sql = format!(
        "SELECT id FROM order_lines WHERE order_id = '{}' AND sku = '{sku}'",
        order.id
    );
    shop.text(sql).await
}

/// A code that was not used yet.
pub fn code(shop: &Shop) -> String {
    shop.app.clock.advance_ms(30 * SECOND_MS);
    demo::code_now(&shop.app).unwrap()
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap();
    let rest = &page[at..];
    rest.split('"').nth(3).unwrap().to_string()
}

pub async fn looks(staff: &Browser, page: &str, form: &[(&str, &str)]) -> Answer {
    let form = [form, &[("step", "preview")]].concat();
    staff.post(page, &form).await
}

/// Confirms what a preview showed.
async fn confirms(
    shop: &Shop,
    staff: &Browser,
    page: &str,
    form: &[(&str, &str)],
    shown: &Answer,
) -> Answer {
    let version = hidden(&shown.body, "seen_version");
    let amount = hidden(&shown.body, "seen_amount");
    let code = code(shop);
    let seen = [
        ("step", "confirm"),
        ("seen_version", version.as_str()),
        ("seen_amount", amount.as_str()),
        ("code", code.as_str()),
    ];
    staff.post(page, &[form, &seen].concat()).await
}

/// Looks at a refund and gives it.
pub async fn gives(shop: &Shop, staff: &Browser, page: &str, form: &[(&str, &str)]) {
    let shown = looks(staff, page, form).await;
    assert_eq!(shown.status, 200, "{form:?}");
    let answer = confirms(shop, staff, page, form, &shown).await;
    assert!(
        answer.location.ends_with("?done=refunded"),
        "{form:?} {}",
        answer.status
    );
    shop.hears().await;
}

/// Two mugs and a bowl by card: €22.00 twice, €45.00, and €4.90 for the post.
async fn buys(shop: &Shop, who: &Visitor) -> Placed {
    who.adds(MUG, 2).await;
    who.adds(BOWL, 1).await;
    let order = who.orders(&[]).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    order
}

async fn balances(shop: &Shop) -> [i64; 4] {
    [
        shop.balance("provider").await,
        shop.balance("sales").await,
        shop.balance("shipping").await,
        shop.balance("tax").await,
    ]
}

#[tokio::test]
async fn lines_shipping_and_amounts_go_back_exactly() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let order = buys(&shop, &shop.visitor()).await;
        let page = address(&shop, &order).await;
        assert_eq!(balances(&shop).await, [9390, -7479, -412, -1499]);
        let mug = line(&shop, &order, MUG).await;
        let (units, restock) = (format!("units-{mug}"), format!("restock-{mug}"));

        // One mug that can be sold again.
        let one = [
            ("what", "lines"),
            (units.as_str(), "1"),
            (restock.as_str(), "on"),
            WHY,
        ];
        let shown = looks(&staff, &page, &one).await;
        for words in [
            "Give €22.00 back",
            "1 × A mug",
            "Back on the shelf: 1 × A mug",
            "€71.90",
        ] {
            assert!(shown.body.contains(words), "{words}");
        }
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM refunds").await,
            0,
            "a look changes nothing"
        );
        gives(&shop, &staff, &page, &one).await;
        assert_eq!(
            shop.stock(MUG).await,
            [4, 0, 2, 0],
            "one is on the shelf again"
        );
        assert_eq!(shop.provider.refunded().await, 2200);

        // The other one is broken.
        let other = [("what", "lines"), (units.as_str(), "1"), WHY];
        gives(&shop, &staff, &page, &other).await;
        assert_eq!(shop.stock(MUG).await, [4, 0, 2, 0]);
        let third = looks(&staff, &page, &other).await;
        assert_eq!(third.status, 422, "there were two");

        gives(&shop, &staff, &page, &[("what", "shipping"), WHY]).await;
        assert_eq!(shop.balance("shipping").await, 0);
        let again = looks(&staff, &page, &[("what", "shipping"), WHY]).await;
        assert_eq!(again.status, 422);

        let too_much = looks(
            &staff,
            &page,
            &[("what", "amount"), ("amount", "45.01"), WHY],
        )
        .await;
        assert!(too_much.body.contains("At most €45.00 can go back."));
        gives(
            &shop,
            &staff,
            &page,
            &[("what", "amount"), ("amount", "10.00"), WHY],
        )
        .await;
        gives(&shop, &staff, &page, &[("what", "full"), WHY]).await;
        assert_eq!(balances(&shop).await, [0; 4]);
        assert_eq!(
            shop.standing(&order).await,
            ("confirmed".into(), "refunded".into())
        );
        let nothing = staff.get(&page).await;
        assert!(nothing.body.contains("is left to give back"));
        let mails = shop.mails_to("ada@home.example").await;
        assert_eq!(mails.iter().filter(|mail| *mail == "refunded").count(), 5);
        let data = shop
            .texts("SELECT data FROM mails WHERE template = 'refunded'")
            .await;
        assert!(data.iter().all(|mail| mail.contains("A glaze fault")));
        // What was not restocked by the refunds is not restocked by cancelling either.
        assert!(shop.visitor().cancels(&order).await.went_on());
        assert_eq!(shop.stock(MUG).await, [4, 0, 2, 0]);
        assert_eq!(shop.provider.refunded().await, 9390);
        shop.hears().await;
    })
    .await;
}

#[tokio::test]
async fn transfers_and_cash_go_back_by_hand_in_parts() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        ada.adds(MUG, 2).await;
        let order = ada.orders(&[("payment_method", "bank_transfer")]).await;
        let page = address(&shop, &order).await;
        let order_page = page.trim_end_matches("/refund").to_string();
        let seen = ("reference", "Statement 14");
        let payment = shop.pending_payment_of(&order.id).await;
        let confirm = [
            ("action", "confirm_payment"),
            ("attempt", payment.as_str()),
            seen,
        ];
        assert!(staff.post(&order_page, &confirm).await.went_on());
        let mug = format!("units-{}", line(&shop, &order, MUG).await);
        let one = [("what", "lines"), (mug.as_str(), "1"), WHY];
        let shown = looks(&staff, &page, &one).await;
        assert!(shown.body.contains("by bank transfer"));
        // Two refunds wait at once; each is marked by itself.
        gives(&shop, &staff, &page, &one).await;
        gives(&shop, &staff, &page, &[("what", "shipping"), WHY]).await;
        assert_eq!(shop.attention().await, ["manual_refund", "manual_refund"]);
        assert_eq!(shop.balance("bank").await, 4890, "nobody has sent it yet");
        for refund in shop
            .texts("SELECT id FROM refunds ORDER BY created_at_ms")
            .await
        {
            let fresh = code(&shop);
            let form = [
                ("action", "give_back"),
                ("refund", refund.as_str()),
                seen,
                ("code", fresh.as_str()),
            ];
            assert!(staff.post(&order_page, &form).await.went_on());
            let open = "SELECT COUNT(*) FROM attention WHERE resolved_at_ms IS NULL";
            assert!(shop.number(open).await < 2);
        }
        assert_eq!(shop.balance("bank").await, 2200);
        assert_eq!(shop.balance("shipping").await, 0);
        shop.drains().await;
        let mails = ["order_placed", "order_confirmed", "refunded", "refunded"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
    })
    .await;
}

#[tokio::test]
async fn a_piece_that_comes_back_can_be_sold_again() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let page = address(&shop, &order).await;
        let vase = line(&shop, &order, VASE).await;
        let (units, restock) = (format!("units-{vase}"), format!("restock-{vase}"));
        let form = [
            ("what", "lines"),
            (units.as_str(), "1"),
            (restock.as_str(), "on"),
            WHY,
        ];
        gives(&shop, &staff, &page, &form).await;
        assert_eq!(shop.stock(VASE).await, [1, 0, 1, 0]);
        let joe = shop.visitor();
        let again = joe.buys(VASE, 1).await;
        joe.pays(&again, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(shop.stock(VASE).await, [0, 0, 2, 0]);
    })
    .await;
}

#[tokio::test]
async fn tax_on_top_goes_back_with_what_it_was_for() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        ada.adds(MUG, 3).await;
        let there = [
            ("country", "US"),
            ("region", "CA"),
            ("postal_code", "94103"),
        ];
        let order = ada.orders(&there).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let [paid, sales, shipping, tax] = balances(&shop).await;
        assert_eq!((paid, sales, shipping), (7675, -6600, -490));
        let page = address(&shop, &order).await;
        let mug = format!("units-{}", line(&shop, &order, MUG).await);
        gives(&shop, &staff, &page, &[("what", "shipping"), WHY]).await;
        assert_eq!(shop.balance("shipping").await, 0);
        assert_eq!(shop.balance("tax").await, tax + 40);
        gives(
            &shop,
            &staff,
            &page,
            &[("what", "lines"), (mug.as_str(), "2"), WHY],
        )
        .await;
        assert_eq!(shop.balance("sales").await, -2200);
        gives(
            &shop,
            &staff,
            &page,
            &[("what", "lines"), (mug.as_str(), "1"), WHY],
        )
        .await;
        assert_eq!(balances(&shop).await, [0; 4]);
    })
    .await;
}
