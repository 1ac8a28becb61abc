//! Customers' accounts, for programs that manage them.

use super::amount::moment;
use super::body::{JsonBody, PathParams, QueryParams};
use super::caller::Caller;
use super::paging::Part;
use super::problem::ApiResult;
use super::profile::{NewProfile, ProfileChange};
use crate::domain::customer::ProfileForm;
use crate::domain::staff::Permission;
use crate::server::customers::admin;
use crate::server::db::keyset::Mark;
use crate::server::paging::Order;
use axum::Json;
use axum::http::{HeaderName, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Customers in one part of the list, unless said.
const USUAL: i64 = 20;
const NEWEST: Order<'_> = Order::by_number("customers");

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CustomerListQuery {
    /// Words, each the beginning of one in a name, an e-mail address, or the town of an address.
    q: Option<String>,
    #[param(minimum = 1, maximum = 100_000)]
    page: Option<i64>,
    /// 20 unless said.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<i64>,
    /// `next_cursor` of the part before; `page` is not looked at then.
    cursor: Option<String>,
}

/// A customer who has an account, or was invited to one.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21", "state": "active", "email": "ada@example.org", "name": "Ada Lovelace",
    "phone": "", "currency": null, "created_at": "2026-11-21T12:00:00Z"
}))]
pub struct Customer {
    pub id: String,
    /// `active`, or `invited` until the link in the mail was opened.
    pub state: &'static str,
    /// Of an account it is confirmed, and only its holder changes it.
    pub email: String,
    pub name: String,
    pub phone: String,
    pub currency: Option<String>,
    pub created_at: String,
}

impl From<admin::Customer> for Customer {
    fn from(known: admin::Customer) -> Self {
        Customer {
            state: if known.invited { "invited" } else { "active" },
            created_at: moment(known.created_at_ms),
            id: known.id,
            email: known.email,
            name: known.name,
            phone: known.phone,
            currency: known.currency,
        }
    }
}

/// A part of the list of customers, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21", "state": "active", "email": "ada@example.org",
        "name": "Ada Lovelace", "phone": "", "currency": null, "created_at": "2026-11-21T12:00:00Z"
    }],
    "page": 1, "page_size": 20, "total": 1, "total_is_capped": false, "next_cursor": null
}))]
pub struct CustomerPage {
    pub items: Vec<Customer>,
    pub page: i64,
    pub page_size: i64,
    /// How many there are, no further than 1000.
    pub total: i64,
    /// There are more than `total` says.
    pub total_is_capped: bool,
    /// Send it as `cursor` for what follows.
    pub next_cursor: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Ada Lovelace", "email": "ada@example.org"}))]
pub struct NewCustomer {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    email: String,
    phone: Option<String>,
    /// Such as `EUR`; whatever is chosen unless said.
    #[schema(pattern = "^([A-Z]{3})?$")]
    currency: Option<String>,
}

type Invited = (StatusCode, [(HeaderName, String); 1], Json<Customer>);

/// Customers who have an account, the newest first.
#[utoipa::path(get, path = "/customers", tag = "Customers", params(CustomerListQuery),
    security(("token" = ["customers:read"])),
    responses((status = 200, description = "A part of the list", body = CustomerPage)))]
pub async fn list(
    caller: Caller,
    QueryParams(query): QueryParams<CustomerListQuery>,
) -> ApiResult<Json<CustomerPage>> {
    caller.staff(Permission::SeeCustomers).await?;
    let cursor = query.cursor.as_deref();
    let part = Part::read(NEWEST, query.page, query.page_size, cursor, USUAL)?;
    let q = query.q.unwrap_or_default();
    let (mut rows, total, total_is_capped) = admin::part(&caller.visit, &q, &part.window()).await?;
    let next_cursor = part.next(&mut rows, |row| Mark::number(row.created_at_ms, &row.id));
    Ok(Json(CustomerPage {
        items: rows
            .into_iter()
            .map(|row| admin::Customer::from(row).into())
            .collect(),
        page: part.page,
        page_size: part.size,
        total,
        total_is_capped,
        next_cursor,
    }))
}

async fn shown(caller: &Caller, id: &str) -> ApiResult<Json<Customer>> {
    Ok(Json(admin::one(&caller.visit, id).await?.into()))
}

/// One customer.
#[utoipa::path(get, path = "/customers/{id}", tag = "Customers", security(("token" = ["customers:read"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The customer", body = Customer)))]
pub async fn show(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<Json<Customer>> {
    caller.staff(Permission::SeeCustomers).await?;
    shown(&caller, &id).await
}

/// Invites somebody to an account. Every account has an address that its holder has confirmed, so a link goes to the
/// mailbox, and the account comes to be once it is opened. Until then the customer is `invited`, and is read and changed
/// under the id that the account will have. After two weeks without an answer the invitation is over.
#[utoipa::path(post, path = "/customers", tag = "Customers", request_body = NewCustomer,
    security(("token" = ["customers:write"])),
    responses((status = 201, description = "The invited customer; a link is on its way", body = Customer)))]
pub async fn invite(caller: Caller, JsonBody(new): JsonBody<NewCustomer>) -> ApiResult<Invited> {
    caller.staff(Permission::KeepCustomers).await?;
    let (phone, currency) = (
        new.phone.unwrap_or_default(),
        new.currency.unwrap_or_default(),
    );
    let invited = admin::invite(&caller.visit, &new.name, &new.email, &phone, &currency).await?;
    let path = format!("{}/customers/{}", super::middleware::ROOT, invited.id);
    let location = (header::LOCATION, caller.app().url(&path));
    Ok((StatusCode::CREATED, [location], Json(invited.into())))
}

/// Writes what is known of a customer anew: what is left out becomes empty. The address is its holder’s to change.
#[utoipa::path(put, path = "/customers/{id}", tag = "Customers", request_body = NewProfile,
    security(("token" = ["customers:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The customer", body = Customer)))]
pub async fn replace(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(new): JsonBody<NewProfile>,
) -> ApiResult<Json<Customer>> {
    caller.staff(Permission::KeepCustomers).await?;
    admin::change(&caller.visit, &id, &new.into()).await?;
    shown(&caller, &id).await
}

/// Changes what is known of a customer. What is left out stays.
#[utoipa::path(patch, path = "/customers/{id}", tag = "Customers", request_body = ProfileChange,
    security(("token" = ["customers:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The customer", body = Customer)))]
pub async fn change(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<ProfileChange>,
) -> ApiResult<Json<Customer>> {
    caller.staff(Permission::KeepCustomers).await?;
    let row = admin::one(&caller.visit, &id).await?;
    let old = ProfileForm {
        name: row.name,
        phone: row.phone,
        currency: row.currency.unwrap_or_default(),
    };
    admin::change(&caller.visit, &id, &wanted.over(old)).await?;
    shown(&caller, &id).await
}

/// Deletes an account and tells its holder, or takes an invitation back. Orders stay in the books and behind their links,
/// and belong to nobody.
#[utoipa::path(delete, path = "/customers/{id}", tag = "Customers", security(("token" = ["customers:write"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<StatusCode> {
    caller.staff(Permission::KeepCustomers).await?;
    admin::remove(&caller.visit, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
