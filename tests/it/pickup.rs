//! Pickup: orders that are collected in person are ready, announced, handed over. And mails to new staff.

use crate::staff::sign_in;
use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Placed;
use atelier::domain::order::order_number;
use atelier::server::clock::DAY_MS;
use atelier::server::staff::seed_demo;

const OWNER: &str = "owner@demo.example";
const READY: [(&str, &str); 1] = [("action", "ready")];
const HAND_OVER: [(&str, &str); 2] = [("action", "ship"), ("way", "collected")];

async fn page_of(shop: &Shop, order: &Placed) -> String {
    let sql = format!("SELECT number FROM orders WHERE id = '{}'", order.id);
    format!("/admin/orders/{}", order_number(shop.number(sql).await))
}

/// The names of the steps that the order's page shows.
fn steps(page: &str) -> Vec<String> {
    let from = page.find("class=\"order-steps\"").unwrap();
    let list = &page[from..from + page[from..].find("</ol>").unwrap()];
    let names = list.split("<span>").skip(1);
    names
        .map(|rest| rest[..rest.find('<').unwrap()].into())
        .collect()
}

#[tokio::test]
async fn a_paid_order_is_ready_told_of_and_handed_over() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let order = ada.orders(&[("shipping_method", "collect")]).await;
        let page = page_of(&shop, &order).await;
        let fulfilment = sign_in(&shop.app, "fulfilment@demo.example").await;
        let early = fulfilment.post(&page, &READY).await;
        assert_eq!(early.status, 409, "nobody has paid yet");
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let finance = sign_in(&shop.app, "finance@demo.example").await;
        let refused = finance.post(&page, &READY).await;
        assert_eq!(refused.status, 403);

        let answer = fulfilment.post(&page, &READY).await;
        assert_eq!(answer.location, format!("{page}?done=ready"));
        let again = fulfilment.post(&page, &READY).await;
        assert_eq!(again.status, 409, "told once");
        shop.drains().await;
        let seen = ada.sees(&order).await;
        assert!(seen.next.sentence.contains("Your order is ready"));
        assert_eq!(
            seen.next.instructions.as_deref(),
            Some("Mondays at the kiln")
        );
        assert_eq!(seen.history.last().unwrap().sentence, "Ready to collect.");
        let shown = ada.gets(&format!("/o/{}", order.token)).await.body;
        assert!(shown.contains("Mondays at the kiln"));
        assert_eq!(
            steps(&shown),
            ["Placed", "Paid", "Ready to collect", "Collected"]
        );

        let answer = fulfilment.post(&page, &HAND_OVER).await;
        assert_eq!(answer.location, format!("{page}?done=collected"));
        shop.drains().await;
        let seen = ada.sees(&order).await;
        assert_eq!(seen.status_label, "collected");
        assert!(seen.next.sentence.starts_with("You collected it."));
        let counter = fulfilment.get(&page).await.body;
        assert!(
            counter.contains("The customer has collected it.") && !counter.contains("On its way")
        );
        let mails = ["order_confirmed", "order_ready", "order_collected"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
        let logged = shop
            .texts("SELECT kind FROM audit_log WHERE subject LIKE 'ORD-%' ORDER BY id")
            .await;
        assert_eq!(logged, ["ready", "shipped"]);
    })
    .await;
}

#[tokio::test]
async fn cash_is_brought_when_it_is_ready_and_the_hold_lasts_for_it() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let ada = shop.visitor();
        ada.adds(VASE, 1).await;
        let cash = [
            ("payment_method", "cash_on_collection"),
            ("shipping_method", "collect"),
        ];
        let order = ada.orders(&cash).await;
        shop.waits(13 * DAY_MS).await;
        let owner = sign_in(&shop.app, OWNER).await;
        let page = page_of(&shop, &order).await;
        assert!(owner.post(&page, &READY).await.went_on());
        shop.drains().await;
        let data = shop
            .text("SELECT data FROM mails WHERE template = 'order_ready'")
            .await;
        assert!(data.contains("\"due\":{\"minor\":12000"), "{data}");
        let shown = ada.gets(&format!("/o/{}", order.token)).await.body;
        assert_eq!(
            steps(&shown),
            ["Placed", "Ready to collect", "Paid", "Collected"]
        );
        shop.waits(13 * DAY_MS).await;
        assert_eq!(
            shop.standing(&order).await.0,
            "pending",
            "fourteen days from then on"
        );
        let owner = sign_in(&shop.app, OWNER).await;
        let payment = shop.pending_payment_of(&order.id).await;
        let confirm = [
            ("action", "confirm_payment"),
            ("attempt", payment.as_str()),
            ("reference", "Till"),
        ];
        assert!(owner.post(&page, &confirm).await.went_on());
        assert!(owner.post(&page, &HAND_OVER).await.went_on());
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn each_way_to_the_customer_is_recorded_and_told_as_it_is() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let owner = sign_in(&shop.app, OWNER).await;
        for (form, label, told, page_says, subject) in [
            (
                &[("way", "untracked"), ("carrier", "Post")][..],
                "shipped",
                "It is on its way to you",
                "It travels without one",
                "is on its way",
            ),
            (
                &[("way", "handed_over")][..],
                "handed over",
                "It was handed over to you.",
                "Handed over in person on",
                "was handed over to you",
            ),
            (
                &[("way", "collected")][..],
                "collected",
                "You collected it.",
                "Collected in person on",
                "You collected your order",
            ),
        ] {
            let ada = shop.visitor();
            let order = ada.buys(BOWL, 1).await;
            ada.pays(&order, "pm_card_visa").await;
            shop.hears().await;
            let page = page_of(&shop, &order).await;
            let dash = [("action", "ship"), ("carrier", "-"), ("tracking_number", "-")];
            let refused = owner.post(&page, &dash).await;
            assert_eq!(refused.status, 422, "a dash is no number");
            let sent = owner.post(&page, &[&[("action", "ship")], form].concat()).await;
            assert!(sent.went_on(), "{form:?} {}", sent.status);
            shop.drains().await;
            let seen = ada.sees(&order).await;
            assert_eq!(seen.status_label, label);
            assert!(seen.next.sentence.starts_with(told), "{}", seen.next.sentence);
            let shown = ada.gets(&format!("/o/{}", order.token)).await.body;
            assert!(shown.contains(page_says), "{page_says}");
            let list = owner.get("/admin/orders").await.body;
            assert!(list.contains(label), "{label}");
            let subjects = "SELECT subject FROM mails WHERE order_id = '{}' AND template IN ('order_shipped', 'order_collected')";
            let subjects = shop.texts(subjects.replace("{}", &order.id)).await;
            assert!(subjects.len() == 1 && subjects[0].contains(subject), "{subjects:?}");
            let received = seen.parcels[0].delivered.is_some();
            assert_eq!(received, seen.parcels[0].way.in_person(), "in person is received at once");
        }
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn a_parcel_is_never_ready_to_collect_and_skips_the_bench() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let page = page_of(&shop, &order).await;
        let owner = sign_in(&shop.app, OWNER).await;
        assert_eq!(owner.post(&page, &READY).await.status, 409);
        let path = format!("/o/{}", order.token);
        assert_eq!(
            steps(&ada.gets(&path).await.body),
            ["Placed", "Paid", "Sent"]
        );
        let make = [("action", "start_making")];
        assert!(owner.post(&page, &make).await.went_on());
        let shown = steps(&ada.gets(&path).await.body);
        assert_eq!(shown, ["Placed", "Paid", "On the bench", "Sent"]);
    })
    .await;
}

#[tokio::test]
async fn invited_staff_get_their_link_by_mail() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let owner = sign_in(&shop.app, OWNER).await;
        let invite = [
            ("action", "invite"),
            ("name", "Ben"),
            ("email", "ben@example.org"),
            ("role", "editor"),
        ];
        assert!(owner.post("/admin/staff", &invite).await.went_on());
        let again = owner.post("/admin/staff", &invite).await;
        assert_eq!(again.status, 422);
        shop.drains().await;
        let mail = "SELECT state FROM mails WHERE template = 'staff_welcome' AND recipient = 'ben@example.org'";
        assert_eq!(shop.texts(mail).await, ["sent"], "once");
        let body = owner.get("/admin/staff").await.body;
        let from = body.find("/admin/welcome/").unwrap();
        let token = body[from + 15..].split(['<', '"']).next().unwrap();
        let data = shop.text("SELECT data FROM mails WHERE template = 'staff_welcome'").await;
        assert!(!data.contains(token), "the link is kept sealed");
    })
    .await;
}
