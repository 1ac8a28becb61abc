//! Categories: seen by anyone, changed by programs that may.

use super::body::{JsonBody, Nothing, PathParams, QueryParams};
use super::caller::Caller;
use super::catalogue_shapes::CategoryRef;
use super::problem::{ApiResult, Problem};
use super::product_writes::editor;
use crate::domain::form_values::FormNumber;
use crate::domain::shop_form::CategoryForm;
use crate::domain::staff::Permission;
use crate::server::catalogue::categories;
use crate::server::shop::{self, CategoryNode, ShopNow};
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A category.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a14", "slug": "bowls", "name": "Bowls", "description": "",
    "depth": 0, "parents": [], "url": "http://127.0.0.1:3000/categories/bowls", "version": null
}))]
pub struct Category {
    pub id: String,
    pub slug: String,
    pub name: String,
    pub description: String,
    /// 0 at the top.
    pub depth: u8,
    /// From the top down.
    pub parents: Vec<CategoryRef>,
    pub url: String,
    /// For whoever changes it; null for anyone else.
    pub version: Option<i64>,
}

/// Every category, parents before their children.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a14", "slug": "bowls", "name": "Bowls", "description": "",
    "depth": 0, "parents": [], "url": "http://127.0.0.1:3000/categories/bowls", "version": null
}]}))]
pub struct CategoryList {
    pub items: Vec<Category>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Bowls", "description": "Thrown and trimmed by hand."}))]
pub struct NewCategory {
    name: String,
    /// Made of the name unless said.
    slug: Option<String>,
    /// Slug of the category that this one is in.
    parent: Option<String>,
    description: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Deep bowls", "version": 1}))]
pub struct CategoryChange {
    name: Option<String>,
    slug: Option<String>,
    /// Slug of the category that this one is in; empty for the top.
    parent: Option<String>,
    description: Option<String>,
    /// The version that was read.
    version: i64,
}

fn none() -> Problem {
    Problem::not_found("There is no such category.")
}

fn described(caller: &Caller, now: &ShopNow, node: &CategoryNode) -> Category {
    let parents = now.categories.path_to(&node.id).into_iter();
    Category {
        id: node.id.clone(),
        slug: node.link.slug.clone(),
        name: node.link.name.clone(),
        description: node.description.clone(),
        depth: node.link.depth,
        parents: parents
            .filter(|parent| parent.slug != node.link.slug)
            .map(CategoryRef::from)
            .collect(),
        url: caller.app().url(&format!("/categories/{}", node.link.slug)),
        version: None,
    }
}

/// One category by its id or its slug.
async fn find(caller: &Caller, id: &str) -> ApiResult<Category> {
    let now = shop::now(caller.app()).await?;
    let known = &now.categories;
    let node = known
        .by_slug(id)
        .or_else(|| known.by_id(id))
        .ok_or_else(none)?;
    let mut category = described(caller, &now, node);
    let program = caller.visit.program.as_ref();
    if program.is_some_and(|program| program.may(Permission::EditCatalogue)) {
        let open = categories::open(caller.app(), Some(&category.id)).await?;
        category.version = open.form.version.whole();
    }
    Ok(category)
}

/// Every category, parents before their children.
#[utoipa::path(get, path = "/categories", tag = "Categories",
    responses((status = 200, description = "Every category", body = CategoryList)))]
pub async fn list(
    caller: Caller,
    QueryParams(_): QueryParams<Nothing>,
) -> ApiResult<Json<CategoryList>> {
    let now = shop::now(caller.app()).await?;
    let nodes = now.categories.iter();
    let items = nodes.map(|node| described(&caller, &now, node)).collect();
    Ok(Json(CategoryList { items }))
}

/// One category.
#[utoipa::path(get, path = "/categories/{id}", tag = "Categories",
    params(("id" = String, Path, description = "Id or slug")),
    responses((status = 200, description = "The category", body = Category)))]
pub async fn show(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<Json<Category>> {
    Ok(Json(find(&caller, &id).await?))
}

/// Makes a category.
#[utoipa::path(post, path = "/categories", tag = "Categories", request_body = NewCategory,
    security(("token" = ["products:write"])),
    responses((status = 201, description = "The new category", body = Category)))]
pub async fn create(
    caller: Caller,
    JsonBody(new): JsonBody<NewCategory>,
) -> ApiResult<(StatusCode, Json<Category>)> {
    let visit = editor(&caller).await?;
    let form = CategoryForm {
        name: new.name,
        slug: new.slug.unwrap_or_default(),
        parent: new.parent.unwrap_or_default(),
        description: new.description.unwrap_or_default(),
        version: FormNumber::Empty,
    };
    let id = categories::create(visit, &form).await?;
    Ok((StatusCode::CREATED, Json(find(&caller, &id).await?)))
}

/// Changes a category. What is left out stays.
#[utoipa::path(patch, path = "/categories/{id}", tag = "Categories", request_body = CategoryChange,
    params(("id" = String, Path, description = "Id or slug")), security(("token" = ["products:write"])),
    responses((status = 200, description = "The category", body = Category)))]
pub async fn change(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<CategoryChange>,
) -> ApiResult<Json<Category>> {
    let visit = editor(&caller).await?;
    let id = find(&caller, &id).await?.id;
    let old = categories::open(caller.app(), Some(&id)).await?.form;
    let form = CategoryForm {
        name: wanted.name.unwrap_or(old.name),
        slug: wanted.slug.unwrap_or(old.slug),
        parent: wanted.parent.unwrap_or(old.parent),
        description: wanted.description.unwrap_or(old.description),
        version: wanted.version.into(),
    };
    categories::save(visit, &id, &form).await?;
    Ok(Json(find(&caller, &id).await?))
}

/// Deletes a category; refused while anything is in it.
#[utoipa::path(delete, path = "/categories/{id}", tag = "Categories",
    params(("id" = String, Path, description = "Id or slug")), security(("token" = ["products:write"])),
    responses((status = 204, description = "It is gone")))]
pub async fn remove(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<StatusCode> {
    let visit = editor(&caller).await?;
    let id = find(&caller, &id).await?.id;
    categories::delete(visit, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
