//! Passkeys (WebAuthn, www.w3.org/TR/webauthn-3): what a browser is asked, and what its answer proves. Whose they are
//! and what they open is for `customers::passkeys` and `staff::passkeys` to say.

use super::challenges;
use super::clock::MINUTE_MS;
use super::config::Settings;
use super::db::sign_in::passkeys::{self as stored, NewPasskey, Owner, PasskeyRow};
use super::db::{self, Conn};
use super::error::{Error, Result};
use super::keys::new_id;
use super::visit::Visit;
use crate::domain::passkey::{PASSKEYS_MAX, PasskeyView, PasskeysView};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::{Host, Url};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// Where a session keeps which question waits for its answer.
const SLOT: &str = "passkey";
/// How long a question waits.
const LASTS_MS: i64 = 5 * MINUTE_MS;

/// Whether browsers offer passkeys at the shop's address: a name, under https or on this very machine.
pub fn offered(settings: &Settings) -> bool {
    let Ok(url) = Url::parse(&settings.public_url()) else {
        return false;
    };
    match url.host() {
        Some(Host::Domain(name)) => {
            let here = name == "localhost" || name.ends_with(".localhost");
            url.scheme() == "https" || here
        }
        _ => false,
    }
}

/// The shop as authenticators know it: by its public address alone, never by what a request says.
async fn party(visit: &Visit) -> Result<Webauthn> {
    let app = &visit.app;
    if !offered(&app.settings) {
        let message = "Passkeys don’t work at this address of the shop. Sign in in another way.";
        return Err(Error::conflict(message));
    }
    let odd = |error: &dyn std::fmt::Display| Error::fault(format!("passkeys: {error}"));
    let url = Url::parse(&app.settings.public_url()).map_err(|e| odd(&e))?;
    let name = app.shop().await?.name.clone();
    WebauthnBuilder::new(url.domain().unwrap_or_default(), &url)
        .and_then(|builder| builder.rp_name(&name).build())
        .map_err(|e| odd(&e))
}

/// The passkeys of an owner, as a page lists them.
pub async fn list(visit: &Visit, owner: Owner<'_>) -> Result<PasskeysView> {
    let mut conn = visit.app.db.read().await?;
    let rows = stored::of_owner(&mut conn, owner).await?;
    let view = |row: PasskeyRow| PasskeyView {
        id: row.id,
        name: row.name,
        added_at_ms: row.added_at_ms,
        used_at_ms: row.used_at_ms,
    };
    Ok(PasskeysView {
        offered: offered(&visit.app.settings),
        list: rows.into_iter().map(view).collect(),
    })
}

/// Asks for an answer by one of `owner`'s passkeys; without an owner by whichever the person chooses.
pub async fn question(visit: &Visit, purpose: &str, owner: Option<Owner<'_>>) -> Result<Value> {
    let (asked, state) = party(visit)
        .await?
        .start_discoverable_authentication()
        .map_err(broken)?;
    let mut options = serde_json::to_value(asked.public_key)?;
    if let Some(owner) = owner {
        let rows = {
            let mut conn = visit.app.db.read().await?;
            stored::of_owner(&mut conn, owner).await?
        };
        if rows.is_empty() {
            let message = "There is no passkey yet. Use your code instead.";
            return Err(Error::conflict(message));
        }
        let known = rows
            .iter()
            .map(|row| json!({ "type": "public-key", "id": row.credential_id }));
        options["allowCredentials"] = known.collect();
    }
    challenges::begin(visit, SLOT, purpose, &state, LASTS_MS).await?;
    Ok(options)
}

/// Somebody for whom a passkey is made, and what they are called.
pub struct Holder<'a> {
    pub owner: Owner<'a>,
    pub email: &'a str,
    pub name: &'a str,
    /// The passkey is found without an address typed first.
    pub finds_itself: bool,
}

/// Asks for a new passkey.
pub async fn question_for_new(visit: &Visit, purpose: &str, holder: &Holder<'_>) -> Result<Value> {
    let party = party(visit).await?;
    let rows = {
        let mut conn = visit.app.db.read().await?;
        stored::of_owner(&mut conn, holder.owner).await?
    };
    if rows.len() >= PASSKEYS_MAX {
        let message =
            format!("{PASSKEYS_MAX} passkeys are the most. Remove one that you don’t use.");
        return Err(Error::conflict(message));
    }
    let known = rows
        .iter()
        .filter_map(|row| URL_SAFE_NO_PAD.decode(&row.credential_id).ok())
        .collect();
    let (Owner::Customer(id) | Owner::Staff(id)) = holder.owner;
    let id = Uuid::parse_str(id).map_err(|e| Error::fault(format!("an owner’s id: {e}")))?;
    let (asked, state) = party
        .start_passkey_registration(id, holder.email, holder.name, Some(known))
        .map_err(broken)?;
    let mut options = serde_json::to_value(asked.public_key)?;
    let choice = &mut options["authenticatorSelection"];
    choice["requireResidentKey"] = json!(holder.finds_itself);
    choice["residentKey"] = json!(match holder.finds_itself {
        true => "required",
        false => "discouraged",
    });
    challenges::begin(visit, SLOT, purpose, &state, LASTS_MS).await?;
    Ok(options)
}

fn broken(error: WebauthnError) -> Error {
    Error::fault(format!("passkeys: {error}"))
}

fn late() -> Error {
    let message = "That took too long, or was answered before. Try again.";
    Error::invalid("passkey", message)
}

fn unreadable(error: serde_json::Error) -> Error {
    tracing::debug!(%error, "a passkey's answer could not be read");
    let message = "What the passkey answered could not be read. Try again.";
    Error::invalid("passkey", message)
}

/// A passkey that a browser has made, and that was checked.
pub struct Made {
    credential_id: String,
    credential: String,
}

/// Checks the answer to [`question_for_new`].
pub async fn made(visit: &Visit, purpose: &str, answer: &str) -> Result<Made> {
    let party = party(visit).await?;
    let asked: Option<PasskeyRegistration> = challenges::take(visit, SLOT, purpose).await?;
    let asked = asked.ok_or_else(late)?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(unreadable)?;
    let passkey = party
        .finish_passkey_registration(&answer, &asked)
        .map_err(|error| {
            tracing::info!(%error, "a new passkey was refused");
            let message = "This passkey can’t be used here. Try again, or use another device.";
            Error::invalid("passkey", message)
        })?;
    Ok(Made {
        credential_id: URL_SAFE_NO_PAD.encode(passkey.cred_id()),
        credential: serde_json::to_string(&passkey)?,
    })
}

/// Writes a passkey that was checked, within the caller's transaction. Its first name is the browser's.
pub async fn keep(conn: &mut Conn, visit: &Visit, owner: Owner<'_>, made: &Made) -> Result<()> {
    let new = NewPasskey {
        id: &new_id(),
        owner,
        credential_id: &made.credential_id,
        credential: &made.credential,
        name: &visit.device,
        now_ms: visit.app.now_ms(),
    };
    match db::sign_in::passkeys::insert(conn, &new).await {
        Err(error) if error.violated("credential_id") => Err(Error::conflict(
            "This passkey belongs to an account already. Use another one.",
        )),
        outcome => outcome,
    }
}

/// What an answer came to.
pub enum Shown {
    /// Signed by this passkey, which is noted as used.
    Right(PasskeyRow),
    /// Signed by this passkey, but its counter went back: there may be a copy of it.
    Copied(PasskeyRow),
    Wrong,
}

/// An answer beside the question that it belongs to.
pub struct Answered {
    party: Webauthn,
    asked: DiscoverableAuthentication,
    answer: PublicKeyCredential,
}

/// Takes an answer to [`question`]; the question is used up.
pub async fn answered(visit: &Visit, purpose: &str, answer: &str) -> Result<Answered> {
    let party = party(visit).await?;
    let asked = challenges::take(visit, SLOT, purpose).await?;
    Ok(Answered {
        party,
        asked: asked.ok_or_else(late)?,
        answer: serde_json::from_str(answer).map_err(unreadable)?,
    })
}

impl Answered {
    /// Checks the answer with the passkey as it is stored now, within the caller's transaction.
    pub async fn check(&self, conn: &mut Conn, now_ms: i64) -> Result<Shown> {
        let credential_id = URL_SAFE_NO_PAD.encode(self.answer.get_credential_id());
        let Some(row) = stored::lock(conn, &credential_id).await? else {
            return Ok(Shown::Wrong);
        };
        if !names_owner(&self.answer, &row) {
            return Ok(Shown::Wrong);
        }
        let mut passkey: Passkey = serde_json::from_str(&row.credential)?;
        let outcome = self.party.finish_discoverable_authentication_v2(
            &self.answer,
            self.asked.clone(),
            &passkey,
        );
        match outcome {
            Ok(result) => {
                passkey.update_credential(&result);
                let credential = serde_json::to_string(&passkey)?;
                stored::set_used(conn, &row.id, &credential, now_ms).await?;
                Ok(Shown::Right(row))
            }
            Err(WebauthnError::CredentialPossibleCompromise) => {
                tracing::warn!(passkey_id = row.id, "a passkey's counter went back");
                Ok(Shown::Copied(row))
            }
            Err(error) => {
                tracing::info!(%error, "a passkey was refused");
                Ok(Shown::Wrong)
            }
        }
    }
}

/// An answer that says whose the passkey is says so truly (section 7.2, step 6).
fn names_owner(answer: &PublicKeyCredential, row: &PasskeyRow) -> bool {
    let owner = row.customer_id.as_deref().or(row.staff_id.as_deref());
    let owner = owner.and_then(|id| Uuid::parse_str(id).ok());
    match answer.get_user_unique_id() {
        Some(handle) => owner.is_some_and(|id| handle == id.as_bytes()),
        None => true,
    }
}

/// What is said to whoever showed a passkey that opens nothing.
pub fn refused(copied: bool) -> Error {
    let message = match copied {
        false => {
            "This passkey opens nothing here: it may have been removed. Sign in in another way."
        }
        true => {
            "This passkey was refused, because there seems to be a copy of it. Use another way, and remove it from your account."
        }
    };
    Error::invalid("passkey", message)
}
