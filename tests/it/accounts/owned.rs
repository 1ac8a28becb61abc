//! What an account owns: addresses, orders, custom orders, and what was placed before there was one.

use super::{ADA, EVE};
use crate::commissions::fixture::quote;
use crate::support::browser::Answer;
use crate::support::browser::Browser;
use crate::support::each_db;
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Visitor, filled_in};
use atelier::domain::checkout::CheckoutView;
use atelier::domain::customer::{BelongingsView, HistoryView, OlderOrders, SavedAddress};
use atelier::domain::order::order_number;
use atelier::server::{doctor, sealing, seed, staff};

const HOME: [(&str, &str); 5] = [
    ("full_name", "Ada Lovelace"),
    ("line1", "12 Analytical Row"),
    ("city", "Lübeck"),
    ("postal_code", "23552"),
    ("country", "DE"),
];

impl Visitor {
    async fn writes(&self, id: &str, more: &[(&str, &str)]) -> Answer {
        let mut form = HOME.to_vec();
        for (name, value) in more {
            form.retain(|(known, _)| known != name);
            form.push((name, value));
        }
        self.posts(&format!("/account/addresses/{id}"), &form).await
    }

    async fn book(&self) -> Vec<SavedAddress> {
        self.calls("account/addresses", &[]).await
    }

    async fn history(&self) -> HistoryView {
        self.calls("account/history", &[]).await
    }
}

/// The numbers of what is in the account, and of what could be taken over.
fn numbers(history: HistoryView) -> (String, String) {
    let numbers = |listed: BelongingsView| {
        let orders = listed.orders.into_iter().map(|order| order.number);
        let wishes = listed.commissions.into_iter().map(|wish| wish.number);
        orders.chain(wishes).collect::<Vec<_>>().join(" ")
    };
    (numbers(history.own), numbers(history.to_claim))
}

fn are(own: &str, to_claim: &str) -> (String, String) {
    (own.into(), to_claim.into())
}

#[tokio::test]
async fn the_book_fills_the_checkout_in_and_another_address_can_be_chosen() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        let missing = ada.writes("new", &[("city", "")]).await;
        assert_eq!(missing.status, 422);
        assert!(
            missing.body.contains("12 Analytical Row"),
            "nothing is lost"
        );
        ada.writes("new", &[]).await;
        ada.writes("new", &[("line1", "1 Harbour"), ("city", "Kiel")])
            .await;
        let book = ada.book().await;
        assert_eq!(
            book.iter().map(|a| (a.ships, a.bills)).collect::<Vec<_>>(),
            [(true, false), (false, false)],
            "a checkout begins with the first one"
        );
        ada.adds(BOWL, 1).await;
        let opened: CheckoutView = ada.calls("checkout/view", &[("form[email]", "")]).await;
        assert_eq!(
            (opened.form.email.as_str(), opened.form.city.as_str()),
            (ADA, "Lübeck")
        );
        assert_eq!(opened.saved.len(), 2);

        let chosen = filled_in(&[("step", "use_address"), ("saved_address", &book[1].id)]);
        let page = ada.posts("/checkout", &chosen).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("value=\"1 Harbour\"") && page.body.contains("value=\"Kiel\""));

        let bill = [("action", "bill_there"), ("address", &*book[1].id)];
        ada.posts("/account/addresses", &bill).await;
        let opened: CheckoutView = ada.calls("checkout/view", &[("form[email]", "")]).await;
        assert_eq!(opened.form.billing_differs, "on");
        assert_eq!(opened.form.billing_line1, "1 Harbour");

        let ship = [("action", "ship_there"), ("address", &*book[1].id)];
        ada.posts("/account/addresses", &ship).await;
        let remove = [("action", "remove"), ("address", &*book[1].id)];
        ada.posts("/account/addresses", &remove).await;
        let book = ada.book().await;
        assert_eq!(book.len(), 1);
        assert!(!book[0].ships, "no default that is not there");
    })
    .await;
}

#[tokio::test]
async fn nobody_reaches_into_anothers_book_or_orders() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        ada.registers(ADA).await;
        eve.registers(EVE).await;
        ada.writes("new", &[]).await;
        let id = ada.book().await[0].id.clone();
        ada.buys(BOWL, 1).await;
        let page = format!("/account/addresses/{id}");
        assert_eq!(eve.gets(&page).await.status, 404);
        assert_eq!(eve.writes(&id, &[("line1", "Eve’s")]).await.status, 404);
        for action in ["ship_there", "bill_there", "remove"] {
            let form = [("action", action), ("address", &*id)];
            let answer = eve.posts("/account/addresses", &form).await;
            assert_eq!(answer.status, 404, "{action}");
        }
        eve.adds(MUG, 1).await;
        let theirs = filled_in(&[("step", "use_address"), ("saved_address", &id)]);
        assert_eq!(eve.posts("/checkout", &theirs).await.status, 404);
        assert_eq!(ada.book().await[0].address.line1, "12 Analytical Row");

        assert_eq!(ada.gets("/orders/ORD-000001").await.status, 200);
        assert_eq!(eve.gets("/orders/ORD-000001").await.status, 404);
        let anonymous = shop.visitor().gets("/orders/ORD-000001").await;
        assert_eq!(anonymous.location, "/account/login?next=/orders/ORD-000001");
        let cancel = [("action", "cancel")];
        assert_eq!(eve.posts("/orders/ORD-000001", &cancel).await.status, 404);
        assert_eq!(shop.orders("pending").await, 1);
        let own = ada.posts("/orders/ORD-000001", &cancel).await;
        assert!(own.went_on(), "{own:?}");
        assert_eq!(shop.orders("cancelled").await, 1);
    })
    .await;
}

async fn guest_order(shop: &Shop, email: &str) {
    shop.visitor().orders_for(email, BOWL).await;
}

#[tokio::test]
async fn what_a_guest_placed_is_shown_before_it_is_taken_over() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        guest_order(&shop, "Ada@Home.example").await;
        guest_order(&shop, EVE).await;
        let commission = shop.quoted(&quote("100")).await;
        commission.accepts().await;
        ada.registers(ADA).await;
        assert_eq!(
            numbers(ada.history().await),
            are("", "ORD-000001 CUS-000001")
        );
        let page = ada.gets("/orders").await.body;
        assert!(page.contains("Placed without signing in") && page.contains("ORD-000001"));
        assert!(!page.contains("ORD-000002"), "another’s is not offered");

        let ids = {
            let claim = ada.history().await.to_claim;
            [claim.orders[0].id.clone(), claim.commissions[0].id.clone()]
        };
        // Placed after the list was shown: it waits for the next one.
        guest_order(&shop, ADA).await;
        let theirs = shop.text("SELECT id FROM orders WHERE number = 2").await;
        let seen = [("seen", &ids[0]), ("seen", &ids[1]), ("seen", &theirs)];
        let done = ada.posts("/orders", &seen).await;
        assert_eq!(done.location, "/orders?done=claimed");
        assert_eq!(
            numbers(ada.history().await),
            are("ORD-000001 CUS-000001", "ORD-000004")
        );
        let owned = "SELECT COUNT(*) FROM orders WHERE customer_id IS NOT NULL";
        assert_eq!(shop.number(owned).await, 2, "the custom order's order too");
        assert_eq!(ada.gets("/orders/ORD-000003").await.status, 200);
        let eve = shop.visitor();
        eve.registers(EVE).await;
        let stolen = eve.posts("/orders", &[("seen", &ids[0])]).await;
        assert!(stolen.went_on());
        assert_eq!(numbers(eve.history().await), are("", "ORD-000002"));
    })
    .await;
}

#[tokio::test]
async fn a_thread_is_kept_in_the_account_with_its_address_and_in_no_other() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        let commission = shop.asked(&[]).await;
        let page = format!("/custom/{}", commission.token);
        let offers = async |visitor: &Visitor| {
            visitor
                .gets(&page)
                .await
                .body
                .contains("Keep it in your account")
        };
        assert!(!offers(&ada).await, "nobody is signed in");
        eve.registers(EVE).await;
        assert!(!offers(&eve).await);
        let keep = [("action", "keep")];
        assert_eq!(eve.posts(&page, &keep).await.status, 403);
        assert_eq!(shop.visitor().posts(&page, &keep).await.status, 401);
        ada.registers(ADA).await;
        assert!(offers(&ada).await);
        let kept = ada.posts(&page, &keep).await;
        assert_eq!(kept.location, format!("{page}?done=kept"));
        assert!(!offers(&ada).await);
        assert_eq!(numbers(ada.history().await), are("CUS-000001", ""));
    })
    .await;
}

#[tokio::test]
async fn what_is_placed_while_signed_in_belongs_to_the_account() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers(ADA).await;
        // Whatever address it is sent to.
        ada.orders_for("friend@home.example", BOWL).await;
        let commission = shop.asked_by(ada.clone(), &[]).await;
        commission.is_quoted(&quote("100")).await.unwrap();
        commission.accepts().await;
        assert_eq!(
            numbers(ada.history().await),
            are("ORD-000001 CUS-000001", "")
        );
        let phone = shop.visitor();
        phone.signs_in(ADA).await;
        assert_eq!(
            numbers(phone.history().await),
            are("ORD-000001 CUS-000001", "")
        );
        assert_eq!(phone.gets("/orders/ord-1").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_demos_customers_sign_in_and_have_orders_however_often_they_are_made() {
    each_db(async |app| {
        sealing::begin(&app).await.unwrap();
        seed::demo::without_pictures(&app).await.unwrap();
        for _ in 0..2 {
            seed::customers::seed_demo(&app).await.unwrap();
        }
        let browser = Browser::new(&app);
        let form = [
            ("email", "mara@demo.example"),
            ("password", staff::demo::PASSWORD),
        ];
        let answer = browser.post("/account/login", &form).await;
        assert_eq!(answer.location, "/account", "{answer:?}");
        let page = browser.get("/orders").await.body;
        for number in 1..=5 {
            assert!(page.contains(&format!("ORD-00000{number}")), "{number}");
        }
        assert!(!page.contains("ORD-000006"));
        let findings = doctor::examine(&app).await.unwrap();
        let ill: Vec<_> = findings.iter().filter(|f| !f.is_well()).collect();
        assert!(ill.is_empty(), "{ill:?}");
    })
    .await;
}

#[tokio::test]
async fn older_orders_follow_in_parts() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        for place in 0..12 {
            ada.adds(if place < 10 { BOWL } else { MUG }, 1).await;
            let note = format!("The order after {place} others");
            let by_transfer = [("payment_method", "bank_transfer"), ("note", note.as_str())];
            assert!(ada.tries_to_order(&by_transfer).await.went_on());
            shop.app.clock.advance_ms(1_000);
        }
        let newest: OlderOrders = ada.calls("orders/history", &[]).await;
        let cursor = newest.older.unwrap();
        let older: OlderOrders = ada.calls("orders/history", &[("cursor", &cursor)]).await;
        let listed = newest.rows.iter().chain(&older.rows);
        let listed: Vec<String> = listed.map(|row| row.number.clone()).collect();
        let all: Vec<String> = (1..=12).rev().map(order_number).collect();
        assert_eq!((listed, newest.rows.len(), older.older), (all, 10, None));

        // The page lists the same, and leads to the rest.
        let page = ada.gets("/orders").await.body;
        let rest = format!("/orders?cursor={cursor}");
        assert!(page.contains("ORD-000003") && !page.contains("ORD-000002"));
        assert!(page.contains(&rest), "{page}");
        let page = ada.gets(&rest).await.body;
        assert!(page.contains("ORD-000002") && !page.contains("ORD-000003"));

        // A cursor opens nobody else's list.
        let eve = shop.visitor();
        let none: OlderOrders = eve.calls("orders/history", &[("cursor", &cursor)]).await;
        assert_eq!((none.rows.len(), none.older), (0, None));
        shop.drains().await;
    })
    .await;
}
