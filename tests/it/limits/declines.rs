//! Who tries one card after another is left with the ways to pay without one.

use crate::manual_payments::finance;
use crate::support::goods::BOWL;
use crate::support::provider::event;
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::payment::PaymentMethod;
use atelier::server::clock::HOUR_MS;
use serde_json::json;

const NO_CARD: [PaymentMethod; 1] = [PaymentMethod::BankTransfer];

async fn tries_cards(who: &Visitor, order: &Placed, cards: usize) {
    for card in 0..cards {
        let declined = who.pays(order, "pm_card_chargeDeclined").await.0;
        assert_eq!(declined, 402, "card {card}");
    }
}

async fn counted(shop: &Shop) -> i64 {
    shop.number("SELECT COUNT(*) FROM declines").await
}

#[tokio::test]
async fn after_ten_declined_cards_an_order_is_paid_without_one_for_an_hour() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let intent = shop.intent_of(&order).await;
        tries_cards(&ada, &order, 9).await;
        shop.hears().await;
        assert_eq!(counted(&shop).await, 9, "two events tell of each");
        assert_eq!(
            shop.provider.intent(&intent).await["status"],
            "requires_payment_method"
        );
        // The provider reports one of them again.
        let charge = shop.text("SELECT reference FROM declines LIMIT 1").await;
        let told = json!({"id": charge, "object": "charge", "payment_intent": intent});
        shop.receives(&event("evt_again", "charge.failed", told))
            .await;
        assert_eq!(counted(&shop).await, 9);
        tries_cards(&ada, &order, 1).await;
        shop.hears().await;
        assert_eq!(shop.provider.intent(&intent).await["status"], "canceled");
        assert_eq!(shop.attention().await, ["declined_cards"]);
        let due = ada.due(&order).await;
        assert_eq!((due.method, due.other_methods), (None, NO_CARD.into()));
        let words = due.last_error.unwrap();
        assert!(words.contains("Too many cards were declined"), "{words}");
        for method in ["card", "hosted"] {
            let refused = ada.chooses(&order, method).await;
            assert_eq!(refused.status, 409, "{method}");
        }
        shop.waits(HOUR_MS + 1000).await;
        // The provider's clock stands still, so the shop would take what it says for old news.
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        assert!(ada.chooses(&order, "card").await.went_on());
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.minutes_pass(5).await;
        assert_eq!(shop.standing(&order).await.0, "confirmed");
    })
    .await;
}

#[tokio::test]
async fn declines_whose_events_were_lost_are_counted_from_the_providers_list() {
    each_shop(async |shop| {
        shop.provider.suffers(json!({"drop_webhooks": true})).await;
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let intent = shop.intent_of(&order).await;
        tries_cards(&ada, &order, 10).await;
        shop.minutes_pass(5).await;
        assert_eq!(counted(&shop).await, 10);
        assert_eq!(shop.provider.intent(&intent).await["status"], "canceled");
        assert_eq!(shop.attention().await, ["declined_cards"]);
    })
    .await;
}

#[tokio::test]
async fn staff_may_let_somebody_try_a_card_again() {
    each_shop(async |shop| {
        let staff = finance(&shop).await;
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        tries_cards(&ada, &order, 10).await;
        shop.hears().await;
        assert_eq!(ada.chooses(&order, "card").await.status, 409);
        let entry = shop.text("SELECT id FROM attention").await;
        let form = [
            ("entry", entry.as_str()),
            ("resolution", "She rang: her bank was down."),
            ("lift", "on"),
        ];
        staff.post("/admin/attention", &form).await;
        assert!(ada.chooses(&order, "card").await.went_on());
        assert_eq!(ada.pays(&order, "pm_card_visa").await.0, 200);
        shop.hears().await;
        assert_eq!(shop.standing(&order).await.0, "confirmed");
    })
    .await;
}

#[tokio::test]
async fn a_visitor_who_tries_cards_on_one_order_after_another_is_stopped_too() {
    each_shop(async |shop| {
        let eve = shop.visitor();
        for turn in 0..3 {
            let order = eve
                .orders_for(&format!("eve{turn}@home.example"), BOWL)
                .await;
            tries_cards(&eve, &order, if turn < 2 { 9 } else { 2 }).await;
            shop.hears().await;
        }
        let refused = eve.tries_to_order(&[]).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert_eq!(eve.costs("DE", "post").await.payment_methods, NO_CARD);
        let page = eve.gets("/checkout").await.body;
        assert!(page.contains("Too many cards were declined"));
        // Somebody else pays by card as ever.
        let ada = shop.visitor();
        assert!(ada.buys(BOWL, 1).await.url.starts_with("/checkout/pay/"));
    })
    .await;
}
