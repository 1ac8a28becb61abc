//! Products, for anyone.

use super::amount;
use super::body::{PathParams, QueryParams};
use super::caller::Caller;
use super::catalogue_shapes::{
    Product, ProductAvailability, ProductBatch, ProductPage, ProductSummary, Variant,
};
use super::paging::Part;
use super::problem::{ApiResult, Problem};
use crate::domain::catalogue::{Found, ListQuery, PAGE_SIZE, ProductView, Sort};
use crate::domain::money::{Currency, Money};
use crate::server::catalogue::{self, ListPart};
use crate::server::paging::Order;
use axum::Json;
use serde::Deserialize;
use utoipa::IntoParams;

/// Most ids in one batch.
const BATCH_MAX: usize = 100;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// Slug of a category; what is in its own categories belongs to it.
    category: Option<String>,
    /// Such as `Bowl`.
    kind: Option<String>,
    /// Only what can be bought.
    in_stock: Option<bool>,
    /// Words to look for.
    q: Option<String>,
    /// Lowest price, in the currency asked for.
    #[param(pattern = r"^[0-9]{1,6}$")]
    min_price: Option<String>,
    /// Highest price, in the currency asked for.
    #[param(pattern = r"^[0-9]{1,6}$")]
    max_price: Option<String>,
    /// `newest`, `price`, `-price`, `title`, or `best` for the best match first.
    #[param(pattern = "^(newest|price|-price|title|best)$")]
    ordering: Option<String>,
    /// Such as `EUR`; the shop’s own unless said.
    #[param(pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
    #[param(minimum = 1, maximum = 100_000)]
    page: Option<i64>,
    /// 24 unless said.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<i64>,
    /// `next_cursor` of the part before; `page` is not looked at then.
    cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CurrencyQuery {
    /// Such as `EUR`; the shop’s own unless said.
    #[param(pattern = "^[A-Z]{3}$")]
    pub currency: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BatchQuery {
    /// Ids with commas between, at most 100.
    ids: String,
    /// Such as `EUR`; the shop’s own unless said.
    #[param(pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
}

/// The currency that is asked for, among those that the shop sells in.
pub async fn choose_currency(caller: &Caller, code: Option<&str>) -> ApiResult<Currency> {
    let usual = caller.visit.currency().await?;
    let wanted = amount::currency(code, usual)?;
    if !caller.app().shop().await?.currencies.contains(&wanted) && wanted != usual {
        let message = format!("The shop does not sell in {wanted}.");
        return Err(Problem::field("currency", "invalid", message));
    }
    caller.visit.choose_currency(wanted).await?;
    Ok(wanted)
}

/// A bound of the price, which has to be an amount.
fn bound(field: &str, text: Option<String>, currency: Currency) -> ApiResult<Option<String>> {
    let Some(text) = text else {
        return Ok(None);
    };
    let amount = Money::parse_plain(&text, currency)
        .map_err(|error| Problem::field(field, "invalid_amount", error.to_string()))?;
    Ok(Some(amount.to_form_text()))
}

/// Products, filtered, searched and ordered.
#[utoipa::path(get, path = "/products", tag = "Products", params(ProductQuery),
    responses((status = 200, description = "A part of the list", body = ProductPage)))]
pub async fn list(
    caller: Caller,
    QueryParams(query): QueryParams<ProductQuery>,
) -> ApiResult<Json<ProductPage>> {
    let currency = choose_currency(&caller, query.currency.as_deref()).await?;
    let searching = query.q.as_deref().is_some_and(|q| !q.trim().is_empty());
    let sort = match query.ordering.as_deref() {
        None => Sort::usual(searching),
        Some(word) => Sort::parse(word).ok_or_else(|| {
            let message = "Order by newest, price, -price, title or best.";
            Problem::field("ordering", "invalid", message)
        })?,
    };
    let name = format!("products by {}", sort.as_str());
    let order = Order {
        name: &name,
        by_text: sort == Sort::Title,
    };
    let cursor = query.cursor.as_deref();
    let part = Part::read(order, query.page, query.page_size, cursor, PAGE_SIZE)?;
    let wanted = ListQuery {
        category: query.category,
        kind: query.kind.clone(),
        q: query.q,
        sort,
        in_stock: query.in_stock.unwrap_or(false),
        min: bound("min_price", query.min_price, currency)?,
        max: bound("max_price", query.max_price, currency)?,
        page: part.page,
    };
    // A kind that the shop does not have has nothing in it; pages drop it instead.
    let kinds = crate::server::shop::now(caller.app()).await?.kinds.clone();
    let unknown_kind = query.kind.is_some_and(|kind| !kinds.contains(&kind));
    let found = match unknown_kind {
        true => Found::Nowhere,
        false => catalogue::part(&caller.visit, wanted, part.size, part.start.clone()).await?,
    };
    let found = match found {
        Found::Here(found) => found,
        Found::Moved(slug) => {
            let message = format!("This category is called {slug} now.");
            return Err(Problem::field("category", "moved", message));
        }
        Found::Nowhere => ListPart::default(),
    };
    let app = caller.app();
    Ok(Json(ProductPage {
        items: found
            .cards
            .into_iter()
            .map(|card| ProductSummary::of(app, card, currency.code()))
            .collect(),
        page: part.page,
        page_size: part.size,
        total: found.total,
        total_is_capped: found.total_is_capped,
        next_cursor: found.last.map(|last| part.cursor(last)),
    }))
}

/// Up to 100 products by their ids, and which of these there are not.
#[utoipa::path(get, path = "/products/batch", tag = "Products", params(BatchQuery),
    responses((status = 200, description = "What was found and what was not", body = ProductBatch)))]
pub async fn batch(
    caller: Caller,
    QueryParams(query): QueryParams<BatchQuery>,
) -> ApiResult<Json<ProductBatch>> {
    let currency = choose_currency(&caller, query.currency.as_deref()).await?;
    let mut ids: Vec<String> = Vec::new();
    for id in query
        .ids
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
    {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_string());
        }
    }
    if ids.is_empty() || ids.len() > BATCH_MAX {
        let message = format!("Ask for 1 to {BATCH_MAX} ids, with commas between.");
        return Err(Problem::field("ids", "invalid", message));
    }
    let cards = catalogue::batch(&caller.visit, &ids).await?;
    let missing = ids
        .into_iter()
        .filter(|id| cards.iter().all(|card| card.id != *id))
        .collect();
    let found = cards
        .into_iter()
        .map(|card| ProductSummary::of(caller.app(), card, currency.code()));
    Ok(Json(ProductBatch {
        found: found.collect(),
        missing,
    }))
}

/// A product by its id or its slug, of today or of before; 404 for a draft.
async fn find(caller: &Caller, id: &str) -> ApiResult<ProductView> {
    let gone = || Problem::not_found("There is no such product. It may have another name now.");
    let slug = catalogue::slug_of(caller.app(), id)
        .await?
        .ok_or_else(gone)?;
    match catalogue::product(&caller.visit, &slug).await? {
        Found::Here(product) => Ok(product),
        Found::Moved(_) | Found::Nowhere => Err(gone()),
    }
}

/// One product, by its id or its slug.
#[utoipa::path(get, path = "/products/{id}", tag = "Products",
    params(("id" = String, Path, description = "Id or slug"), CurrencyQuery),
    responses((status = 200, description = "The product", body = Product)))]
pub async fn show(
    caller: Caller,
    PathParams(id): PathParams<String>,
    QueryParams(query): QueryParams<CurrencyQuery>,
) -> ApiResult<Json<Product>> {
    let currency = choose_currency(&caller, query.currency.as_deref()).await?;
    let product = find(&caller, &id).await?;
    Ok(Json(Product::of(caller.app(), product, currency.code())))
}

/// What can be bought of a product right now.
#[utoipa::path(get, path = "/products/{id}/availability", tag = "Products",
    params(("id" = String, Path, description = "Id or slug"), CurrencyQuery),
    responses((status = 200, description = "Each variant with its stock", body = ProductAvailability)))]
pub async fn availability(
    caller: Caller,
    PathParams(id): PathParams<String>,
    QueryParams(query): QueryParams<CurrencyQuery>,
) -> ApiResult<Json<ProductAvailability>> {
    let currency = choose_currency(&caller, query.currency.as_deref()).await?;
    let product = find(&caller, &id).await?;
    let offered = |variant: &crate::domain::catalogue::VariantView| {
        !product.archived && variant.price.is_some() && variant.availability.can_be_bought()
    };
    Ok(Json(ProductAvailability {
        can_be_bought: product.variants.iter().any(offered),
        variants: product
            .variants
            .into_iter()
            .map(|variant| Variant::of(variant, currency.code()))
            .collect(),
        id: product.id,
    }))
}
