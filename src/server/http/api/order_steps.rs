//! What is done with an order: by programs in the shop's name the counter's own steps, by its customer theirs.

use super::body::{Named, Nothing, Sent};
use super::caller::Caller;
use super::order_shapes::Order;
use super::orders::{tagged, view};
use super::problem::{Answer, Problem};
use crate::domain::order::order_number;
use crate::domain::staff::Permission;
use crate::server::counter::steps::{self, Step};
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
    #[schema(max_length = 80)]
    carrier: Option<String>,
    #[schema(max_length = 80)]
    tracking_number: Option<String>,
    tracking_url: Option<String>,
    /// It was handed over in person: neither carrier nor number is needed.
    collected: Option<bool>,
    /// It is sent though the customer’s bank disputes the payment, or took it back.
    despite_dispute: Option<bool>,
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
async fn take(caller: Caller, id: &str, step: Step) -> Answer<Tagged> {
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
    Named(id): Named<String>,
    Sent(NewNote { note }): Sent<NewNote>,
) -> Answer<Tagged> {
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
async fn awaited(caller: &Caller, id: &str) -> Answer<String> {
    let mut promises = view(caller, id).await?.by_hand.awaited;
    if promises.len() > 1 {
        let message = "Several payments are awaited for this order. Say which one has arrived.";
        return Err(Problem::field("payment_id", "required", message));
    }
    let promise = promises.pop().ok_or_else(|| {
        let message = "No transfer or cash payment is awaited for this order.";
        Problem::new(409, "conflict", message)
    })?;
    Ok(promise.attempt_id)
}

/// Records that a transfer or cash has arrived in full.
#[utoipa::path(post, path = "/orders/{id}/process-payment", tag = "Orders", request_body = ManualPayment,
    security(("token" = ["orders:write"])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The paid order", body = Order)))]
pub async fn process_payment(
    caller: Caller,
    Named(id): Named<String>,
    Sent(payment): Sent<ManualPayment>,
) -> Answer<Tagged> {
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
    Named(id): Named<String>,
    Sent(parcel): Sent<Parcel>,
) -> Answer<Tagged> {
    let form = ShipForm {
        carrier: parcel.carrier.unwrap_or_default(),
        tracking_number: parcel.tracking_number.unwrap_or_default(),
        tracking_url: parcel.tracking_url.unwrap_or_default(),
        collected: if parcel.collected == Some(true) {
            "on"
        } else {
            ""
        }
        .into(),
        despite_dispute: if parcel.despite_dispute == Some(true) {
            "on"
        } else {
            ""
        }
        .into(),
    };
    take(caller, &id, Step::Ship(form)).await
}

/// Completes a shipped order.
#[utoipa::path(post, path = "/orders/{id}/complete", tag = "Orders",
    security(("token" = ["orders:write"])), params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The completed order", body = Order)))]
pub async fn complete(
    caller: Caller,
    Named(id): Named<String>,
    Sent(_): Sent<Nothing>,
) -> Answer<Tagged> {
    take(caller, &id, Step::Complete).await
}
