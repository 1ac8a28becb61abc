//! What a customer's account knows of them: the profile and the address book.

use super::body::{JsonBody, Nothing, PathParams, QueryParams};
use super::caller::Caller;
use super::order_requests::NewAddress;
use super::order_shapes::Address;
use super::problem::{ApiResult, Problem};
use crate::domain::contact;
use crate::domain::customer::{ProfileForm, SavedAddress};
use crate::server::customers::addresses::{self, Default::*, NEW};
use crate::server::customers::profile;
use axum::Json;
use axum::http::{HeaderName, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "email": "ada@example.org", "name": "Ada Lovelace", "phone": "+49 30 1234", "currency": "EUR"
}))]
pub struct Profile {
    /// It is changed on the account’s own page, and by a link that goes to the new address.
    pub email: String,
    pub name: String,
    pub phone: String,
    /// What prices are shown in; null: whatever is chosen.
    pub currency: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Ada Lovelace", "phone": "+49 30 1234", "currency": "EUR"}))]
pub struct NewProfile {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    #[schema(max_length = 40)]
    phone: Option<String>,
    #[schema(pattern = "^[A-Z]{3}$")]
    currency: Option<String>,
}

impl From<NewProfile> for ProfileForm {
    fn from(new: NewProfile) -> ProfileForm {
        ProfileForm {
            name: new.name,
            phone: new.phone.unwrap_or_default(),
            currency: new.currency.unwrap_or_default(),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"phone": "+49 30 5678"}))]
pub struct ProfileChange {
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    #[schema(max_length = 40)]
    phone: Option<String>,
    /// Empty: whatever is chosen.
    #[schema(pattern = "^([A-Z]{3})?$")]
    currency: Option<String>,
}

impl ProfileChange {
    /// What was there, with the change over it.
    pub fn over(self, old: ProfileForm) -> ProfileForm {
        ProfileForm {
            name: self.name.unwrap_or(old.name),
            phone: self.phone.unwrap_or(old.phone),
            currency: self.currency.unwrap_or(old.currency),
        }
    }
}

async fn shown(caller: &Caller) -> ApiResult<Json<Profile>> {
    let view = profile::view(&caller.visit).await?;
    Ok(Json(Profile {
        email: view.email,
        name: view.form.name,
        phone: view.form.phone,
        currency: Some(view.form.currency).filter(|code| !code.is_empty()),
    }))
}

/// Who is signed in.
#[utoipa::path(get, path = "/profile", tag = "Profile", security(("customer" = [])),
    responses((status = 200, description = "The profile", body = Profile)))]
pub async fn show(
    caller: Caller,
    QueryParams(_): QueryParams<Nothing>,
) -> ApiResult<Json<Profile>> {
    caller.signed_in()?;
    shown(&caller).await
}

/// Writes the profile anew: what is left out becomes empty.
#[utoipa::path(put, path = "/profile", tag = "Profile", request_body = NewProfile, security(("customer" = [])),
    responses((status = 200, description = "The profile", body = Profile)))]
pub async fn replace(
    caller: Caller,
    JsonBody(new): JsonBody<NewProfile>,
) -> ApiResult<Json<Profile>> {
    caller.signed_in()?;
    profile::save(&caller.visit, &new.into()).await?;
    shown(&caller).await
}

/// Changes the profile. What is left out stays.
#[utoipa::path(patch, path = "/profile", tag = "Profile", request_body = ProfileChange, security(("customer" = [])),
    responses((status = 200, description = "The profile", body = Profile)))]
pub async fn change(
    caller: Caller,
    JsonBody(wanted): JsonBody<ProfileChange>,
) -> ApiResult<Json<Profile>> {
    caller.signed_in()?;
    let old = profile::view(&caller.visit).await?.form;
    profile::save(&caller.visit, &wanted.over(old)).await?;
    shown(&caller).await
}

/// An address of the book.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a20", "default_for_shipping": true, "default_for_billing": false,
    "full_name": "Ada Lovelace", "line1": "Ringstraße 1", "line2": "", "city": "Berlin", "region": "",
    "postal_code": "10115", "country": "DE", "phone": ""
}))]
pub struct BookAddress {
    pub id: String,
    /// A checkout begins with it.
    pub default_for_shipping: bool,
    /// The bill goes there, if it goes elsewhere than the parcel.
    pub default_for_billing: bool,
    #[serde(flatten)]
    pub address: Address,
}

impl From<SavedAddress> for BookAddress {
    fn from(saved: SavedAddress) -> Self {
        BookAddress {
            id: saved.id,
            default_for_shipping: saved.ships,
            default_for_billing: saved.bills,
            address: saved.address.into(),
        }
    }
}

/// The address book; it holds twenty at most.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"items": []}))]
pub struct AddressBook {
    pub items: Vec<BookAddress>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"city": "Lübeck", "postal_code": "23568", "default_for_billing": true}))]
pub struct AddressChange {
    full_name: Option<String>,
    line1: Option<String>,
    line2: Option<String>,
    city: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    phone: Option<String>,
    /// True: a checkout begins with it. Another one takes its place in the same way.
    default_for_shipping: Option<bool>,
    /// Whether the bill goes there.
    default_for_billing: Option<bool>,
}

async fn find(caller: &Caller, id: &str) -> ApiResult<SavedAddress> {
    let book = addresses::list(&caller.visit).await?;
    let found = book.into_iter().find(|saved| saved.id == id);
    found.ok_or_else(|| Problem::not_found("There is no such address in your book."))
}

/// The addresses of whoever is signed in.
#[utoipa::path(get, path = "/profile/addresses", tag = "Profile", security(("customer" = [])),
    responses((status = 200, description = "The address book", body = AddressBook)))]
pub async fn book(
    caller: Caller,
    QueryParams(_): QueryParams<Nothing>,
) -> ApiResult<Json<AddressBook>> {
    caller.signed_in()?;
    let book = addresses::list(&caller.visit).await?;
    let items = book.into_iter().map(BookAddress::from).collect();
    Ok(Json(AddressBook { items }))
}

type Made = (StatusCode, [(HeaderName, String); 1], Json<BookAddress>);

/// Writes an address into the book. The first one is what a checkout begins with.
#[utoipa::path(post, path = "/profile/addresses", tag = "Profile", request_body = NewAddress,
    security(("customer" = [])),
    responses((status = 201, description = "The new address", body = BookAddress)))]
pub async fn add(caller: Caller, JsonBody(new): JsonBody<NewAddress>) -> ApiResult<Made> {
    let customer = caller.signed_in()?;
    let text = |given: Option<String>| given.unwrap_or_default();
    let address = contact::Address {
        full_name: new.full_name.unwrap_or_else(|| customer.row.name.clone()),
        line1: new.line1,
        line2: text(new.line2),
        city: new.city,
        region: text(new.region),
        postal_code: text(new.postal_code),
        country: new.country,
        phone: text(new.phone),
    };
    let id = addresses::save(&caller.visit, NEW, address).await?;
    let path = format!("{}/profile/addresses/{id}", super::middleware::ROOT);
    let location = (header::LOCATION, caller.app().url(&path));
    let made = Json(find(&caller, &id).await?.into());
    Ok((StatusCode::CREATED, [location], made))
}

/// One address of the book.
#[utoipa::path(get, path = "/profile/addresses/{id}", tag = "Profile", security(("customer" = [])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The address", body = BookAddress)))]
pub async fn address(
    caller: Caller,
    PathParams(id): PathParams<String>,
) -> ApiResult<Json<BookAddress>> {
    caller.signed_in()?;
    Ok(Json(find(&caller, &id).await?.into()))
}

/// Changes an address of the book. What is left out stays.
#[utoipa::path(patch, path = "/profile/addresses/{id}", tag = "Profile", request_body = AddressChange,
    security(("customer" = [])), params(("id" = String, Path, description = "Id")),
    responses((status = 200, description = "The address", body = BookAddress)))]
pub async fn correct(
    caller: Caller,
    PathParams(id): PathParams<String>,
    JsonBody(wanted): JsonBody<AddressChange>,
) -> ApiResult<Json<BookAddress>> {
    caller.signed_in()?;
    let SavedAddress {
        address: old,
        ships,
        bills,
        ..
    } = find(&caller, &id).await?;
    if wanted.default_for_shipping == Some(false) && ships {
        let message = "A checkout has to begin with one: make another address the default instead.";
        return Err(Problem::field("default_for_shipping", "invalid", message));
    }
    let address = contact::Address {
        full_name: wanted.full_name.unwrap_or(old.full_name),
        line1: wanted.line1.unwrap_or(old.line1),
        line2: wanted.line2.unwrap_or(old.line2),
        city: wanted.city.unwrap_or(old.city),
        region: wanted.region.unwrap_or(old.region),
        postal_code: wanted.postal_code.unwrap_or(old.postal_code),
        country: wanted.country.unwrap_or(old.country),
        phone: wanted.phone.unwrap_or(old.phone),
    };
    addresses::save(&caller.visit, &id, address).await?;
    if wanted.default_for_shipping == Some(true) && !ships {
        addresses::choose(&caller.visit, &id, Shipping).await?;
    }
    if wanted
        .default_for_billing
        .is_some_and(|wanted| wanted != bills)
    {
        addresses::choose(&caller.visit, &id, Billing).await?;
    }
    Ok(Json(find(&caller, &id).await?.into()))
}

/// Removes an address from the book.
#[utoipa::path(delete, path = "/profile/addresses/{id}", tag = "Profile", security(("customer" = [])),
    params(("id" = String, Path, description = "Id")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<StatusCode> {
    caller.signed_in()?;
    addresses::remove(&caller.visit, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
