//! Endpoints, as owners and programs manage them: added, changed, given a new secret, disabled and removed.

use super::{address, deliver, log};
use crate::domain::audit::Action;
use crate::domain::problem::Problems;
use crate::domain::staff::{Permission, StaffView};
use crate::domain::webhooks::{
    self, EndpointPageView, EndpointView, EndpointsView, Event, MOST_ENDPOINTS, URL_MAX,
};
use crate::server::clock::DAY_MS;
use crate::server::db::announce::deliveries::Filter;
use crate::server::db::announce::endpoints::EndpointRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::staff::{self, audit};
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use standardwebhooks::Webhook;
use url::Url;

/// What secrets are sealed for.
const SEAL: &str = "webhook secret";
/// How every secret begins (standardwebhooks.com).
const PREFIX: &str = "whsec_";
/// How long the secret before signs beside a new one.
const OLD_SECRET_LASTS_MS: i64 = DAY_MS;
/// Where a session keeps a secret that was made and is to be shown once.
const NEW_SECRET: &str = "new_webhook_secret";
/// Deliveries on one page of an endpoint.
const PAGE: i64 = 20;

/// What was typed for an endpoint.
pub struct EndpointInput<'a> {
    pub url: &'a str,
    pub description: &'a str,
    pub events: Vec<&'a str>,
}

/// The server of an endpoint. The rest of its address may hold a secret, so that logs and mails name this alone.
pub fn host_of(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str);
    host.unwrap_or("an unknown server").to_string()
}

pub fn view(row: EndpointRow, now: i64) -> EndpointView {
    EndpointView {
        events: row.events.split(' ').map(String::from).collect(),
        old_secret_until_ms: row.old_secret_until_ms.filter(|until| *until > now),
        id: row.id,
        url: row.url,
        description: row.description,
        enabled: row.enabled,
        disabled_because: row.disabled_because,
        last_delivered_at_ms: row.last_delivered_at_ms,
        created_at_ms: row.created_at_ms,
    }
}

/// The `webhook-signature` of a body sent at `now`, in unix milliseconds: one for the secret, and one for the secret before while it lasts.
pub(super) fn signature(
    app: &App,
    row: &EndpointRow,
    delivery_id: &str,
    now: i64,
    body: &str,
) -> Result<String> {
    let at_s = now / 1000;
    let old = row.old_secret.as_ref();
    let lasts = row.old_secret_until_ms.is_some_and(|until| until > now);
    let sealed = [Some(&row.secret), old.filter(|_| lasts)];
    let signed = sealed.into_iter().flatten().map(|sealed| {
        let secret = app.keys.open(SEAL, sealed)?;
        Webhook::new(&secret)
            .and_then(|webhook| webhook.sign(delivery_id, at_s, body.as_bytes()))
            .map_err(|error| Error::fault(format!("webhook signature: {error}")))
    });
    Ok(signed.collect::<Result<Vec<String>>>()?.join(" "))
}

fn new_secret() -> String {
    format!("{PREFIX}{}", STANDARD.encode(rand::random::<[u8; 32]>()))
}

/// What was typed, read: address, description, names of events with spaces between.
fn read(app: &App, input: &EndpointInput<'_>) -> Result<(String, String, String), Problems> {
    let mut problems = Problems::default();
    let url = match address::read(input.url, !app.settings.is_production()) {
        Ok(url) if url.as_str().len() <= URL_MAX => url.to_string(),
        Ok(_) => {
            let message = format!("Use an address of at most {URL_MAX} characters.");
            problems.add("url", "too_long", message);
            String::new()
        }
        Err(message) => {
            problems.add("url", "invalid", message);
            String::new()
        }
    };
    let (description, events) = webhooks::read(input.description, &input.events, &mut problems);
    problems.or((url, description, events.join(" ")))
}

fn gone() -> Error {
    Error::not_found("There is no such webhook endpoint. It may have been removed.")
}

async fn find(conn: &mut Conn, id: &str) -> Result<EndpointRow> {
    db::announce::endpoints::by_id(conn, id)
        .await?
        .ok_or_else(gone)
}

/// One endpoint, or 404.
pub async fn one(visit: &Visit, id: &str) -> Result<EndpointView> {
    let mut conn = visit.app.db.read().await?;
    Ok(view(find(&mut conn, id).await?, visit.app.now_ms()))
}

/// Every endpoint, the oldest first.
pub async fn all(visit: &Visit) -> Result<Vec<EndpointView>> {
    let now = visit.app.now_ms();
    let mut conn = visit.app.db.read().await?;
    let rows = db::announce::endpoints::all(&mut conn).await?;
    Ok(rows.into_iter().map(|row| view(row, now)).collect())
}

/// The page of all endpoints.
pub async fn list(visit: &Visit) -> Result<EndpointsView> {
    Ok(EndpointsView {
        endpoints: all(visit).await?,
        confirmed: staff::is_recent(visit).await?,
    })
}

/// The page of one endpoint; `before` is the id of the last delivery of the page before. A secret that was made in this
/// visit comes with it once.
pub async fn open(visit: &Visit, id: &str, before: Option<&str>) -> Result<EndpointPageView> {
    let endpoint = one(visit, id).await?;
    let filter = Filter {
        endpoint_id: Some(id),
        before,
        ..Filter::default()
    };
    let mut deliveries = log::page(visit, filter, PAGE + 1, 0).await?;
    let more = deliveries.len() as i64 > PAGE;
    deliveries.truncate(PAGE as usize);
    let sealed: Option<(String, String)> = visit.session.get(NEW_SECRET).await?;
    let sealed = sealed.filter(|(endpoint_id, _)| endpoint_id == id);
    if sealed.is_some() {
        visit.session.remove::<(String, String)>(NEW_SECRET).await?;
    }
    Ok(EndpointPageView {
        endpoint,
        new_secret: sealed
            .map(|(_, sealed)| visit.app.keys.open(SEAL, &sealed))
            .transpose()?,
        older: deliveries.last().filter(|_| more).map(|d| d.id.clone()),
        deliveries,
        confirmed: staff::is_recent(visit).await?,
    })
}

/// Whoever changes what is delivered where: a member of staff with a recent code, or a program, for whose token an owner
/// showed one.
async fn manager(visit: &Visit) -> Result<StaffView> {
    match visit.program {
        Some(_) => staff::require(visit, Permission::ManageWebhooks).await,
        None => staff::require_recent(visit, Permission::ManageWebhooks).await,
    }
}

/// Keeps a new secret, sealed, in the session of whoever made it, until their page shows it.
pub async fn show_once(visit: &Visit, id: &str, secret: &str) -> Result<()> {
    let sealed = visit.app.keys.seal(SEAL, secret)?;
    Ok(visit.session.insert(NEW_SECRET, (id, sealed)).await?)
}

/// Adds an endpoint. Returns its id and its secret, which is shown this once.
pub async fn add(visit: &Visit, input: &EndpointInput<'_>) -> Result<(String, String)> {
    let by = manager(visit).await?;
    let app = &visit.app;
    let (url, description, events) = read(app, input)?;
    let (id, secret) = (new_id(), new_secret());
    let row = EndpointRow {
        id: id.clone(),
        url,
        description,
        events,
        enabled: true,
        disabled_because: String::new(),
        disabled_at_ms: None,
        secret: app.keys.seal(SEAL, &secret)?,
        old_secret: None,
        old_secret_until_ms: None,
        last_delivered_at_ms: None,
        created_at_ms: app.now_ms(),
    };
    transact!(app.db, tx => {
        if db::announce::endpoints::all(&mut tx).await?.len() >= MOST_ENDPOINTS {
            let message = format!("A shop has at most {MOST_ENDPOINTS} webhook endpoints. Remove one first.");
            return Err(Error::conflict(message));
        }
        db::announce::endpoints::insert(&mut tx, &row).await?;
        note(&mut tx, visit, &by, Action::WebhookEndpointAdded { events: row.events.clone() }, &row).await
    })?;
    Ok((id, secret))
}

/// Writes what was done to an endpoint into the audit log.
async fn note(
    conn: &mut Conn,
    visit: &Visit,
    by: &StaffView,
    action: Action,
    row: &EndpointRow,
) -> Result<()> {
    audit::record_in(conn, visit, &by.name, &action, &host_of(&row.url)).await
}

/// Changes its address and its events. What waits to be delivered goes to the new address.
pub async fn change(visit: &Visit, id: &str, input: &EndpointInput<'_>) -> Result<()> {
    let by = manager(visit).await?;
    let (url, description, events) = read(&visit.app, input)?;
    transact!(visit.app.db, tx => {
        let mut row = find(&mut tx, id).await?;
        db::announce::endpoints::change(&mut tx, id, &url, &description, &events).await?;
        row.url = url.clone();
        note(&mut tx, visit, &by, Action::WebhookEndpointChanged { events: events.clone() }, &row).await
    })
}

/// Makes a new secret and answers it; the one before signs beside it for a day.
pub async fn rotate(visit: &Visit, id: &str) -> Result<String> {
    let by = manager(visit).await?;
    let app = &visit.app;
    let secret = new_secret();
    let sealed = app.keys.seal(SEAL, &secret)?;
    let until = app.now_ms() + OLD_SECRET_LASTS_MS;
    transact!(app.db, tx => {
        let row = find(&mut tx, id).await?;
        db::announce::endpoints::rotate(&mut tx, id, &sealed, until).await?;
        note(&mut tx, visit, &by, Action::WebhookSecretRotated, &row).await
    })?;
    Ok(secret)
}

/// Stops telling an endpoint anything, what waits included.
pub async fn disable(visit: &Visit, id: &str) -> Result<()> {
    let by = manager(visit).await?;
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => {
        let row = find(&mut tx, id).await?;
        if db::announce::endpoints::disable(&mut tx, id, "", now).await? {
            db::announce::deliveries::give_up(&mut tx, id, "The endpoint was disabled.").await?;
            note(&mut tx, visit, &by, Action::WebhookEndpointDisabled, &row).await?;
        }
        Ok(())
    })
}

/// Enables it again. What it missed is in its deliveries, and can be replayed.
pub async fn enable(visit: &Visit, id: &str) -> Result<()> {
    let by = manager(visit).await?;
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => {
        let row = find(&mut tx, id).await?;
        if db::announce::endpoints::enable(&mut tx, id).await? {
            settle(&mut tx, &by, &row, "Enabled again.", now).await?;
            note(&mut tx, visit, &by, Action::WebhookEndpointEnabled, &row).await?;
        }
        Ok(())
    })
}

/// Whatever the attention queue says of it is settled.
async fn settle(
    conn: &mut Conn,
    by: &StaffView,
    row: &EndpointRow,
    how: &str,
    now: i64,
) -> Result<()> {
    let Some(at_ms) = row.disabled_at_ms else {
        return Ok(());
    };
    let key = deliver::attention_key(&row.id, at_ms);
    db::attention::resolve_by_key(conn, &key, &by.name, how, now).await
}

/// Removes an endpoint with its deliveries.
pub async fn remove(visit: &Visit, id: &str) -> Result<()> {
    let by = manager(visit).await?;
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => {
        let row = find(&mut tx, id).await?;
        db::announce::endpoints::remove(&mut tx, id).await?;
        db::announce::deliveries::delete_of_endpoint(&mut tx, id).await?;
        settle(&mut tx, &by, &row, "The endpoint was removed.", now).await?;
        note(&mut tx, visit, &by, Action::WebhookEndpointRemoved, &row).await
    })
}

/// Sends one endpoint a test event, to see whether it listens.
pub async fn test(visit: &Visit, id: &str) -> Result<()> {
    let by = staff::require(visit, Permission::ManageWebhooks).await?;
    let now = visit.app.now_ms();
    transact!(visit.app.db, tx => {
        let row = find(&mut tx, id).await?;
        if !row.enabled {
            return Err(log::disabled());
        }
        let data = json!({"endpoint_id": id});
        super::enqueue_deliveries(&mut tx, &[id], Event::Test, &data, now).await?;
        note(&mut tx, visit, &by, Action::WebhookTested, &row).await
    })
}
