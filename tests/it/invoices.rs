//! Invoices and credit notes: issued once with the money, numbered without gaps, never changed, and shown to whoever may
//! see the order.

use crate::staff::sign_in;
use crate::support::browser::Browser;
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::invoice::Invoice;
use atelier::domain::order::order_number;
use atelier::server::actor::Actor;
use atelier::server::invoices;
use atelier::server::orders::staff;
use atelier::server::payments::manual;
use atelier::server::refunds::manual_refunds;
use atelier::server::staff::seed_demo;
use serde_json::json;

/// The number that the shop's first document of a kind has, in the year of its clock.
pub fn first(shop: &Shop, prefix: &str) -> String {
    numbered(shop, prefix, 1)
}

fn numbered(shop: &Shop, prefix: &str, number: i64) -> String {
    let now = jiff::Timestamp::from_millisecond(shop.app.now_ms()).unwrap();
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    format!("{prefix}-{year}-{number:06}")
}

fn mia() -> Actor {
    Actor::Staff {
        id: "1".into(),
        name: "Mia".into(),
        ip: "127.0.0.1".into(),
    }
}

async fn pays(shop: &Shop, who: &Visitor, sku: &str, units: i64) -> Placed {
    let order = who.buys(sku, units).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    order
}

/// Staff see the money of an order that is paid by transfer.
async fn confirms(shop: &Shop, order: &Placed) -> atelier::server::error::Result<()> {
    let payment = shop.pending_payment_of(&order.id).await;
    manual::confirm(&shop.app, &mia(), &order.id, &payment, "Statement").await
}

async fn printed(shop: &Shop, sql: &str) -> Invoice {
    let document = shop
        .text(format!("SELECT document FROM invoices {sql}"))
        .await;
    serde_json::from_str(&document).unwrap()
}

async fn fetches(shop: &Shop, path: &str) -> (u16, String, Vec<u8>) {
    let answer = shop
        .http
        .get(format!("{}{path}", shop.base))
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let kind = answer
        .headers()
        .get("content-type")
        .map(|k| k.to_str().unwrap().to_string());
    (
        status,
        kind.unwrap_or_default(),
        answer.bytes().await.unwrap().to_vec(),
    )
}

#[tokio::test]
async fn an_invoice_is_issued_with_the_payment_and_linked() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(MUG, 2).await;
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM invoices").await,
            0,
            "nothing is paid yet"
        );
        assert!(ada.sees(&order).await.invoices.is_empty());
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        // News of the same payment comes again and again.
        shop.reconciles().await;
        ada.returns(&order).await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM invoices").await, 1);
        let seen = ada.sees(&order).await;
        let number = first(&shop, "INV");
        assert_eq!(
            (seen.invoices.len(), &seen.invoices[0].number),
            (1, &number)
        );
        let path = seen.invoices[0].path(&format!("/o/{}", order.token));
        let page = ada.gets(&format!("/o/{}", order.token)).await.body;
        assert!(page.contains(&format!("href=\"{path}\"")));

        let (status, kind, bytes) = fetches(&shop, &path).await;
        assert_eq!((status, kind.as_str()), (200, "application/pdf"));
        assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 2000);
        let holds = |words: &str| {
            bytes
                .windows(words.len())
                .any(|part| part == words.as_bytes())
        };
        for tagged in ["/MarkInfo", "/StructTreeRoot", "/Lang", "pdfuaid:part"] {
            assert!(holds(tagged), "{tagged}");
        }
        assert_eq!(
            fetches(&shop, &path).await.2,
            bytes,
            "the same invoice is the same file"
        );
        let mail = shop
            .text("SELECT data FROM mails WHERE template = 'order_confirmed'")
            .await;
        assert!(mail.contains(&number));
        let invoice = printed(&shop, "").await;
        assert_eq!((invoice.total_minor, invoice.tax_minor), (4890, 781));
        let lines: Vec<_> = invoice
            .lines
            .iter()
            .map(|l| (l.units, l.amount_minor))
            .collect();
        assert_eq!(lines, [(Some(2), 4400), (None, 490)]);
        assert_eq!(invoice.seller, ["The Kiln", "maker@kiln.example"]);
        assert_eq!(invoice.buyer[0], "Ada Lovelace");
    })
    .await;
}

#[tokio::test]
async fn an_invoice_says_what_was_so_when_it_was_issued() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays(&shop, &ada, BOWL, 1).await;
        let path = format!("/o/{}/invoices/{}.pdf", order.token, first(&shop, "INV"));
        let (_, _, before) = fetches(&shop, &path).await;
        shop.tampers("UPDATE products SET title = 'Something else'")
            .await;
        shop.reprices(BOWL, "EUR", 1).await;
        shop.tampers("UPDATE order_addresses SET full_name = 'Somebody else'")
            .await;
        assert_eq!(fetches(&shop, &path).await.2, before);
        // The doctor would miss her name.
        shop.tampers("UPDATE order_addresses SET full_name = 'Ada Lovelace'")
            .await;
        shop.finds_anew().await;
        for sql in [
            "UPDATE invoices SET total_minor = 1",
            "DELETE FROM invoices",
        ] {
            assert!(
                shop.tampers_in_vain(sql).await.contains("append-only"),
                "{sql}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn only_who_may_see_the_order_sees_its_invoice() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let ada = shop.visitor();
        let order = pays(&shop, &ada, BOWL, 1).await;
        let other = pays(&shop, &shop.visitor(), MUG, 1).await;
        let of = |token: &str, file: &str| format!("/o/{token}/invoices/{file}");
        let number = first(&shop, "INV");
        let (mine, theirs) = (
            format!("{number}.pdf"),
            format!("{}.pdf", numbered(&shop, "INV", 2)),
        );
        for path in [
            of("nonsense", &mine),
            of(&order.id, &mine),
            of(&order.token, &theirs),
            of(&other.token, &mine),
            of(&order.token, &number),
            of(&order.token, &format!("{}.pdf", first(&shop, "CRN"))),
            of(&order.token, "..%2f..%2fetc%2fpasswd.pdf"),
        ] {
            assert_eq!(fetches(&shop, &path).await.0, 404, "{path}");
        }
        assert_eq!(fetches(&shop, &of(&order.token, &mine)).await.0, 200);

        let path = format!("/admin/orders/{}/invoices/{mine}", order_number(1));
        assert_eq!(Browser::new(&shop.app).get(&path).await.status, 401);
        let editor = sign_in(&shop.app, "editor@demo.example").await;
        assert_eq!(editor.get(&path).await.status, 403);
        let (status, kind, _) = fetches(&shop, &path).await;
        assert!(status == 401 && !kind.contains("pdf"), "{kind}");
        assert!(invoices::pdf(&shop.app, &order.id, &number).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn what_goes_back_stands_on_credit_notes() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays(&shop, &ada, BOWL, 1).await;
        let intent = shop.intent_of(&order).await;
        shop.provider
            .acts(json!({"action": "refund", "payment_intent": intent, "amount": 1000}))
            .await;
        shop.hears().await;
        assert!(ada.cancels(&order).await.went_on());
        shop.hears().await;
        let numbers: Vec<String> = ada
            .sees(&order)
            .await
            .invoices
            .into_iter()
            .map(|i| i.number)
            .collect();
        let second_note = numbered(&shop, "CRN", 2);
        assert_eq!(
            numbers,
            [
                first(&shop, "INV"),
                first(&shop, "CRN"),
                second_note.clone()
            ]
        );
        let one = printed(&shop, "WHERE kind = 'credit_note' AND number = 1").await;
        let second = printed(&shop, "WHERE kind = 'credit_note' AND number = 2").await;
        assert_eq!((one.total_minor, second.total_minor), (1000, 3990));
        assert_eq!(
            one.tax_minor + second.tax_minor,
            797,
            "all of the tax went back"
        );
        assert_eq!(second.corrects, Some(first(&shop, "INV")));
        let path = format!("/o/{}/invoices/{second_note}.pdf", order.token);
        assert_eq!(fetches(&shop, &path).await.0, 200);

        // A manual payment stands on a credit note once it was refunded.
        let joe = shop.visitor();
        joe.adds(MUG, 1).await;
        let order = joe.orders(&[("payment_method", "bank_transfer")]).await;
        confirms(&shop, &order).await.unwrap();
        staff::cancel(&shop.app, &mia(), &order.id, "It broke.")
            .await
            .unwrap();
        shop.drains().await;
        assert_eq!(joe.sees(&order).await.invoices.len(), 1);
        let refund = shop
            .text(format!(
                "SELECT id FROM refunds WHERE order_id = '{}'",
                order.id
            ))
            .await;
        manual_refunds::made(&shop.app, &mia(), &order.id, &refund, "Statement")
            .await
            .unwrap();
        assert_eq!(joe.sees(&order).await.invoices.len(), 2);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn money_that_could_not_be_used_has_neither() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(MUG, 1).await;
        let order = ada.orders(&[("payment_method", "bank_transfer")]).await;
        assert!(ada.cancels(&order).await.went_on());
        let attempt = shop.text("SELECT id FROM payment_attempts").await;
        manual::record_late(&shop.app, &mia(), &order.id, &attempt, "Statement")
            .await
            .unwrap();
        let refund = shop.text("SELECT id FROM refunds").await;
        manual_refunds::made(&shop.app, &mia(), &order.id, &refund, "Statement")
            .await
            .unwrap();
        shop.drains().await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM invoices").await, 0);
    })
    .await;
}

#[tokio::test]
async fn numbers_have_no_gaps_when_many_pay_at_once_and_some_fail() {
    each_shop(async |shop| {
        let mut orders = Vec::new();
        for turn in 0..6 {
            let who = shop.visitor();
            who.adds(BOWL, 1).await;
            let order = who
                .orders(&[
                    ("payment_method", "bank_transfer"),
                    ("note", &turn.to_string()),
                ])
                .await;
            orders.push(order);
        }
        let confirms = orders.iter().chain(&orders).map(|order| {
            let shop = shop.clone();
            async move { confirms(&shop, order).await.is_ok() }
        });
        let outcomes = futures::future::join_all(confirms).await;
        assert_eq!(outcomes.into_iter().filter(|paid| *paid).count(), 6);
        let numbers = shop
            .texts("SELECT CAST(number AS TEXT) FROM invoices ORDER BY number")
            .await;
        assert_eq!(numbers, ["1", "2", "3", "4", "5", "6"]);
        // Next year they begin at one again.
        let mut tx = shop.app.db.begin().await.unwrap();
        let kind = atelier::domain::invoice::InvoiceKind::Invoice;
        let number = atelier::server::db::invoices::next_number(&mut tx, kind, 2999).await;
        assert_eq!(number.unwrap(), 1);
        drop(tx);
        shop.drains().await;
    })
    .await;
}
