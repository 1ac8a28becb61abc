//! Outgoing webhooks for programs: endpoints with their events, what was delivered, and sending it again.

use super::amount::moment;
use super::body::{JsonBody, Nothing, PathParams, QueryParams};
use super::caller::Caller;
use super::paging::Part;
use super::problem::{ApiResult, Problem};
use crate::domain::staff::Permission;
use crate::domain::webhooks::{DeliveryState, DeliveryView, EndpointView};
use crate::server::announce::endpoints::{self, EndpointInput};
use crate::server::announce::log;
use crate::server::db::announce::deliveries::Filter;
use crate::server::db::keyset::Mark;
use crate::server::paging::Order;
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Deliveries in one part of the list, unless said.
const USUAL: i64 = 20;
const NEWEST: Order<'_> = Order::by_number("deliveries");

/// Somebody who is told of what happens in the shop.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21", "url": "https://example.org/hooks", "description": "Bookkeeping",
    "events": ["order.confirmed", "refund.succeeded"], "enabled": true, "disabled_because": null,
    "last_delivered_at": null, "created_at": "2026-11-21T12:00:00Z", "secret": "whsec_…"
}))]
pub struct WebhookEndpoint {
    pub id: String,
    pub url: String,
    pub description: String,
    /// Names of events, as under `webhooks` in this description.
    pub events: Vec<String>,
    pub enabled: bool,
    /// Why the shop stopped telling it, where it was the shop that did.
    pub disabled_because: Option<String>,
    pub last_delivered_at: Option<String>,
    pub created_at: String,
    /// Signs every delivery (Standard Webhooks). Shown this once, when it was made; null ever after.
    pub secret: Option<String>,
}

impl From<EndpointView> for WebhookEndpoint {
    fn from(view: EndpointView) -> Self {
        WebhookEndpoint {
            id: view.id,
            url: view.url,
            description: view.description,
            events: view.events,
            enabled: view.enabled,
            disabled_because: Some(view.disabled_because).filter(|why| !why.is_empty()),
            last_delivered_at: view.last_delivered_at_ms.map(moment),
            created_at: moment(view.created_at_ms),
            secret: None,
        }
    }
}

/// Every webhook endpoint, the oldest first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"items": [{
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21", "url": "https://example.org/hooks", "description": "Bookkeeping",
    "events": ["order.confirmed", "refund.succeeded"], "enabled": true, "disabled_because": null,
    "last_delivered_at": "2026-11-21T12:05:00Z", "created_at": "2026-11-21T12:00:00Z", "secret": null
}]}))]
pub struct WebhookEndpointList {
    pub items: Vec<WebhookEndpoint>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "url": "https://example.org/hooks", "description": "Bookkeeping", "events": ["order.confirmed", "refund.succeeded"]
}))]
pub struct NewWebhookEndpoint {
    /// On the public internet, with https.
    #[schema(max_length = 500)]
    url: String,
    #[schema(max_length = 200)]
    description: Option<String>,
    /// What it is told of, at least one.
    events: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"events": ["order.confirmed"], "enabled": true}))]
pub struct WebhookEndpointChange {
    #[schema(max_length = 500)]
    url: Option<String>,
    #[schema(max_length = 200)]
    description: Option<String>,
    events: Option<Vec<String>>,
    enabled: Option<bool>,
}

fn names(events: &[String]) -> Vec<&str> {
    events.iter().map(String::as_str).collect()
}

async fn shown(
    caller: &Caller,
    id: &str,
    secret: Option<String>,
) -> ApiResult<Json<WebhookEndpoint>> {
    let view = endpoints::one(&caller.visit, id).await?;
    Ok(Json(WebhookEndpoint {
        secret,
        ..view.into()
    }))
}

/// Every webhook endpoint.
#[utoipa::path(get, path = "/webhook-endpoints", tag = "Webhooks", security(("token" = ["webhooks"])),
    responses((status = 200, description = "Every endpoint", body = WebhookEndpointList)))]
pub async fn list(
    caller: Caller,
    QueryParams(_): QueryParams<Nothing>,
) -> ApiResult<Json<WebhookEndpointList>> {
    caller.staff(Permission::ManageWebhooks).await?;
    let all = endpoints::all(&caller.visit).await?;
    let items = all.into_iter().map(WebhookEndpoint::from).collect();
    Ok(Json(WebhookEndpointList { items }))
}

/// One webhook endpoint.
#[utoipa::path(get, path = "/webhook-endpoints/{id}", tag = "Webhooks", security(("token" = ["webhooks"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The endpoint", body = WebhookEndpoint)))]
pub async fn show(
    caller: Caller,
    PathParams(id): PathParams<String>,
) -> ApiResult<Json<WebhookEndpoint>> {
    caller.staff(Permission::ManageWebhooks).await?;
    shown(&caller, &id, None).await
}

/// Adds a webhook endpoint. Its secret is in the answer, this once.
#[utoipa::path(post, path = "/webhook-endpoints", tag = "Webhooks", security(("token" = ["webhooks"])),
    request_body = NewWebhookEndpoint,
    responses((status = 201, description = "The new endpoint", body = WebhookEndpoint)))]
pub async fn add(
    caller: Caller,
    JsonBody(new): JsonBody<NewWebhookEndpoint>,
) -> ApiResult<(StatusCode, Json<WebhookEndpoint>)> {
    caller.staff(Permission::ManageWebhooks).await?;
    let input = EndpointInput {
        url: &new.url,
        description: new.description.as_deref().unwrap_or_default(),
        events: names(&new.events),
    };
    let (id, secret) = endpoints::add(&caller.visit, &input).await?;
    Ok((
        StatusCode::CREATED,
        shown(&caller, &id, Some(secret)).await?,
    ))
}

/// Changes a webhook endpoint, enables or disables it. What is left out stays.
#[utoipa::path(patch, path = "/webhook-endpoints/{id}", tag = "Webhooks", security(("token" = ["webhooks"])),
    params(("id" = String, Path, description = "Id")), request_body = WebhookEndpointChange,
    responses((status = 200, description = "The endpoint", body = WebhookEndpoint)))]
pub async fn change(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<WebhookEndpointChange>,
) -> ApiResult<Json<WebhookEndpoint>> {
    caller.staff(Permission::ManageWebhooks).await?;
    let visit = &caller.visit;
    let old = endpoints::one(visit, &id).await?;
    let asked = [&wanted.url, &wanted.description].into_iter().flatten();
    if asked.count() > 0 || wanted.events.is_some() {
        let events = wanted.events.unwrap_or(old.events);
        let input = EndpointInput {
            url: wanted.url.as_deref().unwrap_or(&old.url),
            description: wanted.description.as_deref().unwrap_or(&old.description),
            events: names(&events),
        };
        endpoints::change(visit, &id, &input).await?;
    }
    match wanted.enabled {
        Some(true) => endpoints::enable(visit, &id).await?,
        Some(false) => endpoints::disable(visit, &id).await?,
        None => {}
    }
    shown(&caller, &id, None).await
}

/// Removes a webhook endpoint with its deliveries.
#[utoipa::path(delete, path = "/webhook-endpoints/{id}", tag = "Webhooks", security(("token" = ["webhooks"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<StatusCode> {
    caller.staff(Permission::ManageWebhooks).await?;
    endpoints::remove(&caller.visit, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a new secret, which is in the answer this once. For a day both secrets sign.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/rotate-secret", tag = "Webhooks",
    security(("token" = ["webhooks"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The endpoint with its new secret", body = WebhookEndpoint)))]
pub async fn rotate_secret(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Json<WebhookEndpoint>> {
    caller.staff(Permission::ManageWebhooks).await?;
    let secret = endpoints::rotate(&caller.visit, &id).await?;
    shown(&caller, &id, Some(secret)).await
}

/// One thing that one endpoint is told.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a22", "endpoint_id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21",
    "event": "order.confirmed", "state": "pending", "tries": 1, "created_at": "2026-11-21T12:05:00Z",
    "next_try_at": "2026-11-21T12:06:00Z", "last_try_at": "2026-11-21T12:05:00Z", "http_status": 503,
    "answer": "We are moving house."
}))]
pub struct WebhookDelivery {
    /// The same as its `webhook-id`, at each try.
    pub id: String,
    pub endpoint_id: String,
    pub event: String,
    /// `pending`, `delivered` or `failed`.
    pub state: String,
    pub tries: i64,
    pub created_at: String,
    pub next_try_at: Option<String>,
    pub last_try_at: Option<String>,
    /// The status of the last answer, if there was one.
    pub http_status: Option<i64>,
    /// The beginning of the last answer, or what went wrong.
    pub answer: String,
}

impl From<DeliveryView> for WebhookDelivery {
    fn from(view: DeliveryView) -> Self {
        WebhookDelivery {
            state: view.state.as_str().into(),
            created_at: moment(view.created_at_ms),
            next_try_at: view.next_try_at_ms.map(moment),
            last_try_at: view.last_try_at_ms.map(moment),
            id: view.id,
            endpoint_id: view.endpoint_id,
            event: view.event,
            tries: view.tries,
            http_status: view.status,
            answer: view.answer,
        }
    }
}

/// A part of the list of deliveries, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a22", "endpoint_id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21",
        "event": "order.confirmed", "state": "delivered", "tries": 1, "created_at": "2026-11-21T12:05:00Z",
        "next_try_at": null, "last_try_at": "2026-11-21T12:05:00Z", "http_status": 204, "answer": ""
    }],
    "page": 1, "page_size": 20, "total": 1, "total_is_capped": false, "next_cursor": null
}))]
pub struct WebhookDeliveryPage {
    pub items: Vec<WebhookDelivery>,
    pub page: i64,
    pub page_size: i64,
    /// How many there are, no further than 1000.
    pub total: i64,
    /// There are more than `total` says.
    pub total_is_capped: bool,
    /// Send it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// Id of an endpoint.
    endpoint: Option<String>,
    #[param(pattern = "^(pending|delivered|failed)$")]
    state: Option<String>,
    #[param(minimum = 1, maximum = 100_000)]
    page: Option<i64>,
    /// 20 unless said.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<i64>,
    /// `next_cursor` of the part before; `page` is not looked at then.
    cursor: Option<String>,
}

/// What endpoints were told in the last thirty days, the newest first.
#[utoipa::path(get, path = "/webhook-deliveries", tag = "Webhooks", params(DeliveryQuery),
    security(("token" = ["webhooks"])),
    responses((status = 200, description = "A part of the list", body = WebhookDeliveryPage)))]
pub async fn deliveries(
    caller: Caller,
    QueryParams(query): QueryParams<DeliveryQuery>,
) -> ApiResult<Json<WebhookDeliveryPage>> {
    caller.staff(Permission::ManageWebhooks).await?;
    let cursor = query.cursor.as_deref();
    let part = Part::read(NEWEST, query.page, query.page_size, cursor, USUAL)?;
    let state = query.state.as_deref();
    if state.is_some_and(|word| DeliveryState::parse(word).is_none()) {
        let message = "Ask for pending, delivered or failed.";
        return Err(Problem::field("state", "invalid", message));
    }
    let filter = Filter {
        endpoint_id: query.endpoint.as_deref(),
        state,
        before: None,
    };
    let after = Filter {
        before: part.after(),
        ..filter
    };
    let window = part.window();
    let mut found = log::page(&caller.visit, after, window.limit, window.offset()).await?;
    let (total, total_is_capped) = log::count(&caller.visit, filter).await?;
    let next_cursor = part.next(&mut found, |row| Mark::number(row.created_at_ms, &row.id));
    Ok(Json(WebhookDeliveryPage {
        items: found.into_iter().map(WebhookDelivery::from).collect(),
        page: part.page,
        page_size: part.size,
        total,
        total_is_capped,
        next_cursor,
    }))
}

/// Delivers something again at once, under the same id and with the same body.
#[utoipa::path(post, path = "/webhook-deliveries/{id}/replay", tag = "Webhooks",
    security(("token" = ["webhooks"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The delivery, which is tried again", body = WebhookDelivery)))]
pub async fn replay(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Json<WebhookDelivery>> {
    caller.staff(Permission::ManageWebhooks).await?;
    let delivery = log::replay(&caller.visit, &id).await?;
    Ok(Json(delivery.into()))
}
