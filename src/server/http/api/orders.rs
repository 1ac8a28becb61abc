//! Orders: placed by anyone, seen and cancelled by their customer and by programs, listed for both.

use super::body::{JsonBody, PathParams, QueryParams};
use super::caller::{Caller, ORDER_TOKEN};
use super::order_requests::{FIELDS, NewOrder};
use super::order_shapes::{History, HistoryEntry, Order, OrderPage, OrderSummary};
use super::paging::Part;
use super::problem::{ApiResult, Problem};
use super::products::choose_currency;
use crate::domain::checkout::CheckoutInput;
use crate::domain::day::Day;
use crate::domain::order::{OrderQuery, OrderView, order_number};
use crate::domain::order_status::OrderStatus;
use crate::domain::payment::PaymentMethod;
use crate::domain::staff::Permission;
use crate::server::admin::orders::NEWEST;
use crate::server::admin::{self, steps};
use crate::server::catalogue::questions::Personalisation;
use crate::server::checkout::{self, Placed, Wanted};
use crate::server::db::keyset::Mark;
use crate::server::orders;
use axum::Json;
use axum::http::{HeaderName, StatusCode, header};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Orders in one part of the list, unless said.
const USUAL: i64 = 20;
/// Most lines in one order.
const LINES_MAX: usize = 100;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrderListQuery {
    /// One of the states, or `to_ship`, or `to_confirm`.
    #[param(
        pattern = "^(pending|confirmed|in_production|shipped|completed|cancelled|to_ship|to_confirm)$"
    )]
    status: Option<String>,
    /// The number of an order, or words: each the beginning of one in a name, e-mail address, town, product or SKU,
    /// or of a tracking number or a payment’s id.
    q: Option<String>,
    /// Placed on this day or later, as `2026-11-21`: a day of the shop’s time zone.
    #[param(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    from: Option<String>,
    /// Placed on this day or earlier.
    #[param(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    to: Option<String>,
    #[param(minimum = 1, maximum = 100_000)]
    page: Option<i64>,
    /// 20 unless said.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<i64>,
    /// `next_cursor` of the part before; `page` is not looked at then.
    cursor: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Ordered twice by mistake."}))]
pub struct Cancellation {
    /// Programs have to give one: the customer reads it.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// The tag of a version, as `ETag` has it.
pub fn tag(version: i64) -> (HeaderName, String) {
    (header::ETAG, format!("\"{version}\""))
}

type Tagged = ([(HeaderName, String); 1], Json<Order>);

pub fn tagged(caller: &Caller, order: OrderView) -> Tagged {
    let version = tag(order.version);
    ([version], Json(Order::of(caller.app(), order)))
}

/// The order as the caller may see it: programs see what staff see.
pub async fn view(caller: &Caller, id: &str) -> ApiResult<OrderView> {
    if caller.visit.program.is_none() {
        let (_, token) = caller.order_token(id).await?;
        return Ok(orders::by_link(&caller.visit, &token).await?);
    }
    let order = caller.order(id).await?;
    Ok(admin::order(&caller.visit, &order_number(order.number)).await?)
}

/// A day that was asked for, checked.
fn day(field: &str, text: Option<String>) -> ApiResult<Option<String>> {
    let wrong = |text: &String| text.parse::<Day>().is_err();
    match text.as_ref().is_some_and(wrong) {
        true => Err(Problem::field(
            field,
            "invalid",
            "Write a day as 2026-11-21.",
        )),
        false => Ok(text),
    }
}

/// Orders, the newest first: for whoever is signed in their own, for programs all.
#[utoipa::path(get, path = "/orders", tag = "Orders", params(OrderListQuery),
    security(("customer" = []), ("token" = ["orders:read"])),
    responses((status = 200, description = "A part of the list", body = OrderPage)))]
pub async fn list(
    caller: Caller,
    QueryParams(query): QueryParams<OrderListQuery>,
) -> ApiResult<Json<OrderPage>> {
    let owner = caller.customer.as_ref().map(|known| known.row.id.as_str());
    if owner.is_none() {
        caller.staff(Permission::SeeOrders).await?;
    }
    let cursor = query.cursor.as_deref();
    let part = Part::read(NEWEST, query.page, query.page_size, cursor, USUAL)?;
    if let Some(status) = &query.status {
        let known = OrderStatus::parse(status).is_some();
        if !known && !matches!(status.as_str(), "to_ship" | "to_confirm") {
            let message = "Ask for one of the states, for to_ship or for to_confirm.";
            return Err(Problem::field("status", "invalid", message));
        }
    }
    let wanted = OrderQuery {
        status: query.status,
        q: query.q,
        from: day("from", query.from)?,
        to: day("to", query.to)?,
        ..OrderQuery::default()
    };
    let (mut cards, total, total_is_capped) =
        admin::orders::part(&caller.visit, &wanted, owner, &part.window()).await?;
    let next_cursor = part.next(&mut cards, |card| Mark::number(card.placed_at_ms, &card.id));
    if owner.is_some() {
        // What the studio has to find again is its own affair.
        for card in &mut cards {
            (card.stock_shortage, card.dispute, card.refund_failed) = (false, None, false);
        }
    }
    Ok(Json(OrderPage {
        items: cards.into_iter().map(OrderSummary::from).collect(),
        page: part.page,
        page_size: part.size,
        total,
        total_is_capped,
        next_cursor,
    }))
}

/// An order without an address can't be collected as it was asked for.
fn no_collection() -> Problem {
    let message = "Say where the parcel goes. An order without an address is collected, and that is not offered like this.";
    Problem::field("shipping_address", "required", message)
}

/// Reads an order by the rules of the checkout form and places it.
pub async fn put(
    caller: &Caller,
    new: &NewOrder,
    method: Option<PaymentMethod>,
) -> ApiResult<Placed> {
    let currency = choose_currency(caller, new.currency.as_deref()).await?;
    if new.items.len() > LINES_MAX {
        let message = format!("Order at most {LINES_MAX} different things at once.");
        return Err(Problem::field("items", "too_many", message));
    }
    let called = |problem: Problem| problem.called(&FIELDS);
    let account = caller.customer.as_ref().map(|known| &known.row);
    let account = account.map(|row| (row.email.as_str(), row.name.as_str()));
    let mut form = new.form(account);
    let read = match &new.shipping_address {
        Some(_) => form.read(),
        None => {
            let said = Some(form.shipping_method.trim()).filter(|id| !id.is_empty());
            let collection = checkout::collection(caller.app(), currency, said).await?;
            let (country, method) = collection.ok_or_else(no_collection)?;
            (form.country, form.shipping_method) = (country, method);
            form.read_collected()
        }
    };
    let read = read.map_err(|problems| called(problems.into()))?;
    let input = CheckoutInput {
        payment_method: method.unwrap_or(read.payment_method),
        ..read
    };
    let mut wanted = Vec::with_capacity(new.items.len());
    for (index, item) in new.items.iter().enumerate() {
        let field = format!("items[{index}].unit_price");
        let seen = item
            .unit_price
            .as_ref()
            .map(|price| price.read(&field, currency));
        wanted.push(Wanted {
            sku: item.product_sku.clone(),
            quantity: item.quantity,
            seen: seen.transpose()?,
            options: item.options.clone().unwrap_or_default(),
            personalisation: item
                .personalisation
                .clone()
                .map(Personalisation::from)
                .unwrap_or_default(),
        });
    }
    let cart = caller.open_cart().await?;
    let request = caller.idempotency.as_deref();
    checkout::place_items(&caller.visit, input, currency, wanted, cart, request)
        .await
        .map_err(|error| called(error.into()))
}

/// Places an order. The server prices every line; with a `Cart-Token` the cart is emptied once the order is paid.
///
/// Of whoever is signed in it belongs to the account, and `guest_email` may be left out. Where the shop offers collection
/// an order without `shipping_address` is collected.
///
/// The answer carries the order’s `access_token`, also in its `Order-Token` header: whoever has it sees, pays and
/// cancels the order.
#[utoipa::path(post, path = "/orders", tag = "Orders", request_body = NewOrder,
    security((), ("cart" = []), ("customer" = [])),
    responses((status = 201, description = "The order, waiting for its payment", body = Order)))]
pub async fn place(
    caller: Caller,
    JsonBody(new): JsonBody<NewOrder>,
) -> ApiResult<(StatusCode, [(HeaderName, String); 3], Json<Order>)> {
    let method = new.payment_method.as_deref();
    let placed = put(&caller, &new, method.and_then(PaymentMethod::parse)).await?;
    let seen = orders::by_link(&caller.visit, &placed.token).await?;
    let headers = [
        tag(seen.version),
        (ORDER_TOKEN, placed.token.clone()),
        (
            header::LOCATION,
            caller
                .app()
                .url(&format!("{}/orders/{}", super::middleware::ROOT, seen.id)),
        ),
    ];
    let mut order = Order::of(caller.app(), seen);
    order.access_token = Some(placed.token);
    Ok((StatusCode::CREATED, headers, Json(order)))
}

/// One order, for its customer and for programs.
#[utoipa::path(get, path = "/orders/{id}", tag = "Orders", security(("order" = []), ("customer" = []), ("token" = ["orders:read"])),
    params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The order", body = Order)))]
pub async fn show(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<Tagged> {
    let order = view(&caller, &id).await?;
    Ok(tagged(&caller, order))
}

/// What happened to an order.
#[utoipa::path(get, path = "/orders/{id}/history", tag = "Orders",
    security(("order" = []), ("customer" = []), ("token" = ["orders:read"])),
    params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "Its history, the oldest first", body = History)))]
pub async fn history(
    caller: Caller,
    PathParams(id): PathParams<String>,
) -> ApiResult<Json<History>> {
    let order = view(&caller, &id).await?;
    Ok(Json(History {
        items: order.history.into_iter().map(HistoryEntry::from).collect(),
    }))
}

/// Cancels an order while that is allowed. One that was paid is refunded in full, for which a program needs the scope
/// `refunds` as well.
#[utoipa::path(post, path = "/orders/{id}/cancel", tag = "Orders", request_body = Cancellation,
    security(("order" = []), ("customer" = []), ("token" = ["orders:write"])),
    params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The cancelled order", body = Order)))]
pub async fn cancel(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<Cancellation>,
) -> ApiResult<Tagged> {
    let order = caller.order(&id).await?;
    caller.expects(&order.id, order.version)?;
    let reason = wanted.reason.unwrap_or_default();
    if caller.visit.program.is_some() {
        let code = String::new();
        let step = steps::Step::Cancel { reason, code };
        steps::take(&caller.visit, &order_number(order.number), step).await?;
    } else {
        let (_, token) = caller.order_token(&id).await?;
        orders::cancel_because(&caller.visit, &token, &reason).await?;
    }
    let order = view(&caller, &id).await?;
    Ok(tagged(&caller, order))
}
