//! Links and codes that prove a mailbox: made, mailed, found again. Only their hashes are stored.

use crate::domain::contact::Email;
use crate::domain::customer::{LinkKind, LinkView};
use crate::server::clock::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::server::db::customers::CustomerRow;
use crate::server::db::customers::proofs::{self as stored, NewProof, ProofRow, Purpose};
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::keys::{Keys, token_hash};
use crate::server::known_browser::{self, Owner};
use crate::server::limits::{Limit, address_key};
use crate::server::mail::{self, AccountNews, Mail};
use crate::server::state::App;
use crate::server::visit::Visit;

/// Where a session keeps which registration was begun in it.
pub(super) const REGISTERED: &str = "customer_registered";
const LINK: &str = "customer link";
const CODE: &str = "customer code";

/// How long a link or code of each kind works.
fn lasts_ms(purpose: Purpose) -> i64 {
    match purpose {
        Purpose::Register | Purpose::ChangeEmail => DAY_MS,
        Purpose::Reset => HOUR_MS,
        Purpose::SignIn => 10 * MINUTE_MS,
    }
}

/// The page that a link of each kind opens.
fn page(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Reset => "/account/reset",
        _ => "/account/verify",
    }
}

/// Counts a mail that somebody asks for. A browser that has signed in to the account before has a count of its own;
/// strangers are counted by their address, and by the mailbox it goes to.
pub(super) fn count(visit: &Visit, mailbox: &Email, holder: Option<&CustomerRow>) -> Result<()> {
    if let Some(mark) = known_browser::known_to(visit, holder.map(Owner::Customer)) {
        let key = format!("browser {mark}");
        return visit.app.limits.count(Limit::LinkMailbox, &key);
    }
    count_address(visit)?;
    count_mailbox(visit, mailbox)
}

/// Counts whoever asks for something that costs work, by their address.
pub(super) fn count_address(visit: &Visit) -> Result<()> {
    let limits = &visit.app.limits;
    limits.count(Limit::AccountAddress, &address_key(visit.ip))
}

pub(super) fn count_mailbox(visit: &Visit, mailbox: &Email) -> Result<()> {
    visit.app.limits.count(Limit::LinkMailbox, &mailbox.key())
}

/// The proof of a link that came in a mail, counted: right links by themselves, wrong ones by where they come from. So
/// nobody's guesses keep a right link from working.
pub(super) async fn find_counted(visit: &Visit, token: &str) -> Result<ProofRow> {
    let limits = &visit.app.limits;
    let proof = find(visit, token).await;
    match &proof {
        Ok(proof) => limits.count(Limit::LinkUse, &proof.id)?,
        Err(_) => limits.count(Limit::LinkGuess, &address_key(visit.ip))?,
    }
    proof
}

/// What is stored of a code; it can't be tried without SECRET_KEY.
pub(super) fn code_hash(keys: &Keys, proof_id: &str, digits: &str) -> String {
    token_hash(&keys.link_token(CODE, &format!("{proof_id} {digits}"), 0))
}

/// Somebody who registers: what becomes an account once the link is opened.
pub(super) struct Registrant<'a> {
    pub name: &'a str,
    pub password_hash: &'a str,
}

/// Writes a proof and gives the absolute address of its link.
pub(super) async fn link(
    conn: &mut Conn,
    app: &App,
    id: &str,
    purpose: Purpose,
    email: &Email,
    customer_id: Option<&str>,
    who: Registrant<'_>,
) -> Result<String> {
    let now_ms = app.now_ms();
    let new = NewProof {
        id,
        purpose,
        customer_id,
        secret_hash: &token_hash(&app.keys.link_token(LINK, id, 0)),
        email,
        name: who.name,
        password_hash: who.password_hash,
        now_ms,
        expires_at_ms: now_ms + lasts_ms(purpose),
    };
    stored::insert(conn, &new).await?;
    Ok(address(app, id, purpose))
}

/// The absolute address of the link of a proof.
pub(super) fn address(app: &App, id: &str, purpose: Purpose) -> String {
    let token = app.keys.link_token(LINK, id, 0);
    app.url(&format!("{}?token={token}", page(purpose)))
}

/// How long an invitation stands: people read their mail when they like.
pub(super) const INVITATION_MS: i64 = 14 * DAY_MS;

/// Writes the proof of a code for an account.
pub(super) async fn code(
    conn: &mut Conn,
    app: &App,
    id: &str,
    customer: &CustomerRow,
    digits: &str,
) -> Result<()> {
    let now_ms = app.now_ms();
    let new = NewProof {
        id,
        purpose: Purpose::SignIn,
        customer_id: Some(&customer.id),
        secret_hash: &code_hash(&app.keys, id, digits),
        email: &mailbox(customer)?,
        name: "",
        password_hash: "",
        now_ms,
        expires_at_ms: now_ms + lasts_ms(Purpose::SignIn),
    };
    stored::insert(conn, &new).await
}

/// The mailbox of an account.
pub(super) fn mailbox(customer: &CustomerRow) -> Result<Email> {
    let odd = || Error::impossible("customers", "email", &customer.id, "not an address");
    Email::parse(&customer.email).ok_or_else(odd)
}

/// Enqueues a mail about an account.
pub(super) async fn write(
    conn: &mut Conn,
    app: &App,
    name: &str,
    to: &str,
    news: AccountNews,
) -> Result<()> {
    let mail = Mail::Account {
        name: name.to_string(),
        news,
    };
    mail::enqueue(conn, app, &mail, to, None).await
}

/// What a link stands for, or 404.
pub(super) async fn find(visit: &Visit, token: &str) -> Result<ProofRow> {
    let mut conn = visit.app.db.read().await?;
    let row = stored::by_secret(&mut conn, &token_hash(token), visit.app.now_ms()).await?;
    row.filter(|row| visit.app.keys.link_token(LINK, &row.id, 0) == token)
        .ok_or_else(used)
}

pub(super) fn used() -> Error {
    Error::not_found("This link has been used, or its time is over. Ask for a new one.")
}

/// What an open link is for; nothing changes by looking.
pub async fn view(visit: &Visit, token: &str) -> Result<LinkView> {
    let proof = find(visit, token).await?;
    let kind = match proof.purpose {
        Purpose::Register => LinkKind::Register,
        Purpose::ChangeEmail => LinkKind::ChangeEmail,
        Purpose::Reset => LinkKind::Reset,
        Purpose::SignIn => return Err(used()),
    };
    let here: Option<String> = visit.session.get(REGISTERED).await?;
    Ok(LinkView {
        kind,
        asks_password: kind == LinkKind::Register
            && !proof.password_hash.is_empty()
            && here.as_ref() != Some(&proof.id),
        email: proof.email,
    })
}

/// Whether an address has an account; only for those who are answered by mail.
pub(super) async fn holder(app: &App, email: &Email) -> Result<Option<CustomerRow>> {
    let mut conn = app.db.read().await?;
    db::customers::by_email_key(&mut conn, &email.key()).await
}
