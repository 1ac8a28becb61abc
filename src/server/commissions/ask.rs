//! Submitting the request for a custom order.

use super::{mails, studio_settings, uploads};
use crate::domain::commission::capacity::Openness;
use crate::domain::commission::history::CommissionFact;
use crate::domain::commission::request::{CommissionForm, CommissionInput};
use crate::domain::commission::status::CommissionStatus;
use crate::domain::history::Who;
use crate::domain::money::Currency;
use crate::domain::problem::Problems;
use crate::domain::shipping::zone_for;
use crate::server::actor::Actor;
use crate::server::customers;
use crate::server::db;
use crate::server::db::commissions::{NewCommission, NewEvent};
use crate::server::error::{Error, Result};
use crate::server::keys::{new_id, token_hash};
use crate::server::limits::{Limit, address_key};
use crate::server::links;
use crate::server::mail::CommissionNews;
use crate::server::search::records;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::unit_of_work;

/// Sends a request. The same form sent twice is one request. Returns the address of its page.
pub async fn ask(visit: &Visit, form: CommissionForm) -> Result<String> {
    let app = &visit.app;
    let input = form.read(app.time_zone().await?.day_of(app.now_ms()))?;
    let zones = crate::server::shop::zones(app).await?;
    if zone_for(&zones, input.country.code()).is_none_or(|zone| zone.methods.is_empty()) {
        let message = "The shop does not ship there yet. Choose another country, or write to us.";
        return Err(Problems::one("country", "not_shipped", message).into());
    }
    if let Some(address) = earlier(app, &input).await? {
        return Ok(address);
    }
    app.limits
        .count(Limit::RequestAddress, &address_key(visit.ip))?;
    let customer = customers::current(visit).await?.map(|c| c.row.id);
    request(app, &input, visit.currency().await?, customer.as_deref()).await
}

/// The custom order that the same form opened before.
async fn earlier(app: &App, input: &CommissionInput) -> Result<Option<String>> {
    let Some(hash) = uploads::hash(&input.upload_key) else {
        return Ok(None);
    };
    let mut conn = app.db.read().await?;
    let row = db::commissions::by_form(&mut conn, &hash).await?;
    Ok(row.map(|row| format!("/custom/{}", links::commission(app, &row))))
}

/// Writes a request that was read, with the pictures that wait for it, for an account if there is one. Returns the
/// address of its page.
pub async fn request(
    app: &App,
    input: &CommissionInput,
    currency: Currency,
    customer_id: Option<&str>,
) -> Result<String> {
    let id = new_id();
    let token = links::commission_token(app, &id, 1);
    let form_hash = uploads::hash(&input.upload_key);
    let written: Result<()> = async {
        unit_of_work!(app, &Actor::Customer, work => {
            let now = work.now;
            let settings = studio_settings::read(&mut work).await?;
            let (_, busy) = db::commissions::load(&mut work).await?;
            let waitlisted = match settings.standing(busy) {
                Openness::Open => false,
                Openness::Waitlist => true,
                Openness::Closed => {
                    let message = "We take no requests at the moment. What you wrote is still in the form.";
                    return Err(Error::conflict_of("closed", message));
                }
            };
            let new = NewCommission {
                id: &id,
                number: db::commissions::next_number(&mut work).await?,
                link_hash: &token_hash(&token),
                form_hash: form_hash.as_deref(),
                input,
                currency,
                waitlisted,
                answer_by: work.today().plus(settings.answer_days),
                now_ms: now,
            };
            db::commissions::insert(&mut work, &new).await?;
            records::commission(&mut work, &id).await?;
            if let Some(customer_id) = customer_id {
                db::customers::account::claim_commission(&mut work, &id, customer_id).await?;
            }
            let event = NewEvent {
                commission_id: &id,
                version: 1,
                at_ms: now,
                who: &Who::Customer,
                from: None,
                to: Some(CommissionStatus::Requested),
                fact: &CommissionFact::Requested,
                internal: false,
            };
            super::write_event(&mut work, &event).await?;
            let pictures = uploads::attach(&mut work, &input.upload_key, &id, None).await?;
            let row = db::commissions::lock(&mut work, &id).await?;
            let request = mails::request_lines(&row);
            let news = CommissionNews::New { email: row.email.clone(), request: request.clone() };
            mails::to_maker(&mut work, &row, news, &pictures).await?;
            let news = CommissionNews::Received { answer_by: row.answer_by, waitlisted, request };
            mails::to_customer(&mut work, &row, news, &pictures).await
        })
    }
    .await;
    match written {
        Ok(()) => {}
        // The same form in the same moment: the other one is the request.
        Err(error) if form_hash.is_some() && error.violated("form_hash") => {
            return match earlier(app, input).await? {
                Some(address) => Ok(address),
                None => Err(error),
            };
        }
        Err(error) => return Err(error),
    }
    tracing::info!(commission_id = id, "a custom order was asked for");
    Ok(format!("/custom/{token}"))
}
