//! What is done with an order: by programs the steps of staff, by its customer theirs.

use super::body::{JsonBody, Nothing, PathParams};
use super::caller::Caller;
use super::order_shapes::Order;
use super::orders::{tagged, view};
use super::problem::{ApiResult, Problem};
use crate::domain::order::order_number;
use crate::domain::parcel::DeliveryWay;
use crate::domain::staff::Permission;
use crate::server::admin::steps::{self, Step};
use crate::server::orders::holder;
use crate::server::orders::staff::ShipForm;
use axum::Json;
use axum::http::HeaderName;
use serde::Deserialize;
use utoipa::ToSchema;

type Tagged = ([(HeaderName, String); 1], Json<Order>);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reference": "Bank statement of 21 November"}))]
pub struct ManualPayment {
    /// Where the money is seen.
    #[schema(min_length = 1, max_length = 200)]
    reference: String,
    /// Id of the payment, as the list of payments has it; the one that is awaited unless said.
    payment_id: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"carrier": "DHL", "tracking_number": "00340434161094042557"}))]
pub struct Parcel {
    /// How it reaches the customer; `tracked` unless said.
    #[schema(pattern = "^(tracked|untracked|collected|handed_over)$")]
    way: Option<String>,
    /// A tracked parcel needs it.
    #[schema(max_length = 80)]
    carrier: Option<String>,
    /// A tracked parcel needs it.
    #[schema(max_length = 80)]
    tracking_number: Option<String>,
    tracking_url: Option<String>,
    /// The same as the way `collected`.
    collected: Option<bool>,
    /// It is sent though the customer’s bank disputes the payment, or took it back.
    despite_dispute: Option<bool>,
}

impl Parcel {
    /// As the form has it. A way beside `collected` has to say the same.
    pub fn form(self) -> ApiResult<ShipForm> {
        let collected = DeliveryWay::Collected.as_str();
        let way = match (self.way, self.collected) {
            (Some(way), Some(said)) if said != (way == collected) => {
                let message = "`way` and `collected` say different things: leave one of them out.";
                return Err(Problem::field("collected", "invalid", message));
            }
            (Some(way), _) => way,
            (None, Some(true)) => collected.into(),
            (None, _) => String::new(),
        };
        Ok(ShipForm {
            way,
            carrier: self.carrier.unwrap_or_default(),
            tracking_number: self.tracking_number.unwrap_or_default(),
            tracking_url: self.tracking_url.unwrap_or_default(),
            despite_dispute: self.despite_dispute == Some(true),
        })
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"delivered_on": "2026-11-24"}))]
pub struct Delivery {
    /// The number of the parcel within its order; it may be left out where there is one alone.
    parcel: Option<i64>,
    /// The day on which it arrived; null: not known after all.
    delivered_on: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Rang the customer: the parcel may go to the neighbour."}))]
pub struct NewNote {
    /// A program’s is for staff alone; a customer’s is for both.
    #[schema(min_length = 1, max_length = 2000)]
    note: String,
}

/// Takes a step with an order and answers the order as it is then.
async fn take(caller: Caller, id: &str, step: Step) -> ApiResult<Tagged> {
    caller.staff(step.permission()).await?;
    let order = caller.order(id).await?;
    caller.expects(&order.id, order.version)?;
    steps::take(&caller.visit, &order_number(order.number), step).await?;
    let order = view(&caller, id).await?;
    Ok(tagged(&caller, order))
}

/// Writes a note: a program’s is for staff alone, a customer’s is to the studio.
#[utoipa::path(post, path = "/orders/{id}/notes", tag = "Orders", request_body = NewNote,
    security(("order" = []), ("customer" = []), ("token" = ["orders:write"])),
    params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The order", body = Order)))]
pub async fn note(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(NewNote { note }): JsonBody<NewNote>,
) -> ApiResult<Tagged> {
    if caller.visit.program.is_some() {
        // Whoever writes into an order's history needs more than to read it.
        caller.staff(Permission::Fulfil).await?;
        return take(caller, &id, Step::AddNote { note }).await;
    }
    let order = caller.order(&id).await?;
    caller.expects(&order.id, order.version)?;
    holder::take(&caller.visit, &order, "", holder::Step::AddNote { note }).await?;
    let order = view(&caller, &id).await?;
    Ok(tagged(&caller, order))
}

/// The transfer or cash that is awaited for an order.
async fn awaited(caller: &Caller, id: &str) -> ApiResult<String> {
    let mut pending_payments = view(caller, id).await?.by_hand.awaited;
    if pending_payments.len() > 1 {
        let message = "Several payments are awaited for this order. Say which one has arrived.";
        return Err(Problem::field("payment_id", "required", message));
    }
    let pending = pending_payments.pop().ok_or_else(|| {
        let message = "No transfer or cash payment is awaited for this order.";
        Problem::new(409, "conflict", message)
    })?;
    Ok(pending.attempt_id)
}

/// Records that a transfer or cash has arrived in full.
#[utoipa::path(post, path = "/orders/{id}/process-payment", tag = "Orders", request_body = ManualPayment,
    security(("token" = ["orders:write"])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The paid order", body = Order)))]
pub async fn process_payment(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(payment): JsonBody<ManualPayment>,
) -> ApiResult<Tagged> {
    caller.staff(Permission::HandleMoney).await?;
    let attempt = match payment.payment_id {
        Some(id) => id,
        None => awaited(&caller, &id).await?,
    };
    let reference = payment.reference;
    take(caller, &id, Step::ConfirmPayment { attempt, reference }).await
}

/// Marks an order as shipped, and tells its customer. Refused where everything in it was refunded.
#[utoipa::path(post, path = "/orders/{id}/ship", tag = "Orders", request_body = Parcel,
    security(("token" = ["orders:write"])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The shipped order", body = Order)))]
pub async fn ship(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(parcel): JsonBody<Parcel>,
) -> ApiResult<Tagged> {
    take(caller, &id, Step::Ship(parcel.form()?)).await
}

/// Adds one more parcel to an order that has left already, and tells its customer.
#[utoipa::path(post, path = "/orders/{id}/parcels", tag = "Orders", request_body = Parcel,
    security(("token" = ["orders:write"])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The order with the parcel", body = Order)))]
pub async fn add_parcel(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(parcel): JsonBody<Parcel>,
) -> ApiResult<Tagged> {
    take(caller, &id, Step::AddParcel(parcel.form()?)).await
}

/// Records on which day a parcel arrived. The days to withdraw from the contract count from the last delivery.
#[utoipa::path(post, path = "/orders/{id}/deliveries", tag = "Orders", request_body = Delivery,
    security(("token" = ["orders:write"])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The order", body = Order)))]
pub async fn record_delivery(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(delivery): JsonBody<Delivery>,
) -> ApiResult<Tagged> {
    caller.staff(Permission::Fulfil).await?;
    let parcel = match delivery.parcel {
        Some(number) => number,
        None => {
            let parcels = view(&caller, &id).await?.parcels;
            if parcels.len() > 1 {
                let message = "This order has several parcels. Say which one has arrived.";
                return Err(Problem::field("parcel", "required", message));
            }
            1
        }
    };
    let step = Step::RecordDelivery {
        parcel: parcel.into(),
        delivered_on: delivery.delivered_on.unwrap_or_default(),
    };
    take(caller, &id, step).await
}

/// Completes a shipped order.
#[utoipa::path(post, path = "/orders/{id}/complete", tag = "Orders",
    security(("token" = ["orders:write"])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The completed order", body = Order)))]
pub async fn complete(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Tagged> {
    take(caller, &id, Step::Complete).await
}
