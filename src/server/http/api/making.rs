//! What programs do with a custom order once it is paid for: begin it, show how it grows, ask for the next payment, finish it,
//! send it off, complete it. Together with `studio` that is the whole of its way.

use super::body::{JsonBody, Nothing, PathParams};
use super::caller::Caller;
use super::custom_orders::Thread;
use super::custom_shapes::CustomOrder;
use super::order_steps::Parcel;
use super::pictured::Pictured;
use super::problem::ApiResult;
use super::studio::{as_read, thread};
use crate::domain::commission::thread_form::MessageForm;
use crate::server::commissions::{making, payment_links, shipping};
use axum::extract::Request;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"message": "The clasp is on.", "ask_approval": true}))]
pub struct NewProgress {
    /// It may be left out where pictures are sent.
    #[schema(max_length = 2000)]
    message: Option<String>,
    /// The customer is asked whether it is right. In `multipart/form-data` it is `true` or `false`, as text.
    #[serde(default, deserialize_with = "bool_or_text")]
    #[schema(value_type = bool)]
    ask_approval: bool,
}

/// The fields of a form with pictures are all text.
fn bool_or_text<'de, D: Deserializer<'de>>(sent: D) -> Result<bool, D::Error> {
    match serde_json::Value::deserialize(sent)? {
        serde_json::Value::Bool(yes) => Ok(yes),
        serde_json::Value::String(text) if text == "true" => Ok(true),
        serde_json::Value::String(text) if matches!(text.as_str(), "" | "false") => Ok(false),
        _ => Err(D::Error::custom("Write true or false.")),
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"message": "It is finished, and dry."}))]
pub struct Finished {
    /// It may be left out.
    #[schema(max_length = 2000)]
    message: Option<String>,
}

/// Begins the making of a custom order that is paid for: from now on the agreed rule for this stage holds.
#[utoipa::path(post, path = "/custom-orders/{ref}/begin", tag = "Custom orders",
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The custom order in production", body = CustomOrder)))]
pub async fn begin(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Thread> {
    let number = as_read(&caller, &reference).await?.thread.number;
    making::begin(&caller.visit, &number).await?;
    thread(&caller, &reference).await
}

/// Shows the customer how it grows, and asks whether it is right where that is wanted. Pictures can be sent, as
/// `multipart/form-data` in fields called `pictures`.
#[utoipa::path(post, path = "/custom-orders/{ref}/progress", tag = "Custom orders",
    request_body(content((NewProgress = "application/json"), (NewProgress = "multipart/form-data"))),
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The custom order with what was shown", body = CustomOrder)))]
pub async fn progress(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    request: Request,
) -> ApiResult<Thread> {
    let number = as_read(&caller, &reference).await?.thread.number;
    let sent = Pictured::read(&caller, request).await?;
    let new: NewProgress = sent.shape()?;
    let form = MessageForm {
        body: new.message.unwrap_or_default(),
        upload_key: sent.upload_key,
    };
    making::show_progress(&caller.visit, &number, form, new.ask_approval).await?;
    thread(&caller, &reference).await
}

/// Asks for the next part of the price that is due while it is made.
#[utoipa::path(post, path = "/custom-orders/{ref}/request-payment", tag = "Custom orders",
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The custom order with the payment that is due", body = CustomOrder)))]
pub async fn request_payment(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Thread> {
    let number = as_read(&caller, &reference).await?.thread.number;
    making::ask_for_stage(&caller.visit, &number).await?;
    thread(&caller, &reference).await
}

/// Marks it as finished: what is left of the price is asked for, and then it can be shipped. Pictures can be sent, as
/// `multipart/form-data` in fields called `pictures`.
#[utoipa::path(post, path = "/custom-orders/{ref}/finish", tag = "Custom orders",
    request_body(content((Finished = "application/json"), (Finished = "multipart/form-data"))),
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The finished custom order", body = CustomOrder)))]
pub async fn finish(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    request: Request,
) -> ApiResult<Thread> {
    let number = as_read(&caller, &reference).await?.thread.number;
    let sent = Pictured::read(&caller, request).await?;
    let new: Finished = sent.shape()?;
    let form = MessageForm {
        body: new.message.unwrap_or_default(),
        upload_key: sent.upload_key,
    };
    making::finish(&caller.visit, &number, form).await?;
    thread(&caller, &reference).await
}

/// Marks a finished custom order as shipped, collected or handed over, and tells its customer.
#[utoipa::path(post, path = "/custom-orders/{ref}/ship", tag = "Custom orders", request_body = Parcel,
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The custom order on its way", body = CustomOrder)))]
pub async fn ship(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(parcel): JsonBody<Parcel>,
) -> ApiResult<Thread> {
    let number = as_read(&caller, &reference).await?.thread.number;
    shipping::ship(&caller.visit, &number, &parcel.form()?, "").await?;
    thread(&caller, &reference).await
}

/// Completes a custom order that has left.
#[utoipa::path(post, path = "/custom-orders/{ref}/complete", tag = "Custom orders",
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The completed custom order", body = CustomOrder)))]
pub async fn complete(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Thread> {
    let number = as_read(&caller, &reference).await?.thread.number;
    shipping::complete(&caller.visit, &number).await?;
    thread(&caller, &reference).await
}

/// Makes a payment link at the provider for a part that is due: while it lives it is the one way to pay that part. Made
/// again, it is the same one.
#[utoipa::path(post, path = "/custom-orders/{ref}/payments/{payment_id}/link", tag = "Custom orders",
    security(("token" = ["custom_orders"])),
    params(("ref" = String, Path, description = "Id or number"),
        ("payment_id" = String, Path, description = "Id of the part, as `payments` has it")),
    responses((status = 200, description = "The custom order with the link", body = CustomOrder)))]
pub async fn make_link(
    caller: Caller,
    PathParams((reference, payment)): PathParams<(String, String)>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Thread> {
    let number = as_read(&caller, &reference).await?.thread.number;
    payment_links::make(&caller.visit, &number, &payment).await?;
    thread(&caller, &reference).await
}

/// Takes a payment link back: it takes no money any more, and the part can be paid in every way again.
#[utoipa::path(delete, path = "/custom-orders/{ref}/payments/{payment_id}/link", tag = "Custom orders",
    security(("token" = ["custom_orders"])),
    params(("ref" = String, Path, description = "Id or number"),
        ("payment_id" = String, Path, description = "Id of the part, as `payments` has it")),
    responses((status = 200, description = "The custom order without the link", body = CustomOrder)))]
pub async fn take_link_back(
    caller: Caller,
    PathParams((reference, payment)): PathParams<(String, String)>,
) -> ApiResult<Thread> {
    let number = as_read(&caller, &reference).await?.thread.number;
    payment_links::take_back(&caller.visit, &number, &payment).await?;
    thread(&caller, &reference).await
}
