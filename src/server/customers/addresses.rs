//! The address book: what a checkout begins with and offers.

use super::{Customer, current, require};
use crate::domain::checkout::CheckoutForm;
use crate::domain::contact::Address;
use crate::domain::country::Country;
use crate::domain::customer::{ADDRESSES_MAX, AddressFormView, SavedAddress};
use crate::domain::problem::Problems;
use crate::domain::shipping::zone_for;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::search::records;
use crate::server::visit::Visit;
use crate::transact;

/// What stands in an address's place for one that is written anew.
pub const NEW: &str = "new";

/// The book of whoever is signed in.
pub async fn list(visit: &Visit) -> Result<Vec<SavedAddress>> {
    book(visit, &require(visit).await?).await
}

async fn book(visit: &Visit, customer: &Customer) -> Result<Vec<SavedAddress>> {
    let mut conn = visit.app.db.read().await?;
    let all = db::customers::addresses::all(&mut conn, &customer.row.id).await?;
    let is = |default: &Option<String>, id: &str| default.as_deref() == Some(id);
    let saved = |(id, address): (String, Address)| SavedAddress {
        ships: is(&customer.row.shipping_address_id, &id),
        bills: is(&customer.row.billing_address_id, &id),
        id,
        address,
    };
    Ok(all.into_iter().map(saved).collect())
}

fn not_there() -> Error {
    Error::not_found("There is no such address in your book. Reload the page.")
}

/// One address for its form, or an empty one.
pub async fn form(visit: &Visit, id: &str) -> Result<AddressFormView> {
    let customer = require(visit).await?;
    let address = match id {
        NEW => Address {
            full_name: customer.row.name.clone(),
            phone: customer.row.phone.clone(),
            country: visit.country().await?,
            ..Address::default()
        },
        id => {
            let found = book(visit, &customer).await?;
            let found = found.into_iter().find(|saved| saved.id == id);
            found.ok_or_else(not_there)?.address
        }
    };
    let zones = crate::server::shop::zones(&visit.app).await?;
    let ships = |country: &Country| {
        zone_for(&zones, country.code()).is_some_and(|zone| !zone.methods.is_empty())
    };
    let known = address.country.clone();
    Ok(AddressFormView {
        address,
        countries: Country::all()
            .filter(|country| ships(country) || country.code() == known)
            .map(|country| country.code().to_string())
            .collect(),
    })
}

/// Writes an address into the book and answers its id. The first one is what a checkout begins with.
pub async fn save(visit: &Visit, id: &str, address: Address) -> Result<String> {
    let app = &visit.app;
    let customer = require(visit).await?;
    let address = address.check("")?;
    let (new, now) = (new_id(), app.now_ms());
    transact!(app.db, tx => {
        let owner = db::customers::lock(&mut tx, &customer.row.id).await?.ok_or_else(super::gone)?;
        if id != NEW {
            let changed = db::customers::addresses::update(&mut tx, id, &owner.id, &address).await?;
            records::customer(&mut tx, &owner.id).await?;
            return if changed { Ok(id.to_string()) } else { Err(not_there()) };
        }
        let known = db::customers::addresses::all(&mut tx, &owner.id).await?.len();
        if known >= ADDRESSES_MAX {
            let message = format!("Your book holds {ADDRESSES_MAX} addresses. Remove one that you no longer need.");
            return Err(Problems::one("full_name", "too_many", message).into());
        }
        db::customers::addresses::insert(&mut tx, &new, &owner.id, &address, now).await?;
        records::customer(&mut tx, &owner.id).await?;
        if owner.shipping_address_id.is_none() {
            let bills = owner.billing_address_id.as_deref();
            db::customers::addresses::set_defaults(&mut tx, &owner.id, Some(&new), bills).await?;
        }
        Ok(new.clone())
    })
}

pub async fn remove(visit: &Visit, id: &str) -> Result<()> {
    let customer = require(visit).await?;
    let gone = transact!(visit.app.db, tx => {
        let gone = db::customers::addresses::delete(&mut tx, id, &customer.row.id).await?;
        records::customer(&mut tx, &customer.row.id).await?;
        Ok(gone)
    })?;
    if gone { Ok(()) } else { Err(not_there()) }
}

/// What a default is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    Shipping,
    Billing,
}

/// Makes an address the one that a checkout begins with. The bill's default, chosen again, is none: it goes where the
/// parcel goes.
pub async fn choose(visit: &Visit, id: &str, default: Default) -> Result<()> {
    let customer = require(visit).await?;
    transact!(visit.app.db, tx => {
        let owner = db::customers::lock(&mut tx, &customer.row.id).await?.ok_or_else(super::gone)?;
        let known = db::customers::addresses::all(&mut tx, &owner.id).await?;
        if known.iter().all(|(known, _)| known != id) {
            return Err(not_there());
        }
        let (ships, bills) = (owner.shipping_address_id.as_deref(), owner.billing_address_id.as_deref());
        let (ships, bills) = match default {
            Default::Shipping => (Some(id), bills),
            Default::Billing => (ships, Some(id).filter(|id| bills != Some(*id))),
        };
        db::customers::addresses::set_defaults(&mut tx, &owner.id, ships, bills).await
    })
}

/// A checkout that was `opened` just now, with what the account knows where nothing was typed before; and the addresses
/// it offers.
pub async fn prefill(
    visit: &Visit,
    form: &mut CheckoutForm,
    opened: bool,
) -> Result<Vec<SavedAddress>> {
    let Some(customer) = current(visit).await? else {
        return Ok(Vec::new());
    };
    let book = book(visit, &customer).await?;
    if !opened {
        return Ok(book);
    }
    if form.email.is_empty() {
        form.email = customer.row.email.clone();
    }
    let bills = [
        &form.billing_differs,
        &form.billing_full_name,
        &form.billing_line1,
        &form.billing_city,
    ];
    // Whoever was offered the bill's address and said no has its lines in the form still.
    if bills.iter().all(|text| text.is_empty())
        && let Some(saved) = book.iter().find(|saved| saved.bills && !saved.ships)
    {
        form.set_billing_address(&saved.address);
    }
    let typed = [
        &form.full_name,
        &form.line1,
        &form.line2,
        &form.city,
        &form.postal_code,
    ];
    if typed.iter().any(|text| !text.is_empty()) {
        return Ok(book);
    }
    form.full_name = customer.row.name.clone();
    form.phone = customer.row.phone.clone();
    if let Some(saved) = book.iter().find(|saved| saved.ships) {
        form.set_shipping_address(&saved.address);
        form.saved_address = saved.id.clone();
        form.saved_address_shown = saved.id.clone();
    }
    Ok(book)
}

/// Puts a chosen address of the book into a checkout form.
pub async fn use_in(visit: &Visit, form: &mut CheckoutForm) -> Result<()> {
    let chosen = list(visit).await?;
    let chosen = chosen
        .into_iter()
        .find(|saved| saved.id == form.saved_address);
    form.set_shipping_address(&chosen.ok_or_else(not_there)?.address);
    form.saved_address_shown = form.saved_address.clone();
    Ok(())
}
