//! The admin: orders are found and moved, attention items settled, jobs tried again, products edited, all with plain
//! forms.

use crate::staff::sign_in;
use crate::support::browser::{Answer, Browser};
use crate::support::goods::{BOWL, VASE};
use crate::support::shop::{Shop, each_shop};
use atelier::domain::order::order_number;
use atelier::server::staff::seed_demo;

const FINANCE: &str = "finance@demo.example";
const FULFILMENT: &str = "fulfilment@demo.example";
const EDITOR: &str = "editor@demo.example";
const OWNER: &str = "owner@demo.example";

fn went_to(answer: &Answer, location: &str) {
    assert_eq!(
        answer.location,
        location,
        "{} {}",
        answer.status,
        notice(answer)
    );
}

/// The sentence of the page's error summary, if it has one.
fn notice(answer: &Answer) -> &str {
    let Some(from) = answer.body.find("error-summary-title") else {
        return "";
    };
    let summary = &answer.body[from..];
    &summary[..summary.find("</div>").unwrap()]
}

async fn page_of(shop: &Shop, order_id: &str) -> String {
    let sql = format!("SELECT number FROM orders WHERE id = '{order_id}'");
    let number = order_number(shop.number(sql).await);
    format!("/admin/orders/{number}")
}

#[tokio::test]
async fn a_transfer_is_confirmed_and_the_parcel_leaves() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let ada = shop.visitor();
        ada.adds(BOWL, 1).await;
        let order = ada.orders(&[("payment_method", "bank_transfer")]).await;
        let page = page_of(&shop, &order.id).await;

        let fulfilment = sign_in(&shop.app, FULFILMENT).await;
        let payment = shop.pending_payment_of(&order.id).await;
        let confirm = [
            ("action", "confirm_payment"),
            ("attempt", payment.as_str()),
            ("reference", "Statement 14, line 3"),
        ];
        let answer = fulfilment.post(&page, &confirm).await;
        assert_eq!(answer.status, 403, "money is not fulfilment's");

        let finance = sign_in(&shop.app, FINANCE).await;
        assert!(
            finance
                .get("/admin")
                .await
                .body
                .contains("Money to look for")
        );
        let answer = finance
            .post(&page, &[confirm[0], confirm[1], ("reference", " ")])
            .await;
        assert_eq!(answer.status, 422);
        let answer = finance.post(&page, &confirm).await;
        went_to(&answer, &format!("{page}?done=payment_confirmed"));
        let answer = finance.post(&page, &confirm).await;
        assert_eq!(answer.status, 409, "money is confirmed once");

        assert!(
            fulfilment
                .get("/admin")
                .await
                .body
                .contains("To make and to ship")
        );
        let answer = fulfilment
            .post(&page, &[("action", "ship"), ("carrier", "DHL")])
            .await;
        assert_eq!(answer.status, 422, "a parcel has a tracking number");
        assert!(
            answer.body.contains("value=\"DHL\""),
            "what was typed is kept"
        );
        let answer = fulfilment.post(&page, &[("action", "start_making")]).await;
        went_to(&answer, &format!("{page}?done=making"));
        let parcel = [
            ("action", "ship"),
            ("carrier", "DHL"),
            ("tracking_number", "JD0001"),
        ];
        went_to(
            &fulfilment.post(&page, &parcel).await,
            &format!("{page}?done=shipped"),
        );
        shop.drains().await;

        let seen = ada.sees(&order).await;
        assert_eq!(seen.status_label, "shipped");
        assert_eq!(seen.parcels[0].tracking_number, "JD0001");
        let note = [("action", "add_note"), ("note", "Wrapped in blue paper")];
        went_to(
            &fulfilment.post(&page, &note).await,
            &format!("{page}?done=noted"),
        );
        assert!(
            fulfilment
                .get(&page)
                .await
                .body
                .contains("Wrapped in blue paper")
        );
        let seen = ada.sees(&order).await;
        assert!(
            !seen
                .history
                .iter()
                .any(|entry| entry.sentence.contains("blue paper"))
        );
        let logged = shop.texts("SELECT kind FROM audit_log ORDER BY id").await;
        for action in ["refused", "payment_confirmed", "making", "shipped", "noted"] {
            assert!(
                logged.iter().any(|word| word == action),
                "{action} in {logged:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn orders_are_found_by_number_name_address_state_and_day() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let first = shop.visitor().orders_for("ada@home.example", BOWL).await;
        let ben = shop.visitor();
        ben.adds(VASE, 1).await;
        let more = [
            ("email", "ben_b@home.example"),
            ("full_name", "Ben Bitdiddle"),
            ("payment_method", "bank_transfer"),
        ];
        ben.orders(&more).await;
        let staff = sign_in(&shop.app, OWNER).await;
        let found = async |staff: &Browser, query: &str| {
            let body = staff.get(&format!("/admin/orders{query}")).await.body;
            let has = |number| body.contains(&format!("/admin/orders/{}\"", order_number(number)));
            (has(1), has(2))
        };
        for (query, expected) in [
            ("", (true, true)),
            ("?q=ORD-000001", (true, false)),
            ("?q=2", (false, true)),
            ("?q=bitdid", (false, true)),
            ("?q=ada%40", (true, false)),
            ("?q=ben_", (false, true)),
            ("?q=%25", (false, false)),
            ("?q=_", (false, false)),
            ("?status=to_confirm", (false, true)),
            ("?status=to_ship", (false, false)),
            ("?status=pending", (true, true)),
            ("?status=nonsense", (true, true)),
            ("?shortage=on", (false, false)),
            ("?from=2001-01-01", (true, true)),
            ("?to=2001-01-01", (false, false)),
            ("?cursor=nonsense", (true, true)),
        ] {
            assert_eq!(found(&staff, query).await, expected, "{query}");
        }
        assert_eq!(staff.get("/admin/orders/ORD-000099").await.status, 404);

        let page = page_of(&shop, &first.id).await;
        let answer = staff
            .post(&page, &[("action", "cancel"), ("reason", "")])
            .await;
        assert_eq!(answer.status, 422, "the customer is owed a reason");
        let cancel = [("action", "cancel"), ("reason", "The glaze cracked.")];
        went_to(
            &staff.post(&page, &cancel).await,
            &format!("{page}?done=cancelled"),
        );
        assert_eq!(staff.post(&page, &cancel).await.status, 409);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn troubles_are_settled_with_a_sentence_and_dead_jobs_are_tried_again() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        shop.tampers(
            "INSERT INTO attention (id, kind, dedupe_key, args, opened_at_ms)
            VALUES ('a1', 'unreadable_event', 'k1', '{}', 1)",
        )
        .await;
        shop.tampers(
            "INSERT INTO jobs (id, kind, payload, state, run_at_ms, attempts, last_error, created_at_ms, finished_at_ms)
            VALUES ('j1', 'housekeeping', '{\"kind\":\"housekeeping\"}', 'dead', 1, 9, 'The disk was full.', 1, 2)",
        )
        .await;
        let staff = sign_in(&shop.app, OWNER).await;
        assert!(staff.get("/admin").await.body.contains("could not be read."));
        let answer = staff.post("/admin/attention", &[("entry", "a1"), ("resolution", " ")]).await;
        assert_eq!(answer.status, 422);
        let settle = [("entry", "a1"), ("resolution", "Looked it up: a test event.")];
        went_to(&staff.post("/admin/attention", &settle).await, "/admin/attention?done=resolved");
        assert_eq!(staff.post("/admin/attention", &settle).await.status, 409);
        assert!(!staff.get("/admin/attention").await.body.contains("could not be read."));

        assert!(staff.get("/admin/jobs").await.body.contains("The disk was full."));
        went_to(&staff.post("/admin/jobs", &[("job", "j1")]).await, "/admin/jobs?done=replayed");
        shop.drains().await;
        assert_eq!(shop.text("SELECT state FROM jobs WHERE id = 'j1'").await, "done");
        assert!(staff.get("/admin/log").await.body.contains("job replayed"));
    })
    .await;
}

/// A picture of one colour, as PNG.
fn picture() -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(400, 500, image::Rgb([120, 60, 30]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn an_editor_makes_a_product_and_puts_it_into_the_shop() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        let editor = sign_in(&shop.app, EDITOR).await;
        let answer = editor.post("/admin/products/new", &[("title", "")]).await;
        assert_eq!(answer.status, 422);
        let answer = editor
            .post(
                "/admin/products/new",
                &[("title", "Moon jar"), ("kind", "Jar")],
            )
            .await;
        let page = answer
            .location
            .strip_suffix("?done=created")
            .unwrap()
            .to_string();
        assert_eq!(editor.get("/shop/moon-jar").await.status, 404, "a draft");
        let answer = editor.post(&page, &[("action", "publish")]).await;
        assert_eq!(answer.status, 422, "it has no price");

        let variant = [
            ("action", "save_variant"),
            ("id", ""),
            ("sku", "MOON"),
            ("name", ""),
            ("active", "true"),
        ];
        let wrong = [&variant[..], &[("price_EUR", "many")]].concat();
        let answer = editor.post(&page, &wrong).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.body.contains("href=\"#price_EUR-save-variant-new\""),
            "{}",
            notice(&answer)
        );
        let right = [&variant[..], &[("price_EUR", "180.00")]].concat();
        went_to(
            &editor.post(&page, &right).await,
            &format!("{page}?done=variant_saved"),
        );
        let id = shop
            .text("SELECT id FROM variants WHERE sku = 'MOON'")
            .await;
        let stock = [
            ("action", "change_stock"),
            ("variant", id.as_str()),
            ("change", "receive"),
            ("quantity", "3"),
        ];
        went_to(
            &editor.post(&page, &stock).await,
            &format!("{page}?done=stock_changed"),
        );
        assert_eq!(shop.stock("MOON").await, [3, 0, 0, 0]);

        let pictures = format!("{page}/pictures");
        let answer = editor
            .upload(&pictures, &[("alt", "")], ("picture", &picture()))
            .await;
        assert_eq!(answer.status, 422, "a picture has words");
        let words = [("alt", "A round white jar"), ("caption", "Front")];
        let answer = editor
            .upload(&pictures, &words, ("picture", b"no picture"))
            .await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.body.contains("A round white jar"),
            "what was typed is kept"
        );
        let answer = editor
            .upload(&pictures, &words, ("picture", &picture()))
            .await;
        went_to(&answer, &format!("{page}?done=picture_added"));

        let version = shop
            .number("SELECT version FROM products WHERE slug = 'moon-jar'")
            .await
            .to_string();
        let save = [
            ("action", "save"),
            ("title", "Moon jar"),
            ("slug", "moon-jar"),
            ("story", "Thrown in *two* halves."),
            ("version", &version),
        ];
        went_to(
            &editor.post(&page, &save).await,
            &format!("{page}?done=saved"),
        );
        assert_eq!(
            editor.post(&page, &save).await.status,
            409,
            "a stale version"
        );
        went_to(
            &editor.post(&page, &[("action", "publish")]).await,
            &format!("{page}?done=published"),
        );
        let seen = shop.visitor().gets("/shop/moon-jar").await;
        assert_eq!(seen.status, 200);
        assert!(seen.body.contains("A round white jar") && seen.body.contains("<em>two</em>"));
        assert!(
            editor
                .get("/admin/products?q=moon")
                .await
                .body
                .contains("Moon jar")
        );

        let finance = sign_in(&shop.app, FINANCE).await;
        assert_eq!(
            finance.post(&page, &[("action", "archive")]).await.status,
            403
        );
        assert_eq!(finance.get("/admin/products").await.status, 403);
        let answer = finance
            .upload(&pictures, &words, ("picture", &picture()))
            .await;
        assert_eq!(answer.status, 403);
    })
    .await;
}
