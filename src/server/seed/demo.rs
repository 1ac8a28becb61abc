//! The demonstration shop: its texts and goods at once, then its pictures, painted on every core. Run again, it
//! adds what is missing and changes nothing that is there.

use super::{Dice, rules};
use crate::domain::catalogue::{Facts, PictureView, ProductStatus};
use crate::domain::money::Currency;
use crate::domain::shop::Shop;
use crate::server::clock::HOUR_MS;
use crate::server::db::catalogue::write::{
    NewCategory, NewMove, NewPicture, NewProduct, NewVariant,
};
use crate::server::db::shop::PageRow;
use crate::server::db::{self, Conn};
use crate::server::demo::catalogue::{
    self as goods, CATEGORIES, PAGES, PICTURE_CREDIT, PICTURE_LICENCE, Picture, Product, SHOP,
    Visibility,
};
use crate::server::demo::paint::{Scenery, paint, paint_scenery};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::media::sizes::{self, Prepared};
use crate::server::state::App;
use crate::server::{search, shop};
use image::DynamicImage;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// Ids are the same in every demonstration: they carry this time (1 January 2026) and bits drawn from the slug.
const IDS_MS: i64 = 1_767_225_600_000;
/// Hours between one product's publication and the next.
const APART: i64 = 9;
/// The page that shows the studio.
const ABOUT: &str = "about";

/// Fills the shop; returns how many products are new. Takes minutes, nearly all of it painting.
pub async fn seed(app: &App) -> Result<u64> {
    super::refuse_demo(&app.settings)?;
    let new = without_pictures(app).await?;
    hang_pictures(app, &goods::products()).await?;
    crate::transact!(app.db, tx => { db::catalogue::write::analyze(&mut tx).await })?;
    shop::forget(app);
    super::commissions::fill(app, true).await?;
    Ok(new)
}

/// Everything but the pictures: takes no time, which tests like.
pub async fn without_pictures(app: &App) -> Result<u64> {
    super::refuse_demo(&app.settings)?;
    let products = goods::products();
    let now_ms = app.now_ms();
    let new = crate::transact!(app.db, tx => {
        rules::lay(&mut tx).await?;
        words(&mut tx, now_ms).await?;
        write_products(&mut tx, &products, now_ms).await
    })?;
    shop::forget(app);
    search::forget(app);
    Ok(new)
}

pub(super) fn id_of(noun: &str, name: &str) -> String {
    let seed = noun
        .bytes()
        .chain(name.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    Dice::new(seed).id_at(IDS_MS)
}

/// Settings, pages and categories, where there are none of that name yet.
async fn words(conn: &mut Conn, now_ms: i64) -> Result<()> {
    if db::shop::settings(conn).await?.is_none() {
        let shop = Shop {
            name: SHOP.name.into(),
            tagline: SHOP.tagline.into(),
            banner: SHOP.banner.into(),
            about: SHOP.story.into(),
            country: SHOP.country.into(),
            time_zone: SHOP.time_zone.into(),
            contact_email: "studio@fennick-yard.example".into(),
            currency: Currency::EUR,
            currencies: vec![Currency::EUR, Currency::USD, Currency::JPY],
            invoice_details: format!("{}\nFennick Yard, behind the closed bakery\nA demonstration: it has no tax number", SHOP.maker),
            bank_details: format!(
                "{}, IBAN DE00 0000 0000 0000 0000 00, Demonstration Bank",
                SHOP.maker
            ),
            collection_details: "Fennick Yard, behind the closed bakery. Wednesday to Saturday, 10 to 16 o’clock; ring the bell at the green door.".into(),
            ..Default::default()
        };
        db::shop::save_settings(conn, &shop, now_ms).await?;
    }
    for (position, page) in PAGES.iter().enumerate() {
        if db::shop::page(conn, page.slug).await?.is_none() {
            let row = PageRow {
                slug: page.slug.into(),
                title: page.title.into(),
                body: page.body.into(),
                meta_description: page.meta_description.into(),
            };
            db::shop::save_page(conn, &row, position as i64, now_ms).await?;
        }
    }
    let mut ids = category_ids(conn).await?;
    for (position, category) in CATEGORIES.iter().enumerate() {
        if ids.contains_key(category.slug) {
            continue;
        }
        let new = NewCategory {
            id: id_of("category", category.slug),
            parent_id: category.parent.and_then(|slug| ids.get(slug).cloned()),
            slug: category.slug.into(),
            name: category.name.into(),
            description: category.description.into(),
            position: position as i64,
        };
        db::catalogue::write::insert_category(conn, &new).await?;
        ids.insert(new.slug, new.id);
    }
    Ok(())
}

async fn category_ids(conn: &mut Conn) -> Result<HashMap<String, String>> {
    let rows = db::shop::categories(conn).await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.id)).collect())
}

/// Products that are not there yet, with variants, prices and stock.
async fn write_products(conn: &mut Conn, all: &[Product], now_ms: i64) -> Result<u64> {
    let slugs: Vec<String> = all.iter().map(|p| p.slug.to_string()).collect();
    let known = db::catalogue::write::ids_of_slugs(conn, &slugs).await?;
    let known: HashSet<String> = known.into_iter().map(|(slug, _)| slug).collect();
    let categories = category_ids(conn).await?;
    let (mut products, mut variants, mut prices, mut moves) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (place, given) in all
        .iter()
        .enumerate()
        .filter(|(_, p)| !known.contains(p.slug))
    {
        let id = id_of("product", given.slug);
        let at_ms = now_ms - (place as i64 + 1) * APART * HOUR_MS;
        let status = match given.visibility {
            Visibility::Published => ProductStatus::Published,
            Visibility::Draft => ProductStatus::Draft,
            Visibility::Archived => ProductStatus::Archived,
        };
        products.push(NewProduct {
            slug: given.slug.into(),
            title: given.title.into(),
            story: given.story.into(),
            kind: given.kind.into(),
            category_id: categories.get(given.category).cloned(),
            status: status.as_str(),
            featured: given.featured,
            one_of_a_kind: given.one_of_a_kind,
            tax_class: "standard".into(),
            facts: serde_json::to_string(&facts(given))?,
            published_at_ms: (status != ProductStatus::Draft).then_some(at_ms),
            created_at_ms: at_ms,
            id: id.clone(),
            ..Default::default()
        });
        for (position, variant) in given.variants.iter().enumerate() {
            let variant_id = id_of("variant", variant.sku);
            let rows = variant.prices().into_iter();
            prices.extend(rows.map(|(code, minor)| (variant_id.clone(), code, minor)));
            if variant.stock > 0 {
                moves.push(NewMove {
                    id: id_of("move", variant.sku),
                    variant_id: variant_id.clone(),
                    kind: "receive",
                    quantity: variant.stock,
                    actor: "seed".into(),
                    reason: String::new(),
                });
            }
            variants.push(NewVariant {
                id: variant_id,
                product_id: id.clone(),
                sku: variant.sku.into(),
                name: variant.name.into(),
                position: position as i64,
                one_of_a_kind: given.one_of_a_kind,
                received: variant.stock,
            });
        }
    }
    db::catalogue::write::insert_products(conn, &products).await?;
    db::catalogue::write::insert_variants(conn, &variants).await?;
    db::catalogue::write::put_prices(conn, &prices).await?;
    super::questions::write(conn, &products).await?;
    db::catalogue::write::insert_moves(conn, &moves, now_ms).await?;
    let ids: Vec<String> = products.into_iter().map(|p| p.id).collect();
    db::catalogue::write::refresh_prices(conn, &ids).await?;
    db::catalogue::write::refresh_in_stock(conn, &ids).await?;
    search::index::refresh(conn, &ids).await?;
    Ok(ids.len() as u64)
}

fn facts(given: &Product) -> Facts {
    Facts {
        medium: given.facts.medium.into(),
        materials: given.facts.materials.into(),
        size: given.facts.size.into(),
        year: given.facts.year.into(),
        provenance: given.facts.provenance.into(),
        exhibitions: given.facts.exhibitions.into(),
        weight_grams: Some(given.facts.weight_grams).filter(|grams| *grams > 0),
        attributes: given
            .attributes
            .iter()
            .map(|(n, v)| (n.to_string(), v.to_string()))
            .collect(),
    }
}

/// One picture that is still to be painted.
#[derive(Clone, Copy)]
enum Canvas {
    OfProduct {
        product: &'static str,
        position: i64,
        picture: Picture,
    },
    Hero,
    Studio,
}

impl Canvas {
    fn paint(&self) -> Result<Prepared> {
        let painted = match self {
            Canvas::OfProduct { picture, .. } => paint(picture),
            Canvas::Hero => paint_scenery(Scenery::Worktable),
            Canvas::Studio => paint_scenery(Scenery::Studio),
        };
        sizes::from_picture(DynamicImage::ImageRgb8(painted))
    }
}

/// Paints what is missing on every core, fronts first, and hangs each picture as soon as it is ready: a shop
/// that is open already fills before one's eyes.
async fn hang_pictures(app: &App, products: &[Product]) -> Result<()> {
    let canvases: Arc<[Canvas]> = missing(app, products).await?.into();
    let total = canvases.len();
    if total == 0 {
        return Ok(());
    }
    let next = Arc::new(AtomicUsize::new(0));
    let (ready, mut finished) = mpsc::channel(2);
    for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
        let (canvases, next, ready) = (canvases.clone(), next.clone(), ready.clone());
        tokio::task::spawn_blocking(move || {
            while let Some(canvas) = canvases.get(next.fetch_add(1, Ordering::Relaxed)) {
                if ready.blocking_send((*canvas, canvas.paint())).is_err() {
                    return;
                }
            }
        });
    }
    drop(ready);
    let mut done = 0;
    while let Some((canvas, painted)) = finished.recv().await {
        hang(app, canvas, painted?).await?;
        done += 1;
        if done % 10 == 0 || done == total {
            tracing::info!(done, of = total, "painting the demonstration’s pictures");
        }
    }
    if done < total {
        return Err(Error::fault(
            "not every picture of the demonstration could be painted",
        ));
    }
    Ok(())
}

async fn missing(app: &App, products: &[Product]) -> Result<Vec<Canvas>> {
    let mut conn = app.db.read().await?;
    let ids: Vec<String> = products.iter().map(|p| id_of("product", p.slug)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let hung: HashSet<(String, i64)> = db::catalogue::picture_places(&mut conn, &ids)
        .await?
        .into_iter()
        .collect();
    let mut canvases = Vec::new();
    for product in products {
        for (position, picture) in product.pictures.iter().enumerate() {
            let position = position as i64;
            if !hung.contains(&(id_of("product", product.slug), position)) {
                canvases.push(Canvas::OfProduct {
                    product: product.slug,
                    position,
                    picture: *picture,
                });
            }
        }
    }
    canvases.sort_by_key(|canvas| match canvas {
        Canvas::OfProduct { position, .. } => *position,
        Canvas::Hero | Canvas::Studio => 0,
    });
    if db::shop::settings(&mut conn)
        .await?
        .is_some_and(|s| s.name == SHOP.name && s.hero.is_none())
    {
        canvases.insert(0, Canvas::Hero);
    }
    let about = db::shop::page(&mut conn, ABOUT).await?;
    if about.is_some_and(|page| PAGES.iter().any(|p| p.slug == ABOUT && p.body == page.body)) {
        canvases.push(Canvas::Studio);
    }
    Ok(canvases)
}

async fn hang(app: &App, canvas: Canvas, painted: Prepared) -> Result<()> {
    let stored = app.media.keep(painted).await?;
    let now_ms = app.now_ms();
    let canvas = &canvas;
    let scenery = |scenery: Scenery| PictureView {
        key: stored.key.clone(),
        alt: scenery.alt().into(),
        caption: String::new(),
        credit: PICTURE_CREDIT.into(),
        licence: PICTURE_LICENCE.into(),
        width: stored.width,
        height: stored.height,
        sizes: stored.sizes.clone(),
        placeholder: stored.placeholder.clone(),
    };
    crate::transact!(app.db, tx => {
        match canvas {
            Canvas::OfProduct { product, position, picture } => {
                let row = NewPicture {
                    id: new_id(),
                    product_id: Some(id_of("product", product)),
                    position: *position,
                    media_key: stored.key.clone(),
                    alt: picture.alt.into(),
                    caption: picture.caption.into(),
                    credit: PICTURE_CREDIT.into(),
                    licence: PICTURE_LICENCE.into(),
                    width: i64::from(stored.width),
                    height: i64::from(stored.height),
                    sizes: serde_json::to_string(&stored.sizes)?,
                    placeholder: stored.placeholder.clone(),
                };
                db::catalogue::write::insert_pictures(&mut tx, &[row], now_ms).await
            }
            Canvas::Hero => {
                let mut shop = db::shop::settings(&mut tx).await?.unwrap_or_default();
                shop.hero = Some(scenery(Scenery::Worktable));
                db::shop::save_settings(&mut tx, &shop, now_ms).await
            }
            Canvas::Studio => {
                let Some(mut page) = db::shop::page(&mut tx, ABOUT).await? else {
                    return Ok(());
                };
                let picture = scenery(Scenery::Studio);
                page.body = format!("![{}]({})\n\n{}", picture.alt, picture.src(960), page.body);
                let position = PAGES.iter().position(|p| p.slug == ABOUT).unwrap_or_default();
                db::shop::save_page(&mut tx, &page, position as i64, now_ms).await
            }
        }
    })?;
    shop::forget(app);
    Ok(())
}
