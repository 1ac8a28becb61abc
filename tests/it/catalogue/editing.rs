//! What staff do to products, and that lists, search and old addresses follow at once.

use super::{list, searched};
use crate::support::{each_db, editor, visitor};
use atelier::domain::catalogue::{Found, ListQuery, ProductStatus};
use atelier::domain::catalogue_form::{
    PictureForm, ProductForm, StaffListQuery, StockForm, VariantForm,
};
use atelier::domain::form_values::FormNumber;
use atelier::domain::money::Currency;
use atelier::domain::shop::Shop;
use atelier::domain::stock::{Availability, PieceState};
use atelier::server::catalogue::edit::{self, pictures, variants};
use atelier::server::error::Error;
use atelier::server::state::App;
use atelier::server::{catalogue, shop};

pub fn form(title: &str) -> ProductForm {
    ProductForm {
        title: title.into(),
        kind: "Jug".into(),
        story: "Pours without a *drip*.".into(),
        materials: "stoneware".into(),
        ..Default::default()
    }
}

fn variant(name: &str, euros: &str) -> VariantForm {
    VariantForm {
        name: name.into(),
        active: true,
        prices: [("price_EUR".to_string(), euros.into())].into(),
        ..Default::default()
    }
}

fn stock(variant: &str, change: &str, quantity: &str) -> StockForm {
    StockForm {
        variant: variant.into(),
        change: change.into(),
        quantity: quantity.into(),
        reason: "counted".into(),
    }
}

/// The fields that a refusal names.
fn fields<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Vec<String> {
    match outcome {
        Err(Error::Invalid(problems)) => problems.0.into_iter().map(|p| p.field).collect(),
        other => panic!("not refused for its fields: {other:?}"),
    }
}

pub async fn prepared(app: &App) {
    let currencies = vec![Currency::EUR, Currency::JPY];
    shop::save(
        app,
        &Shop {
            currencies,
            ..Default::default()
        },
    )
    .await
    .unwrap();
}

async fn version(app: &App, id: &str) -> FormNumber {
    edit::open(app, id).await.unwrap().form.version
}

#[tokio::test]
async fn a_product_goes_from_draft_to_shop_to_archive() {
    each_db(async |app| {
        prepared(&app).await;
        let editor = editor(&app).await;
        let visit = visitor(&app);
        assert_eq!(
            fields(edit::create(&editor, &ProductForm::default()).await),
            ["title"]
        );
        let id = edit::create(&editor, &form("Quiet jug")).await.unwrap();
        assert_eq!(
            fields(edit::publish(&editor, &id).await),
            ["status"],
            "nothing can be bought yet"
        );
        let small = variants::save(&editor, &id, &variant("", "34.50"))
            .await
            .unwrap();
        variants::change_stock(&editor, &stock(&small, "receive", "4"))
            .await
            .unwrap();
        assert_eq!(
            catalogue::product(&visit, "quiet-jug").await.unwrap(),
            Found::Nowhere,
            "a draft"
        );
        assert_eq!(list(&visit, searched("jug")).await.total, 0);

        edit::publish(&editor, &id).await.unwrap();
        let found = list(&visit, searched("stoneware jug")).await;
        assert_eq!(found.total, 1);
        let card = &found.cards[0];
        assert_eq!(
            (card.price.unwrap().minor, card.only_sku.as_deref()),
            (3_450, Some("QUIET-JUG-1"))
        );
        assert_eq!(
            list(&visit, searched("quite")).await.corrected.as_deref(),
            Some("quiet")
        );
        assert_eq!(
            list(
                &visit,
                ListQuery {
                    in_stock: true,
                    ..Default::default()
                }
            )
            .await
            .total,
            1
        );

        edit::archive(&editor, &id).await.unwrap();
        assert_eq!(list(&visit, ListQuery::default()).await.total, 0);
        let Found::Here(page) = catalogue::product(&visit, "quiet-jug").await.unwrap() else {
            panic!("an archived product keeps its page");
        };
        assert!(page.archived && !page.variants[0].availability.can_be_bought());
        let archived = StaffListQuery {
            status: "archived".into(),
            ..Default::default()
        };
        let rows = edit::list(&app, archived).await.unwrap().rows;
        assert_eq!(
            (rows.len(), rows[0].status, rows[0].available),
            (1, ProductStatus::Archived, 4)
        );
        let by_sku = StaffListQuery {
            q: "quiet-jug-1".into(),
            ..Default::default()
        };
        assert_eq!(edit::list(&app, by_sku).await.unwrap().total, 1);
    })
    .await;
}

#[tokio::test]
async fn a_renamed_product_is_found_at_its_old_address() {
    each_db(async |app| {
        prepared(&app).await;
        let editor = editor(&app).await;
        let visit = visitor(&app);
        let id = edit::create(&editor, &form("First name")).await.unwrap();
        variants::save(&editor, &id, &variant("", "10"))
            .await
            .unwrap();
        edit::publish(&editor, &id).await.unwrap();
        let read = version(&app, &id).await;
        let renamed = ProductForm {
            version: read.clone(),
            ..form("Second name")
        };
        edit::save(&editor, &id, &renamed).await.unwrap();
        let moved = catalogue::product(&visit, "first-name").await.unwrap();
        assert_eq!(moved, Found::Moved("second-name".into()));
        let late = edit::save(
            &editor,
            &id,
            &ProductForm {
                version: read,
                ..form("Third name")
            },
        )
        .await;
        assert_eq!(late.unwrap_err().status(), 409, "another saved meanwhile");

        let other = edit::create(&editor, &form("First name")).await.unwrap();
        assert_eq!(
            edit::open(&app, &other).await.unwrap().form.slug,
            "first-name"
        );
        assert_eq!(
            catalogue::product(&visit, "first-name").await.unwrap(),
            Found::Nowhere,
            "the address has a new owner"
        );
        let third = edit::create(&editor, &form("First name")).await.unwrap();
        assert_eq!(
            edit::open(&app, &third).await.unwrap().form.slug,
            "first-name-2"
        );
        let taken = ProductForm {
            slug: "second-name".into(),
            ..form("Another")
        };
        assert_eq!(fields(edit::create(&editor, &taken).await), ["slug"]);
    })
    .await;
}

#[tokio::test]
async fn stock_is_never_less_than_nothing_and_a_piece_is_never_there_twice() {
    each_db(async |app| {
        prepared(&app).await;
        let editor = editor(&app).await;
        let id = edit::create(
            &editor,
            &ProductForm {
                one_of_a_kind: true,
                ..form("Only one")
            },
        )
        .await
        .unwrap();
        let piece = variants::save(&editor, &id, &variant("", "250"))
            .await
            .unwrap();
        let change = async |kind: &str, quantity: &str| {
            variants::change_stock(&editor, &stock(&piece, kind, quantity)).await
        };
        change("receive", "1").await.unwrap();
        assert_eq!(fields(change("receive", "1").await), ["quantity"]);
        assert_eq!(fields(change("adjust", "-2").await), ["quantity"]);
        assert_eq!(
            fields(change("steal", "many").await),
            ["change", "quantity"]
        );
        let second = variants::save(&editor, &id, &variant("Other", "9")).await;
        assert_eq!(fields(second), ["active"]);
        change("adjust", "−1").await.unwrap();
        let page = edit::open(&app, &id).await.unwrap();
        assert_eq!(
            (page.variants[0].piece, page.variants[0].available),
            (Some(PieceState::Sold), 0)
        );
        // What was booked before is not booked once more by going into the shop.
        edit::publish(&editor, &id).await.unwrap();
        let Found::Here(page) = catalogue::product(&visitor(&app), "only-one")
            .await
            .unwrap()
        else {
            panic!("published");
        };
        assert_eq!(page.variants[0].availability, Availability::Sold);

        let many = edit::create(&editor, &form("Many")).await.unwrap();
        let plain = variants::save(&editor, &many, &variant("", "9"))
            .await
            .unwrap();
        variants::change_stock(&editor, &stock(&plain, "receive", "5"))
            .await
            .unwrap();
        let unique = ProductForm {
            one_of_a_kind: true,
            version: version(&app, &many).await,
            ..form("Many")
        };
        assert_eq!(
            fields(edit::save(&editor, &many, &unique).await),
            ["one_of_a_kind"]
        );
    })
    .await;
}

#[tokio::test]
async fn prices_and_skus_are_checked_and_prices_may_be_taken_away() {
    each_db(async |app| {
        prepared(&app).await;
        let editor = editor(&app).await;
        let id = edit::create(&editor, &form("Priced")).await.unwrap();
        let wrong = VariantForm {
            sku: "a b".into(),
            prices: [("price_EUR", "free"), ("price_JPY", "0")]
                .map(|(n, v)| (n.into(), v.into()))
                .into(),
            ..variant("", "")
        };
        assert_eq!(
            fields(variants::save(&editor, &id, &wrong).await),
            ["sku", "price_EUR", "price_JPY"]
        );
        let both = VariantForm {
            sku: "JUG.1".into(),
            prices: [("price_EUR", "12.00"), ("price_JPY", "1500")]
                .map(|(n, v)| (n.into(), v.into()))
                .into(),
            ..variant("", "")
        };
        let first = variants::save(&editor, &id, &both).await.unwrap();
        assert_eq!(
            fields(
                variants::save(
                    &editor,
                    &id,
                    &VariantForm {
                        name: "Large".into(),
                        ..both.clone()
                    }
                )
                .await
            ),
            ["sku"]
        );
        let shown = edit::open(&app, &id).await.unwrap().variants.remove(0).form;
        assert_eq!(
            shown.prices.get("price_JPY").map(ToString::to_string),
            Some("1500".into())
        );
        let mut less = VariantForm { id: first, ..shown };
        less.prices.insert("price_JPY".into(), " ".into());
        variants::save(&editor, &id, &less).await.unwrap();
        let shown = edit::open(&app, &id).await.unwrap().variants.remove(0).form;
        assert_eq!(shown.prices.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn pictures_are_described_ordered_and_removed_with_their_files() {
    each_db(async |app| {
        prepared(&app).await;
        let editor = editor(&app).await;
        let id = edit::create(&editor, &form("Pictured")).await.unwrap();
        let png = |shade: u8| {
            let mut bytes = std::io::Cursor::new(Vec::new());
            let picture = image::RgbImage::from_pixel(200, 250, image::Rgb([shade, 90, 60]));
            picture
                .write_to(&mut bytes, image::ImageFormat::Png)
                .unwrap();
            bytes.into_inner()
        };
        let words = |alt: &str| PictureForm {
            alt: alt.into(),
            ..Default::default()
        };
        assert_eq!(
            fields(pictures::add(&editor, &id, &words(" "), png(1)).await),
            ["alt"]
        );
        assert_eq!(
            fields(pictures::add(&editor, &id, &words("x"), b"<svg/>".to_vec()).await),
            ["picture"]
        );
        let first = pictures::add(&editor, &id, &words("Front"), png(10))
            .await
            .unwrap();
        let second = pictures::add(&editor, &id, &words("Back"), png(200))
            .await
            .unwrap();
        pictures::shift(&editor, &id, &second, -1).await.unwrap();
        pictures::describe(&editor, &id, &first, &words("The front"))
            .await
            .unwrap();
        let shown = edit::open(&app, &id).await.unwrap().pictures;
        let alts: Vec<&str> = shown.iter().map(|(_, p)| p.alt.as_str()).collect();
        assert_eq!(alts, ["Back", "The front"]);
        pictures::remove(&editor, &id, &second).await.unwrap();
        let gone = &shown[0].1;
        assert!(
            app.media
                .read(&gone.key, gone.sizes[0])
                .await
                .unwrap()
                .is_none()
        );
        let left = edit::open(&app, &id).await.unwrap().pictures;
        assert_eq!(left.len(), 1);
        assert!(app.media.read(&left[0].1.key, 160).await.unwrap().is_some());
        assert_eq!(
            pictures::remove(&editor, &id, &second)
                .await
                .unwrap_err()
                .status(),
            404
        );
    })
    .await;
}
