//! Withdrawing from the contract: declared and never answered, whole or by line, from receipt, with or without the link.

use super::*;
use crate::support::goods::VASE;
use crate::support::shop::each_shop;
use atelier::domain::day::Day;
use atelier::domain::returns::{ReturnKind, ReturnStatus, last_day};
use atelier::server::clock::DAY_MS;
use atelier::server::orders::parcels;

pub fn here(order: &Placed) -> String {
    format!("/o/{}/withdraw", order.token)
}

pub fn today(shop: &Shop) -> Day {
    Day::of_ms(shop.app.now_ms())
}

async fn delivered(shop: &Shop, order: &Placed, parcel: &str, day: Day) {
    let (by, day, parcel) = (mia(), day.to_string(), parcel.into());
    let recorded = parcels::record_delivery(&shop.app, &by, &order.id, &parcel, &day);
    recorded.await.unwrap();
}

#[tokio::test]
async fn one_piece_is_withdrawn_from_confirmed_at_once_and_nobody_can_refuse() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let page = ada.gets(&format!("/o/{}", order.token)).await.body;
        assert!(page.contains("Withdraw from contract"));
        let form = ada.gets(&here(&order)).await.body;
        assert!(form.contains("Confirm withdrawal") && form.contains("ada@home.example"));
        let mug = units(&shop, &order, MUG).await;
        let none = ada
            .posts(&here(&order), &[("what", "pieces"), ("form_key", "a")])
            .await;
        assert!(none.status == 422 && none.body.contains("at least one piece"));
        let one = [("what", "pieces"), (mug.as_str(), "1"), ("form_key", "a")];
        let before = shop.app.now_ms();
        for _ in 0..2 {
            let answer = ada.posts(&here(&order), &one).await;
            assert_eq!(
                answer.location,
                format!("/o/{}?done=withdrawn", order.token)
            );
        }
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM returns").await,
            1,
            "twice is once"
        );
        let back = newest(&ada.sees(&order).await);
        assert_eq!(
            (back.kind, back.status),
            (ReturnKind::Withdrawal, ReturnStatus::Declared)
        );
        assert_eq!(back.lines[0].units, 1);
        assert!((before..=shop.app.now_ms()).contains(&back.asked_at_ms));
        shop.drains().await;
        assert!(
            shop.mails_to("ada@home.example")
                .await
                .contains(&"withdrawal_confirmed".to_string())
        );
        let data = shop
            .text("SELECT data FROM mails WHERE template = 'withdrawal_confirmed'")
            .await;
        assert!(
            data.contains("1 × A mug") && data.contains(&back.asked_at_ms.to_string()),
            "{data}"
        );
        let subject = shop
            .text("SELECT subject FROM mails WHERE template = 'withdrawal_confirmed'")
            .await;
        assert!(
            subject.starts_with("You have withdrawn from the contract"),
            "{subject}"
        );
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM mails WHERE template = 'withdrawal_declared'")
                .await,
            1
        );

        let (staff, page) = order_in_admin(&shop, &order).await;
        let shown = staff.get(&page).await.body;
        assert!(shown.contains("can’t be refused") && !shown.contains("value=\"refuse_return\""));
        let no = steps(&staff, &page, &back, "refuse_return", &[("refusal", "No.")]).await;
        assert_eq!(no.status, 409);
        assert!(no.body.contains("is a declaration and can’t be refused"));
        let vain = shop
            .tampers_in_vain("UPDATE returns SET status = 'refused'")
            .await;
        assert!(vain.contains("a_withdrawal_is_never_refused"), "{vain}");
        let told = steps(&staff, &page, &back, "approve_return", &[WHERE_TO]).await;
        assert!(told.location.ends_with("?done=return_approved"));
        let back = newest(&ada.sees(&order).await);
        let came = steps(&staff, &page, &back, "receive_return", &[]).await;
        assert!(came.location.ends_with("?done=return_received"));
        let refund = staff
            .get(&format!("{page}/refund?return_id={}", back.id))
            .await
            .body;
        assert!(refund.contains("Withdrawal 1"), "the refund is filled in");
        shop.drains().await;
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn the_days_count_from_the_last_delivery_and_none_is_refused_while_it_is_unknown() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = bought(&shop, &ada).await;
        let (staff, page) = order_in_admin(&shop, &order).await;
        assert!(staff.get(&page).await.body.contains("Delivery unknown"));
        let sent = today(&shop);
        shop.app.clock.advance_ms(40 * DAY_MS);
        let long_after = ada.sees(&order).await.holder;
        assert_eq!(
            long_after.withdrawable.unwrap().until,
            None,
            "nobody knows when it arrived"
        );
        assert_eq!(long_after.returnable.unwrap().faults_until, None);

        // A second parcel, so that the first delivery is not the last.
        let second = [
            ("action", "add_parcel"),
            ("way", "untracked"),
            ("carrier", "Post"),
        ];
        let staff_again = sign_in(&shop.app, OWNER).await;
        let added = staff_again.post(&page, &second).await;
        assert!(
            added.location.ends_with("?done=parcel_added"),
            "{}",
            added.status
        );
        delivered(&shop, &order, "1", sent.plus(3)).await;
        assert!(
            ada.sees(&order).await.holder.withdrawable.is_some(),
            "the second is on its way"
        );
        let arrived = today(&shop).plus(2);
        shop.app.clock.advance_ms(2 * DAY_MS);
        let staff = sign_in(&shop.app, OWNER).await;
        for (day, sentence) in [
            (arrived.plus(1).to_string(), "has not come yet"),
            (sent.to_string(), "before it was sent"),
            ("soon".into(), "Write the day as"),
        ] {
            let form = [
                ("action", "record_delivery"),
                ("parcel", "2"),
                ("delivered_on", day.as_str()),
            ];
            let wrong = staff.post(&page, &form).await;
            assert_eq!(wrong.status, 422, "{day}");
            assert!(
                wrong.body.contains(sentence) && wrong.body.contains("#delivered_on-2"),
                "{day}"
            );
        }
        let day = arrived.to_string();
        let form = [
            ("action", "record_delivery"),
            ("parcel", "2"),
            ("delivered_on", day.as_str()),
        ];
        assert!(
            staff
                .post(&page, &form)
                .await
                .location
                .ends_with("?done=delivery_recorded")
        );
        let last = last_day(arrived, 14);
        let seen = ada.sees(&order).await;
        assert_eq!(seen.holder.withdrawable.unwrap().until, Some(last));
        assert!(
            ada.gets(&format!("/o/{}", order.token))
                .await
                .body
                .contains(&last.words())
        );

        shop.app
            .clock
            .advance_ms(last.end_ms() + DAY_MS - shop.app.now_ms());
        let seen = ada.gets(&format!("/o/{}", order.token)).await.body;
        assert!(!seen.contains("Withdraw from contract") && seen.contains("Send something back"));
        let late = ada.posts(&here(&order), &[("form_key", "b")]).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains(&format!("ended on {}", last.words())));
        let mind = asks(&shop, &ada, &order, "1", &[("reason", "changed_mind")]).await;
        assert!(mind.status == 422 && mind.body.contains("The time to change your mind is over"));
        assert!(
            asks(&shop, &ada, &order, "1", &[]).await.went_on(),
            "a fault has longer"
        );
        shop.drains().await;
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn what_has_not_left_is_cancelled_with_the_withdrawal_of_all_of_it() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        let early = ada.posts(&here(&order), &[("form_key", "a")]).await;
        assert_eq!(early.status, 409, "nothing is paid");
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        // Also where the studio makes it already, which a mere cancellation is too late for.
        staff::start_making(&shop.app, &mia(), &order.id)
            .await
            .unwrap();
        let answer = ada.posts(&here(&order), &[("form_key", "b")]).await;
        assert!(answer.went_on(), "{} {}", answer.status, answer.body);
        let seen = ada.sees(&order).await;
        assert_eq!(newest(&seen).status, ReturnStatus::Closed);
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        shop.drains().await;
        assert_eq!(shop.provider.refunded().await, seen.amounts.total.minor);
        let mails = shop.mails_to("ada@home.example").await;
        for mail in ["withdrawal_confirmed", "order_cancelled"] {
            assert!(mails.iter().any(|sent| sent == mail), "{mail}: {mails:?}");
        }
        shop.waits(DAY_MS).await;
        shop.drains().await;
        shop.is_consistent().await;
    })
    .await;
}

#[tokio::test]
async fn a_part_that_has_not_left_stays_and_an_interrupted_cancellation_is_made_up_for() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(MUG, 2).await;
        let order = ada.orders(&[]).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let mug = units(&shop, &order, MUG).await;
        let one = [("what", "pieces"), (mug.as_str(), "1"), ("form_key", "a")];
        assert!(ada.posts(&here(&order), &one).await.went_on());
        assert_eq!(
            shop.standing(&order).await.0,
            "confirmed",
            "the other mug is wanted"
        );
        let (staff, page) = order_in_admin(&shop, &order).await;
        assert!(staff.get(&page).await.body.contains("It never left"));
        // As a crash after the declaration of the rest leaves it.
        shop.tampers("UPDATE return_lines SET units = 2").await;
        let parcel = [("action", "ship"), ("way", "untracked")];
        let refused = staff.post(&page, &parcel).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("withdrawn from all of this order"));
        atelier::server::returns::withdraw::cancel_withdrawn(&shop.app, &order.id)
            .await
            .unwrap();
        assert_eq!(shop.standing(&order).await.0, "cancelled");
        assert_eq!(newest(&ada.sees(&order).await).status, ReturnStatus::Closed);
        shop.drains().await;
        shop.is_consistent().await;
    })
    .await;
}
