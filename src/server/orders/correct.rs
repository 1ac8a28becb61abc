//! Corrections that a customer makes until the order is on its way: where it goes, whom its mails reach, what the studio
//! should know. Each is in the history; a new e-mail address counts once the link in the mail to it was opened.

use super::mails;
use super::{only_ready_made, record};
use crate::domain::contact::{Address, Email};
use crate::domain::order::history::OrderFact;
use crate::domain::order::order_number;
use crate::domain::order_holder::{EmailChangeView, NOTE_MAX, corrected};
use crate::domain::order_status::{OrderEvent, OrderStatus};
use crate::domain::problem::Problems;
use crate::domain::shipping::{Zone, zone_for};
use crate::domain::tax::{Rate, TaxMode};
use crate::server::actor::Actor;
use crate::server::clock::DAY_MS;
use crate::server::db::orders::OrderRow;
use crate::server::db::orders::correct::EmailChangeRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::token_hash;
use crate::server::limits::{Limit, address_key};
use crate::server::links;
use crate::server::search::records;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::unit_of_work;

/// The purpose under which the links to new addresses are derived.
const LINK: &str = "order email";
/// How long such a link is good.
const LINK_LASTS_MS: i64 = 2 * DAY_MS;

/// A country's tax: class, rate and mode.
pub type TaxTerms = (String, String, Rate, TaxMode);

/// Whether an address in another country costs the same shipping and the same tax.
pub fn costs_the_same(zones: &[Zone], terms: &[TaxTerms], from: &str, to: &str) -> bool {
    let zone = |country| zone_for(zones, country).map(|zone| zone.id.as_str());
    let of = |country: &str| -> Vec<_> {
        let rows = terms.iter().filter(|(there, ..)| there == country);
        rows.map(|(_, class, rate, mode)| (class.clone(), *rate, *mode))
            .collect()
    };
    from == to || (zone(from).is_some() && zone(from) == zone(to) && of(from) == of(to))
}

/// An order that may still be corrected. A custom order's address and mails are the custom order's own.
fn still_here(order: &OrderRow) -> Result<()> {
    only_ready_made(order)?;
    if order.status.may_be_corrected() {
        return Ok(());
    }
    let message = match order.status {
        OrderStatus::Cancelled => {
            "This order was cancelled, so there is nothing to correct any more."
        }
        _ => "This order has left already, so it can’t be changed here. Please write to us.",
    };
    Err(Error::conflict(message))
}

/// Corrects where an order goes. An address that would change what shipping or tax cost is refused: the order was paid,
/// or is to be paid, as it was placed.
pub async fn address(app: &App, actor: &Actor, order_id: &str, typed: Address) -> Result<()> {
    let new = typed.check("")?;
    let zones = crate::server::shop::zones(app).await?;
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        still_here(&order)?;
        let stored = db::orders::addresses(&mut work, order_id).await?;
        let stored = stored.into_iter().find(|a| a.role == "shipping");
        let missing = || Error::impossible("orders", "shipping address", order_id, "missing");
        let old = stored.ok_or_else(missing)?.address;
        let parts = corrected(&old, &new);
        if parts.is_empty() {
            return Ok(());
        }
        let terms = db::shop::all_tax_rates(&mut work).await?;
        if !costs_the_same(&zones, &terms, &old.country, &new.country) {
            let way = match order.status.after(OrderEvent::Cancel) {
                Some(_) if order.status != OrderStatus::InProduction => {
                    "Cancel this order and place it again with the new address, or write to us."
                }
                _ => "Please write to us.",
            };
            let message = format!("Shipping or tax would cost something else there. {way}");
            return Err(Problems::one("country", "other_costs", message).into());
        }
        db::orders::correct::set_shipping_address(&mut work, order_id, &new).await?;
        if order.customer_name == old.full_name {
            db::orders::correct::set_customer_name(&mut work, order_id, &new.full_name).await?;
        }
        records::order(&mut work, order_id).await?;
        record(&mut work, &mut order, &OrderFact::AddressCorrected { parts }, false).await
    })
}

/// Adds a note for the studio to what was noted before.
pub async fn note(app: &App, actor: &Actor, order_id: &str, typed: &str) -> Result<()> {
    let typed = typed.replace("\r\n", "\n");
    let typed = typed.trim();
    app.limits.count(Limit::ThreadMessage, order_id)?;
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        still_here(&order)?;
        if typed.is_empty() {
            return Err(Problems::one("note", "required", "Write what we should know.").into());
        }
        let whole = match order.note.as_str() {
            "" => typed.to_string(),
            before => format!("{before}\n\n{typed}"),
        };
        if whole.chars().count() > NOTE_MAX {
            let message = format!("Use at most {NOTE_MAX} characters, together with what you noted before.");
            return Err(Problems::one("note", "too_long", message).into());
        }
        db::orders::correct::set_note(&mut work, order_id, &whole).await?;
        record(&mut work, &mut order, &OrderFact::NoteAdded, false).await
    })
}

/// Asks for another e-mail address: a mail with a link goes to it, and nothing changes until that is opened.
pub async fn ask_for_email(visit: &Visit, order_id: &str, typed: &str) -> Result<()> {
    let app = &visit.app;
    let Some(email) = Email::parse(typed) else {
        let message = "Write an e-mail address such as name@example.org.";
        return Err(Problems::one("email", "invalid", message).into());
    };
    app.limits
        .count(Limit::LinkAddress, &address_key(visit.ip))?;
    app.limits.count(Limit::LinkMailbox, &email.key())?;
    unit_of_work!(app, &Actor::Customer, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, order_id).await?;
        still_here(&order)?;
        if order.email == email.as_str() {
            let message = "This is the address that your mails go to already.";
            return Err(Problems::one("email", "same", message).into());
        }
        let before = db::orders::correct::email_change(&mut work, order_id).await?;
        // Links of one order never come again, even where an earlier change was carried out.
        let generation = before.map_or(0, |row| row.generation).max(now) + 1;
        let token = app.keys.link_token(LINK, order_id, generation);
        let row = EmailChangeRow {
            order_id: order_id.into(),
            email: email.as_str().into(),
            generation,
            expires_at_ms: now + LINK_LASTS_MS,
        };
        db::orders::correct::put_email_change(&mut work, &row, &token_hash(&token), now).await?;
        mails::confirm_email(&mut work, &order, email.as_str(), &token).await?;
        record(&mut work, &mut order, &OrderFact::EmailAsked, false).await
    })
}

/// The change behind a link, if the link is still good.
async fn by_link(app: &App, conn: &mut Conn, token: &str) -> Result<EmailChangeRow> {
    let row = db::orders::correct::email_change_by_link(conn, &token_hash(token)).await?;
    let good = row.filter(|row| {
        row.expires_at_ms > app.now_ms()
            && app.keys.link_token(LINK, &row.order_id, row.generation) == token
    });
    good.ok_or_else(|| {
        Error::not_found("This link was used already, or has ended. Ask for the change again on your order’s page.")
    })
}

/// What a link from such a mail would change.
pub async fn email_change(app: &App, token: &str) -> Result<EmailChangeView> {
    let mut conn = app.db.read().await?;
    let row = by_link(app, &mut conn, token).await?;
    let gone = || Error::fault(format!("there is no order {}", row.order_id));
    let order = db::orders::by_id(&mut conn, &row.order_id)
        .await?
        .ok_or_else(gone)?;
    Ok(EmailChangeView {
        order_number: order_number(order.number),
        email: row.email,
    })
}

/// Takes the new address over, and notifies the old one. Returns the address of the order's page.
pub async fn take_over_email(app: &App, token: &str) -> Result<String> {
    let order_id = {
        let mut conn = app.db.read().await?;
        by_link(app, &mut conn, token).await?.order_id
    };
    let here = unit_of_work!(app, &Actor::Customer, work => {
        let mut order = db::orders::lock(&mut work, &order_id).await?;
        // Read again under the lock: a newer one may have taken its place.
        let change = by_link(app, &mut work, token).await?;
        still_here(&order)?;
        let email = Email::parse(&change.email).ok_or_else(|| {
            Error::impossible("order_email_changes", "email", &order_id, "no address")
        })?;
        mails::email_changed(&mut work, &order).await?;
        db::orders::correct::set_email(&mut work, &order_id, &email).await?;
        records::order(&mut work, &order_id).await?;
        db::orders::correct::forget_email_change(&mut work, &order_id).await?;
        record(&mut work, &mut order, &OrderFact::EmailChanged, false).await?;
        Ok(format!("/o/{}", links::order(app, &order)))
    })?;
    Ok(here)
}
