//! Accounts of staff: made, invited, changed, ended; and what people change about their own.

use super::{SIGNED_IN, audit, current_or_refused, recovery, require_recent, signin, totp};
use crate::domain::audit::Action;
use crate::domain::contact::{Email, person};
use crate::domain::problem::Problems;
use crate::domain::staff::{AccountView, Permission, Role, StaffMemberView, TeamView, WelcomeView};
use crate::server::clock::DAY_MS;
use crate::server::db::{self, Conn, staff::NewStaff, staff::StaffRow};
use crate::server::error::{Error, Result};
use crate::server::keys::{new_id, token_hash};
use crate::server::known_browser::{self, Owner};
use crate::server::limits::{Limit, address_key};
use crate::server::mail::{self, Mail};
use crate::server::password;
use crate::server::state::App;
use crate::server::visit::Visit;
use crate::server::wrong_tries::{self, Account, Who, account_key};
use crate::transact;

const LINK_PURPOSE: &str = "staff_welcome";
/// How long a set-password link works.
const LINK_DAYS: i64 = 3;

/// Makes an owner from the command line. Without a password the answer is a set-password link that works once.
/// For an address that has an account already, that account starts afresh: an owner, active, with a new password
/// and no second factor (it is set up again at the next sign-in).
pub async fn create_admin(
    app: &App,
    email: &str,
    name: &str,
    new_password: Option<&str>,
) -> Result<Option<String>> {
    let (email, name) = person(email, name)?;
    let hash = match new_password {
        Some(new_password) => {
            password::check(app, "password", new_password, &[email.as_str(), &name]).await?;
            password::hash(app, new_password).await?
        }
        None => String::new(),
    };
    let now = app.now_ms();
    transact!(app.db, tx => {
        let known = db::staff::by_email_key(&mut tx, &email.key()).await?;
        let id = match known {
            Some(row) => {
                db::staff::set_role(&mut tx, &row.id, Role::Owner, true).await?;
                db::staff::clear_totp(&mut tx, &row.id).await?;
                row.id
            }
            None => insert(&mut tx, &email, &name, Role::Owner, now).await?,
        };
        if new_password.is_some() {
            db::staff::set_password(&mut tx, &id, &hash).await?;
            return Ok(None);
        }
        Ok(Some(new_link(app, &mut tx, &id).await?))
    })
}

async fn insert(
    tx: &mut Conn,
    email: &Email,
    name: &str,
    role: Role,
    now_ms: i64,
) -> Result<String> {
    let id = new_id();
    let (email_key, email) = (email.key(), email.as_str());
    let new = NewStaff {
        id: &id,
        email,
        email_key: &email_key,
        name,
        role,
        password_hash: "",
        totp_secret: "",
        now_ms,
    };
    db::staff::insert(tx, &new).await?;
    Ok(id)
}

/// Sets a new set-password link and gives its address; the one before stops working.
pub(super) async fn new_link(app: &App, tx: &mut Conn, id: &str) -> Result<String> {
    let row = found(db::staff::by_id(tx, id).await?)?;
    let generation = row.link_generation + 1;
    let token = app.keys.link_token(LINK_PURPOSE, id, generation);
    let ends = app.now_ms() + LINK_DAYS * DAY_MS;
    db::staff::set_link(tx, id, generation, &token_hash(&token), ends).await?;
    Ok(link_url(app, &token))
}

/// Enqueues the mail with a set-password link.
async fn mail_link(
    app: &App,
    tx: &mut Conn,
    name: &str,
    email: &str,
    role: Role,
    link: String,
) -> Result<()> {
    let mail = Mail::StaffWelcome {
        name: name.to_string(),
        role: role.label().to_lowercase(),
        link,
    };
    mail::enqueue(tx, app, &mail, email, None).await
}

fn link_url(app: &App, token: &str) -> String {
    app.url(&format!("/admin/welcome/{token}"))
}

fn found(row: Option<StaffRow>) -> Result<StaffRow> {
    row.ok_or_else(|| Error::not_found("There is no such person at this counter. Reload the list."))
}

/// Everybody who works or worked here. A set-password link that is still open is
/// shown, so that it can be handed over.
pub async fn list(visit: &Visit) -> Result<TeamView> {
    let app = &visit.app;
    let now = app.now_ms();
    let confirmed = super::is_recent(visit).await?;
    let mut conn = app.db.read().await?;
    let rows = db::staff::all(&mut conn).await?;
    let view = |row: StaffRow| {
        let open = row.active && row.link_expires_at_ms.is_some_and(|ends| ends > now);
        let token = || {
            app.keys
                .link_token(LINK_PURPOSE, &row.id, row.link_generation)
        };
        Ok(StaffMemberView {
            role: row.role,
            // Whoever holds the link can become this person: it is shown after a recent code only.
            welcome_url: (open && confirmed).then(|| link_url(app, &token())),
            has_password: !row.password_hash.is_empty(),
            has_second_factor: !row.totp_secret.is_empty(),
            signed_in_at_ms: row.signed_in_at_ms,
            active: row.active,
            id: row.id,
            name: row.name,
            email: row.email,
        })
    };
    let members = rows.into_iter().map(view).collect::<Result<_>>()?;
    Ok(TeamView { members, confirmed })
}

/// Invites somebody: an account without a password, and a link to set it.
pub async fn invite(visit: &Visit, email: &str, name: &str, role: &str) -> Result<()> {
    let by = require_recent(visit, Permission::RunShop).await?;
    let app = &visit.app;
    let (email, name) = person(email, name)?;
    let role = role_named(role)?;
    let made = transact!(app.db, tx => {
        let id = insert(&mut tx, &email, &name, role, app.now_ms()).await?;
        let link = new_link(app, &mut tx, &id).await?;
        mail_link(app, &mut tx, &name, email.as_str(), role, link).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::StaffInvited { role }, email.as_str()).await
    });
    made.map_err(|error| {
        if error.violated("email_key") {
            let message = "Somebody with this e-mail address is on the list already.";
            return Problems::one("email", "taken", message).into();
        }
        error
    })
}

fn role_named(role: &str) -> Result<Role> {
    Role::parse(role).ok_or_else(|| Problems::one("role", "required", "Choose a role.").into())
}

/// Changes what somebody may do, or ends and reopens their account. Their sessions end with it. The last owner
/// stays one.
pub async fn change(visit: &Visit, id: &str, role: &str, active: bool) -> Result<()> {
    let by = require_recent(visit, Permission::RunShop).await?;
    let app = &visit.app;
    let role = role_named(role)?;
    transact!(app.db, tx => {
        let row = found(db::staff::by_id(&mut tx, id).await?)?;
        let stays_owner = role == Role::Owner && active;
        if !stays_owner && db::staff::other_owners(&mut tx, id).await? == 0 {
            return Err(Error::conflict("The shop needs an owner. Make somebody else an owner first."));
        }
        db::staff::set_role(&mut tx, id, role, active).await?;
        let action = if active { Action::StaffRoleChanged { role } } else { Action::StaffDeactivated { role } };
        audit::record_in(&mut tx, visit, &by.name, &action, &row.email).await
    })
}

/// Gives somebody a fresh start: a new set-password link, no second factor, no session.
pub async fn start_afresh(visit: &Visit, id: &str) -> Result<()> {
    let by = require_recent(visit, Permission::RunShop).await?;
    let app = &visit.app;
    transact!(app.db, tx => {
        let row = found(db::staff::by_id(&mut tx, id).await?)?;
        db::staff::clear_totp(&mut tx, id).await?;
        let link = new_link(app, &mut tx, id).await?;
        mail_link(app, &mut tx, &row.name, &row.email, row.role, link).await?;
        audit::record_in(&mut tx, visit, &by.name, &Action::StaffStartedAfresh, &row.email).await
    })
}

async fn holder(visit: &Visit, token: &str) -> Result<StaffRow> {
    let mut conn = visit.app.db.read().await?;
    let row = db::staff::by_link(&mut conn, &token_hash(token), visit.app.now_ms()).await?;
    row.ok_or_else(|| {
        Error::not_found("This link has been used or has ended. Ask the owner for a new one.")
    })
}

/// Whom a set-password link welcomes.
pub async fn welcome(visit: &Visit, token: &str) -> Result<WelcomeView> {
    let row = holder(visit, token).await?;
    Ok(WelcomeView {
        name: row.name,
        email: row.email,
    })
}

/// Sets the password by link, once, and goes on as if it had just been typed.
pub async fn set_first_password(visit: &Visit, token: &str, typed: &str) -> Result<signin::Next> {
    let app = &visit.app;
    // Right links are counted by themselves, wrong ones by where they come from.
    let row = match holder(visit, token).await {
        Ok(row) => row,
        Err(error) => {
            let from = address_key(visit.ip);
            app.limits.count(Limit::LinkGuess, &from)?;
            return Err(error);
        }
    };
    app.limits.count(Limit::LinkUse, &row.id)?;
    let shop = app.shop().await?.name.clone();
    password::check(app, "password", typed, &[&row.email, &row.name, &shop]).await?;
    let hash = password::hash(app, typed).await?;
    let row = transact!(app.db, tx => {
        let holder = db::staff::by_link(&mut tx, &token_hash(token), app.now_ms()).await?;
        if holder.is_none() {
            return Err(Error::not_found("This link has been used or has ended. Ask the owner for a new one."));
        }
        db::staff::set_password(&mut tx, &row.id, &hash).await?;
        audit::record_in(&mut tx, visit, &row.name, &Action::PasswordSet, &row.email).await?;
        found(db::staff::by_id(&mut tx, &row.id).await?)
    })?;
    signin::half_way(visit, &row).await
}

/// The signed-in person's own account.
pub async fn own(visit: &Visit) -> Result<AccountView> {
    let (_, row) = current_or_refused(visit).await?;
    let recovery_codes_left = {
        let mut conn = visit.app.db.read().await?;
        db::staff::recovery_codes_left(&mut conn, &row.id).await?
    };
    Ok(AccountView {
        recovery_codes_left,
        new_codes: signin::new_codes(visit).await?,
        confirmed: super::is_recent(visit).await?,
        passkeys: super::passkeys::list(visit).await?,
        staff: super::view(&row)?,
    })
}

/// Changes the own password; every other session of the account ends.
pub async fn change_password(visit: &Visit, old: &str, new: &str) -> Result<()> {
    let app = &visit.app;
    let (mut signed_in, row) = current_or_refused(visit).await?;
    let key = account_key(&row.email);
    let tried = wrong_tries::count(visit, Account::Staff(&key), Who::Holder).await?;
    if !password::verify(app, old, &row.password_hash).await? {
        let message = "This is not your password now. Type it again.";
        return Err(Problems::one("old_password", "wrong", message).into());
    }
    tried.was_right(app).await?;
    password::check(app, "new_password", new, &[&row.email, &row.name]).await?;
    let hash = password::hash(app, new).await?;
    let row = transact!(app.db, tx => {
        db::staff::set_password(&mut tx, &row.id, &hash).await?;
        audit::record_in(&mut tx, visit, &row.name, &Action::PasswordChanged, &row.email).await?;
        found(db::staff::by_id(&mut tx, &row.id).await?)
    })?;
    visit.session.cycle_id().await?;
    known_browser::remember(visit, Owner::Staff(&row));
    signed_in.epoch = row.session_epoch;
    Ok(visit.session.insert(SIGNED_IN, signed_in).await?)
}

/// Makes ten new recovery codes; the old ones stop working. Asks for a recent second factor.
pub async fn renew_codes(visit: &Visit) -> Result<()> {
    let app = &visit.app;
    let row = super::own_recent(visit).await?;
    let codes = transact!(app.db, tx => {
        audit::record_in(&mut tx, visit, &row.name, &Action::RecoveryCodesRenewed, &row.email).await?;
        recovery::renew(&mut tx, &app.keys, &row.id).await
    })?;
    signin::keep_new_codes(visit, &codes).await
}

/// Ends every session of the own account, this one too, which is for the caller to end.
pub async fn sign_out_everywhere(visit: &Visit) -> Result<()> {
    let (_, row) = current_or_refused(visit).await?;
    transact!(visit.app.db, tx => {
        db::staff::end_sessions(&mut tx, &row.id).await?;
        audit::record_in(&mut tx, visit, &row.name, &Action::SignedOutEverywhere, &row.email).await
    })
}

/// Inserts an account that has both factors already; only the demo shop does that.
pub(super) async fn insert_ready(
    app: &App,
    email: &Email,
    name: &str,
    role: Role,
    hash: &str,
    secret: &str,
) -> Result<()> {
    let (id, email_key) = (new_id(), email.key());
    let sealed = app.keys.seal(totp::PURPOSE, secret)?;
    let new = NewStaff {
        id: &id,
        email: email.as_str(),
        email_key: &email_key,
        name,
        role,
        password_hash: hash,
        totp_secret: &sealed,
        now_ms: app.now_ms(),
    };
    transact!(app.db, tx => {
        if db::staff::by_email_key(&mut tx, new.email_key).await?.is_none() {
            db::staff::insert(&mut tx, &new).await?;
        }
        Ok(())
    })
}
