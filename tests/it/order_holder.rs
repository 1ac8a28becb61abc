//! What whoever holds an order's link can do: correct it until it is sent, add a note, buy it again, and see what
//! happens live.

use crate::support::browser::Answer;
use crate::support::goods::{BOWL, LARGE_PRINT, MUG, VASE};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::shipping::{Method, MethodPrice, Zone};
use atelier::server::actor::Actor;
use atelier::server::clock::DAY_MS;
use atelier::server::error::Result;
use atelier::server::orders::staff::{self, ShipForm};
use atelier::transact;
use futures::StreamExt;
use std::time::Duration;

fn mia() -> Actor {
    Actor::Staff {
        id: "1".into(),
        name: "Mia".into(),
        ip: "127.0.0.1".into(),
    }
}

const NEW: [(&str, &str); 7] = [
    ("action", "correct_address"),
    ("full_name", "Ada Byron"),
    ("line1", "Hafenstraße 3"),
    ("city", "Hamburg"),
    ("postal_code", "20457"),
    ("country", "DE"),
    ("phone", ""),
];

async fn does(who: &Visitor, order: &Placed, form: &[(&str, &str)]) -> Answer {
    who.posts(&format!("/o/{}", order.token), form).await
}

fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form: Vec<_> = NEW
        .into_iter()
        .filter(|(known, _)| *known != name)
        .collect();
    form.push((name, value));
    form
}

async fn pays(shop: &Shop, who: &Visitor, sku: &str) -> Placed {
    let order = who.buys(sku, 1).await;
    who.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    order
}

async fn ships(shop: &Shop, order: &Placed) {
    let form = ShipForm {
        carrier: "DHL".into(),
        tracking_number: "00340434".into(),
        ..ShipForm::default()
    };
    staff::ship(&shop.app, &mia(), &order.id, &form)
        .await
        .unwrap();
    shop.drains().await;
}

#[tokio::test]
async fn an_address_is_corrected_until_the_parcel_leaves() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays(&shop, &ada, BOWL).await;
        let answer = does(&ada, &order, &NEW).await;
        assert_eq!(answer.location, format!("/o/{}?done=address", order.token));
        let seen = ada.sees(&order).await;
        assert_eq!(seen.shipping_address.city, "Hamburg");
        let sentence = "The delivery address was corrected: name, street, postal code, town.";
        assert_eq!(seen.history.last().unwrap().sentence, sentence);
        assert_eq!(
            shop.text("SELECT customer_name FROM orders").await,
            "Ada Byron"
        );
        // The same again is no change and leaves no row.
        let version = seen.version;
        assert!(does(&ada, &order, &NEW).await.went_on());
        assert_eq!(ada.sees(&order).await.version, version);

        let empty = does(&ada, &order, &with("line1", " ")).await;
        assert_eq!(empty.status, 422);
        assert!(empty.body.contains("Write the street") && empty.body.contains("Hamburg"));
        ships(&shop, &order).await;
        let late = does(&ada, &order, &with("city", "Kiel")).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("has left already"));
        assert!(!ada.sees(&order).await.holder.can_correct);

        let joe = shop.visitor();
        let cancelled = joe.buys(MUG, 1).await;
        assert!(joe.cancels(&cancelled).await.went_on());
        assert_eq!(does(&joe, &cancelled, &NEW).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_costs_something_else_is_refused_with_a_way_on() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays(&shop, &ada, BOWL).await;
        // The same zone, another tax.
        let there = [("country", "US"), ("region", "CA"), ("postal_code", "94103")];
        let taxed: Vec<_> = with("country", "US").into_iter().chain(there).collect();
        let refused = does(&ada, &order, &taxed).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Cancel this order and place it again"));
        assert_eq!(ada.sees(&order).await.shipping_address.country, "DE");
        let countries = ada.sees(&order).await.holder.countries;
        assert_eq!(countries, ["DE"], "no other country has its tax");

        // The same tax (none), another zone.
        let price = MethodPrice {
            currency: "EUR".parse().unwrap(),
            amount_minor: 990,
            free_from_minor: None,
        };
        let post = Method {
            id: "far".into(),
            name: "Far post".into(),
            min_days: 5,
            max_days: 9,
            collection: false,
            prices: vec![price],
        };
        let zone = Zone {
            id: "islands".into(),
            name: "Islands".into(),
            countries: vec!["IS".into()],
            methods: vec![post],
        };
        let saved: Result<()> = async {
            transact!(shop.app.db, tx => { atelier::server::db::shop::save_zone(&mut tx, &zone, 0).await })
        }
        .await;
        saved.unwrap();
        atelier::server::shop::forget(&shop.app);
        let joe = shop.visitor();
        joe.adds(MUG, 1).await;
        let order = joe.orders(&[("country", "FR"), ("postal_code", "75001")]).await;
        assert_eq!(does(&joe, &order, &with("country", "IS")).await.status, 422);
        let near = does(&joe, &order, &with("country", "ES")).await;
        assert!(near.went_on(), "neither shipping nor tax differ there: {}", near.status);
        assert_eq!(joe.sees(&order).await.shipping_address.country, "ES");
    })
    .await;
}

async fn link_of_change(shop: &Shop, order: &Placed) -> String {
    let generation = shop
        .number("SELECT generation FROM order_email_changes")
        .await;
    let token = shop
        .app
        .keys
        .link_token("order email", &order.id, generation);
    format!("/confirm-email/{token}")
}

#[tokio::test]
async fn a_new_address_counts_once_its_link_was_opened_and_the_old_one_is_told() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays(&shop, &ada, BOWL).await;
        let ask = |email: &'static str| [("action", "change_email"), ("email", email)];
        for wrong in ["nonsense", "ada@home.example"] {
            assert_eq!(does(&ada, &order, &ask(wrong)).await.status, 422, "{wrong}");
        }
        let answer = does(&ada, &order, &ask("byron@new.example")).await;
        assert_eq!(
            answer.location,
            format!("/o/{}?done=email_asked", order.token)
        );
        assert_eq!(
            shop.mails_to("byron@new.example").await,
            ["confirm_order_email"]
        );
        let seen = ada.sees(&order).await;
        assert_eq!(seen.email, "ada@home.example", "nothing changes yet");
        assert_eq!(
            seen.holder.waiting_email.as_deref(),
            Some("byron@new.example")
        );
        let first = link_of_change(&shop, &order).await;

        // A later request takes the place of the first, whose link is over.
        assert!(does(&ada, &order, &ask("ada@new.example")).await.went_on());
        let link = link_of_change(&shop, &order).await;
        let eve = shop.visitor();
        assert_eq!(eve.gets(&first).await.status, 404);
        assert_eq!(eve.posts(&first, &[("", "")]).await.status, 404);
        let page = eve.gets(&link).await;
        assert!(page.status == 200 && page.body.contains("ada@new.example"));
        assert!(
            !page.body.contains(&order.token),
            "it does not know yet whose mailbox it is"
        );
        assert_eq!(
            ada.sees(&order).await.email,
            "ada@home.example",
            "looking changes nothing"
        );
        let taken = eve.posts(&link, &[("", "")]).await;
        assert_eq!(taken.location, format!("/o/{}?done=email", order.token));
        assert_eq!(ada.sees(&order).await.email, "ada@new.example");
        assert_eq!(
            shop.text("SELECT email_key FROM orders").await,
            "ada@new.example"
        );
        assert_eq!(eve.posts(&link, &[("", "")]).await.status, 404, "once");
        let told = ["order_confirmed", "order_email_changed"];
        assert_eq!(shop.mails_to("ada@home.example").await, told);
        ships(&shop, &order).await;
        let new = ["confirm_order_email", "order_shipped"];
        assert_eq!(shop.mails_to("ada@new.example").await, new);
        assert_eq!(does(&ada, &order, &ask("x@new.example")).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_link_to_a_new_address_ends() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = pays(&shop, &ada, BOWL).await;
        let ask = [("action", "change_email"), ("email", "byron@new.example")];
        assert!(does(&ada, &order, &ask).await.went_on());
        let link = link_of_change(&shop, &order).await;
        shop.app.clock.advance_ms(2 * DAY_MS + 1);
        assert_eq!(ada.gets(&link).await.status, 404);
        assert_eq!(ada.posts(&link, &[("", "")]).await.status, 404);
        assert_eq!(ada.sees(&order).await.holder.waiting_email, None);
        shop.drains().await;
        // One that is still good is of no use once the parcel left.
        assert!(does(&ada, &order, &ask).await.went_on());
        let link = link_of_change(&shop, &order).await;
        ships(&shop, &order).await;
        assert_eq!(ada.posts(&link, &[("", "")]).await.status, 409);
        assert_eq!(ada.sees(&order).await.email, "ada@home.example");
    })
    .await;
}

#[tokio::test]
async fn a_note_reaches_the_studio_and_stays_short() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let order = ada.orders(&[("note", "Ring twice")]).await;
        let note = |text: &str| {
            [
                ("action".to_string(), "add_note".to_string()),
                ("note".into(), text.into()),
            ]
        };
        let path = format!("/o/{}", order.token);
        let answer = ada
            .posts(&path, &note(" Leave it </textarea> with Bo\r\nthank you "))
            .await;
        assert_eq!(answer.location, format!("{path}?done=note"));
        let seen = ada.sees(&order).await;
        assert_eq!(
            seen.note,
            "Ring twice\n\nLeave it </textarea> with Bo\nthank you"
        );
        assert_eq!(ada.posts(&path, &note(" ")).await.status, 422);
        let long = ada.posts(&path, &note(&"x".repeat(990))).await;
        assert_eq!(long.status, 422);
        assert!(
            long.body.contains(&"x".repeat(990)),
            "nothing typed is lost"
        );
        assert_eq!(ada.sees(&order).await.version, seen.version);
    })
    .await;
}

#[tokio::test]
async fn buying_again_takes_what_there_is_and_says_what_is_missing() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        for (sku, units) in [(BOWL, 2), (VASE, 1), (MUG, 3), (LARGE_PRINT, 1)] {
            ada.adds(sku, units).await;
        }
        let order = ada.orders(&[]).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        shop.archives(LARGE_PRINT).await;
        let again = [("action", "buy_again")];
        let joe = shop.visitor();
        let answer = does(&joe, &order, &again).await;
        let missed = "1-product_sold_out.2-insufficient_inventory.3-product_not_active";
        assert_eq!(
            answer.location,
            format!("/o/{}?again={missed}", order.token)
        );
        let page = joe.gets(&answer.location).await.body;
        for words in [
            "A vase is sold out",
            "A mug: there are fewer",
            "A print-s is no longer for sale",
        ] {
            assert!(page.contains(words), "{words}");
        }
        let cart = joe.cart().await;
        let lines: Vec<_> = cart
            .lines
            .iter()
            .map(|l| (l.sku.as_str(), l.quantity))
            .collect();
        assert_eq!(lines, [(BOWL, 2), (MUG, 2)]);
        assert!(cart.can_check_out);

        let order = pays(&shop, &shop.visitor(), BOWL).await;
        let eve = shop.visitor();
        assert_eq!(does(&eve, &order, &again).await.location, "/cart");
        assert_eq!(eve.cart().await.count, 1);
        assert_eq!(does(&eve, &order, &again).await.location, "/cart");
        assert_eq!(eve.cart().await.count, 2, "it adds to what is there");
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_looked_at_hears_of_payment_and_parcel() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(BOWL, 1).await;
        let before = ada.sees(&order).await.holder.news_ms;
        let missing = shop
            .http
            .get(format!("{}/o/nonsense/events", shop.base))
            .send()
            .await
            .unwrap();
        assert_eq!(missing.status(), 404);
        let url = format!("{}/o/{}/events", shop.base, order.token);
        let answer = shop.http.get(url).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut events = answer.bytes_stream();
        let mut next = async || {
            let wait = Duration::from_secs(20);
            let bytes = tokio::time::timeout(wait, events.next()).await.unwrap();
            let text = String::from_utf8(bytes.unwrap().unwrap().to_vec()).unwrap();
            let data = text.lines().find_map(|l| l.strip_prefix("data: "));
            data.unwrap().parse::<i64>().unwrap()
        };
        assert_eq!(next().await, before, "the first says where it stands");
        shop.app.clock.advance_ms(1000);
        // A note between staff is no news for the customer.
        staff::note(&shop.app, &mia(), &order.id, "Wrap it in blue")
            .await
            .unwrap();
        assert_eq!(ada.sees(&order).await.holder.news_ms, before);
        shop.app.clock.advance_ms(1000);
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        let paid = next().await;
        assert!(paid > before);
        shop.app.clock.advance_ms(1000);
        ships(&shop, &order).await;
        assert!(next().await > paid);
    })
    .await;
}
