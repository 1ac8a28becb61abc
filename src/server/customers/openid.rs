//! Signing in with an account of the OpenID Connect provider. It is known by its provider's own name for it; an e-mail
//! address links it the first time, and only one that the provider vouches for.

use super::{begin, passkeys::notify, require_recent};
use crate::domain::contact::{Email, person_name};
use crate::domain::customer::OpenIdView;
use crate::server::challenges;
use crate::server::clock::MINUTE_MS;
use crate::server::db::customers::openids::{self as stored, NewOpenId, OpenIdRow};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::limits::{Limit, address_key};
use crate::server::openid::{self, Identity, Sent};
use crate::server::search::records;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;
use serde::{Deserialize, Serialize};

/// Where a session keeps which sign-in is under way, and what it is sealed for.
const SLOT: &str = "openid";
/// How long somebody may stay at the provider.
const LASTS_MS: i64 = 10 * MINUTE_MS;

#[derive(Serialize, Deserialize)]
struct UnderWay {
    sent: Sent,
    /// The page that was wanted.
    next: String,
}

/// What the provider sends back in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CallbackParams {
    state: String,
    code: String,
    /// Instead of a code: the person, or the provider, said no.
    error: String,
}

fn name(app: &App) -> String {
    app.settings.openid.name().unwrap_or_default()
}

/// Begins a sign-in that leads to the page `next`, and gives the provider's address.
pub async fn leave(visit: &Visit, next: &str) -> Result<String> {
    let app = &visit.app;
    app.limits
        .count(Limit::OpenIdAddress, &address_key(visit.ip))?;
    let (leaving, sent) = openid::leave(app).await?;
    let next = next.to_string();
    let under_way = UnderWay { sent, next };
    let state = challenges::begin(visit, SLOT, SLOT, &under_way, LASTS_MS).await?;
    Ok(leaving.address(state))
}

/// Signs in whoever comes back from the provider, and gives the page that was wanted.
pub async fn come_back(visit: &Visit, answer: CallbackParams) -> Result<String> {
    let app = &visit.app;
    app.limits
        .count(Limit::OpenIdAddress, &address_key(visit.ip))?;
    let under_way = challenges::take_named(visit, SLOT, SLOT, &answer.state).await?;
    let UnderWay { sent, next } = under_way.ok_or_else(|| {
        let message = "This sign-in was begun elsewhere, was used before, or took too long. Start again from here.";
        Error::invalid("openid", message)
    })?;
    if !answer.error.is_empty() || answer.code.is_empty() {
        let message = format!(
            "{} did not sign you in. Try again, or sign in in another way.",
            name(app)
        );
        return Err(Error::invalid("openid", message));
    }
    let identity = openid::who(app, answer.code, sent).await?;
    let customer_id = customer_of(app, &identity).await?;
    begin(visit, &customer_id).await?;
    Ok(next)
}

/// The account of somebody whom the provider knows: the one that is linked, the one with the same address, or a new one.
async fn customer_of(app: &App, identity: &Identity) -> Result<String> {
    let (issuer, subject, now) = (&identity.issuer, &identity.subject, app.now_ms());
    let known = transact!(app.db, tx => { stored::used(&mut tx, issuer, subject, now).await })?;
    if let Some(customer_id) = known {
        return Ok(customer_id);
    }
    let email = vouched_for(app, identity)?;
    let (id, link_id) = (new_id(), new_id());
    let called = called(identity, &email);
    let linked: Result<String> = async {
        transact!(app.db, tx => {
            let there = db::customers::by_email_key(&mut tx, &email.key()).await?;
            let told = match &there {
                Some(_) => format!("Your account can be opened with {} ({email}) from now on.", name(app)),
                None => format!("Your account was made with {} ({email}), which signs you in from now on.", name(app)),
            };
            let customer_id = match there {
                Some(row) => row.id,
                None => {
                    db::customers::proofs::end_registrations(&mut tx, &email.key()).await?;
                    db::customers::insert(&mut tx, &id, &email, &called, "", now).await?;
                    records::customer(&mut tx, &id).await?;
                    id.clone()
                }
            };
            let new = NewOpenId { id: &link_id, customer_id: &customer_id, issuer, subject, email: email.as_str(), now_ms: now };
            stored::insert(&mut tx, &new).await?;
            notify(&mut tx, app, &customer_id, told).await?;
            Ok(customer_id)
        })
    }
    .await;
    match linked {
        Err(error) if error.violated("email_key") || error.violated("customer_openids") => {
            let message = "Another sign-in of yours was quicker. Start again.";
            Err(Error::conflict(message))
        }
        linked => linked,
    }
}

/// The address, if the provider vouches for it: else anybody could write mine there and take my account.
fn vouched_for(app: &App, identity: &Identity) -> Result<Email> {
    let email = identity
        .email
        .as_deref()
        .filter(|_| identity.email_verified);
    email.and_then(Email::parse).ok_or_else(|| {
        let message = format!(
            "{} does not say that your e-mail address is confirmed. Confirm it there and try again, or sign in here in another way.",
            name(app)
        );
        Error::invalid("email_unverified", message)
    })
}

/// What a new customer is called: as at the provider, else as in the address.
fn called(identity: &Identity, email: &Email) -> String {
    let told = identity.name.as_deref().map(person_name);
    told.and_then(std::result::Result::ok).unwrap_or_else(|| {
        let (local, _) = email.as_str().split_once('@').unwrap_or_default();
        local.chars().take(80).collect()
    })
}

/// The accounts elsewhere of a customer. One of a provider that is set no more is called by its address.
pub(super) async fn list(conn: &mut Conn, app: &App, customer_id: &str) -> Result<Vec<OpenIdView>> {
    let rows = stored::of_customer(conn, customer_id).await?;
    let now = app.settings.openid.provider();
    let view = |row: OpenIdRow| OpenIdView {
        provider: match now.is_some_and(|now| now.issuer == row.issuer) {
            true => name(app),
            false => row.issuer,
        },
        id: row.id,
        email: row.email,
        added_at_ms: row.added_at_ms,
        used_at_ms: row.used_at_ms,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Takes one off the own account. A code by mail always opens it, so this is never the last way in.
pub async fn remove(visit: &Visit, id: &str) -> Result<()> {
    let app = &visit.app;
    let customer = require_recent(visit).await?;
    let owner = &customer.row.id;
    transact!(app.db, tx => {
        let email = stored::delete(&mut tx, owner, id).await?;
        let email = email.ok_or_else(|| Error::not_found("This is not linked any more. Reload the page."))?;
        let told = format!("An account elsewhere ({email}) opens your account no more.");
        notify(&mut tx, app, owner, told).await
    })
}
