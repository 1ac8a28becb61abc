//! A product's page.

use super::cards;
use crate::domain::catalogue::{Found, ProductCard, ProductStatus, ProductView};
use crate::domain::country::Country;
use crate::domain::money::{Currency, Money};
use crate::domain::shipping::{Zone, zone_for};
use crate::server::db::catalogue::{ProductLine, ProductRow};
use crate::server::db::{self};
use crate::server::error::Result;
use crate::server::shop::{self, markdown};
use crate::server::state::App;
use crate::server::visit::Visit;
use std::collections::HashMap;
use std::sync::Arc;

/// Related pieces on a product's page.
const RELATED: usize = 4;
/// More pictures than this a product can't have.
pub const MOST_PICTURES: i64 = 24;
/// Characters of a story's summary: what a search engine shows.
const SUMMARY: usize = 160;

/// Stories as HTML, by product and version: rendering and sanitising one takes longer than all else on the page.
pub struct StoryCache(moka::future::Cache<(String, i64), Arc<Story>>);

#[derive(Debug)]
struct Story {
    html: String,
    summary: String,
}

impl Default for StoryCache {
    fn default() -> Self {
        let weight = |_: &(String, i64), story: &Arc<Story>| (story.html.len() + 300) as u32;
        let cache = moka::future::Cache::builder();
        StoryCache(cache.weigher(weight).max_capacity(8 << 20).build())
    }
}

/// A product by its slug. Archived ones are still shown, but can't be bought; drafts are nowhere.
pub async fn product(visit: &Visit, slug: &str) -> Result<Found<ProductView>> {
    let app = &visit.app;
    let now = shop::now(app).await?;
    let currency = visit.currency().await?;
    let mut conn = app.db.read().await?;
    let Some(row) = db::catalogue::product_by_slug(&mut conn, slug).await? else {
        let moved = db::catalogue::moved(&mut conn, "product", slug).await?;
        return Ok(moved.map_or(Found::Nowhere, Found::Moved));
    };
    if row.status == ProductStatus::Draft {
        return Ok(Found::Nowhere);
    }
    let archived = row.status == ProductStatus::Archived;
    let related =
        choose_related(db::catalogue::related(&mut conn, &row, 2 * RELATED as i64).await?);
    let mut ids = vec![row.id.as_str()];
    ids.extend(related.iter().map(|line| line.id.as_str()));
    let offers = db::catalogue::offers(&mut conn, &ids, currency.code()).await?;
    let pictures = db::catalogue::pictures(&mut conn, &ids, MOST_PICTURES).await?;
    let asking = db::catalogue::questions::asking(&mut conn, &ids).await?;
    let own_id = std::slice::from_ref(&row.id);
    let mut asked = match asking.contains(&row.id) {
        true => db::catalogue::questions::asked(&mut conn, own_id, currency).await?,
        false => HashMap::new(),
    };
    drop(conn);
    let related: Vec<ProductCard> = related
        .iter()
        .map(|line| cards::card(line, &offers, &pictures, &asking, currency))
        .collect();
    let story = story(app, &row).await;
    let own = offers.iter().filter(|o| o.product_id == row.id);
    let variants = own
        .map(|offer| cards::variant(offer, currency, archived))
        .collect();
    let own = pictures.into_iter().filter(|(id, _)| *id == row.id);
    let country = visit.country().await?;
    Ok(Found::Here(ProductView {
        pictures: own.map(|(_, picture)| picture).collect(),
        variants,
        questions: asked.remove(&row.id).unwrap_or_default(),
        breadcrumbs: row
            .category_id
            .as_deref()
            .map(|id| now.categories.path_to(id))
            .unwrap_or_default(),
        related,
        max_quantity: if row.one_of_a_kind {
            1
        } else {
            now.shop.max_quantity
        },
        shipping_note: shipping_note(&now.zones, &country, currency),
        story_html: story.html.clone(),
        summary: story.summary.clone(),
        meta_title: if row.meta_title.is_empty() {
            row.title.clone()
        } else {
            row.meta_title
        },
        meta_description: if row.meta_description.is_empty() {
            story.summary.clone()
        } else {
            row.meta_description
        },
        facts: row.facts,
        one_of_a_kind: row.one_of_a_kind,
        archived,
        id: row.id,
        slug: row.slug,
        title: row.title,
        kind: row.kind,
    }))
}

/// The slug of a published or archived product, by its slug of today or of before, or by its id.
pub async fn slug_of(app: &App, id_or_slug: &str) -> Result<Option<String>> {
    let mut conn = app.db.read().await?;
    if db::catalogue::product_by_slug(&mut conn, id_or_slug)
        .await?
        .is_some()
    {
        return Ok(Some(id_or_slug.to_string()));
    }
    if let Some(row) = db::catalogue::product_by_id(&mut conn, id_or_slug).await? {
        return Ok(Some(row.slug));
    }
    db::catalogue::moved(&mut conn, "product", id_or_slug).await
}

/// Published products by their ids, in the order that was asked for; what is not there is left out.
pub async fn batch(visit: &Visit, ids: &[String]) -> Result<Vec<ProductCard>> {
    let currency = visit.currency().await?;
    let mut conn = visit.app.db.read().await?;
    let lines = db::catalogue::published_lines(&mut conn, ids).await?;
    let mut cards = cards::of(&mut conn, &lines, currency).await?;
    cards.sort_by_key(|card| ids.iter().position(|id| *id == card.id));
    Ok(cards)
}

async fn story(app: &App, row: &ProductRow) -> Arc<Story> {
    let key = (row.id.clone(), row.version);
    let render = async {
        Arc::new(Story {
            html: markdown::to_html(&row.story, &app.settings.public_url()),
            summary: markdown::summary(&row.story, SUMMARY),
        })
    };
    app.stories.0.get_with(key, render).await
}

/// The first few of different products, those in stock first.
fn choose_related(candidates: Vec<ProductLine>) -> Vec<ProductLine> {
    let mut different: Vec<ProductLine> = Vec::new();
    for line in candidates {
        if different.iter().all(|known| known.id != line.id) {
            different.push(line);
        }
    }
    different.sort_by_key(|line| !line.in_stock);
    different.truncate(RELATED);
    different
}

/// What sending to `country` costs and how long it takes, in one sentence; empty where nothing is sent there.
fn shipping_note(zones: &[Zone], country: &str, currency: Currency) -> String {
    let Some((zone, country)) = zone_for(zones, country).zip(Country::find(country)) else {
        return String::new();
    };
    let parcels = zone.methods.iter().filter(|m| !m.collection);
    let offers =
        parcels.filter_map(|m| Some((m, m.prices.iter().find(|p| p.currency == currency)?)));
    let Some((method, price)) = offers.min_by_key(|(_, price)| price.amount_minor) else {
        return String::new();
    };
    let name = match country.code() {
        "US" | "GB" | "NL" | "AE" | "PH" => format!("the {}", country.name()),
        _ => country.name().to_string(),
    };
    let cost = match price.amount_minor {
        0 => "free of charge".to_string(),
        minor => format!("from {}", Money::new(minor, currency)),
    };
    let free = match price.free_from_minor {
        Some(from) if price.amount_minor > 0 => {
            format!("; free from {}", Money::new(from, currency))
        }
        _ => String::new(),
    };
    format!("Ships to {name} in {}, {cost}{free}.", method.estimate())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shipping::{Method, MethodPrice};

    fn line(id: &str, in_stock: bool) -> ProductLine {
        ProductLine {
            id: id.into(),
            slug: id.into(),
            title: id.into(),
            kind: "Mug".into(),
            one_of_a_kind: false,
            in_stock,
        }
    }

    #[test]
    fn related_pieces_are_different_and_those_in_stock_come_first() {
        let given = vec![
            line("a", false),
            line("b", true),
            line("a", false),
            line("c", true),
            line("d", true),
            line("e", true),
        ];
        let ids: Vec<String> = choose_related(given).into_iter().map(|l| l.id).collect();
        assert_eq!(ids, ["b", "c", "d", "e"]);
    }

    #[test]
    fn the_shipping_note_names_the_cheapest_parcel() {
        let method = |id: &str, minor: i64, collection: bool| Method {
            id: id.into(),
            name: id.into(),
            min_days: 2,
            max_days: 4,
            collection,
            prices: vec![MethodPrice {
                currency: Currency::EUR,
                amount_minor: minor,
                free_from_minor: Some(8_000),
            }],
        };
        let zone = Zone {
            id: "home".into(),
            name: "Home".into(),
            countries: vec!["DE".into()],
            methods: vec![
                method("fast", 990, false),
                method("post", 490, false),
                method("collect", 0, true),
            ],
        };
        assert_eq!(
            shipping_note(std::slice::from_ref(&zone), "DE", Currency::EUR),
            "Ships to Germany in 2–4 business days, from €4.90; free from €80.00."
        );
        assert_eq!(
            shipping_note(std::slice::from_ref(&zone), "DE", Currency::JPY),
            ""
        );
        assert_eq!(shipping_note(&[zone], "NZ", Currency::EUR), "");
    }
}
