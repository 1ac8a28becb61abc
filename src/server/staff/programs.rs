//! Programs that call the API with a token: made by an owner, shown once, stored hashed, allowed what their scopes say.

use super::audit;
use crate::domain::api_token::{self, ApiTokenView, ApiTokensView, Scope};
use crate::domain::audit::{Action, Actor};
use crate::domain::contact::Email;
use crate::domain::staff::{Permission, Role, StaffView};
use crate::server::clock::MINUTE_MS;
use crate::server::db::api::tokens::{NewToken, TokenRow};
use crate::server::db::{self};
use crate::server::error::{Error, Result};
use crate::server::keys::{new_id, random_token, token_hash};
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::transact;

/// How every token begins, so that one that leaked is recognised.
const PREFIX: &str = "atl_";
/// Characters of a token that are shown later on.
const HINT: usize = 10;
/// Where a session keeps a token that was made and is to be shown once.
const NEW_TOKEN: &str = "new_api_token";
/// The last use is written no more often than this.
const USE_IS_NOTED_MS: i64 = MINUTE_MS;

/// A program that showed a good token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    pub id: String,
    pub name: String,
    made_by: String,
    scopes: Vec<Scope>,
}

impl Program {
    pub fn may(&self, permission: Permission) -> bool {
        self.scopes.iter().any(|scope| scope.allows(permission))
    }

    /// Who it is in histories and in the audit log.
    fn label(&self) -> String {
        format!("API: {}", self.name)
    }
}

/// The program that a token belongs to, or 401: unknown, revoked, or made by somebody who is no owner any more.
pub async fn recognise(app: &App, token: &str) -> Result<Program> {
    let unknown = || {
        let message = "This API token is not known, or was revoked. An owner makes a new one at the counter, in the settings.";
        Error::not_signed_in("invalid_token", message)
    };
    let row = {
        let mut conn = app.db.read().await?;
        db::api::tokens::by_hash(&mut conn, &token_hash(token)).await?
    };
    let row = row.filter(|row| row.owned && row.revoked_at_ms.is_none());
    let row = row.ok_or_else(unknown)?;
    let now = app.now_ms();
    if row
        .last_used_at_ms
        .is_none_or(|last| now - last > USE_IS_NOTED_MS)
    {
        transact!(app.db, tx => { db::api::tokens::used(&mut tx, &row.id, now).await })?;
    }
    Ok(Program {
        scopes: scopes(&row)?,
        id: row.id,
        name: row.name,
        made_by: row.made_by,
    })
}

fn scopes(row: &TokenRow) -> Result<Vec<Scope>> {
    let wrong = |word: &str| Error::impossible("api_tokens", "scopes", &row.id, word);
    row.scopes
        .split_whitespace()
        .map(|word| Scope::parse(word).ok_or_else(|| wrong(word)))
        .collect()
}

/// The program in the place of a member of staff, if it may (else 403, and the audit log has it).
pub async fn allowed(
    visit: &Visit,
    program: &Program,
    permission: Permission,
) -> Result<StaffView> {
    if program.may(permission) {
        return Ok(StaffView {
            id: program.made_by.clone(),
            name: program.label(),
            email: String::new(),
            role: Role::Owner,
        });
    }
    let subject = permission.as_str();
    audit::record(
        visit,
        &program.label(),
        Action::Refused { role: None },
        subject,
    )
    .await?;
    let needed = Scope::ALL
        .into_iter()
        .find(|scope| scope.allows(permission));
    let message = match needed {
        Some(scope) => format!(
            "This token lacks the scope {}. An owner makes another one at the counter.",
            scope.as_str()
        ),
        None => "This can be done at the counter only.".to_string(),
    };
    Err(Error::forbidden("missing_scope", message))
}

/// Every token, and the one that was made in this visit, once.
pub async fn list(visit: &Visit) -> Result<ApiTokensView> {
    let rows = {
        let mut conn = visit.app.db.read().await?;
        db::api::tokens::all(&mut conn).await?
    };
    let view = |row: TokenRow| {
        Ok(ApiTokenView {
            scopes: scopes(&row)?,
            id: row.id,
            name: row.name,
            hint: row.hint,
            made_by: row.maker,
            created_at_ms: row.created_at_ms,
            last_used_at_ms: row.last_used_at_ms,
            revoked: row.revoked_at_ms.is_some(),
            orphaned: !row.owned,
        })
    };
    let sealed: Option<String> = visit.session.remove(NEW_TOKEN).await?;
    Ok(ApiTokensView {
        tokens: rows.into_iter().map(view).collect::<Result<_>>()?,
        new_token: sealed
            .map(|sealed| visit.app.keys.open(NEW_TOKEN, &sealed))
            .transpose()?,
        confirmed: super::is_recent(visit).await?,
    })
}

/// Makes a token. It waits, sealed, in the session of whoever made it, until their page shows it.
pub async fn make(visit: &Visit, name: &str, scopes: &[&str]) -> Result<()> {
    let by = super::require_recent(visit, Permission::RunShop).await?;
    let ip = visit.ip.to_string();
    let token = write(&visit.app, &by, name, scopes, &ip).await?;
    let sealed = visit.app.keys.seal(NEW_TOKEN, &token)?;
    Ok(visit.session.insert(NEW_TOKEN, sealed).await?)
}

/// Makes a token in the name of the owner with this address, for whoever sits at the machine; no scopes: all of them.
/// Returns it: it is shown once.
pub async fn make_here(app: &App, owner: &str, name: &str, scopes: &[&str]) -> Result<String> {
    let row = {
        let mut conn = app.db.read().await?;
        let key = Email::parse(owner).map_or_else(String::new, |email| email.key());
        db::staff::by_email_key(&mut conn, &key).await?
    };
    let by = row.filter(|row| row.active).map(|row| super::view(&row));
    let by = by.transpose()?.filter(|by| by.role == Role::Owner);
    let by = by.ok_or_else(|| {
        Error::not_found(format!(
            "{owner} is no owner of this shop. `atelier create-admin` makes one."
        ))
    })?;
    if let Some(unknown) = scopes.iter().find(|word| Scope::parse(word).is_none()) {
        let known = Scope::ALL.map(Scope::as_str).join(", ");
        let message = format!("There is no scope {unknown}. There are: {known}.");
        return Err(Error::invalid("invalid", message));
    }
    let all = Scope::ALL.map(Scope::as_str);
    let scopes = if scopes.is_empty() { &all } else { scopes };
    write(app, &by, name, scopes, "command line").await
}

async fn write(app: &App, by: &StaffView, name: &str, scopes: &[&str], ip: &str) -> Result<String> {
    let (name, scopes) = api_token::read(name, scopes)?;
    let token = format!("{PREFIX}{}", random_token());
    let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    let words = words.join(" ");
    let (id, hash, now) = (new_id(), token_hash(&token), app.now_ms());
    transact!(app.db, tx => {
        let new = NewToken {
            id: &id,
            name: &name,
            token_hash: &hash,
            hint: &token[..HINT],
            scopes: &words,
            made_by: &by.id,
            now_ms: now,
        };
        db::api::tokens::insert(&mut tx, &new).await?;
        let action = Action::ApiTokenMade { scopes: scopes.to_vec() };
        audit::write(&mut tx, now, &Actor::Staff(by.name.clone()), &action, &name, ip).await
    })?;
    Ok(token)
}

/// Ends a token at once.
pub async fn revoke(visit: &Visit, id: &str) -> Result<()> {
    let by = super::require_recent(visit, Permission::RunShop).await?;
    let app = &visit.app;
    let now = app.now_ms();
    transact!(app.db, tx => {
        let Some(name) = db::api::tokens::revoke(&mut tx, id, now).await? else {
            return Err(Error::conflict("This token has been revoked already. Reload the page."));
        };
        audit::record_in(&mut tx, visit, &by.name, &Action::ApiTokenRevoked, &name).await
    })
}
