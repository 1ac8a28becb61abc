//! Many plain products for load tests: the same seed gives the same shop, on both databases.

use super::{Dice, rules};
use crate::domain::catalogue::{Facts, slugify};
use crate::domain::money::Currency;
use crate::domain::shop::Shop;
use crate::server::db::catalogue::write::{
    NewCategory, NewMove, NewPicture, NewProduct, NewVariant,
};
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::media::{Stored, sizes};
use crate::server::state::App;
use crate::server::{search, shop};
use image::{DynamicImage, Rgb, RgbImage};
use std::collections::HashSet;

/// Products written in one transaction.
const BATCH: u64 = 2_500;
/// Pictures that all products share.
const PICTURES: u64 = 6;
/// The first product came out at this moment (1 January 2026), each further one half a minute later.
const FIRST_MS: i64 = 1_767_225_600_000;
const EVERY_MS: i64 = 30_000;

const CATEGORIES: [&str; 8] = [
    "Cups and mugs",
    "Bowls",
    "Plates",
    "Vases",
    "Necklaces",
    "Bracelets",
    "Prints",
    "Weavings",
];
const KINDS: [&str; 8] = [
    "Mug", "Bowl", "Plate", "Vase", "Necklace", "Bracelet", "Print", "Weaving",
];
const LOOKS: [&str; 24] = [
    "Amber", "Ash", "Birch", "Celadon", "Chalk", "Cobalt", "Copper", "Coral", "Fern", "Flint",
    "Hazel", "Indigo", "Ivory", "Lichen", "Moss", "Ochre", "Pebble", "Pine", "Rust", "Sand",
    "Slate", "Smoke", "Straw", "Teal",
];
const MOODS: [&str; 16] = [
    "Autumn", "Dawn", "Drift", "Dusk", "Early", "Evening", "Field", "Harbour", "Midday", "Morning",
    "Northern", "Quiet", "River", "Slow", "Winter", "Woodland",
];
const MATERIALS: [&str; 6] = [
    "stoneware",
    "porcelain",
    "glass beads",
    "linen",
    "cotton paper",
    "wool",
];
const VARIANTS: [&str; 3] = ["Small", "Medium", "Large"];

/// One product with what belongs to it.
struct Made {
    product: NewProduct,
    variants: Vec<NewVariant>,
    prices: Vec<(String, &'static str, i64)>,
    moves: Vec<NewMove>,
    picture: NewPicture,
}

/// Adds `products` products. Those that an earlier run with the same seed made are left alone. Returns how many
/// are new.
pub async fn catalogue(app: &App, products: u64, seed: u64) -> Result<u64> {
    let pictures = pictures(app, seed).await?;
    let now_ms = app.now_ms();
    let categories = crate::transact!(app.db, tx => {
        rules::lay(&mut tx).await?;
        if db::shop::settings(&mut tx).await?.is_none() {
            let currencies = vec![Currency::EUR, Currency::USD, Currency::JPY];
            let shop = Shop { currencies, ..Default::default() };
            db::shop::save_settings(&mut tx, &shop, now_ms).await?;
        }
        categories(&mut tx).await
    })?;
    let mut new = 0;
    let mut next = 0;
    while next < products {
        let end = (next + BATCH).min(products);
        let (categories, pictures) = (&categories, &pictures);
        new += crate::transact!(app.db, tx => {
            let made: Vec<Made> = (next..end).map(|i| product(i, seed, categories, pictures)).collect();
            write(&mut tx, made, now_ms).await
        })?;
        tracing::info!(done = end, of = products, "seeding products");
        next = end;
    }
    crate::transact!(app.db, tx => { db::catalogue::write::analyze(&mut tx).await })?;
    shop::forget(app);
    search::forget(app);
    Ok(new)
}

/// Writes what is not there yet, and says how much that was.
async fn write(conn: &mut Conn, made: Vec<Made>, now_ms: i64) -> Result<u64> {
    let slugs: Vec<String> = made.iter().map(|m| m.product.slug.clone()).collect();
    let known = db::catalogue::write::ids_of_slugs(conn, &slugs).await?;
    let known: HashSet<String> = known.into_iter().map(|(slug, _)| slug).collect();
    let made: Vec<Made> = made
        .into_iter()
        .filter(|m| !known.contains(&m.product.slug))
        .collect();
    let (mut products, mut variants, mut prices, mut moves, mut pictures) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in made {
        products.push(one.product);
        variants.extend(one.variants);
        prices.extend(one.prices);
        moves.extend(one.moves);
        pictures.push(one.picture);
    }
    db::catalogue::write::insert_products(conn, &products).await?;
    db::catalogue::write::insert_variants(conn, &variants).await?;
    db::catalogue::write::put_prices(conn, &prices).await?;
    db::catalogue::write::insert_moves(conn, &moves, now_ms).await?;
    db::catalogue::write::insert_pictures(conn, &pictures, now_ms).await?;
    let ids: Vec<String> = products.into_iter().map(|p| p.id).collect();
    db::catalogue::write::refresh_prices(conn, &ids).await?;
    db::catalogue::write::refresh_in_stock(conn, &ids).await?;
    search::index::refresh(conn, &ids).await?;
    Ok(ids.len() as u64)
}

/// The ids of the categories, made where they are missing.
async fn categories(conn: &mut Conn) -> Result<Vec<String>> {
    let known = db::shop::categories(conn).await?;
    let mut ids = Vec::with_capacity(CATEGORIES.len());
    for (position, name) in CATEGORIES.into_iter().enumerate() {
        let slug = slugify(name);
        if let Some(row) = known.iter().find(|row| row.slug == slug) {
            ids.push(row.id.clone());
            continue;
        }
        let new = NewCategory {
            id: Dice::new(position as u64).id_at(FIRST_MS),
            parent_id: None,
            slug,
            name: name.into(),
            description: String::new(),
            position: 100 + position as i64,
        };
        db::catalogue::write::insert_category(conn, &new).await?;
        ids.push(new.id);
    }
    Ok(ids)
}

/// A few soft fields of colour: what is measured is the shop, not the pictures.
async fn pictures(app: &App, seed: u64) -> Result<Vec<Stored>> {
    let mut kept = Vec::new();
    for i in 0..PICTURES {
        let mut dice = Dice::new(seed ^ (i << 32));
        let key = format!("{:016x}{:016x}", dice.roll(), dice.roll());
        let tint = [
            dice.below(160) as u32,
            dice.below(160) as u32,
            dice.below(160) as u32,
        ];
        let field = RgbImage::from_fn(960, 1200, |x, y| {
            let light = 60 + x * 40 / 960 + y * 55 / 1200;
            let speck = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7 & 7;
            Rgb(tint.map(|t| (t / 2 + light + speck).min(255) as u8))
        });
        let prepared = sizes::from_picture(DynamicImage::ImageRgb8(field))?;
        kept.push(app.media.keep_as(key, prepared).await?);
    }
    Ok(kept)
}

fn product(i: u64, seed: u64, categories: &[String], pictures: &[Stored]) -> Made {
    let mut dice = Dice::new(seed.wrapping_mul(0x1_0000_0001) ^ i);
    let at_ms = FIRST_MS + i as i64 * EVERY_MS;
    let group = dice.below(KINDS.len());
    let kind = KINDS[group];
    let title = format!(
        "{} {} {}",
        dice.pick(&MOODS),
        dice.pick(&LOOKS).to_lowercase(),
        kind.to_lowercase()
    );
    let material = *dice.pick(&MATERIALS);
    let unique = dice.below(5) == 0;
    let id = dice.id_at(at_ms);
    let facts = Facts {
        materials: material.into(),
        size: format!("{} cm", 6 + dice.below(30)),
        weight_grams: Some(80 + dice.below(900) as i64),
        ..Default::default()
    };
    let story = format!(
        "A {} in {material}, one of many made to see how the shop bears a crowd.\n\n\
         It comes in a plain box with a card that names its {} glow.",
        kind.to_lowercase(),
        dice.pick(&LOOKS).to_lowercase()
    );
    let stored = dice.pick(pictures).clone();
    let picture = NewPicture {
        id: dice.id_at(at_ms),
        product_id: Some(id.clone()),
        position: 0,
        alt: format!("{title}, seen from the front"),
        caption: String::new(),
        credit: String::new(),
        licence: String::new(),
        width: i64::from(stored.width),
        height: i64::from(stored.height),
        sizes: format!("{:?}", stored.sizes),
        placeholder: stored.placeholder,
        media_key: stored.key,
    };
    let mut made = Made {
        product: NewProduct {
            slug: format!("{}-{seed}-{i}", slugify(&title)),
            title,
            story,
            kind: kind.into(),
            category_id: Some(categories[group].clone()),
            status: "published",
            featured: i < 8,
            one_of_a_kind: unique,
            tax_class: "standard".into(),
            facts: serde_json::to_string(&facts).unwrap_or_else(|_| "{}".into()),
            published_at_ms: Some(at_ms),
            created_at_ms: at_ms,
            id: id.clone(),
            ..Default::default()
        },
        variants: Vec::new(),
        prices: Vec::new(),
        moves: Vec::new(),
        picture,
    };
    let count = if unique {
        1
    } else {
        1 + dice.below(VARIANTS.len())
    };
    let euros = 12 + dice.below(180) as i64;
    for (place, size) in VARIANTS.iter().enumerate().take(count) {
        let received = match (dice.below(10), unique) {
            (0, _) => 0,
            (_, true) => 1,
            (n, false) => n as i64 * 4,
        };
        let variant = NewVariant {
            id: dice.id_at(at_ms),
            product_id: id.clone(),
            sku: format!("LOAD-{seed}-{i}-{}", place + 1),
            name: if count > 1 {
                (*size).into()
            } else {
                String::new()
            },
            position: place as i64,
            one_of_a_kind: unique,
            received,
        };
        let euros = euros + place as i64 * 8;
        for (currency, minor) in [
            ("EUR", euros * 100),
            ("USD", euros * 110),
            ("JPY", euros * 165),
        ] {
            made.prices.push((variant.id.clone(), currency, minor));
        }
        if received > 0 {
            made.moves.push(NewMove {
                id: dice.id_at(at_ms),
                variant_id: variant.id.clone(),
                kind: "receive",
                quantity: received,
                actor: "seed".into(),
                reason: String::new(),
            });
        }
        made.variants.push(variant);
    }
    made
}
