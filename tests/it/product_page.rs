//! The page on which staff edit a product: one form with several buttons, none of which loses what another field holds.

use crate::staff::sign_in;
use crate::support::browser::{Answer, Browser};
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use atelier::server::media::sizes::MOST_BYTES;
use atelier::server::staff::seed_demo;

const EDITOR: &str = "editor@demo.example";

async fn editor(shop: &Shop) -> Browser {
    seed_demo(&shop.app).await.unwrap();
    sign_in(&shop.app, EDITOR).await
}

async fn of(shop: &Shop, column: &str, sku: &str) -> String {
    shop.text(format!("SELECT {column} FROM variants WHERE sku = '{sku}'"))
        .await
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(120, 90, image::Rgb([90, 120, 60]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// The value of an input, by its name.
fn value(answer: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\"");
    let tag = answer
        .body
        .split("<input")
        .find(|tag| tag.contains(&mark))
        .unwrap_or_else(|| panic!("no field {name}"));
    let tag = &tag[..tag.find('>').unwrap()];
    let value = tag.split("value=\"").nth(1).unwrap_or_default();
    value.split('"').next().unwrap_or_default().to_string()
}

#[tokio::test]
async fn a_button_keeps_what_was_typed_beside_it() {
    each_shop(async |shop| {
        let editor = editor(&shop).await;
        let (product, variant) = (
            of(&shop, "product_id", MUG).await,
            of(&shop, "id", MUG).await,
        );
        let page = format!("/admin/products/{product}");
        let read = editor.get(&page).await;
        let (title, version) = (value(&read, "title"), value(&read, "version"));
        let price = format!("price_EUR-save-variant-{variant}");
        let sku = format!("sku-save-variant-{variant}");
        let [change, quantity] =
            ["change", "quantity"].map(|f| format!("{f}-change-stock-{variant}"));
        let book = format!("change_stock:{variant}");
        let typed = [
            ("action", book.as_str()),
            ("title", title.as_str()),
            ("version", version.as_str()),
            ("story", "A story that took an evening."),
            (price.as_str(), "23,50"),
            (sku.as_str(), MUG),
            (change.as_str(), "receive"),
            (quantity.as_str(), "2"),
            ("label-save-question-new", "A name to paint"),
            ("alt", "A mug from the side"),
        ];
        let answer = editor.post(&page, &typed).await;
        assert_eq!(answer.location, format!("{page}?done=stock_changed"));
        assert_eq!(shop.stock(MUG).await, [7, 0, 0, 0]);
        let next = editor.get(&answer.location).await;
        for kept in [
            "A story that took an evening.",
            "value=\"23,50\"",
            "value=\"A name to paint\"",
            "value=\"A mug from the side\"",
            "What else you typed is still here",
        ] {
            assert!(next.body.contains(kept), "{kept}");
        }
        assert_eq!(value(&next, &quantity), "", "what was booked is booked");
        let stories = "SELECT COUNT(*) FROM products WHERE story LIKE '%evening%'";
        assert_eq!(shop.number(stories).await, 0, "it is not saved yet");

        // Out of the shop and back in: the version that was read goes along.
        let version = value(&next, "version");
        let typed = [
            ("action", "withdraw"),
            ("title", title.as_str()),
            ("version", version.as_str()),
            ("story", "A story that took an evening."),
            (price.as_str(), "23,50"),
            (sku.as_str(), MUG),
        ];
        let answer = editor.post(&page, &typed).await;
        assert_eq!(answer.location, format!("{page}?done=withdrawn"));
        let next = editor.get(&answer.location).await;
        assert!(next.body.contains("A story that took an evening."));

        // Save saves the whole page.
        let version = value(&next, "version");
        let typed = [
            ("action", "save"),
            ("title", title.as_str()),
            ("version", version.as_str()),
            ("story", "A story that took an evening."),
            (price.as_str(), "23,50"),
            (sku.as_str(), MUG),
            ("name-save-variant-new", "Large"),
            ("active-save-variant-new", "true"),
            ("price_EUR-save-variant-new", "30"),
            ("label-save-question-new", "A name to paint"),
            ("kind-save-question-new", "text"),
            ("max_length-save-question-new", "20"),
            (quantity.as_str(), "4"),
        ];
        let answer = editor.post(&page, &typed).await;
        assert_eq!(
            answer.location,
            format!("{page}?done=saved"),
            "{}",
            answer.body
        );
        assert_eq!(shop.number(stories).await, 1);
        let prices = format!(
            "SELECT amount_minor FROM prices WHERE variant_id = '{variant}' AND currency = 'EUR'"
        );
        assert_eq!(shop.number(prices).await, 2_350);
        let large = "SELECT COUNT(*) FROM variants WHERE name = 'Large'";
        assert_eq!(shop.number(large).await, 1);
        assert_eq!(
            shop.stock(MUG).await,
            [7, 0, 0, 0],
            "stock is booked by its own button"
        );
        let next = editor.get(&answer.location).await;
        assert_eq!(value(&next, &quantity), "4", "and its figure is kept");
        let again = editor.get(&page).await;
        assert_eq!(value(&again, &quantity), "", "once");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_in_one_part_loses_nothing_in_another() {
    each_shop(async |shop| {
        let editor = editor(&shop).await;
        let (product, variant) = (
            of(&shop, "product_id", MUG).await,
            of(&shop, "id", MUG).await,
        );
        let page = format!("/admin/products/{product}");
        let price = format!("price_EUR-save-variant-{variant}");
        let sku = format!("sku-save-variant-{variant}");
        let typed = [
            ("action", "save"),
            ("title", "Mug"),
            ("version", "1"),
            ("story", "Kept, whatever comes."),
            (price.as_str(), "12,345"),
            (sku.as_str(), MUG),
            ("alt", "A mug"),
        ];
        let answer = editor.post(&page, &typed).await;
        assert_eq!(answer.status, 422);
        for kept in [
            "Kept, whatever comes.",
            "value=\"12,345\"",
            "value=\"A mug\"",
            "12345.00",
            &format!("href=\"#{price}\""),
        ] {
            assert!(answer.body.contains(kept), "{kept}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_picture_that_arrived_need_not_be_chosen_again() {
    each_shop(async |shop| {
        let editor = editor(&shop).await;
        let product = of(&shop, "product_id", BOWL).await;
        let page = format!("/admin/products/{product}");
        let key = value(&editor.get(&page).await, "upload_key");
        let fields = |action: &'static str, alt: &'static str| {
            vec![
                ("action", action),
                ("title", "A bowl"),
                ("story", "Typed before."),
                ("upload_key", key.as_str()),
                ("alt", alt),
                ("caption", "Front"),
            ]
        };
        // Its description is missing.
        let answer = editor
            .upload(&page, &fields("add_picture", ""), ("picture", &png()))
            .await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("This picture has arrived"));
        let shown = format!("/custom/uploads/{key}/");
        assert!(answer.body.contains(&shown) && answer.body.contains("Typed before."));
        assert_eq!(value(&answer, "upload_key"), key);
        // Another button: the picture waits on.
        let answer = editor.post(&page, &fields("withdraw", "")).await;
        let next = editor.get(&answer.location).await;
        assert!(
            next.body.contains("This picture has arrived") && next.body.contains("Typed before.")
        );
        // One that is too large costs neither the text nor the one that is there.
        let large = vec![7; MOST_BYTES + 1];
        let answer = editor
            .upload(
                &page,
                &fields("add_picture", "A bowl from above"),
                ("picture", &large),
            )
            .await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("too large") && answer.body.contains("A bowl from above"));
        assert!(answer.body.contains("This picture has arrived"));
        // Now it is described, and need not be sent again.
        let answer = editor
            .post(&page, &fields("add_picture", "A bowl from above"))
            .await;
        assert_eq!(answer.location, format!("{page}?done=picture_added"));
        let key = shop
            .text("SELECT media_key FROM pictures WHERE alt = 'A bowl from above'")
            .await;
        assert!(shop.app.media.read(&key, 120).await.unwrap().is_some());
        let waiting = "SELECT COUNT(*) FROM waiting_pictures";
        assert_eq!(shop.number(waiting).await, 0);
        let next = editor.get(&answer.location).await;
        assert!(
            !next.body.contains("This picture has arrived") && next.body.contains("Typed before.")
        );
    })
    .await;
}

#[tokio::test]
async fn any_title_has_an_address() {
    each_shop(async |shop| {
        let editor = editor(&shop).await;
        for (title, slug) in [
            ("湯呑み", "tang-tun-mi"),
            ("***", "piece"),
            ("…!", "piece-2"),
        ] {
            let answer = editor
                .post("/admin/products/new", &[("title", title)])
                .await;
            assert_eq!(answer.status, 303, "{title}");
            let sql = format!(
                "SELECT COUNT(*) FROM products WHERE title = '{title}' AND slug = '{slug}'"
            );
            assert_eq!(shop.number(sql).await, 1, "{title}");
        }
        let leaf = editor.post("/admin/products/new", &[("title", "🌿")]).await;
        assert_eq!(leaf.status, 303);
        for (form, name) in [
            ("/admin/categories/new", "name"),
            ("/admin/pages/new", "title"),
        ] {
            for text in ["🌿", "🌿", "***", "New"] {
                let answer = editor.post(form, &[(name, text)]).await;
                assert_eq!(answer.status, 303, "{form} {text}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_piece_without_a_picture_has_none_to_share() {
    each_shop(async |shop| {
        let page = shop.visitor().gets("/shop/mug").await.body;
        assert!(page.contains("og:title") && !page.contains("og:image"));
        assert!(!page.contains("\"image\":[]"));
    })
    .await;
}

#[tokio::test]
async fn a_text_that_is_hidden_or_shown_keeps_what_is_typed() {
    each_shop(async |shop| {
        let editor = editor(&shop).await;
        let made = editor
            .post(
                "/admin/pages/new",
                &[("title", "Visits"), ("body", "Ring twice.")],
            )
            .await;
        let page = made.location.split('?').next().unwrap().to_string();
        let version = value(&editor.get(&page).await, "version");
        let typed = [
            ("action", "publish"),
            ("title", "Visits"),
            ("version", version.as_str()),
            ("body", "Monday: 9 to 5\nTuesday: closed"),
        ];
        let answer = editor.post(&page, &typed).await;
        assert_eq!(answer.location, format!("{page}?done=published"));
        let next = editor.get(&answer.location).await;
        assert!(next.body.contains("Tuesday: closed"));
        let version = value(&next, "version");
        let save = [
            ("action", "save"),
            ("title", "Visits"),
            ("version", version.as_str()),
            ("body", "Monday: 9 to 5\nTuesday: closed"),
        ];
        assert_eq!(editor.post(&page, &save).await.status, 303);
        let read = shop.visitor().gets("/pages/visits").await.body;
        assert!(read.contains("Monday: 9 to 5<br>"), "{read}");
    })
    .await;
}
