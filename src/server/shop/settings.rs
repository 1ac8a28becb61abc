//! The shop's settings for the owner: what it is called, how it is reached, what is paid and collected where.

use crate::domain::audit::Action;
use crate::domain::contact::Email;
use crate::domain::form_values::FormNumber;
use crate::domain::problem::Problems;
use crate::domain::shop::Shop;
use crate::domain::shop_form::SettingsForm;
use crate::domain::staff::Permission;
use crate::domain::time_zone::TimeZone;
use crate::server::db;
use crate::server::error::Result;
use crate::server::staff::{audit, require_recent};
use crate::server::state::App;
use crate::server::time_zone;
use crate::server::visit::Visit;
use std::ops::RangeInclusive;

/// The settings as they stand.
pub async fn open(app: &App) -> Result<SettingsForm> {
    let shop = db::shop::settings(&mut app.db.read().await?).await?;
    let shop = shop.unwrap_or_default();
    Ok(SettingsForm {
        name: shop.name,
        tagline: shop.tagline,
        about: shop.about,
        contact_email: shop.contact_email,
        time_zone: shop.time_zone,
        bank_details: shop.bank_details,
        invoice_details: shop.invoice_details,
        collection_details: shop.collection_details,
        max_quantity: shop.max_quantity.into(),
        transfer_hold_days: shop.transfer_hold_days.into(),
        collection_hold_days: shop.collection_hold_days.into(),
        return_days: shop.return_days.into(),
        unpaid_pieces_per_visitor: shop.unpaid_pieces_per_visitor.into(),
        unpaid_pieces_per_network: shop.unpaid_pieces_per_network.into(),
        unpaid_pieces_per_email: shop.unpaid_pieces_per_email.into(),
    })
}

/// Writes a form over the settings, for an owner who has shown a code lately; what it does not name stays.
pub async fn save(visit: &Visit, form: &SettingsForm) -> Result<()> {
    let (by, app) = (
        require_recent(visit, Permission::RunShop).await?,
        &visit.app,
    );
    let read = read(form, Shop::default())?;
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => {
        let shop = db::shop::settings_to_change(&mut tx).await?;
        let shop = Shop {
            banner: shop.banner,
            country: shop.country,
            currency: shop.currency,
            currencies: shop.currencies,
            hero: shop.hero,
            ..read.clone()
        };
        db::shop::save_settings(&mut tx, &shop, now_ms).await?;
        let action = Action::SettingsSaved { name: form.name.clone() };
        audit::record_in(&mut tx, visit, &by.name, &action, "shop").await
    })?;
    super::forget(app);
    Ok(())
}

/// What was typed, laid over `shop`.
fn read(form: &SettingsForm, shop: Shop) -> Result<Shop> {
    let mut problems = Problems::default();
    let name = form.name.trim();
    if name.is_empty() {
        problems.add("name", "required", "The shop needs a name.");
    }
    problems.check_length("name", name, 60);
    problems.check_length("tagline", &form.tagline, 160);
    problems.check_length("about", &form.about, 2_000);
    let contact = Email::parse(&form.contact_email);
    if contact.is_none() {
        let message = "Write the address at which you read mail, such as studio@example.org.";
        problems.add("contact_email", "invalid", message);
    }
    let zone = match form.time_zone.trim() {
        "" => Some(TimeZone::default()),
        typed => time_zone::named(typed),
    };
    if zone.is_none() {
        let message =
            "There is no time zone of this name. Choose one from the list, such as Europe/Berlin.";
        problems.add("time_zone", "unknown_time_zone", message);
    }
    problems.check_length("bank_details", &form.bank_details, 500);
    problems.check_length("invoice_details", &form.invoice_details, 500);
    problems.check_length("collection_details", &form.collection_details, 500);
    let mut number = |field: &str, typed: &FormNumber, range: RangeInclusive<i64>| {
        let read = typed.within(range.clone());
        if read.is_none() {
            let message = format!(
                "Write a whole number from {} to {}.",
                range.start(),
                range.end()
            );
            problems.add(field, "not_a_number", message);
        }
        read.unwrap_or_default()
    };
    let max_quantity = number("max_quantity", &form.max_quantity, 1..=999);
    let transfer_hold_days = number("transfer_hold_days", &form.transfer_hold_days, 1..=60);
    let collection_hold_days = number("collection_hold_days", &form.collection_hold_days, 1..=60);
    let return_days = number("return_days", &form.return_days, 0..=365);
    let mut pieces = |field: &str, typed: &FormNumber| number(field, typed, 1..=9_999);
    let unpaid_pieces_per_visitor =
        pieces("unpaid_pieces_per_visitor", &form.unpaid_pieces_per_visitor);
    let unpaid_pieces_per_network =
        pieces("unpaid_pieces_per_network", &form.unpaid_pieces_per_network);
    let unpaid_pieces_per_email = pieces("unpaid_pieces_per_email", &form.unpaid_pieces_per_email);
    let text = |typed: &str| typed.replace("\r\n", "\n").trim().to_string();
    Ok(problems.or(Shop {
        name: name.into(),
        tagline: text(&form.tagline),
        about: text(&form.about),
        contact_email: contact.map(|email| email.to_string()).unwrap_or_default(),
        time_zone: zone.unwrap_or_default().to_string(),
        bank_details: text(&form.bank_details),
        invoice_details: text(&form.invoice_details),
        collection_details: text(&form.collection_details),
        max_quantity,
        transfer_hold_days,
        collection_hold_days,
        return_days,
        unpaid_pieces_per_visitor,
        unpaid_pieces_per_network,
        unpaid_pieces_per_email,
        ..shop
    })?)
}
