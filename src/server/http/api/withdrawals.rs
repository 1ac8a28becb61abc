//! Withdrawing from the contract about an order, whole or by line.

use super::body::{JsonBody, PathParams};
use super::caller::Caller;
use super::orders::view;
use super::problem::{ApiResult, Problem};
use super::returns::{NewReturnLine, Return, units_of};
use crate::domain::returns::{ReturnableLine, WithdrawalForm};
use crate::server::actor::Actor;
use crate::server::returns::view::returnable_lines;
use crate::server::returns::withdraw;
use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"lines": [{"product_sku": "BOWL", "quantity": 1}]}))]
pub struct NewWithdrawal {
    /// What is withdrawn from; the whole order unless said. What was made to the customer’s wish is exempt.
    #[schema(min_items = 1, max_items = 100)]
    lines: Option<Vec<NewReturnLine>>,
}

/// Declares a withdrawal from the contract, by the order’s customer. No reason is needed, and nobody can refuse it: it is
/// recorded with its time and confirmed by mail at once. Where nothing can be withdrawn from the answer is 409, with why.
#[utoipa::path(post, path = "/orders/{id}/withdraw", tag = "Orders", request_body = NewWithdrawal,
    security(("order" = []), ("customer" = [])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 201, description = "The withdrawal as it was recorded", body = Return)))]
pub async fn declare(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<NewWithdrawal>,
) -> ApiResult<(StatusCode, Json<Return>)> {
    // A declaration is its customer's own: programs stand where staff would.
    let (order, _) = caller.order_token(&id).await?;
    caller.expects(&order.id, order.version)?;
    let form_key = caller.idempotency.clone().unwrap_or_default();
    let form = match wanted.lines {
        None => WithdrawalForm {
            form_key,
            ..WithdrawalForm::default()
        },
        Some(lines) => {
            let there = {
                let mut conn = caller.app().db.read().await?;
                returnable_lines(&mut conn, &order).await?
            };
            WithdrawalForm {
                what: WithdrawalForm::PIECES.into(),
                units: units_of(lines, &there, ReturnableLine::withdrawable)?,
                form_key,
            }
        }
    };
    let declared = withdraw::declare(&caller.visit, &Actor::Customer, &order.id, &form).await?;
    let returns = view(&caller, &id).await?.returns;
    let found = returns.into_iter().find(|back| back.id == declared);
    let found = found.ok_or_else(|| Problem::not_found("There is no such withdrawal."))?;
    Ok((StatusCode::CREATED, Json(found.into())))
}
