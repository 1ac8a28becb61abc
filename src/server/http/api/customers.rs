//! Customers' accounts, for programs that keep them.

use super::amount::moment;
use super::body::{Asked, Named, Sent};
use super::caller::Caller;
use super::paging::Part;
use super::problem::Answer;
use super::profile::{NewProfile, ProfileChange};
use crate::domain::customer::ProfileForm;
use crate::domain::staff::Permission;
use crate::server::customers::desk;
use crate::server::db::customers::CustomerRow;
use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Customers in one part of the list, unless said.
const USUAL: i64 = 20;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CustomerListQuery {
    /// The beginning of an e-mail address, or a part of a name.
    q: Option<String>,
    #[param(minimum = 1, maximum = 100_000)]
    page: Option<i64>,
    /// 20 unless said.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<i64>,
    /// `next_cursor` of the part before; `page` is not looked at then.
    cursor: Option<String>,
}

/// A customer who has an account.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21", "email": "ada@example.org", "name": "Ada Lovelace",
    "phone": "", "currency": null, "created_at": "2026-11-21T12:00:00Z"
}))]
pub struct Customer {
    pub id: String,
    /// Confirmed; only its holder changes it.
    pub email: String,
    pub name: String,
    pub phone: String,
    pub currency: Option<String>,
    pub created_at: String,
}

impl From<CustomerRow> for Customer {
    fn from(row: CustomerRow) -> Self {
        Customer {
            created_at: moment(row.created_at_ms),
            id: row.id,
            email: row.email,
            name: row.name,
            phone: row.phone,
            currency: row.currency,
        }
    }
}

/// A part of the list of customers, the newest first.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a21", "email": "ada@example.org", "name": "Ada Lovelace",
        "phone": "", "currency": null, "created_at": "2026-11-21T12:00:00Z"
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
}

/// Somebody who was invited to an account.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "email": "ada@example.org", "name": "Ada Lovelace",
    "next": "The account comes to be once the link in the mail is opened."
}))]
pub struct Invited {
    pub email: String,
    pub name: String,
    /// What happens next, in a sentence.
    pub next: String,
}

/// Customers who have an account, the newest first.
#[utoipa::path(get, path = "/customers", tag = "Customers", params(CustomerListQuery),
    security(("token" = ["customers:read"])),
    responses((status = 200, description = "A part of the list", body = CustomerPage)))]
pub async fn list(
    caller: Caller,
    Asked(query): Asked<CustomerListQuery>,
) -> Answer<Json<CustomerPage>> {
    caller.staff(Permission::SeeCustomers).await?;
    let part = Part::read(query.page, query.page_size, query.cursor.as_deref(), USUAL)?;
    let q = query.q.unwrap_or_default();
    let (mut rows, total, total_is_capped) =
        desk::part(&caller.visit, &q, part.size + 1, part.offset).await?;
    let next_cursor = part.next(&mut rows);
    Ok(Json(CustomerPage {
        items: rows.into_iter().map(Customer::from).collect(),
        page: part.page,
        page_size: part.size,
        total,
        total_is_capped,
        next_cursor,
    }))
}

async fn shown(caller: &Caller, id: &str) -> Answer<Json<Customer>> {
    Ok(Json(desk::one(&caller.visit, id).await?.into()))
}

/// One customer.
#[utoipa::path(get, path = "/customers/{id}", tag = "Customers", security(("token" = ["customers:read"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The customer", body = Customer)))]
pub async fn show(caller: Caller, Named(id): Named<String>) -> Answer<Json<Customer>> {
    caller.staff(Permission::SeeCustomers).await?;
    shown(&caller, &id).await
}

/// Invites somebody to an account. Every account has an address that its holder has confirmed, so there is none yet: a
/// link goes to the mailbox, and the account comes to be once it is opened.
#[utoipa::path(post, path = "/customers", tag = "Customers", request_body = NewCustomer,
    security(("token" = ["customers:write"])),
    responses((status = 202, description = "A link is on its way", body = Invited)))]
pub async fn invite(
    caller: Caller,
    Sent(new): Sent<NewCustomer>,
) -> Answer<(StatusCode, Json<Invited>)> {
    caller.staff(Permission::KeepCustomers).await?;
    let (email, name) = desk::invite(&caller.visit, &new.name, &new.email).await?;
    let answer = Invited {
        email: email.as_str().to_string(),
        name,
        next: "The account comes to be once the link in the mail is opened.".into(),
    };
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

/// Writes what is known of a customer anew: what is left out becomes empty. The address is its holder’s to change.
#[utoipa::path(put, path = "/customers/{id}", tag = "Customers", request_body = NewProfile,
    security(("token" = ["customers:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The customer", body = Customer)))]
pub async fn replace(
    caller: Caller,
    Named(id): Named<String>,
    Sent(new): Sent<NewProfile>,
) -> Answer<Json<Customer>> {
    caller.staff(Permission::KeepCustomers).await?;
    desk::change(&caller.visit, &id, &new.into()).await?;
    shown(&caller, &id).await
}

/// Changes what is known of a customer. What is left out stays.
#[utoipa::path(patch, path = "/customers/{id}", tag = "Customers", request_body = ProfileChange,
    security(("token" = ["customers:write"])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The customer", body = Customer)))]
pub async fn change(
    caller: Caller,
    Named(id): Named<String>,
    Sent(wanted): Sent<ProfileChange>,
) -> Answer<Json<Customer>> {
    caller.staff(Permission::KeepCustomers).await?;
    let row = desk::one(&caller.visit, &id).await?;
    let old = ProfileForm {
        name: row.name,
        phone: row.phone,
        currency: row.currency.unwrap_or_default(),
    };
    desk::change(&caller.visit, &id, &wanted.over(old)).await?;
    shown(&caller, &id).await
}

/// Deletes an account, and tells its holder. Orders stay in the books and behind their links, and belong to nobody.
#[utoipa::path(delete, path = "/customers/{id}", tag = "Customers", security(("token" = ["customers:write"])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove(caller: Caller, Named(id): Named<String>) -> Answer<StatusCode> {
    caller.staff(Permission::KeepCustomers).await?;
    desk::remove(&caller.visit, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
