//! Refunds as staff make them, for programs whose token an owner gave that scope.

use super::amount::Amount;
use super::body::{JsonBody, PathParams};
use super::caller::Caller;
use super::order_shapes::Order;
use super::orders::{tagged, view};
use super::problem::{ApiResult, Problem};
use crate::domain::form_values::FormAmount;
use crate::domain::order::order_number;
use crate::domain::refund::RefundForm;
use crate::domain::staff::Permission;
use crate::server::admin::payments;
use crate::server::db::{self, orders::OrderRow};
use crate::server::refunds::request;
use axum::Json;
use axum::http::HeaderName;
use serde::Deserialize;
use utoipa::ToSchema;

type Tagged = ([(HeaderName, String); 1], Json<Order>);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundedLine {
    product_sku: String,
    #[schema(minimum = 1)]
    quantity: i64,
}

/// What goes back of an order: everything that is left, unless `amount`, `lines` or `shipping` says less.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "reason": "A cup arrived broken.", "lines": [{"product_sku": "BOWL", "quantity": 1}], "restock": false
}))]
pub struct Refund {
    /// The customer reads it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    amount: Option<Amount>,
    #[schema(min_items = 1, max_items = 100)]
    lines: Option<Vec<RefundedLine>>,
    /// True: the shipping alone.
    shipping: Option<bool>,
    /// Whether the pieces go back on the shelf: not unless said.
    restock: Option<bool>,
    /// The order’s version that was read, as `If-Match` says it too.
    version: Option<i64>,
}

/// What goes back of one payment: everything that is left, unless `amount` says less.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "It arrived late.", "amount": "5.00"}))]
pub struct PaymentRefund {
    /// The customer reads it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    amount: Option<Amount>,
    /// Whether the pieces go back on the shelf: not unless said.
    restock: Option<bool>,
    /// The order’s version that was read, as `If-Match` says it too.
    version: Option<i64>,
}

/// What a refund of an order has its lines from.
struct Lines<'a> {
    wanted: Option<&'a [RefundedLine]>,
    restock: bool,
}

impl Lines<'_> {
    /// Writes the lines into a form, by their ids. What several lines have of one SKU goes back of the first that has
    /// something left.
    async fn write(
        &self,
        caller: &Caller,
        order: &OrderRow,
        form: &mut RefundForm,
    ) -> ApiResult<()> {
        let rows = {
            let mut conn = caller.app().db.read().await?;
            db::orders::lines(&mut conn, &order.id).await?
        };
        if self.restock {
            form.restock = rows.iter().map(|row| row.id.clone()).collect();
        }
        let Some(wanted) = self.wanted else {
            return Ok(());
        };
        let number = order_number(order.number);
        let shown = request::view(&caller.visit, &number, RefundForm::default(), false).await?;
        let left = |id: &str| {
            let line = shown.lines.iter().find(|line| line.id == id);
            line.map_or(0, |line| line.units_refundable)
        };
        for (at, line) in wanted.iter().enumerate() {
            let mut of_it: Vec<&str> = rows
                .iter()
                .filter(|row| row.sku == line.product_sku)
                .map(|row| row.id.as_str())
                .collect();
            // The last one takes the rest, so that too many are refused by the form's own words.
            let Some(last) = of_it.pop() else {
                let field = format!("lines[{at}].product_sku");
                let message = "There is no such line in this order.";
                return Err(Problem::field(&field, "product_not_found", message));
            };
            let mut rest = line.quantity;
            for id in of_it {
                let units = rest.min(left(id)).max(0);
                form.units.push((id.to_string(), units.into()));
                rest -= units;
            }
            form.units.push((last.to_string(), rest.into()));
        }
        Ok(())
    }
}

/// Refunds what the form asks for, once: under the order's lock its version and the amount are what they are now.
async fn submit(
    caller: Caller,
    order: OrderRow,
    form: RefundForm,
    version: Option<i64>,
) -> ApiResult<Tagged> {
    let number = order_number(order.number);
    let shown = request::view(&caller.visit, &number, form.clone(), true).await?;
    let Some(preview) = shown.preview else {
        request::check(&caller.visit, &number, &form).await?;
        return Err(Problem::changed(None));
    };
    let form = RefundForm {
        seen_version: order.version.into(),
        seen_amount: preview.total.minor.into(),
        ..form
    };
    let submitted = request::submit(&caller.visit, &number, &form, "").await;
    submitted.map_err(|error| {
        let problem = Problem::from(error);
        let named = version.is_some() || caller.names_version();
        match problem.code.as_str() {
            "refund_changed" if named => Problem::changed(None),
            _ => called(problem),
        }
    })?;
    let order = view(&caller, &order.id).await?;
    Ok(tagged(&caller, order))
}

/// The form's fields as they are called here.
fn called(mut problem: Problem) -> Problem {
    for item in &mut problem.errors {
        if item.field.starts_with("units-") || item.field == "what" {
            item.field = "lines".into();
        }
    }
    problem
}

/// The order, once the version that the caller read is still the one that is there.
async fn order_as_read(caller: &Caller, id: &str, version: Option<i64>) -> ApiResult<OrderRow> {
    let order = caller.order(id).await?;
    caller.expects(&order.id, order.version)?;
    match version.is_some_and(|read| read != order.version) {
        true => Err(Problem::changed(Some(order.version))),
        false => Ok(order),
    }
}

fn asks(amount: Option<&Amount>, order: &OrderRow, reason: String) -> ApiResult<RefundForm> {
    let money = amount.map(|amount| amount.read("amount", order.currency));
    Ok(RefundForm {
        what: amount.map_or("full", |_| "amount").into(),
        amount: money
            .transpose()?
            .map_or_else(FormAmount::default, FormAmount::from),
        reason,
        ..RefundForm::default()
    })
}

/// Gives money of an order back, the way it came. The order’s tax and shipping go back with it in proportion.
#[utoipa::path(post, path = "/orders/{id}/refund", tag = "Orders", request_body = Refund,
    security(("token" = ["refunds"])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The order; its refund is on its way", body = Order)))]
pub async fn of_order(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<Refund>,
) -> ApiResult<Tagged> {
    caller.staff(Permission::Refund).await?;
    let order = order_as_read(&caller, &id, wanted.version).await?;
    let shipping = wanted.shipping == Some(true);
    let said = [wanted.amount.is_some(), wanted.lines.is_some(), shipping];
    if said.iter().filter(|said| **said).count() > 1 {
        let message = "Say an amount, lines or shipping: one of them.";
        return Err(Problem::field("amount", "invalid", message));
    }
    let mut form = asks(wanted.amount.as_ref(), &order, wanted.reason)?;
    match wanted.lines {
        Some(_) => form.what = "lines".into(),
        None if shipping => form.what = "shipping".into(),
        None => {}
    }
    let lines = Lines {
        wanted: wanted.lines.as_deref(),
        restock: wanted.restock == Some(true),
    };
    let written = lines.write(&caller, &order, &mut form).await;
    written.map_err(called)?;
    submit(caller, order, form, wanted.version)
        .await
        .map_err(called)
}

/// Gives one payment back, or a part of it. `id` is as the list of payments has it, or as the order’s payments do.
#[utoipa::path(post, path = "/payments/{id}/refund", tag = "Payments", request_body = PaymentRefund,
    security(("token" = ["refunds"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "Its order; the refund is on its way", body = Order)))]
pub async fn of_payment(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<PaymentRefund>,
) -> ApiResult<Tagged> {
    caller.staff(Permission::Refund).await?;
    let order_id = payments::order_of(&caller.visit, &id).await?;
    let order = order_as_read(&caller, &order_id, wanted.version).await?;
    let mut form = asks(wanted.amount.as_ref(), &order, wanted.reason)?;
    form.payment = id;
    let lines = Lines {
        wanted: None,
        restock: wanted.restock == Some(true),
    };
    lines.write(&caller, &order, &mut form).await?;
    submit(caller, order, form, wanted.version)
        .await
        .map_err(called)
}
