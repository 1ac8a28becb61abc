//! The shop's own rows: settings, pages of text, categories, shipping zones, tax rates, and the count in the cart badge.

use super::{Conn, on};
use crate::domain::shipping::{Method, Zone};
use crate::domain::shop::Shop;
use crate::domain::tax::{Rate, TaxMode};
use crate::server::error::{Error, Result};
use atelier_derive::TableRow;

/// The setting that holds the shop.
const SHOP: &str = "shop";

#[derive(sqlx::FromRow)]
pub struct CategoryRow {
    pub id: String,
    pub parent_id: Option<String>,
    pub slug: String,
    pub name: String,
    pub description: String,
}

#[derive(Clone, sqlx::FromRow)]
pub struct PageRow {
    pub slug: String,
    pub title: String,
    pub body: String,
    pub meta_description: String,
}

/// A setting's text, if it was ever set.
pub async fn setting(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    const SQL: &str = "SELECT value FROM settings WHERE name = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(name).fetch_optional(&mut *c).await?))
}

pub async fn save_setting(conn: &mut Conn, name: &str, value: &str, now_ms: i64) -> Result<()> {
    const SQL: &str = "INSERT INTO settings (name, value, updated_at_ms) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at_ms = excluded.updated_at_ms";
    on!(conn, c => sqlx::query(SQL).bind(name).bind(value).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The shop's settings, if they were ever saved.
pub async fn settings(conn: &mut Conn) -> Result<Option<Shop>> {
    let text = setting(conn, SHOP).await?;
    text.map(|json| {
        serde_json::from_str(&json)
            .map_err(|e| Error::impossible("settings", "value", SHOP, e.to_string()))
    })
    .transpose()
}

pub async fn save_settings(conn: &mut Conn, shop: &Shop, now_ms: i64) -> Result<()> {
    save_setting(conn, SHOP, &serde_json::to_string(shop)?, now_ms).await
}

/// Every category, by position among its siblings.
pub async fn categories(conn: &mut Conn) -> Result<Vec<CategoryRow>> {
    const SQL: &str =
        "SELECT id, parent_id, slug, name, description FROM categories ORDER BY position, name, id";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?))
}

/// The settings, which nobody else changes until the transaction ends.
pub async fn settings_to_change(conn: &mut Conn) -> Result<Shop> {
    super::dialect::write_alone(conn, "settings").await?;
    Ok(settings(conn).await?.unwrap_or_default())
}

/// Slug and title of every page of text that is shown.
pub async fn page_titles(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    const SQL: &str =
        "SELECT slug, title FROM pages WHERE published = TRUE ORDER BY position, slug";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?))
}

/// A page that visitors may see.
pub async fn published_page(conn: &mut Conn, slug: &str) -> Result<Option<PageRow>> {
    const SQL: &str = "SELECT slug, title, body, meta_description FROM pages WHERE slug = $1 AND published = TRUE";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(slug).fetch_optional(&mut *c).await?))
}

/// A page, hidden or not.
pub async fn page(conn: &mut Conn, slug: &str) -> Result<Option<PageRow>> {
    const SQL: &str = "SELECT slug, title, body, meta_description FROM pages WHERE slug = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(slug).fetch_optional(&mut *c).await?))
}

/// Writes a page of text, or writes it anew.
pub async fn save_page(conn: &mut Conn, page: &PageRow, position: i64, now_ms: i64) -> Result<()> {
    const SQL: &str =
        "INSERT INTO pages (slug, title, body, meta_description, position, updated_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (slug) DO UPDATE SET title = excluded.title, body = excluded.body,
            meta_description = excluded.meta_description, position = excluded.position,
            updated_at_ms = excluded.updated_at_ms";
    on!(conn, c => sqlx::query(SQL).bind(&page.slug).bind(&page.title).bind(&page.body)
        .bind(&page.meta_description).bind(position).bind(now_ms).execute(&mut *c).await.map(drop)?);
    Ok(())
}

pub async fn zones(conn: &mut Conn) -> Result<Vec<Zone>> {
    #[derive(TableRow)]
    #[table("shipping_zones")]
    struct ZoneRow {
        id: String,
        name: String,
        #[read(json)]
        countries: Vec<String>,
        #[read(json)]
        methods: Vec<Method>,
    }
    const SQL: &str =
        "SELECT id, name, countries, methods FROM shipping_zones ORDER BY position, id";
    let rows: Vec<ZoneRow> = on!(conn, c => sqlx::query_as(SQL).fetch_all(&mut *c).await?);
    let zone = |row: ZoneRow| Zone {
        id: row.id,
        name: row.name,
        countries: row.countries,
        methods: row.methods,
    };
    Ok(rows.into_iter().map(zone).collect())
}

pub async fn save_zone(conn: &mut Conn, zone: &Zone, position: i64) -> Result<()> {
    const SQL: &str = "INSERT INTO shipping_zones (id, name, position, countries, methods) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position,
            countries = excluded.countries, methods = excluded.methods";
    let countries = serde_json::to_string(&zone.countries)?;
    let methods = serde_json::to_string(&zone.methods)?;
    on!(conn, c => sqlx::query(SQL).bind(&zone.id).bind(&zone.name).bind(position)
        .bind(&countries).bind(&methods).execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// The rates of a country by tax class; none where no tax is charged.
pub async fn tax_rates(conn: &mut Conn, country: &str) -> Result<Vec<(String, Rate, TaxMode)>> {
    #[derive(TableRow)]
    #[table("tax_rates", id = "country")]
    struct RateRow {
        tax_class: String,
        #[read(number)]
        rate_ppm: u32,
        mode: TaxMode,
    }
    const SQL: &str = "SELECT country, tax_class, rate_ppm, mode FROM tax_rates WHERE country = $1 ORDER BY tax_class";
    let rows: Vec<RateRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(country).fetch_all(&mut *c).await?);
    let rate = |row: RateRow| (row.tax_class, Rate(row.rate_ppm), row.mode);
    Ok(rows.into_iter().map(rate).collect())
}

/// The tax of every country: country, class, rate and mode, in the order of countries and classes.
pub async fn all_tax_rates(conn: &mut Conn) -> Result<Vec<(String, String, Rate, TaxMode)>> {
    const SQL: &str = "SELECT DISTINCT country FROM tax_rates ORDER BY country";
    let countries: Vec<String> = on!(conn, c => sqlx::query_scalar(SQL).fetch_all(&mut *c).await?);
    let mut all = Vec::new();
    for country in countries {
        let rates = tax_rates(conn, &country).await?;
        all.extend(
            rates
                .into_iter()
                .map(|(class, rate, mode)| (country.clone(), class, rate, mode)),
        );
    }
    Ok(all)
}

pub async fn save_tax_rate(
    conn: &mut Conn,
    country: &str,
    tax_class: &str,
    rate: Rate,
    mode: TaxMode,
) -> Result<()> {
    const SQL: &str = "INSERT INTO tax_rates (country, tax_class, rate_ppm, mode) VALUES ($1, $2, $3, $4)
        ON CONFLICT (country, tax_class) DO UPDATE SET rate_ppm = excluded.rate_ppm, mode = excluded.mode";
    on!(conn, c => sqlx::query(SQL).bind(country).bind(tax_class).bind(i64::from(rate.0)).bind(mode.as_str())
        .execute(&mut *c).await.map(drop)?);
    Ok(())
}

/// Units in a cart.
pub async fn cart_count(conn: &mut Conn, cart_id: &str) -> Result<i64> {
    const SQL: &str =
        "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM cart_lines WHERE cart_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(cart_id).fetch_one(&mut *c).await?))
}
