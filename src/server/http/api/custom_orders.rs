//! Custom orders, for the customer who holds the link: its token is their `{ref}`. Programs name them by id or number.

use super::amount::Amount;
use super::body::{JsonBody, PathParams};
use super::caller::Caller;
use super::custom_shapes::CustomOrder;
use super::order_requests::{NewAddress, stand_in};
use super::orders::tag;
use super::pictured::{Pictured, PicturesInJson};
use super::problem::{ApiResult, Problem, ProblemItem};
use super::products::choose_currency;
use super::studio;
use crate::domain::commission::parse_commission_number;
use crate::domain::commission::request::CommissionForm;
use crate::domain::commission::thread_form::{AcceptQuote, MessageForm};
use crate::domain::commission::view::{Approval, ThreadView};
use crate::domain::contact::Address;
use crate::domain::money::Money;
use crate::server::commissions::{
    accept as accepting, answer, ask as asking, end, making, messages as saying, thread,
};
use crate::server::customers::account_orders;
use crate::server::db::{self, customers::CustomerRow};
use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderName, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub type Thread = ([(HeaderName, String); 1], Json<CustomOrder>);

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Ada Lovelace", "email": "ada@example.org", "description": "A collar of green beads for a wedding.",
    "country": "DE"
}))]
pub struct NewCustomOrder {
    /// The account’s name unless said, else the e-mail address.
    #[schema(max_length = 100)]
    name: Option<String>,
    /// The account’s own address unless said; a guest’s is needed.
    email: Option<String>,
    #[schema(min_length = 10, max_length = 2000)]
    description: String,
    #[schema(max_length = 200)]
    colours: Option<String>,
    #[schema(max_length = 100)]
    size: Option<String>,
    #[schema(max_length = 60)]
    budget: Option<String>,
    /// As `2026-12-24`.
    wanted_by: Option<String>,
    /// ISO 3166-1 alpha-2, such as `DE`.
    country: String,
    /// The quote’s currency; the shop’s own unless said.
    currency: Option<String>,
    #[serde(rename = "pictures")]
    _pictures: Option<PicturesInJson>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"message": "Could it be a little darker?"}))]
pub struct NewMessage {
    /// It may be left out where pictures are sent.
    #[schema(max_length = 2000)]
    pub message: Option<String>,
    #[serde(rename = "pictures")]
    _pictures: Option<PicturesInJson>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "version": 1, "total": "255.90", "agree": true,
    "shipping_address": {
        "full_name": "Ada Lovelace", "line1": "Ringstraße 1", "city": "Berlin", "postal_code": "10115", "country": "DE"
    }
}))]
pub struct Acceptance {
    /// The version that was read.
    version: i64,
    /// Its total, as it was read.
    total: Amount,
    shipping_address: NewAddress,
    /// `card` unless said.
    payment_method: Option<String>,
    /// The quote and its terms are agreed to.
    agree: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "It is more than we can spend."}))]
pub struct Reason {
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "The wedding is off."}))]
pub struct Withdrawal {
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// What goes back, as it was read in `withdrawal.back`; needed where money was paid.
    pub back: Option<Amount>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"entry_id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a19"}))]
pub struct ProgressApproval {
    /// Id of the entry whose `approval` is `asked`; the newest unless said.
    pub entry_id: Option<String>,
}

/// Where a quote that was accepted is paid.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"next_url": "http://127.0.0.1:3000/pay/7cW…"}))]
pub struct Accepted {
    /// Where the customer goes on: the first payment’s page, or the custom order’s.
    next_url: String,
}

pub fn shown(caller: &Caller, view: ThreadView, reference: &str) -> Thread {
    let version = tag(view.revision);
    let for_customer = caller.visit.program.is_none();
    let order = CustomOrder::of(caller.app(), view, reference.to_string(), for_customer);
    ([version], Json(order))
}

async fn thread_of(caller: &Caller, token: &str) -> ApiResult<Thread> {
    let view = thread::by_link(&caller.visit, token).await?;
    Ok(shown(caller, view, token))
}

/// The link token of the custom order that a customer names: it is the name, or for whoever is signed in that of their
/// own by id or number.
async fn token_of(caller: &Caller, reference: String) -> ApiResult<String> {
    let own = match &caller.customer {
        Some(_) => account_orders::token_of_commission(&caller.visit, &reference).await?,
        None => None,
    };
    Ok(own.unwrap_or(reference))
}

/// The same with the thread, once the version that the caller read is still the one that is there (else 412).
async fn as_read(caller: &Caller, reference: String) -> ApiResult<(String, ThreadView)> {
    let token = token_of(caller, reference).await?;
    let view = thread::by_link(&caller.visit, &token).await?;
    if let (true, Some(number)) = (
        caller.names_version(),
        parse_commission_number(&view.number),
    ) {
        let mut conn = caller.app().db.read().await?;
        let row = db::commissions::by_number(&mut conn, number).await?;
        let row = row.ok_or_else(|| Problem::not_found("There is no such custom order."))?;
        caller.expects(&row.id, view.revision)?;
    }
    Ok((token, view))
}

/// Asks for something to be made. Pictures can be sent with it, as `multipart/form-data` in fields called `pictures`.
#[utoipa::path(post, path = "/custom-orders", tag = "Custom orders",
    request_body(content((NewCustomOrder = "application/json"), (NewCustomOrder = "multipart/form-data"))),
    responses((status = 201, description = "The request, under the customer’s own ref", body = CustomOrder)))]
pub async fn ask(caller: Caller, request: Request) -> ApiResult<(StatusCode, Thread)> {
    let sent = Pictured::read(&caller, request).await?;
    let new: NewCustomOrder = sent.shape()?;
    choose_currency(&caller, new.currency.as_deref()).await?;
    let account = caller.customer.as_ref().map(|known| &known.row);
    let own = |given: Option<String>, known: fn(&CustomerRow) -> &String| {
        given.or_else(|| account.map(known).cloned())
    };
    let email = own(new.email, |row| &row.email).unwrap_or_default();
    let nameless = new.name.is_none();
    let form = CommissionForm {
        name: own(new.name, |row| &row.name).unwrap_or_else(|| stand_in(&email)),
        email,
        description: new.description,
        colours: new.colours.unwrap_or_default(),
        size: new.size.unwrap_or_default(),
        budget: new.budget.unwrap_or_default(),
        wanted_by: new.wanted_by.unwrap_or_default(),
        country: new.country,
        upload_key: sent.upload_key,
    };
    let asked = asking::ask(&caller.visit, form).await;
    let address = asked.map_err(|error| {
        let mut problem = Problem::from(error);
        // Without an e-mail address there is nothing to stand in for the name: that is one thing to be said, not two.
        problem
            .errors
            .retain(|item| !nameless || item.field != "name");
        problem
    })?;
    let token = address.rsplit('/').next().unwrap_or_default();
    Ok((StatusCode::CREATED, thread_of(&caller, token).await?))
}

/// One custom order with its thread.
#[utoipa::path(get, path = "/custom-orders/{ref}", tag = "Custom orders", security((), ("customer" = []), ("token" = ["custom_orders"])),
    params(("ref" = String, Path, description = "The token of its link; id or number for programs, and for the account that it is in")),
    responses((status = 200, description = "The custom order", body = CustomOrder)))]
pub async fn show(caller: Caller, PathParams(reference): PathParams<String>) -> ApiResult<Thread> {
    match caller.visit.program.is_some() {
        true => studio::thread(&caller, &reference).await,
        false => thread_of(&caller, &token_of(&caller, reference).await?).await,
    }
}

/// Writes a message, to the other side. Pictures can be sent with it, as `multipart/form-data` in fields called
/// `pictures`.
#[utoipa::path(post, path = "/custom-orders/{ref}/messages", tag = "Custom orders",
    request_body(content((NewMessage = "application/json"), (NewMessage = "multipart/form-data"))),
    security((), ("customer" = []), ("token" = ["custom_orders"])),
    params(("ref" = String, Path, description = "The token of its link; id or number for programs, and for the account that it is in")),
    responses((status = 201, description = "The custom order with the message", body = CustomOrder)))]
pub async fn say(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    request: Request,
) -> ApiResult<(StatusCode, Thread)> {
    if caller.visit.program.is_some() {
        let number = studio::number(&caller, &reference).await?;
        let form = message(&caller, request).await?;
        saying::studio(&caller.visit, &number, form).await?;
        return Ok((
            StatusCode::CREATED,
            studio::thread(&caller, &reference).await?,
        ));
    }
    let (token, _) = as_read(&caller, reference).await?;
    let form = message(&caller, request).await?;
    let said = saying::customer(&caller.visit, &token, form).await;
    said.map_err(|error| Problem::from(error).called(&[("body", "message")]))?;
    Ok((StatusCode::CREATED, thread_of(&caller, &token).await?))
}

/// A message with its pictures, as it was sent.
pub async fn message(caller: &Caller, request: Request) -> ApiResult<MessageForm> {
    let sent = Pictured::read(caller, request).await?;
    let new: NewMessage = sent.shape()?;
    Ok(MessageForm {
        body: new.message.unwrap_or_default(),
        upload_key: sent.upload_key,
    })
}

/// Accepts the version that was read, at the total that was read. It becomes an order that is paid in the agreed parts.
#[utoipa::path(post, path = "/custom-orders/{ref}/accept", tag = "Custom orders", request_body = Acceptance,
    params(("ref" = String, Path, description = "The token of its link; id or number for the account that it is in")),
    responses((status = 200, description = "Where the first part is paid", body = Accepted)))]
pub async fn accept(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(wanted): JsonBody<Acceptance>,
) -> ApiResult<Json<Accepted>> {
    let (token, view) = as_read(&caller, reference).await?;
    let Some(newest) = view.quotes.first() else {
        let message = "There is no quote to accept yet.";
        return Err(Problem::new(409, "conflict", message));
    };
    let total = wanted.total.read("total", newest.quote.currency)?;
    let text = |given: Option<String>| given.unwrap_or_default();
    let to = wanted.shipping_address;
    let said = AcceptQuote {
        version: wanted.version,
        seen_total_minor: total.minor,
        address: Address {
            full_name: to.full_name.unwrap_or(view.request.name),
            line1: to.line1,
            line2: text(to.line2),
            city: to.city,
            region: text(to.region),
            postal_code: text(to.postal_code),
            country: to.country,
            phone: text(to.phone),
        },
        payment_method: text(wanted.payment_method),
        agree: wanted.agree,
    };
    let next = accepting::accept(&caller.visit, &token, said.check()).await;
    let next = next.map_err(|error| Problem::from(error).called(&super::order_requests::FIELDS))?;
    let next_url = match next.starts_with('/') {
        true => caller.app().url(&next),
        false => next,
    };
    Ok(Json(Accepted { next_url }))
}

/// Declines the quote, and with it the request.
#[utoipa::path(post, path = "/custom-orders/{ref}/decline", tag = "Custom orders", request_body = Reason,
    params(("ref" = String, Path, description = "The token of its link; id or number for the account that it is in")),
    responses((status = 200, description = "The declined custom order", body = CustomOrder)))]
pub async fn decline(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(wanted): JsonBody<Reason>,
) -> ApiResult<Thread> {
    let (token, _) = as_read(&caller, reference).await?;
    answer::decline(&caller.visit, &token, &wanted.reason.unwrap_or_default()).await?;
    thread_of(&caller, &token).await
}

/// Answers the quote with wishes. Pictures can be sent with them, as `multipart/form-data` in fields called `pictures`.
#[utoipa::path(post, path = "/custom-orders/{ref}/request-changes", tag = "Custom orders",
    request_body(content((NewMessage = "application/json"), (NewMessage = "multipart/form-data"))),
    params(("ref" = String, Path, description = "The token of its link; id or number for the account that it is in")),
    responses((status = 200, description = "The custom order with the wishes", body = CustomOrder)))]
pub async fn request_changes(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    request: Request,
) -> ApiResult<Thread> {
    let (token, _) = as_read(&caller, reference).await?;
    let form = message(&caller, request).await?;
    let asked = answer::ask_for_changes(&caller.visit, &token, form).await;
    asked.map_err(|error| Problem::from(error).called(&[("body", "message")]))?;
    thread_of(&caller, &token).await
}

/// Says yes to pictures of the work that were shown for that: to the newest unless said.
#[utoipa::path(post, path = "/custom-orders/{ref}/approve-progress", tag = "Custom orders", request_body = ProgressApproval,
    params(("ref" = String, Path, description = "The token of its link; id or number for the account that it is in")),
    responses((status = 200, description = "The custom order with the approved pictures", body = CustomOrder)))]
pub async fn approve_progress(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(wanted): JsonBody<ProgressApproval>,
) -> ApiResult<Thread> {
    let (token, view) = as_read(&caller, reference).await?;
    let newest = || {
        let mut asked = view.entries.iter().rev();
        let asked = asked.find(|entry| entry.approval == Approval::Asked);
        asked.map(|entry| entry.id.clone()).unwrap_or_default()
    };
    let entry = wanted.entry_id.unwrap_or_else(newest);
    making::approve(&caller.visit, &token, &entry).await?;
    thread_of(&caller, &token).await
}

/// Withdraws the request. What was paid goes back by the agreed rule.
#[utoipa::path(post, path = "/custom-orders/{ref}/withdraw", tag = "Custom orders", request_body = Withdrawal,
    params(("ref" = String, Path, description = "The token of its link; id or number for the account that it is in")),
    responses((status = 200, description = "The withdrawn custom order", body = CustomOrder)))]
pub async fn withdraw(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(wanted): JsonBody<Withdrawal>,
) -> ApiResult<Thread> {
    let (token, view) = as_read(&caller, reference).await?;
    let back = seen_back(wanted.back, view.settlement.map(|s| s.back))?;
    let reason = wanted.reason.unwrap_or_default();
    end::withdraw(&caller.visit, &token, &reason, back).await?;
    thread_of(&caller, &token).await
}

/// What was read to go back, as the use case compares it.
pub fn seen_back(sent: Option<Amount>, now: Option<Money>) -> ApiResult<i64> {
    match (sent, now) {
        (None, _) => Ok(0),
        (Some(sent), Some(now)) => Ok(sent.read("back", now.currency)?.minor),
        (Some(_), None) => {
            let message = "Nothing was paid, so nothing goes back: leave it out.";
            let mut problem = Problem::new(409, "settlement_changed", message);
            problem.errors.push(ProblemItem {
                field: "back".into(),
                code: "settlement_changed".into(),
                message: message.into(),
                ..ProblemItem::default()
            });
            Err(problem)
        }
    }
}
