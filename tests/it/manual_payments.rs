//! Manual payments: a transfer that comes too late is recorded, and money is refunded by hand, in the admin.

use crate::staff::sign_in;
use crate::staff_refunds::code;
use crate::support::browser::{Answer, Browser};
use crate::support::goods::{BOWL, MUG, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::order::order_number;
use atelier::server::clock::DAY_MS;
use atelier::server::db;
use atelier::server::staff::seed_demo;

const FINANCE: &str = "finance@demo.example";
const FULFILMENT: &str = "fulfilment@demo.example";
const TRANSFER: [(&str, &str); 1] = [("payment_method", "bank_transfer")];
const SEEN: (&str, &str) = ("reference", "Statement 14, line 3");

async fn page_of(shop: &Shop, order: &Placed) -> String {
    let sql = format!("SELECT number FROM orders WHERE id = '{}'", order.id);
    format!("/admin/orders/{}", order_number(shop.number(sql).await))
}

/// Somebody who handles money.
pub async fn finance(shop: &Shop) -> Browser {
    seed_demo(&shop.app).await.unwrap();
    sign_in(&shop.app, FINANCE).await
}

/// Orders by transfer and lets the hold run out.
async fn waits_too_long(shop: &Shop, who: &Visitor, sku: &str, quantity: i64) -> Placed {
    who.adds(sku, quantity).await;
    let order = who.orders(&TRANSFER).await;
    shop.waits(8 * DAY_MS).await;
    assert_eq!(shop.standing(&order).await.0, "cancelled");
    order
}

/// Records on the order's page that its transfer came after all.
async fn records(shop: &Shop, staff: &Browser, order: &Placed) -> Answer {
    let sql = format!(
        "SELECT id FROM payment_attempts WHERE order_id = '{}' AND method = 'bank_transfer'",
        order.id
    );
    let attempt = shop.text(sql).await;
    let form = [
        ("action", "record_late_payment"),
        ("attempt", attempt.as_str()),
        SEEN,
    ];
    staff.post(&page_of(shop, order).await, &form).await
}

/// Marks the one refund of an order as made by hand.
async fn gives_back(shop: &Shop, staff: &Browser, order: &Placed) -> Answer {
    let sql = format!("SELECT id FROM refunds WHERE order_id = '{}'", order.id);
    let refund = shop.text(sql).await;
    let fresh = code(shop);
    let form = [
        ("action", "give_back"),
        ("refund", refund.as_str()),
        SEEN,
        ("code", fresh.as_str()),
    ];
    staff.post(&page_of(shop, order).await, &form).await
}

async fn open_troubles(shop: &Shop) -> Vec<String> {
    shop.texts("SELECT kind FROM attention WHERE resolved_at_ms IS NULL")
        .await
}

#[tokio::test]
async fn money_is_refunded_in_the_admin_and_the_customer_is_notified() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let fulfilment = sign_in(&shop.app, FULFILMENT).await;
        let ada = shop.visitor();
        ada.adds(MUG, 1).await;
        let order = ada.orders(&TRANSFER).await;
        let page = page_of(&shop, &order).await;
        let payment = shop.pending_payment_of(&order.id).await;
        let confirm = [
            ("action", "confirm_payment"),
            ("attempt", payment.as_str()),
            SEEN,
        ];
        assert!(staff.post(&page, &confirm).await.went_on());
        let fresh = code(&shop);
        let cancel = [
            ("action", "cancel"),
            ("reason", "It broke in the kiln."),
            ("code", fresh.as_str()),
        ];
        assert!(staff.post(&page, &cancel).await.went_on());
        shop.drains().await;
        assert_eq!(shop.balance("bank").await, 2690, "nobody has sent it yet");

        let queue = staff.get("/admin/attention").await.body;
        assert!(queue.contains(&format!("{page}#order-payments")));
        let entry = shop.text("SELECT id FROM attention").await;
        let forget = [("entry", entry.as_str()), ("resolution", "Later.")];
        let answer = staff.post("/admin/attention", &forget).await;
        assert_eq!(answer.status, 409, "it is not forgotten");
        assert!(staff.get(&page).await.body.contains("Money given back"));
        assert!(
            !fulfilment
                .get(&page)
                .await
                .body
                .contains("Money given back")
        );

        let refund = shop.text("SELECT id FROM refunds").await;
        let form = [("action", "give_back"), ("refund", refund.as_str()), SEEN];
        let answer = fulfilment.post(&page, &form).await;
        assert_eq!(answer.status, 403);
        let empty = [form[0], form[1], ("reference", " ")];
        let answer = staff.post(&page, &empty).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer
                .body
                .contains(&format!("href=\"#reference-{refund}\""))
        );
        let unknown = [form[0], ("refund", "nothing"), SEEN];
        assert_eq!(staff.post(&page, &unknown).await.status, 404);

        let codeless = staff.post(&page, &form).await;
        assert_eq!(codeless.status, 422);
        assert!(codeless.body.contains(&format!("href=\"#code-{refund}\"")));
        let fresh = code(&shop);
        let form = [form[0], form[1], SEEN, ("code", fresh.as_str())];
        let answer = staff.post(&page, &form).await;
        assert_eq!(answer.location, format!("{page}?done=money_given_back"));
        let again = staff.post(&page, &form).await;
        assert_eq!(again.status, 409, "once");
        shop.drains().await;
        for account in ["bank", "sales", "shipping", "tax", "customer_credit"] {
            assert_eq!(shop.balance(account).await, 0, "{account}");
        }
        let standing = shop.standing(&order).await;
        assert_eq!(standing, ("cancelled".into(), "refunded".into()));
        assert_eq!(open_troubles(&shop).await, [""; 0]);
        let mails = [
            "order_placed",
            "order_confirmed",
            "order_cancelled",
            "refunded",
        ];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
        let seen = ada.sees(&order).await;
        let told: Vec<_> = seen.history.iter().map(|h| h.sentence.as_str()).collect();
        assert!(
            told.contains(&"€26.90 given back by bank transfer."),
            "{told:?}"
        );
        assert!(
            !told
                .iter()
                .any(|sentence| sentence.contains("Statement 14"))
        );
        assert_eq!(seen.by_hand, Default::default(), "for staff alone");
        let mut conn = shop.app.db.read().await.unwrap();
        let log = db::audit::newest(&mut conn, None, 100).await.unwrap();
        let back = log.iter().filter(|row| row.kind == "money_given_back");
        let logged: Vec<String> = back.map(|row| row.action.detail()).collect();
        assert_eq!(logged, ["€26.90 Statement 14, line 3"]);
    })
    .await;
}

#[tokio::test]
async fn a_refund_is_marked_on_its_own_order_only_and_a_card_refund_never() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let (ada, joe) = (shop.visitor(), shop.visitor());
        let by_card = ada.buys(BOWL, 1).await;
        ada.pays(&by_card, "pm_card_visa").await;
        shop.hears().await;
        // The provider is away, so the refund stays requested.
        shop.provider
            .suffers(serde_json::json!({"fail_next_5xx": 1000, "fail_status": 503}))
            .await;
        assert!(ada.cancels(&by_card).await.went_on());
        let answer = gives_back(&shop, &staff, &by_card).await;
        assert_eq!(answer.status, 409);
        joe.adds(MUG, 1).await;
        let other = joe.orders(&TRANSFER).await;
        let refund = shop.text("SELECT id FROM refunds").await;
        let form = [("action", "give_back"), ("refund", refund.as_str()), SEEN];
        let answer = staff.post(&page_of(&shop, &other).await, &form).await;
        assert_eq!(answer.status, 404);
        shop.provider.recovers().await;
        shop.waits(DAY_MS / 24).await;
        assert_eq!(shop.provider.refunded().await, 4990);
    })
    .await;
}

#[tokio::test]
async fn a_late_transfer_takes_the_pieces_again_if_they_are_there() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = waits_too_long(&shop, &ada, VASE, 1).await;
        let staff = finance(&shop).await;
        let page = page_of(&shop, &order).await;
        let shown = staff.get(&page).await.body;
        assert!(shown.contains("The transfer arrived after all"));
        let fulfilment = sign_in(&shop.app, FULFILMENT).await;
        let refused = records(&shop, &fulfilment, &order).await;
        assert_eq!(refused.status, 403);

        let answer = records(&shop, &staff, &order).await;
        assert_eq!(answer.location, format!("{page}?done=payment_confirmed"));
        let again = records(&shop, &staff, &order).await;
        assert_eq!(again.status, 409, "money is booked once");
        let standing = shop.standing(&order).await;
        assert_eq!(standing, ("confirmed".into(), "paid".into()));
        assert_eq!(shop.stock(VASE).await, [0, 0, 1, 0]);
        assert_eq!(shop.balance("bank").await, 12_490);
        shop.drains().await;
        let mails = ["order_placed", "hold_expired", "order_confirmed"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
    })
    .await;
}

#[tokio::test]
async fn a_late_transfer_for_what_was_sold_on_flags_a_shortage() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = waits_too_long(&shop, &ada, MUG, 4).await;
        let eve = shop.visitor();
        let other = eve.buys(MUG, 3).await;
        eve.pays(&other, "pm_card_visa").await;
        assert!(eve.returns(&other).await.went_on());
        let staff = finance(&shop).await;
        assert!(records(&shop, &staff, &order).await.went_on());
        assert_eq!(shop.standing(&order).await.0, "confirmed");
        assert_eq!(shop.stock(MUG).await, [0, 0, 5, 2]);
        assert_eq!(open_troubles(&shop).await, ["stock_shortage"]);
    })
    .await;
}

#[tokio::test]
async fn a_late_transfer_for_a_piece_that_is_gone_waits_to_be_given_back() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = waits_too_long(&shop, &ada, VASE, 1).await;
        let eve = shop.visitor();
        let other = eve.orders_for("eve@home.example", VASE).await;
        eve.pays(&other, "pm_card_visa").await;
        assert!(eve.returns(&other).await.went_on());
        let staff = finance(&shop).await;
        let answer = records(&shop, &staff, &order).await;
        let page = page_of(&shop, &order).await;
        assert_eq!(
            answer.location,
            format!("{page}?done=late_payment_recorded")
        );
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        assert_eq!(open_troubles(&shop).await, ["manual_refund"]);
        assert_eq!(shop.balance("customer_credit").await, -12_490);
        let answer = gives_back(&shop, &staff, &order).await;
        assert!(answer.went_on());
        assert_eq!(shop.balance("customer_credit").await, 0);
        assert_eq!(shop.balance("bank").await, 0);
        assert_eq!(open_troubles(&shop).await, [""; 0]);
        shop.drains().await;
        let mails = ["order_placed", "hold_expired", "money_returned", "refunded"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
    })
    .await;
}

#[tokio::test]
async fn a_transfer_for_a_cancelled_order_always_goes_back() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        for by_staff in [false, true] {
            let ada = shop.visitor();
            ada.adds(BOWL, 1).await;
            let order = ada.orders(&TRANSFER).await;
            if by_staff {
                let cancel = [("action", "cancel"), ("reason", "The glaze cracked.")];
                let page = page_of(&shop, &order).await;
                assert!(staff.post(&page, &cancel).await.went_on());
            } else {
                assert!(ada.cancels(&order).await.went_on());
            }
            assert!(records(&shop, &staff, &order).await.went_on());
            assert_eq!(shop.standing(&order).await.0, "cancelled");
            assert_eq!(open_troubles(&shop).await, ["manual_refund"]);
            assert!(gives_back(&shop, &staff, &order).await.went_on());
        }
        assert_eq!(shop.stock(BOWL).await, [10, 0, 0, 0]);
        assert_eq!(shop.balance("bank").await, 0);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_transfer_that_comes_after_choosing_a_card_pays_and_closes_the_card() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let order = ada.orders(&TRANSFER).await;
        assert!(ada.chooses(&order, "card").await.went_on());
        assert!(records(&shop, &staff, &order).await.went_on());
        let standing = shop.standing(&order).await;
        assert_eq!(standing, ("confirmed".into(), "paid".into()));
        shop.hears().await;
        assert_eq!(shop.provider.intents("canceled").await, 1);
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 400);
        assert_eq!(shop.balance("bank").await, 4990);

        // The other way round: the card has paid, so the transfer is refunded.
        let joe = shop.visitor();
        joe.adds(BOWL, 1).await;
        let order = joe.orders(&TRANSFER).await;
        assert!(joe.chooses(&order, "card").await.went_on());
        joe.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        assert!(records(&shop, &staff, &order).await.went_on());
        assert_eq!(open_troubles(&shop).await, ["manual_refund"]);
        let standing = shop.standing(&order).await;
        assert_eq!(standing, ("confirmed".into(), "paid".into()));
    })
    .await;
}

#[tokio::test]
async fn the_log_has_a_step_just_when_the_order_does() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let order = ada.orders(&TRANSFER).await;
        let page = page_of(&shop, &order).await;
        // The log can't be written, so nothing happens to the order either.
        shop.tampers("ALTER TABLE audit_log RENAME TO audit_log_away")
            .await;
        let payment = shop.pending_payment_of(&order.id).await;
        let confirm = [
            ("action", "confirm_payment"),
            ("attempt", payment.as_str()),
            SEEN,
        ];
        let answer = staff.post(&page, &confirm).await;
        assert_eq!(answer.status, 500);
        assert_eq!(shop.standing(&order).await.0, "pending");
        assert_eq!(shop.balance("bank").await, 0);
        shop.tampers("ALTER TABLE audit_log_away RENAME TO audit_log")
            .await;
        assert!(staff.post(&page, &confirm).await.went_on());
        let note = [("action", "add_note"), ("note", "Wrapped in blue paper")];
        assert!(staff.post(&page, &note).await.went_on());
        let logged = shop
            .texts("SELECT kind FROM audit_log WHERE subject LIKE 'ORD-%' ORDER BY id")
            .await;
        assert_eq!(logged, ["payment_confirmed", "noted"]);
        assert!(staff.get(&page).await.body.contains("staff only"));
        shop.drains().await;
    })
    .await;
}
