//! Paying: started by whoever holds an order's token, or on the provider's own page; listed for programs.

use super::amount::{decimal, moment};
use super::body::{JsonBody, Nothing, PathParams, QueryParams};
use super::caller::{Caller, ORDER_TOKEN};
use super::order_requests::NewOrder;
use super::orders::put;
use super::paging::Part;
use super::problem::{ApiResult, Problem};
use crate::domain::money::Money;
use crate::domain::order::order_number;
use crate::domain::payment::{AttemptState, PaymentMethod};
use crate::domain::staff::Permission;
use crate::server::admin;
use crate::server::db::keyset::Mark;
use crate::server::db::payments::list::PaymentRow;
use crate::server::paging::Order;
use crate::server::{orders, payments};
use axum::Json;
use axum::http::{HeaderName, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Payments in one part of the list, unless said.
const USUAL: i64 = 20;
const NEWEST: Order<'_> = Order::by_number("payments");
/// Who takes the money.
const PROVIDER: &str = "stripe";

/// What a client needs to let its customer pay by card.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "payment_id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a16", "client_secret": "pi_…_secret_…", "provider": "stripe",
    "publishable_key": "pk_test_…", "amount": "49.90", "currency": "EUR"
}))]
pub struct StartedPayment {
    /// The amount due, as it stands among the order’s payments.
    pub payment_id: String,
    /// For the provider’s own library, and for nobody else.
    pub client_secret: String,
    pub provider: &'static str,
    pub publishable_key: String,
    pub amount: String,
    pub currency: String,
}

/// Starts paying an order by card. The earlier way to pay is closed first, so that nobody pays twice.
#[utoipa::path(post, path = "/orders/{id}/start-payment", tag = "Payments",
    security(("order" = []), ("customer" = [])),
    params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "What the provider’s library asks for", body = StartedPayment)))]
pub async fn start(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Json<StartedPayment>> {
    let (order, token) = caller.order_token(&id).await?;
    caller.expects(&order.id, order.version)?;
    let visit = &caller.visit;
    let mut due = payments::due(visit, &token).await?;
    if due.method != Some(PaymentMethod::Card) {
        payments::choose(visit, &token, PaymentMethod::Card.as_str()).await?;
        due = payments::due(visit, &token).await?;
    }
    let Some(element) = due.element else {
        let message = due.last_error.unwrap_or_else(|| {
            "The payment provider can’t be reached at the moment. Try again in a minute.".into()
        });
        return Err(Problem::new(503, "payment_not_available", message));
    };
    let seen = orders::by_link(visit, &token).await?;
    let open = seen
        .requests
        .into_iter()
        .find(|request| request.amount == due.due);
    Ok(Json(StartedPayment {
        payment_id: open.map(|request| request.id).unwrap_or_default(),
        client_secret: element.client_secret,
        provider: PROVIDER,
        publishable_key: element.publishable_key,
        amount: decimal(due.due),
        currency: due.due.currency.code().into(),
    }))
}

/// Where a customer pays on the provider’s own page.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "url": "https://checkout.stripe.com/c/pay/cs_…", "order_id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a15",
    "number": "ORD-000042", "access_token": "3vQ…"
}))]
pub struct CheckoutSession {
    pub url: String,
    pub order_id: String,
    pub number: String,
    /// Send it as `Order-Token`.
    pub access_token: String,
}

/// Places an order that is paid on the provider’s own page, and answers where that is.
#[utoipa::path(post, path = "/checkout-sessions", tag = "Payments", request_body = NewOrder,
    security((), ("cart" = []), ("customer" = [])),
    responses((status = 201, description = "Where to send the customer", body = CheckoutSession)))]
pub async fn checkout_session(
    caller: Caller,
    JsonBody(new): JsonBody<NewOrder>,
) -> ApiResult<(StatusCode, [(HeaderName, String); 1], Json<CheckoutSession>)> {
    let hosted = PaymentMethod::Hosted;
    if new
        .payment_method
        .as_deref()
        .is_some_and(|word| word != hosted.as_str())
    {
        let message = "A checkout session is paid on the provider’s page: leave payment_method out, or say hosted.";
        return Err(Problem::field("payment_method", "invalid", message));
    }
    let placed = put(&caller, &new, Some(hosted)).await?;
    let url = match placed.next_url.starts_with('/') {
        true => caller.app().url(&placed.next_url),
        false => placed.next_url,
    };
    let headers = [(ORDER_TOKEN, placed.token.clone())];
    let session = CheckoutSession {
        url,
        order_id: placed.order_id,
        number: order_number(placed.number),
        access_token: placed.token,
    };
    Ok((StatusCode::CREATED, headers, Json(session)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PaymentListQuery {
    #[param(pattern = "^(created|requires_action|processing|succeeded|cancelled|expired)$")]
    state: Option<String>,
    #[param(minimum = 1, maximum = 100_000)]
    page: Option<i64>,
    /// 20 unless said.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<i64>,
    /// `next_cursor` of the part before; `page` is not looked at then.
    cursor: Option<String>,
}

/// One try at paying an amount.
#[derive(Serialize, ToSchema)]
pub struct Payment {
    pub id: String,
    pub order_id: String,
    pub order_number: String,
    pub label: String,
    /// `card`, `hosted`, `bank_transfer` or `cash_on_collection`.
    pub method: String,
    /// `created`, `requires_action`, `processing`, `succeeded`, `cancelled` or `expired`.
    pub state: String,
    pub amount: String,
    pub currency: String,
    /// What went back of it.
    pub refunded: String,
    /// How the provider calls it.
    pub provider_ref: Option<String>,
    pub created_at: String,
    pub paid_at: Option<String>,
}

fn payment(row: PaymentRow) -> Payment {
    let amount = |minor: i64| decimal(Money::new(minor, row.currency));
    let paid = row.state == AttemptState::Succeeded;
    Payment {
        order_number: order_number(row.number),
        amount: amount(row.amount_minor),
        refunded: amount(row.refunded_minor),
        currency: row.currency.code().into(),
        created_at: moment(row.created_at_ms),
        paid_at: row.paid_at_ms.filter(|_| paid).map(moment),
        provider_ref: row.intent_id,
        id: row.id,
        order_id: row.order_id,
        label: row.label,
        // A payment link leads to the provider's own page, and is published as that.
        method: match row.method {
            PaymentMethod::Link => PaymentMethod::Hosted.as_str().into(),
            method => method.as_str().into(),
        },
        state: row.state.as_str().into(),
    }
}

/// A part of the list of payments, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a17", "order_id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a15",
        "order_number": "ORD-000042", "label": "Order total", "method": "card", "state": "succeeded",
        "amount": "49.90", "currency": "EUR", "refunded": "0.00", "provider_ref": "pi_…",
        "created_at": "2026-11-21T12:00:00Z", "paid_at": "2026-11-21T12:01:00Z"
    }],
    "page": 1, "page_size": 20, "total": 1, "total_is_capped": false, "next_cursor": null
}))]
pub struct PaymentPage {
    pub items: Vec<Payment>,
    pub page: i64,
    pub page_size: i64,
    /// How many there are, no further than 1000.
    pub total: i64,
    /// There are more than `total` says.
    pub total_is_capped: bool,
    /// Send it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

/// Payments of every order, the newest first.
#[utoipa::path(get, path = "/payments", tag = "Payments", params(PaymentListQuery),
    security(("token" = ["orders:read"])),
    responses((status = 200, description = "A part of the list", body = PaymentPage)))]
pub async fn list(
    caller: Caller,
    QueryParams(query): QueryParams<PaymentListQuery>,
) -> ApiResult<Json<PaymentPage>> {
    caller.staff(Permission::SeeOrders).await?;
    let cursor = query.cursor.as_deref();
    let part = Part::read(NEWEST, query.page, query.page_size, cursor, USUAL)?;
    let state = match query.state.as_deref() {
        None => None,
        Some(word) => Some(AttemptState::parse(word).ok_or_else(|| {
            Problem::field(
                "state",
                "invalid",
                "Ask for one of the states of a payment.",
            )
        })?),
    };
    let (mut rows, total, total_is_capped) =
        admin::payments::part(&caller.visit, state, &part.window()).await?;
    let next_cursor = part.next(&mut rows, |row| Mark::number(row.created_at_ms, &row.id));
    Ok(Json(PaymentPage {
        items: rows.into_iter().map(payment).collect(),
        page: part.page,
        page_size: part.size,
        total,
        total_is_capped,
        next_cursor,
    }))
}
