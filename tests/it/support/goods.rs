//! What the shops of the tests sell, and where they ship.

use super::shop::Shop;
use atelier::domain::money::Currency;
use atelier::domain::shipping::{Method, MethodPrice, Zone};
use atelier::domain::shop::Shop as Sign;
use atelier::domain::tax::{Rate, TaxMode};
use atelier::server::db::catalogue::write::{NewMove, NewProduct, NewVariant};
use atelier::server::error::Result;
use atelier::server::keys::new_id;
use atelier::server::search;
use atelier::server::state::App;
use atelier::transact;

/// Ten of them, sold in every currency: €45.00, ¥7000, KWD 15.250.
pub const BOWL: &str = "BOWL";
/// Five of them, €22.00.
pub const MUG: &str = "MUG";
/// The only one there is, €120.00.
pub const VASE: &str = "VASE";
/// Two sizes of one product: three small ones and a large one.
pub const SMALL_PRINT: &str = "PRINT-S";
pub const LARGE_PRINT: &str = "PRINT-L";

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn method(id: &str, name: &str, collection: bool, prices: &[(&str, i64)]) -> Method {
    let price = |(code, amount_minor): &(&str, i64)| MethodPrice {
        currency: currency(code),
        amount_minor: *amount_minor,
        free_from_minor: None,
    };
    Method {
        id: id.into(),
        name: name.into(),
        min_days: 2,
        max_days: 4,
        collection,
        prices: prices.iter().map(price).collect(),
    }
}

/// Opens the shop: what it is called, where it ships, what it charges, and its goods.
pub async fn stock(app: &App) {
    let sign = Sign {
        name: "The Kiln".into(),
        contact_email: "maker@kiln.example".into(),
        currencies: ["EUR", "JPY", "KWD", "USD"].map(currency).into(),
        bank_details: "IBAN DE00 0000".into(),
        collection_details: "Mondays at the kiln".into(),
        ..Sign::default()
    };
    atelier::server::shop::save(app, &sign).await.unwrap();
    let post = [("EUR", 490), ("JPY", 800), ("KWD", 1500), ("USD", 600)];
    let free = post.map(|(code, _)| (code, 0));
    let zone = Zone {
        id: "world".into(),
        name: "Everywhere".into(),
        countries: Vec::new(),
        methods: vec![
            method("post", "Post", false, &post),
            method("collect", "Collect it", true, &free),
        ],
    };
    let rules: Result<()> = async {
        transact!(app.db, tx => {
            use atelier::server::db::shop::{save_tax_rate, save_zone};
            save_zone(&mut tx, &zone, 1).await?;
            save_tax_rate(&mut tx, "DE", "standard", Rate(190_000), TaxMode::Inclusive).await?;
            save_tax_rate(&mut tx, "US", "standard", Rate(82_500), TaxMode::Exclusive).await
        })
    }
    .await;
    rules.unwrap();
    let all = [("EUR", 4500), ("JPY", 7000), ("KWD", 15_250), ("USD", 5100)];
    put(app, &[(BOWL, 10, &all)], false).await;
    put(app, &[(MUG, 5, &[("EUR", 2200), ("USD", 2400)])], false).await;
    put(app, &[(VASE, 1, &[("EUR", 12_000)])], true).await;
    let prints: [(&str, i64, &[(&str, i64)]); 2] = [
        (SMALL_PRINT, 3, &[("EUR", 3000)]),
        (LARGE_PRINT, 1, &[("EUR", 6000)]),
    ];
    put(app, &prints, false).await;
    atelier::server::shop::forget(app);
}

/// Puts a product with one variant on the shelf, at €10.00.
pub async fn put_one(app: &App, sku: &str, units: i64) {
    put(app, &[(sku, units, &[("EUR", 1000)])], false).await;
}

/// Puts one product with its variants (SKU, units, prices) on the shelf.
async fn put(app: &App, variants: &[(&str, i64, &[(&'static str, i64)])], piece: bool) {
    let now = app.now_ms();
    let id = new_id();
    let product = NewProduct {
        id: id.clone(),
        slug: variants[0].0.to_lowercase(),
        title: format!("A {}", variants[0].0.to_lowercase()),
        status: "published",
        one_of_a_kind: piece,
        tax_class: "standard".into(),
        facts: "{}".into(),
        published_at_ms: Some(now),
        created_at_ms: now,
        ..NewProduct::default()
    };
    let rows: Vec<NewVariant> = variants
        .iter()
        .enumerate()
        .map(|(position, (sku, units, _))| NewVariant {
            id: new_id(),
            product_id: id.clone(),
            sku: sku.to_string(),
            name: sku.to_lowercase(),
            position: position as i64,
            one_of_a_kind: piece,
            received: *units,
        })
        .collect();
    let moves: Vec<NewMove> = rows
        .iter()
        .map(|row| NewMove {
            id: new_id(),
            variant_id: row.id.clone(),
            kind: "receive",
            quantity: row.received,
            actor: "the maker".into(),
            reason: String::new(),
        })
        .collect();
    let prices: Vec<(String, &'static str, i64)> = rows
        .iter()
        .zip(variants)
        .flat_map(|(row, (_, _, prices))| {
            prices
                .iter()
                .map(|(code, minor)| (row.id.clone(), *code, *minor))
        })
        .collect();
    let written: Result<()> = async {
        transact!(app.db, tx => {
            atelier::server::db::catalogue::write::insert_products(&mut tx, std::slice::from_ref(&product)).await?;
            atelier::server::db::catalogue::write::insert_variants(&mut tx, &rows).await?;
            atelier::server::db::catalogue::write::insert_moves(&mut tx, &moves, now).await?;
            atelier::server::db::catalogue::write::put_prices(&mut tx, &prices).await?;
            let ids = [id.clone()];
            atelier::server::db::catalogue::write::refresh_in_stock(&mut tx, &ids).await?;
            atelier::server::db::catalogue::write::refresh_prices(&mut tx, &ids).await?;
            search::index::refresh(&mut tx, &ids).await
        })
    }
    .await;
    written.unwrap();
}

impl Shop {
    /// Puts a further product with one variant on the shelf, at €10.00.
    pub async fn stocks(&self, sku: &str, units: i64) {
        put_one(&self.app, sku, units).await;
    }

    /// Puts a piece that exists once on the shelf, at €10.00.
    pub async fn stocks_piece(&self, sku: &str) {
        put(&self.app, &[(sku, 1, &[("EUR", 1000)])], true).await;
    }

    /// The maker changes a price, in minor units, while visitors have carts.
    pub async fn reprices(&self, sku: &str, code: &'static str, minor: i64) {
        let of = |column: &str| format!("SELECT {column} FROM variants WHERE sku = '{sku}'");
        let variant = self.text(of("id")).await;
        let product = [self.text(of("product_id")).await];
        let written: Result<()> = async {
            transact!(self.app.db, tx => {
                atelier::server::db::catalogue::write::put_prices(&mut tx, &[(variant.clone(), code, minor)]).await?;
                atelier::server::db::catalogue::write::refresh_prices(&mut tx, &product).await
            })
        }
        .await;
        written.unwrap();
    }

    /// The maker takes a product off the shelf.
    pub async fn archives(&self, sku: &str) {
        let sql = format!(
            "UPDATE products SET status = 'archived' WHERE id = (SELECT product_id FROM variants WHERE sku = '{sku}')"
        );
        assert_eq!(self.tampers(sql).await, 1);
    }
}
