//! The shop's time zone: its days are the days of its invoices, lists, takings and deadlines, and a change of it dates
//! nothing anew.

mod rules;

use crate::api::program;
use crate::commissions::fixture::quote;
use crate::staff::sign_in;
use crate::support::browser::Answer;
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::day::Day;
use atelier::domain::invoice::Invoice;
use atelier::domain::shop::Shop as Settings;
use atelier::server::actor::Actor;
use atelier::server::clock::{DAY_MS, MINUTE_MS};
use atelier::server::payments::manual;
use atelier::server::staff::seed_demo;
use atelier::server::{db, time_zone};
use atelier::transact;

const OWNER: &str = "owner@demo.example";

/// The shop keeps the time of this zone from now on.
async fn keeps_time_of(shop: &Shop, zone: &str) {
    let now = atelier::server::shop::current(&shop.app).await.unwrap();
    let settings = Settings {
        time_zone: zone.into(),
        ..(*now).clone()
    };
    atelier::server::shop::save(&shop.app, &settings)
        .await
        .unwrap();
}

/// Moves the clock back to 1 January, 00:30 in Berlin, and answers that day. In UTC the old year has half an hour left.
/// Ahead of the machine's own clock no visit would be remembered for so long.
fn new_year_in_berlin(shop: &Shop) -> Day {
    let now = shop.app.now_ms();
    let new_year = Day::from_civil(Day::of_ms(now).year(), 1, 1).unwrap();
    let wanted = new_year.start_ms() - 30 * MINUTE_MS;
    shop.app.clock.advance_ms(wanted - now);
    new_year
}

async fn orders_by_transfer(who: &Visitor, sku: &str) -> Placed {
    who.adds(sku, 1).await;
    who.orders(&[("payment_method", "bank_transfer")]).await
}

/// An order that is paid by transfer at once, and the number and the date of its invoice.
async fn sells(shop: &Shop, sku: &str) -> (Placed, String, Day) {
    let who = shop.visitor();
    let order = orders_by_transfer(&who, sku).await;
    let mia = Actor::Staff {
        id: "1".into(),
        name: "Mia".into(),
        ip: "127.0.0.1".into(),
    };
    let payment = shop.pending_payment_of(&order.id).await;
    manual::confirm(&shop.app, &mia, &order.id, &payment, "Statement")
        .await
        .unwrap();
    let sql = format!(
        "SELECT document FROM invoices WHERE order_id = '{}'",
        order.id
    );
    let printed: Invoice = serde_json::from_str(&shop.text(sql).await).unwrap();
    let sql = format!(
        "SELECT issued_on FROM invoices WHERE order_id = '{}'",
        order.id
    );
    assert_eq!(
        shop.number(sql).await,
        printed.dated().0,
        "the date is kept beside the document"
    );
    (order, printed.number.clone(), printed.dated())
}

#[tokio::test]
async fn an_invoice_of_the_first_half_hour_is_dated_and_numbered_in_the_new_year() {
    each_shop(async |shop| {
        keeps_time_of(&shop, "Europe/Berlin").await;
        let new_year = new_year_in_berlin(&shop);
        let year = new_year.year();
        let (order, number, dated) = sells(&shop, MUG).await;
        assert_eq!((number, dated), (format!("INV-{year}-000001"), new_year));
        let seen = shop.visitor().sees(&order).await;
        assert_eq!(seen.invoices[0].issued_on, new_year);
        let page = shop
            .visitor()
            .gets(&format!("/o/{}", order.token))
            .await
            .body;
        assert!(page.contains(&new_year.words()), "the page says the same");
        let placed = shop.number("SELECT placed_at_ms FROM orders").await;
        let berlin = time_zone::named("Europe/Berlin").unwrap();
        let words = berlin.date_and_time(placed);
        assert!(
            words.starts_with(&format!("{}, 00:3", new_year.words())),
            "{words}"
        );
        assert!(page.contains(&words), "times are the shop’s: {words}");
    })
    .await;
}

#[tokio::test]
async fn a_change_of_the_zone_dates_nothing_anew_and_numbers_go_on() {
    each_shop(async |shop| {
        keeps_time_of(&shop, "Europe/Berlin").await;
        let new_year = new_year_in_berlin(&shop);
        let year = new_year.year();
        let (first, number, _) = sells(&shop, MUG).await;
        let before = shop.texts("SELECT document FROM invoices").await;
        // There it is still the old year, in which no number may follow one of the new.
        keeps_time_of(&shop, "America/New_York").await;
        assert_eq!(shop.texts("SELECT document FROM invoices").await, before);
        let seen = shop.visitor().sees(&first).await;
        assert_eq!(
            (&seen.invoices[0].number, seen.invoices[0].issued_on),
            (&number, new_year)
        );
        let (_, number, dated) = sells(&shop, BOWL).await;
        assert_eq!((number, dated), (format!("INV-{year}-000002"), new_year));
        // Once the day has caught up, dates are those of the new zone.
        shop.app.clock.advance_ms(3 * DAY_MS);
        let (_, number, dated) = sells(&shop, MUG).await;
        assert_eq!(
            (number, dated),
            (format!("INV-{year}-000003"), new_year.plus(2))
        );
    })
    .await;
}

#[tokio::test]
async fn a_document_is_never_dated_before_the_last_one_unless_a_clock_was_wrong() {
    each_shop(async |shop| {
        let date = async |day: i64| {
            let dated: atelier::server::error::Result<Day> = async {
                transact!(shop.app.db, tx => { db::invoices::date(&mut tx, Day(day)).await })
            }
            .await;
            dated.unwrap().0
        };
        for (today, dated) in [(100, 100), (99, 100), (98, 100), (101, 101), (98, 98)] {
            assert_eq!(date(today).await, dated, "{today}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_number_is_of_the_year_of_its_date() {
    each_shop(async |shop| {
        let (order, ..) = sells(&shop, MUG).await;
        for (year, day) in [(2026, 20_453), (2026, 20_819), (2028, 21_184 + 366)] {
            let refused = shop
                .tampers_in_vain(format!(
                    "INSERT INTO invoices (id, kind, year, number, order_id, refund_id, currency, total_minor, tax_minor, document, issued_on, issued_at_ms)
                        VALUES ('x', 'invoice', {year}, 900, '{}', NULL, 'EUR', 1, 0, '', {day}, 1)",
                    order.id
                ))
                .await;
            assert!(
                refused.contains("a_number_is_of_the_year_of_its_date"),
                "{year} {day}: {refused}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_admin_finds_and_counts_an_order_on_the_shops_own_day() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        keeps_time_of(&shop, "Europe/Berlin").await;
        let new_year = new_year_in_berlin(&shop);
        let (order, ..) = sells(&shop, BOWL).await;
        let number = shop.visitor().sees(&order).await.number;
        let owner = sign_in(&shop.app, OWNER).await;
        let on = |day: Day| format!("from={day}&to={day}");
        let today = owner
            .get(&format!("/admin/orders?{}", on(new_year)))
            .await
            .body;
        assert!(today.contains(&number), "today’s orders have it");
        let shown = format!("{}, 00:3", new_year.words());
        assert!(
            today.contains(&shown) && today.contains(" CET"),
            "and say when it came"
        );
        let yesterday = owner
            .get(&format!("/admin/orders?{}", on(new_year.plus(-1))))
            .await
            .body;
        assert!(!yesterday.contains(&number), "yesterday’s have not");

        let orders = program(&shop, &["orders:read"]).await;
        for (day, found) in [(new_year, 1), (new_year.plus(-1), 0)] {
            let list = orders
                .get(&format!("/orders?{}", on(day)))
                .await
                .expect(200);
            assert_eq!(list["total"], found, "{day}");
            if found == 1 {
                let placed = list["items"][0]["placed_at"].as_str().unwrap();
                let utc = format!("{}T23:3", new_year.plus(-1));
                assert!(
                    placed.starts_with(&utc) && placed.ends_with('Z'),
                    "{placed}"
                );
            }
        }
        let taken = |front: &str| {
            let takings = front.split("id=\"front-takings\"").nth(1).unwrap();
            let (today, thirty) = takings.split_once("In thirty days").unwrap();
            assert!(thirty.contains("1 order"));
            today.contains("1 order")
        };
        assert!(taken(&owner.get("/admin").await.body));
        keeps_time_of(&shop, "Asia/Tokyo").await;
        assert!(
            taken(&owner.get("/admin").await.body),
            "in Tokyo, too, it came today"
        );
        shop.app.clock.advance_ms(DAY_MS - 60 * MINUTE_MS);
        keeps_time_of(&shop, "Europe/Berlin").await;
        let owner = sign_in(&shop.app, OWNER).await;
        assert!(
            taken(&owner.get("/admin").await.body),
            "23:30 is the same day"
        );
        shop.app.clock.advance_ms(31 * MINUTE_MS);
        let owner = sign_in(&shop.app, OWNER).await;
        assert!(
            !taken(&owner.get("/admin").await.body),
            "the day after is another"
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_good_until_a_day_is_good_until_that_day_ends_in_the_shop() {
    each_shop(async |shop| {
        keeps_time_of(&shop, "Pacific/Auckland").await;
        let zone = time_zone::named("Pacific/Auckland").unwrap();
        let commission = shop.quoted(&quote("100")).await;
        let until = shop
            .number("SELECT valid_until_ms FROM commission_quotes")
            .await;
        let sent = shop
            .number("SELECT sent_at_ms FROM commission_quotes")
            .await;
        let last = zone.day_of(until);
        assert_eq!(last, zone.day_of(sent).plus(14));
        assert_eq!(zone.end_of(last), until + 1, "to its last moment");
        let turn = commission.sees().await.turn.for_customer;
        assert!(
            turn.contains(&last.words()),
            "which is the day that is told: {turn}"
        );
        // A deadline that was given stays as it was given.
        keeps_time_of(&shop, "America/Los_Angeles").await;
        assert_eq!(
            shop.number("SELECT valid_until_ms FROM commission_quotes")
                .await,
            until
        );
    })
    .await;
}

#[tokio::test]
async fn the_time_until_which_pieces_are_kept_is_written_by_the_server() {
    each_shop(async |shop| {
        keeps_time_of(&shop, "Asia/Kathmandu").await;
        let ada = shop.visitor();
        let order = ada.buys(MUG, 1).await;
        let sql = format!(
            "SELECT hold_expires_at_ms FROM orders WHERE id = '{}'",
            order.id
        );
        let until = shop.number(sql).await;
        let words = time_zone::named("Asia/Kathmandu")
            .unwrap()
            .date_and_time(until);
        assert!(words.ends_with("UTC+5:45"), "{words}");
        let page = ada.gets(&format!("/o/{}", order.token)).await.body;
        assert!(page.contains(&format!("until {words}")), "{words}");
    })
    .await;
}

fn says(answer: &Answer, words: &str) -> bool {
    answer.body.contains(words)
}

#[tokio::test]
async fn the_owner_chooses_the_zone_in_a_plain_form() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let owner = sign_in(&shop.app, OWNER).await;
        let page = owner.get("/admin/settings").await;
        for part in [
            "<label for=\"time_zone\"",
            "list=\"time_zone-list\"",
            "<datalist id=\"time_zone-list\"",
            "<option value=\"Europe/Berlin\"",
            "<option value=\"UTC\"",
        ] {
            assert!(says(&page, part), "{part}");
        }
        let form = async |zone: &'static str| {
            let numbers = [
                "max_quantity",
                "transfer_hold_days",
                "collection_hold_days",
                "return_days",
                "unpaid_pieces_per_visitor",
                "unpaid_pieces_per_network",
                "unpaid_pieces_per_email",
            ];
            let mut fields = vec![
                ("action", "save"),
                ("name", "The Kiln"),
                ("contact_email", "maker@kiln.example"),
                ("time_zone", zone),
            ];
            fields.extend(numbers.map(|name| (name, "7")));
            fields
        };
        let chosen = async || {
            let shop = atelier::server::shop::current(&shop.app).await.unwrap();
            shop.time_zone.clone()
        };
        let answer = owner
            .post("/admin/settings", &form("Europe/Atlantis").await)
            .await;
        assert_eq!(answer.status, 422);
        assert!(says(&answer, "There is no time zone of this name."));
        assert!(
            says(&answer, "value=\"Europe/Atlantis\""),
            "what was typed is kept"
        );
        assert_eq!(chosen().await, "UTC");
        let answer = owner
            .post("/admin/settings", &form(" europe/berlin ").await)
            .await;
        assert_eq!(answer.location, "/admin/settings?done=saved");
        assert_eq!(chosen().await, "Europe/Berlin");
        let page = owner.get("/admin/settings").await;
        assert!(says(&page, "name=\"time_zone\"") && says(&page, "value=\"Europe/Berlin\""));
        let answer = owner.post("/admin/settings", &form("").await).await;
        assert_eq!(answer.location, "/admin/settings?done=saved");
        assert_eq!(chosen().await, "UTC", "UTC where none is chosen");
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_lies_in_berlin() {
    each_shop(async |shop| {
        shop.tampers("DELETE FROM settings WHERE name = 'shop'")
            .await;
        atelier::server::seed::demo::without_pictures(&shop.app)
            .await
            .unwrap();
        let zone = shop.app.time_zone().await.unwrap();
        assert_eq!(zone.name(), "Europe/Berlin");
    })
    .await;
}
