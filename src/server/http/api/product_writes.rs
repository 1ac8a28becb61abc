//! Products, for programs that may change them.

use super::amount::{by_currency, prices};
use super::body::{JsonBody, Nothing, PathParams};
use super::caller::Caller;
use super::catalogue_shapes::Picture;
use super::problem::{ApiResult, Problem};
use super::product_questions::ProductQuestions;
use super::product_requests::{
    NewProduct, NewVariant, ProductChange, StockChange, VariantChange, WholeProduct,
};
use crate::domain::catalogue_form::{StaffProductView, StaffVariantView, StockForm, VariantForm};
use crate::domain::staff::Permission;
use crate::server::catalogue::edit::{self, variants};
use crate::server::visit::Visit;
use axum::Json;
use axum::http::StatusCode;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A variant as staff see it.
#[derive(Serialize, ToSchema)]
pub struct StockedVariant {
    pub id: String,
    pub sku: String,
    pub name: String,
    /// It is on offer.
    pub active: bool,
    /// By currency.
    pub prices: BTreeMap<String, String>,
    pub available: i64,
    pub held: i64,
    pub sold: i64,
}

impl From<StaffVariantView> for StockedVariant {
    fn from(variant: StaffVariantView) -> Self {
        StockedVariant {
            prices: by_currency(variant.form.prices),
            id: variant.id,
            sku: variant.form.sku,
            name: variant.form.name,
            active: variant.form.active,
            available: variant.available,
            held: variant.held,
            sold: variant.sold,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ProductImage {
    pub id: String,
    #[serde(flatten)]
    pub picture: Picture,
    pub caption: String,
    pub credit: String,
    pub licence: String,
}

/// A product with everything that can be changed.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a10", "status": "draft", "title": "Moon bowl", "slug": "moon-bowl",
    "kind": "Bowl", "category": "bowls", "story": "Thrown in one go.", "featured": false, "one_of_a_kind": false,
    "version": 1, "images": [], "options": [], "personalisation": [], "variants": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a11", "sku": "BOWL", "name": "", "active": true,
        "prices": {"EUR": "45.00"}, "available": 10, "held": 0, "sold": 0
    }]
}))]
pub struct StockedProduct {
    pub id: String,
    /// `draft`, `published` or `archived`.
    pub status: String,
    pub title: String,
    pub slug: String,
    pub kind: String,
    pub category: String,
    pub story: String,
    pub featured: bool,
    pub one_of_a_kind: bool,
    /// Send it back with a change.
    pub version: i64,
    /// In the order in which they are shown.
    pub images: Vec<ProductImage>,
    pub variants: Vec<StockedVariant>,
    #[serde(flatten)]
    pub questions: ProductQuestions,
}

pub async fn shown(caller: &Caller, id: &str) -> ApiResult<Json<StockedProduct>> {
    let app = caller.app();
    let product = edit::open(app, id).await?;
    let images = product.pictures.iter().map(|(id, picture)| ProductImage {
        id: id.clone(),
        picture: Picture::of(app, picture),
        caption: picture.caption.clone(),
        credit: picture.credit.clone(),
        licence: picture.licence.clone(),
    });
    Ok(Json(StockedProduct {
        questions: ProductQuestions::of(product.questions),
        images: images.collect(),
        status: product.status.as_str().into(),
        variants: product
            .variants
            .into_iter()
            .map(StockedVariant::from)
            .collect(),
        version: product.form.version.whole().unwrap_or_default(),
        id: product.id,
        title: product.form.title,
        slug: product.form.slug,
        kind: product.form.kind,
        category: product.form.category,
        story: product.form.story,
        featured: product.form.featured,
        one_of_a_kind: product.form.one_of_a_kind,
    }))
}

/// The visit of a program that may change products; nothing is looked at for one that may not.
pub async fn editor(caller: &Caller) -> ApiResult<&Visit> {
    caller.staff(Permission::EditCatalogue).await?;
    Ok(&caller.visit)
}

/// Makes a draft. It is published once it has a variant with a price.
#[utoipa::path(post, path = "/products", tag = "Products", request_body = NewProduct,
    security(("token" = ["products:write"])),
    responses((status = 201, description = "The draft", body = StockedProduct)))]
pub async fn create(
    caller: Caller,
    JsonBody(new): JsonBody<NewProduct>,
) -> ApiResult<(StatusCode, Json<StockedProduct>)> {
    let visit = editor(&caller).await?;
    let id = edit::create(visit, &new.form()).await?;
    Ok((StatusCode::CREATED, shown(&caller, &id).await?))
}

/// Writes a product anew: what is left out becomes empty. `version` is the one that was read.
#[utoipa::path(put, path = "/products/{id}", tag = "Products", request_body = WholeProduct,
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The product", body = StockedProduct)))]
pub async fn replace(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(new): JsonBody<WholeProduct>,
) -> ApiResult<Json<StockedProduct>> {
    let visit = editor(&caller).await?;
    edit::save(visit, &id, &new.form()).await?;
    shown(&caller, &id).await
}

/// Changes a product. What is left out stays. `version` is the one that was read.
#[utoipa::path(patch, path = "/products/{id}", tag = "Products", request_body = ProductChange,
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The product", body = StockedProduct)))]
pub async fn change(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<ProductChange>,
) -> ApiResult<Json<StockedProduct>> {
    let visit = editor(&caller).await?;
    let form = wanted.over(edit::open(caller.app(), &id).await?.form);
    edit::save(visit, &id, &form).await?;
    shown(&caller, &id).await
}

/// Hides a product altogether: it is a draft again. Orders that have it keep it.
#[utoipa::path(delete, path = "/products/{id}", tag = "Products",
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 204, description = "It is hidden")))]
pub async fn withdraw(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<StatusCode> {
    let visit = editor(&caller).await?;
    edit::withdraw(visit, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a product into the shop.
#[utoipa::path(post, path = "/products/{id}/publish", tag = "Products",
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The published product", body = StockedProduct)))]
pub async fn publish(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Json<StockedProduct>> {
    let visit = editor(&caller).await?;
    edit::publish(visit, &id).await?;
    shown(&caller, &id).await
}

/// Takes a product out of lists; its page stays, and says that it is no longer sold.
#[utoipa::path(post, path = "/products/{id}/archive", tag = "Products",
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The archived product", body = StockedProduct)))]
pub async fn archive(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Json<StockedProduct>> {
    let visit = editor(&caller).await?;
    edit::archive(visit, &id).await?;
    shown(&caller, &id).await
}

/// Adds a variant: what is chosen, with its prices.
#[utoipa::path(post, path = "/products/{id}/variants", tag = "Products", request_body = NewVariant,
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 201, description = "The product with the variant", body = StockedProduct)))]
pub async fn add_variant(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(new): JsonBody<NewVariant>,
) -> ApiResult<(StatusCode, Json<StockedProduct>)> {
    let visit = editor(&caller).await?;
    let form = VariantForm {
        id: String::new(),
        sku: new.sku.unwrap_or_default(),
        name: new.name.unwrap_or_default(),
        active: new.active.unwrap_or(true),
        prices: prices("prices", new.prices)?,
    };
    variants::save(visit, &id, &form).await?;
    Ok((StatusCode::CREATED, shown(&caller, &id).await?))
}

fn no_such_variant() -> Problem {
    Problem::not_found("There is no such variant of this product.")
}

/// Changes a variant. What is left out stays.
#[utoipa::path(patch, path = "/products/{id}/variants/{variant_id}", tag = "Products", request_body = VariantChange,
    security(("token" = ["products:write"])),
    params(("id" = String, Path, description = "Id"), ("variant_id" = String, Path, description = "Id of the variant")),
    responses((status = 200, description = "The product with the variant", body = StockedProduct)))]
pub async fn change_variant(
    caller: Caller,
    PathParams((id, variant_id)): PathParams<(String, String)>,
    JsonBody(wanted): JsonBody<VariantChange>,
) -> ApiResult<Json<StockedProduct>> {
    let visit = editor(&caller).await?;
    let product = edit::open(caller.app(), &id).await?;
    let old = product
        .variants
        .into_iter()
        .find(|variant| variant.id == variant_id);
    let old = old.ok_or_else(no_such_variant)?.form;
    let mut kept = old.prices;
    kept.extend(prices("prices", wanted.prices.unwrap_or_default())?);
    let form = VariantForm {
        id: variant_id,
        sku: wanted.sku.unwrap_or(old.sku),
        name: wanted.name.unwrap_or(old.name),
        active: wanted.active.unwrap_or(old.active),
        prices: kept,
    };
    variants::save(visit, &id, &form).await?;
    shown(&caller, &id).await
}

/// Books units that came in, or a count that found more or fewer. What is held or sold is never touched.
#[utoipa::path(post, path = "/products/{id}/stock", tag = "Products", request_body = StockChange,
    security(("token" = ["products:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The product with its stock", body = StockedProduct)))]
pub async fn change_stock(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<StockChange>,
) -> ApiResult<Json<StockedProduct>> {
    let visit = editor(&caller).await?;
    let product: StaffProductView = edit::open(caller.app(), &id).await?;
    let found = product
        .variants
        .iter()
        .find(|variant| variant.form.sku == wanted.product_sku);
    let variant = found.ok_or_else(no_such_variant)?;
    let form = StockForm {
        variant: variant.id.clone(),
        change: wanted.change,
        quantity: wanted.quantity.into(),
        reason: wanted.reason.unwrap_or_default(),
    };
    variants::change_stock(visit, &form).await?;
    shown(&caller, &id).await
}
