//! A guest's cart, named by its `Cart-Token`.

use super::body::{JsonBody, Nothing, PathParams, QueryParams};
use super::caller::{CART_TOKEN, Caller, cart_token};
use super::cart_shapes::{Cart, CartCount};
use super::order_requests::NewPersonalisation;
use super::problem::{ApiResult, Problem};
use super::products::{CurrencyQuery, choose_currency};
use crate::domain::action_error::Kind;
use crate::domain::answers::{Asks, Question};
use crate::domain::cart::CartView;
use crate::server::cart;
use crate::server::catalogue::questions::{self, Personalisation};
use crate::server::customers;
use crate::server::error::Error;
use axum::Json;
use axum::http::{HeaderName, StatusCode};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"product_sku": "BOWL", "quantity": 1}))]
pub struct NewCartItem {
    product_sku: String,
    /// 1 unless said.
    #[schema(minimum = 1)]
    quantity: Option<i64>,
    /// Of a new cart; the shop’s own unless said.
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
    /// What is chosen of the product’s `options`: by label the name of a choice.
    options: Option<BTreeMap<String, String>>,
    personalisation: Option<NewPersonalisation>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"quantity": 2}))]
pub struct CartItemChange {
    /// 0 removes the line.
    #[schema(minimum = 0)]
    quantity: Option<i64>,
    /// Agrees to today’s price, where the line says that it changed.
    accept_price: Option<bool>,
}

async fn answer(caller: &Caller, cart: CartView) -> ApiResult<Json<Cart>> {
    let id = customers::cart::id(&caller.visit).await?;
    let token = id.map(|id| cart_token(caller.app(), &id));
    Ok(Json(Cart::of(cart, token)))
}

/// The cart, priced and checked at this moment. Without a token it is empty.
#[utoipa::path(get, path = "/cart", tag = "Cart", params(CurrencyQuery),
    responses((status = 200, description = "The cart", body = Cart)))]
pub async fn show(
    caller: Caller,
    QueryParams(query): QueryParams<CurrencyQuery>,
) -> ApiResult<Json<Cart>> {
    caller.open_cart().await?;
    choose_currency(&caller, query.currency.as_deref()).await?;
    let cart = cart::view(&caller.visit).await?;
    answer(&caller, cart).await
}

/// How many units are in the cart.
#[utoipa::path(get, path = "/cart/count", tag = "Cart",
    responses((status = 200, description = "The count", body = CartCount)))]
pub async fn count(
    caller: Caller,
    QueryParams(_): QueryParams<Nothing>,
) -> ApiResult<Json<CartCount>> {
    caller.open_cart().await?;
    let count = cart::view(&caller.visit).await?.count;
    Ok(Json(CartCount { count }))
}

/// What is wrong with the answers, by the fields that they were sent in.
fn answers_refused(error: Error, asked: &[Question]) -> Problem {
    let mut problem = Problem::from(error);
    problem.code = "invalid_item_data".into();
    for item in &mut problem.errors {
        let question = asked.iter().find(|question| question.field() == item.field);
        item.field = match question.map(|question| (&question.asks, &question.label)) {
            Some((Asks::Choice(_), label)) => format!("options.{label}"),
            Some((Asks::Text { .. }, label)) => format!("personalisation.{label}"),
            None => "options".into(),
        };
    }
    problem
}

/// Adds units to the cart; without a token to a new one, whose token is in the answer and in its `Cart-Token` header.
#[utoipa::path(post, path = "/cart/items", tag = "Cart", request_body = NewCartItem,
    responses((status = 201, description = "The cart with what was added", body = Cart)))]
pub async fn add(
    caller: Caller,
    JsonBody(item): JsonBody<NewCartItem>,
) -> ApiResult<(StatusCode, [(HeaderName, String); 1], Json<Cart>)> {
    caller.open_cart().await?;
    choose_currency(&caller, item.currency.as_deref()).await?;
    let currency = caller.visit.currency().await?;
    let personalisation = item.personalisation.map(Personalisation::from);
    let (answers, asked) = {
        let mut conn = caller.app().db.read().await?;
        let asked = questions::of_sku(&mut conn, &item.product_sku, currency).await?;
        let options = item.options.unwrap_or_default();
        let personalisation = personalisation.unwrap_or_default();
        (questions::named(&asked, &options, &personalisation), asked)
    };
    let quantity = item.quantity.unwrap_or(1);
    let added = cart::add(&caller.visit, &item.product_sku, quantity, &answers).await;
    let added = added.map_err(|error| match error.kind() {
        _ if matches!(error, Error::Invalid(_)) => answers_refused(error, &asked),
        // The address is right; what it is asked to add is not.
        Kind::NotFound => Problem::field("product_sku", "product_not_found", error.to_string()),
        _ => error.into(),
    })?;
    let Json(cart) = answer(&caller, added).await?;
    let token = cart.cart_token.clone().unwrap_or_default();
    Ok((StatusCode::CREATED, [(CART_TOKEN, token)], Json(cart)))
}

/// Changes the quantity of a line, or agrees to its new price.
#[utoipa::path(patch, path = "/cart/items/{id}", tag = "Cart", request_body = CartItemChange,
    params(("id" = String, Path, description = "Id of the line")),
    responses((status = 200, description = "The cart", body = Cart)))]
pub async fn change(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<CartItemChange>,
) -> ApiResult<Json<Cart>> {
    caller.open_cart().await?;
    if wanted.quantity.is_none() && wanted.accept_price != Some(true) {
        let message = "Say what to change: a quantity, or accept_price.";
        return Err(Problem::field("quantity", "required", message));
    }
    if wanted.accept_price == Some(true) {
        cart::accept_price(&caller.visit, &id).await?;
    }
    if let Some(quantity) = wanted.quantity {
        cart::set_quantity(&caller.visit, &id, quantity).await?;
    }
    let cart = cart::view(&caller.visit).await?;
    answer(&caller, cart).await
}

/// Removes a line.
#[utoipa::path(delete, path = "/cart/items/{id}", tag = "Cart",
    params(("id" = String, Path, description = "Id of the line")),
    responses((status = 200, description = "The cart without the line", body = Cart)))]
pub async fn remove(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<Json<Cart>> {
    caller.open_cart().await?;
    let cart = cart::set_quantity(&caller.visit, &id, 0).await?;
    answer(&caller, cart).await
}
