//! The checkout's page: what it says of a cart that can't be bought whole, what it keeps, and what its buttons mean.

use crate::support::goods::{BOWL, VASE};
use crate::support::shop::each_shop;
use crate::support::visitor::{Visitor, filled_in};
use atelier::server::clock::HOUR_MS;
use atelier::server::jobs::worker;

/// The checkout form with one of its buttons pressed, or the key in a field.
async fn presses(visitor: &Visitor, more: &[(&str, &str)]) -> crate::support::browser::Answer {
    visitor.posts("/checkout", &filled_in(more)).await
}

#[tokio::test]
async fn what_is_typed_stays_for_this_visit_and_no_longer() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let typed = [
            ("step", "review"),
            ("line1", "Lindenweg 7"),
            ("gift_message", "For Eve, with love"),
        ];
        assert_eq!(presses(&ada, &typed).await.status, 200);
        ada.gets("/cart").await;
        let page = ada.gets("/checkout").await.body;
        assert!(page.contains("Lindenweg 7") && page.contains("For Eve, with love"));
        assert!(page.contains("ada@home.example"));
        // The browser sends it letter by letter, too.
        let kept: () = ada
            .calls("checkout/keep", &[("form[line1]", "Lindenweg 8")])
            .await;
        assert_eq!(kept, ());
        assert!(ada.gets("/checkout").await.body.contains("Lindenweg 8"));
        assert!(shop.text("SELECT sealed FROM checkout_drafts").await.len() > 40);
        let hits = shop
            .texts("SELECT sealed FROM checkout_drafts WHERE sealed LIKE '%Linden%'")
            .await;
        assert!(hits.is_empty(), "it is stored sealed");
        // Nobody else sees it.
        let eve = shop.visitor();
        eve.adds(BOWL, 1).await;
        assert!(!eve.gets("/checkout").await.body.contains("Lindenweg"));
        // A day later it is forgotten.
        shop.app.clock.advance_ms(25 * HOUR_MS);
        assert!(!ada.gets("/checkout").await.body.contains("Lindenweg"));
        worker::enqueue_repeating(&shop.app).await.unwrap();
        shop.drains().await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM checkout_drafts").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_goes_with_its_order_and_with_the_account_that_leaves() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        // It can still be changed while nothing is paid.
        ada.orders(&[("gift_message", "For Eve")]).await;
        assert!(ada.gets("/checkout").await.body.contains("For Eve"));
        let order = ada.orders(&[("gift_message", "For Eve, again")]).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        ada.adds(BOWL, 1).await;
        assert!(!ada.gets("/checkout").await.body.contains("For Eve"));

        let joe = shop.visitor();
        joe.registers("joe@home.example").await;
        joe.adds(BOWL, 1).await;
        presses(&joe, &[("step", "review"), ("line1", "Lindenweg 7")]).await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM checkout_drafts").await, 1);
        let nothing: [(&str, &str); 0] = [];
        assert!(joe.posts("/account/sign-out", &nothing).await.went_on());
        assert_eq!(shop.number("SELECT COUNT(*) FROM checkout_drafts").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_parcel_never_goes_to_an_address_that_was_not_chosen() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.registers("ada@home.example").await;
        for (line1, city) in [("Ringstraße 1", "Berlin"), ("Lindenweg 7", "Bremen")] {
            let form = [
                ("full_name", "Ada Lovelace"),
                ("line1", line1),
                ("city", city),
                ("postal_code", "10115"),
                ("country", "DE"),
            ];
            assert!(ada.posts("/account/addresses/new", &form).await.went_on());
        }
        ada.adds(BOWL, 1).await;
        let one = |city: &str| {
            shop.text(format!(
                "SELECT id FROM customer_addresses WHERE city = '{city}'"
            ))
        };
        let (berlin, bremen) = (one("Berlin").await, one("Bremen").await);
        let page = ada.gets("/checkout").await.body;
        assert!(
            page.contains(&format!("name=\"saved_address_shown\" value=\"{berlin}\"")),
            "{page}"
        );
        // Chosen in the list, and the order placed at once: the fields still hold the old one.
        let chosen = [
            ("saved_address", bremen.as_str()),
            ("saved_address_shown", berlin.as_str()),
            ("seen_total", "4990"),
        ];
        let answer = presses(&ada, &chosen).await;
        assert_eq!(answer.status, 409);
        assert!(
            answer.body.contains("the parcel goes to")
                && answer.body.contains("value=\"Lindenweg 7\""),
            "{}",
            answer.body
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        // As the page has it now. What is typed into the fields after that counts.
        let seen = [
            ("saved_address", bremen.as_str()),
            ("saved_address_shown", bremen.as_str()),
            ("line1", "Lindenweg 7a"),
            ("city", "Bremen"),
        ];
        ada.orders(&seen).await;
        let sent = shop
            .text("SELECT line1 FROM order_addresses WHERE role = 'shipping'")
            .await;
        assert_eq!(sent, "Lindenweg 7a");
    })
    .await;
}

#[tokio::test]
async fn a_piece_in_somebody_elses_checkout_is_called_that_and_can_be_left_out() {
    each_shop(async |shop| {
        let (ada, eve) = (shop.visitor(), shop.visitor());
        eve.adds(VASE, 1).await;
        eve.adds(BOWL, 1).await;
        ada.buys(VASE, 1).await;
        assert_eq!(eve.problems().await, ["product_sold_out", ""]);
        let answer = presses(&eve, &[("step", "review"), ("line1", "Lindenweg 7")]).await;
        let page = &answer.body;
        assert!(
            page.contains("Somebody else is paying for this right now."),
            "{page}"
        );
        assert!(
            !page.contains("sold out") && !page.contains("ship there yet"),
            "{page}"
        );
        assert!(
            page.contains("name=\"shipping_method\""),
            "how it can be sent is true all the same"
        );
        assert_eq!(presses(&eve, &[]).await.status, 409);
        let cart = eve.cart().await;
        let line = &cart.lines.iter().find(|line| line.sku == VASE).unwrap().id;
        let answer = presses(
            &eve,
            &[
                ("step", ""),
                ("remove_line", line),
                ("line1", "Lindenweg 7"),
            ],
        )
        .await;
        assert_eq!(answer.status, 200);
        assert!(
            answer.body.contains("value=\"Lindenweg 7\""),
            "nothing typed is lost"
        );
        assert_eq!(eve.problems().await, [""]);
        eve.orders(&[]).await;
        // Once it is paid for it is sold.
        let joe = shop.visitor();
        assert_eq!(joe.tries_to_add(VASE, 1).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_new_price_can_be_agreed_to_where_it_is_told() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        shop.reprices(BOWL, "EUR", 4600).await;
        let line = ada.cart().await.lines[0].id.clone();
        assert!(
            presses(&ada, &[("step", "review")])
                .await
                .body
                .contains("Accept the new price")
        );
        assert_eq!(
            presses(&ada, &[("step", ""), ("accept_line", &line)])
                .await
                .status,
            200
        );
        assert_eq!(ada.problems().await, [""]);
    })
    .await;
}

#[tokio::test]
async fn the_key_in_a_field_orders_only_what_was_seen() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let wrong = presses(&ada, &[("step", "enter"), ("line1", "")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("Write the street and house number."));
        let unseen = presses(&ada, &[("step", "enter")]).await;
        assert_eq!(unseen.status, 200);
        assert!(unseen.body.contains("49.90"), "the total is shown first");
        assert_eq!(
            presses(&ada, &[("step", "enter"), ("seen_total", "4989")])
                .await
                .status,
            409
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        assert!(
            presses(&ada, &[("step", "enter"), ("seen_total", "4990")])
                .await
                .went_on()
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_in_place_is_treated_like_the_plain_one() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let page = ada.gets("/checkout").await.body;
        assert!(page.contains("<template id=\"in-place\">"), "{page}");
        let places = async |email: &str| {
            let form = filled_in(&[("email", email)]);
            let fields = form.iter().filter(|(name, _)| name != "step");
            let fields: Vec<_> = fields.map(|(n, v)| (format!("form[{n}]"), v)).collect();
            ada.posts("/_fn/checkout/place", &fields).await
        };
        let refused = places("nobody").await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.json()["problems"][0]["field"], "email");
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 0);
        let page = ada.gets("/checkout").await.body;
        assert!(page.contains("value=\"nobody\""), "what was typed is kept");

        let (first, second) = (places("ada@home.example"), places("ada@home.example"));
        let (first, second) = (first.await, second.await);
        assert_eq!((first.status, first.json()), (200, second.json()));
        assert_eq!(shop.number("SELECT COUNT(*) FROM orders").await, 1);
        let pay = ada.gets(first.json().as_str().unwrap()).await.body;
        assert!(pay.contains("data-call=\"/_fn/payments/choose\""), "{pay}");
    })
    .await;
}
