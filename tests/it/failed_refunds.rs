//! Refunds that the provider takes back days after it said that they succeeded: documents, ledger, pages, mails and
//! marks follow, and the money is sent once more or another way.

use crate::commissions::fixture::quote;
use crate::staff_refunds::{WHY, address, code, finance, gives, looks};
use crate::support::browser::Browser;
use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::day::Day;
use atelier::domain::invoice::Invoice;
use atelier::server::invoices;
use serde_json::json;

const FULL: [(&str, &str); 2] = [("what", "full"), WHY];

/// A bowl for €49.90 by card, all of which was refunded; and then the card took nothing.
async fn bounced(shop: &Shop, staff: &Browser, who: &Visitor) -> Placed {
    let order = who.buys(BOWL, 1).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    let page = address(shop, &order).await;
    gives(shop, staff, &page, &FULL).await;
    assert_eq!(shop.standing(&order).await.1, "refunded");
    fails(shop).await;
    order
}

/// The newest refund bounces.
async fn fails(shop: &Shop) {
    let newest = "SELECT provider_ref FROM refunds WHERE provider_ref IS NOT NULL ORDER BY created_at_ms DESC, id DESC LIMIT 1";
    let refund = shop.text(newest).await;
    let action = json!({"action": "fail_refund", "refund": refund});
    shop.provider.acts(action).await;
    shop.hears().await;
}

async fn documents(shop: &Shop) -> Vec<String> {
    shop.texts("SELECT kind || ' ' || number FROM invoices ORDER BY issued_at_ms, id")
        .await
}

async fn failed(shop: &Shop) -> String {
    shop.text("SELECT id FROM refunds WHERE state = 'failed' AND followed_by IS NULL")
        .await
}

async fn open_troubles(shop: &Shop) -> Vec<String> {
    shop.texts("SELECT kind FROM attention WHERE resolved_at_ms IS NULL")
        .await
}

async fn income(shop: &Shop) -> i64 {
    shop.balance("sales").await + shop.balance("shipping").await + shop.balance("tax").await
}

#[tokio::test]
async fn a_refund_that_fails_later_is_taken_back_everywhere_and_tried_again() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        let order = bounced(&shop, &staff, &ada).await;
        let page = address(&shop, &order).await;
        let order_page = page.trim_end_matches("/refund").to_string();

        // A document of its own takes the credit note back and names it.
        let reversed = ["invoice 1", "credit_note 1", "credit_note_reversal 1"];
        assert_eq!(documents(&shop).await, reversed);
        let sql = "SELECT document FROM invoices WHERE kind = 'credit_note_reversal'";
        let reversal: Invoice = serde_json::from_str(&shop.text(sql).await).unwrap();
        let note = reversal.corrects.clone().unwrap();
        assert!(
            note.starts_with("CRN-") && note.ends_with("-000001"),
            "{note}"
        );
        assert!(reversal.number.starts_with("CNR-"), "{}", reversal.number);
        assert_eq!(reversal.total_minor, 4990);
        let pdf = invoices::pdf(&shop.app, &order.id, &reversal.number).await;
        assert!(pdf.unwrap().starts_with(b"%PDF-"));

        assert_eq!(shop.balance("provider").await, 4990);
        assert_eq!(income(&shop).await, -4990);
        let standing = shop.standing(&order).await;
        assert_eq!(standing, ("confirmed".into(), "paid".into()));
        assert_eq!(open_troubles(&shop).await, ["refund_failed"]);
        let mails = ["order_confirmed", "refunded", "refund_not_arrived"];
        assert_eq!(shop.mails_to("ada@home.example").await, mails);
        let told = shop.mails_to("maker@kiln.example").await;
        assert!(told.contains(&"studio_refund_failed".into()), "{told:?}");

        let seen = ada.sees(&order).await;
        assert!(
            seen.next.sentence.contains("did not go through"),
            "{}",
            seen.next.sentence
        );
        assert_ne!(seen.status_label, "refunded");
        let shown = staff.get(&order_page).await.body;
        for words in [
            "refund failed",
            "did not go through",
            "Try the refund again",
            "It was sent another way",
        ] {
            assert!(shown.contains(words), "{words}");
        }
        assert!(
            staff
                .get("/admin/orders")
                .await
                .body
                .contains("refund failed")
        );

        // It is not forgotten in the queue.
        let entry = shop.text("SELECT id FROM attention").await;
        let forget = [("entry", entry.as_str()), ("resolution", "Later.")];
        let answer = staff.post("/admin/attention", &forget).await;
        assert_eq!(answer.status, 409);

        // A new try has a credit note of its own.
        let again = format!("{page}?again={}", failed(&shop).await);
        let filled = staff.get(&again).await.body;
        assert!(filled.contains("A glaze fault"), "the form is filled in");
        gives(&shop, &staff, &page, &FULL).await;
        assert_eq!(shop.standing(&order).await.1, "refunded");
        assert_eq!(income(&shop).await, 0);
        assert_eq!(open_troubles(&shop).await, [""; 0]);
        assert_eq!(documents(&shop).await[3..], ["credit_note 2"]);
        let seen = ada.sees(&order).await;
        assert!(!seen.next.sentence.contains("did not go through"));
        assert!(
            !staff
                .get("/admin/orders")
                .await
                .body
                .contains("refund failed")
        );

        // And when that one fails too, all of it happens once more.
        fails(&shop).await;
        assert_eq!(documents(&shop).await[4..], ["credit_note_reversal 2"]);
        assert_eq!(income(&shop).await, -4990);
        assert_eq!(open_troubles(&shop).await, ["refund_failed"]);
        let mails = ["refunded", "refund_not_arrived"];
        assert_eq!(shop.mails_to("ada@home.example").await[3..], mails);
    })
    .await;
}

#[tokio::test]
async fn money_that_was_sent_another_way_is_recorded_with_day_and_way() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        let order = bounced(&shop, &staff, &ada).await;
        let page = address(&shop, &order).await;
        let page = page.trim_end_matches("/refund").to_string();
        let refund = failed(&shop).await;
        let today = Day::of_ms(shop.app.now_ms()).to_string();
        let form = [
            ("action", "sent_another_way"),
            ("refund", refund.as_str()),
            ("way", "bank_transfer"),
            ("sent_on", today.as_str()),
            ("sent_reference", "Statement 14, line 3"),
        ];
        let codeless = staff.post(&page, &form).await;
        assert_eq!(codeless.status, 422);
        assert!(
            codeless.body.contains("Statement 14, line 3"),
            "nothing typed is lost"
        );
        for wrong in [
            ("sent_on", "tomorrow"),
            ("sent_on", "2999-01-01"),
            ("way", ""),
            ("sent_reference", " "),
        ] {
            let mut form = form.to_vec();
            form.retain(|(name, _)| *name != wrong.0);
            form.push(wrong);
            let answer = staff.post(&page, &form).await;
            assert_eq!(answer.status, 422, "{wrong:?}");
        }
        assert_eq!(shop.number("SELECT COUNT(*) FROM refunds").await, 1);

        let fresh = code(&shop);
        let form = [&form[..], &[("code", fresh.as_str())]].concat();
        let answer = staff.post(&page, &form).await;
        assert_eq!(answer.location, format!("{page}?done=sent_another_way"));
        let again = staff.post(&page, &form).await;
        assert_eq!(again.status, 409, "once");
        shop.hears().await;

        // At the provider the money still is; it left from the bank.
        assert_eq!(shop.balance("provider").await, 4990);
        assert_eq!(shop.balance("bank").await, -4990);
        assert_eq!(income(&shop).await, 0);
        assert_eq!(shop.standing(&order).await.1, "refunded");
        assert_eq!(open_troubles(&shop).await, [""; 0]);
        assert_eq!(documents(&shop).await[3..], ["credit_note 2"]);
        let sql = "SELECT document FROM invoices WHERE kind = 'credit_note' AND number = 2";
        assert!(
            shop.text(sql)
                .await
                .contains("Sent back by bank transfer on ")
        );
        let mails = shop.mails_to("ada@home.example").await;
        assert_eq!(mails.last().unwrap(), "refund_sent");
        let seen = ada.sees(&order).await;
        let told: Vec<_> = seen.history.iter().map(|h| h.sentence.as_str()).collect();
        assert!(
            told.iter()
                .any(|said| said.starts_with("€49.90 sent back by bank transfer on")),
            "{told:?}"
        );
        assert!(!told.iter().any(|said| said.contains("Statement 14")));
        let shown = staff.get(&page).await.body;
        assert!(shown.contains("sent another way") && !shown.contains("refund failed"));
    })
    .await;
}

#[tokio::test]
async fn a_refund_that_nobody_is_owed_any_more_is_closed_with_a_reason() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let order = bounced(&shop, &staff, &shop.visitor()).await;
        let page = address(&shop, &order).await;
        let page = page.trim_end_matches("/refund").to_string();
        let refund = failed(&shop).await;
        let close = |why| {
            [
                ("action", "waive_refund"),
                ("refund", refund.as_str()),
                ("waived", why),
            ]
        };
        let empty = staff.post(&page, &close(" ")).await;
        assert_eq!(empty.status, 422);
        let answer = staff
            .post(&page, &close("Ada keeps the bowl after all."))
            .await;
        assert_eq!(answer.location, format!("{page}?done=refund_waived"));
        assert_eq!(open_troubles(&shop).await, [""; 0]);
        assert!(!staff.get(&page).await.body.contains("refund failed"));
    })
    .await;
}

#[tokio::test]
async fn what_a_lost_dispute_left_over_is_recorded_as_sent_another_way() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let intent = shop.intent_of(&order).await;
        let action = json!({"action": "dispute", "payment_intent": intent, "amount": 2000});
        let dispute = shop.provider.acts(action).await;
        let close = json!({"action": "close_dispute", "dispute": dispute["id"], "won": false});
        shop.provider.acts(close).await;
        shop.hears().await;
        let page = address(&shop, &order).await;
        let page = page.trim_end_matches("/refund").to_string();
        let fresh = code(&shop);
        let cancel = [
            ("action", "cancel"),
            ("reason", "It broke."),
            ("code", fresh.as_str()),
        ];
        assert!(staff.post(&page, &cancel).await.went_on());
        let (refund, fresh) = (failed(&shop).await, code(&shop));
        let form = [
            ("action", "sent_another_way"),
            ("refund", refund.as_str()),
            ("way", "cash"),
            ("sent_on", "2026-01-02"),
            ("sent_reference", "Receipt 9"),
            ("code", fresh.as_str()),
        ];
        let answer = staff.post(&page, &form).await;
        assert_eq!(answer.location, format!("{page}?done=sent_another_way"));
        assert_eq!(shop.balance("cash").await, -2990);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn what_an_ended_custom_order_gave_back_in_vain_is_tried_again_and_no_more() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let mut rule = quote("100");
        rule.back_if_studio_cancels = "90".into();
        let commission = shop.in_production(&rule).await;
        commission.is_rejected(2886).await.unwrap();
        shop.hears().await;
        assert_eq!(shop.provider.refunded().await, 2886);
        let page = "/admin/orders/ORD-000001/refund";
        assert_eq!(staff.get(page).await.status, 409, "it is settled");
        fails(&shop).await;
        assert_eq!(shop.provider.refunded().await, 0);
        let all = [("what", "amount"), ("amount", "32.07"), WHY];
        let more = looks(&staff, page, &all).await;
        assert_eq!(more.status, 422, "the rest was kept, as agreed");
        gives(&shop, &staff, page, &FULL).await;
        assert_eq!(shop.provider.refunded().await, 2886);
        assert_eq!(open_troubles(&shop).await, [""; 0]);
    })
    .await;
}
