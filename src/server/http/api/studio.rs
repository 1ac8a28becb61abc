//! Custom orders, for programs that answer them in the studio's name: quotes and refusals. What follows is in `making`.

use super::amount::{Amount, decimal};
use super::body::{JsonBody, Nothing, PathParams, QueryParams};
use super::caller::Caller;
use super::custom_orders::{Thread, seen_back, shown};
use super::custom_shapes::{CustomOrder, CustomPage, CustomSummary, QuotedStage};
use super::paging::Part;
use super::problem::{ApiResult, Problem};
use crate::domain::commission::quote_form::{QuoteForm, QuoteLineForm, StageForm};
use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::thread_form::BoardQuery;
use crate::domain::commission::view::StudioThreadView;
use crate::domain::commission::{commission_number, parse_commission_number};
use crate::domain::form_values::{FormAmount, FormNumber};
use crate::domain::money::Currency;
use crate::domain::staff::Permission;
use crate::server::commissions::{board, draft, end, send, studio};
use crate::server::db;
use crate::server::db::keyset::Mark;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Custom orders in one part of the list, unless said.
const USUAL: i64 = 20;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CustomQuery {
    /// A state, `all`, `mine` (the studio’s turn) or `overdue`; what is not over unless said.
    show: Option<String>,
    /// A number, or words: each the beginning of one in a name, an e-mail address, or what was asked for.
    q: Option<String>,
    #[param(minimum = 1, maximum = 100_000)]
    page: Option<i64>,
    /// 20 unless said.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<i64>,
    /// `next_cursor` of the part before; `page` is not looked at then.
    cursor: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuoteLine {
    title: String,
    detail: Option<String>,
    /// 1 unless said.
    quantity: Option<i64>,
    unit_price: Amount,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStage {
    label: String,
    /// Of the total; all stages together are 100.
    percent: i64,
}

/// A quote. What is left out is as the studio’s own rules have it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "lines": [{"title": "Collar of green beads", "quantity": 1, "unit_price": "250.00"}],
    "shipping": "5.90", "shipping_method": "Insured parcel", "plan": "deposit_and_balance", "deposit_percent": 40
}))]
pub struct NewQuote {
    #[schema(min_items = 1, max_items = 20)]
    lines: Vec<NewQuoteLine>,
    currency: Option<String>,
    shipping: Option<Amount>,
    shipping_method: Option<String>,
    lead_days: Option<i64>,
    valid_days: Option<i64>,
    /// `all_now`, `deposit_and_balance` or `stages`.
    plan: Option<String>,
    deposit_percent: Option<i64>,
    stages: Option<Vec<NewStage>>,
    terms: Option<String>,
    /// A word to the customer.
    note: Option<String>,
    /// In percent, such as `19` or `5.5`; what the shop charges in that country unless said.
    tax_percent: Option<String>,
    /// `inclusive` or `exclusive`.
    tax_mode: Option<String>,
    /// What goes back in percent if the customer ends it before the making has begun, meanwhile, and once it is ready.
    back_before_start: Option<i64>,
    back_while_making: Option<i64>,
    back_when_ready: Option<i64>,
    /// What goes back in percent if the studio ends it.
    back_if_studio_cancels: Option<i64>,
}

/// What a draft comes to.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "subtotal": "250.00", "shipping": "5.90", "tax": "40.86", "tax_is_added": false, "total": "255.90",
    "currency": "EUR", "stages": [{"label": "Deposit", "amount": "102.36", "when": "when you accept"}]
}))]
pub struct DraftTotals {
    subtotal: String,
    shipping: String,
    tax: String,
    tax_is_added: bool,
    total: String,
    currency: String,
    stages: Vec<QuotedStage>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "We don’t work in gold."}))]
pub struct Rejection {
    /// The customer reads it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// What goes back, as it was read in `withdrawal.back`; needed where money was paid.
    back: Option<Amount>,
}

/// The number of the custom order that a program named by id or number; 404 when there is none.
pub async fn number(caller: &Caller, reference: &str) -> ApiResult<String> {
    caller.staff(Permission::AnswerCommissions).await?;
    if let Some(number) = parse_commission_number(reference) {
        return Ok(commission_number(number));
    }
    let mut conn = caller.app().db.read().await?;
    let row = db::commissions::by_id(&mut conn, reference).await?;
    let row = row.ok_or_else(|| Problem::not_found("There is no such custom order."))?;
    Ok(commission_number(row.number))
}

async fn open(caller: &Caller, reference: &str) -> ApiResult<StudioThreadView> {
    let number = number(caller, reference).await?;
    Ok(studio::open(&caller.visit, &number).await?)
}

/// The thread as programs see it.
pub async fn thread(caller: &Caller, reference: &str) -> ApiResult<Thread> {
    let mut view = open(caller, reference).await?;
    view.thread.settlement = view.settlement;
    let number = view.thread.number.clone();
    Ok(shown(caller, view.thread, &number))
}

/// The thread, once the version that the caller read is still the one that is there (else 412).
pub async fn as_read(caller: &Caller, reference: &str) -> ApiResult<StudioThreadView> {
    let view = open(caller, reference).await?;
    caller.expects(&view.id, view.thread.revision)?;
    Ok(view)
}

/// Custom orders, the newest first.
#[utoipa::path(get, path = "/custom-orders", tag = "Custom orders", params(CustomQuery),
    security(("token" = ["custom_orders"])),
    responses((status = 200, description = "A part of the list", body = CustomPage)))]
pub async fn list(
    caller: Caller,
    QueryParams(query): QueryParams<CustomQuery>,
) -> ApiResult<Json<CustomPage>> {
    caller.staff(Permission::AnswerCommissions).await?;
    let cursor = query.cursor.as_deref();
    let part = Part::read(board::NEWEST, query.page, query.page_size, cursor, USUAL)?;
    let show = query.show.unwrap_or_default();
    let known = matches!(show.as_str(), "" | "all" | "mine" | "overdue");
    if !known && CommissionStatus::parse(&show).is_none() {
        let message = "Ask for one of the states, for all, mine or overdue.";
        return Err(Problem::field("show", "invalid", message));
    }
    let wanted = BoardQuery {
        show,
        sort: "newest".into(),
        q: query.q.unwrap_or_default(),
        cursor: String::new(),
    };
    let (mut rows, total, total_is_capped) =
        board::part(&caller.visit, &wanted, &part.window()).await?;
    let next_cursor = part.next(&mut rows, |row| Mark::number(row.asked_at_ms, &row.id));
    Ok(Json(CustomPage {
        items: rows.into_iter().map(CustomSummary::from).collect(),
        page: part.page,
        page_size: part.size,
        total,
        total_is_capped,
        next_cursor,
    }))
}

/// The draft as it would be typed: what is left out stays as it was.
fn typed(quote: NewQuote, begun: QuoteForm) -> ApiResult<QuoteForm> {
    let number = |given: Option<i64>, usual: FormNumber| given.map_or(usual, FormNumber::from);
    let currency = quote.currency.unwrap_or(begun.currency);
    let no_currency = |_| Problem::field("currency", "invalid", "Choose a currency of the shop.");
    let amounts_in: Currency = currency.parse().map_err(no_currency)?;
    let amount = |given: &Amount, field: &str| given.read(field, amounts_in).map(FormAmount::from);
    let lines = quote.lines.into_iter().enumerate().map(|(at, line)| {
        Ok(QuoteLineForm {
            title: line.title,
            detail: line.detail.unwrap_or_default(),
            quantity: line.quantity.into(),
            price: amount(&line.unit_price, &format!("lines[{at}].unit_price"))?,
        })
    });
    let shipping = quote.shipping.map(|given| amount(&given, "shipping"));
    let stage = |stage: NewStage| StageForm {
        label: stage.label,
        percent: stage.percent.into(),
    };
    Ok(QuoteForm {
        lines: lines.collect::<ApiResult<_>>()?,
        currency,
        shipping: shipping.transpose()?.unwrap_or(begun.shipping),
        shipping_method: quote.shipping_method.unwrap_or(begun.shipping_method),
        lead_days: number(quote.lead_days, begun.lead_days),
        valid_days: number(quote.valid_days, begun.valid_days),
        plan: quote.plan.unwrap_or(begun.plan),
        deposit_percent: number(quote.deposit_percent, begun.deposit_percent),
        stages: match quote.stages {
            Some(stages) => stages.into_iter().map(stage).collect(),
            None => begun.stages,
        },
        terms: quote.terms.unwrap_or(begun.terms),
        note: quote.note.unwrap_or(begun.note),
        tax_percent: quote.tax_percent.unwrap_or(begun.tax_percent),
        tax_mode: quote.tax_mode.unwrap_or(begun.tax_mode),
        back_before_start: number(quote.back_before_start, begun.back_before_start),
        back_while_making: number(quote.back_while_making, begun.back_while_making),
        back_when_ready: number(quote.back_when_ready, begun.back_when_ready),
        back_if_studio_cancels: number(quote.back_if_studio_cancels, begun.back_if_studio_cancels),
    })
}

/// Writes the draft of a quote and answers what it comes to. Nothing is sent yet.
#[utoipa::path(post, path = "/custom-orders/{ref}/quote", tag = "Custom orders", request_body = NewQuote,
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "What the draft comes to", body = DraftTotals)))]
pub async fn quote(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(quote): JsonBody<NewQuote>,
) -> ApiResult<Json<DraftTotals>> {
    let view = as_read(&caller, &reference).await?;
    let (number, form) = (view.thread.number, typed(quote, view.draft)?);
    let totals = draft::totals(&caller.visit, &number, form.clone()).await?;
    draft::save(&caller.visit, &number, form).await?;
    Ok(Json(DraftTotals {
        subtotal: decimal(totals.subtotal),
        shipping: decimal(totals.shipping),
        tax: decimal(totals.tax),
        tax_is_added: totals.tax_is_added,
        total: decimal(totals.total),
        currency: totals.total.currency.code().into(),
        stages: totals.stages.iter().map(QuotedStage::from).collect(),
    }))
}

/// Approves the draft as it is and sends it to the customer.
#[utoipa::path(post, path = "/custom-orders/{ref}/approve", tag = "Custom orders",
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The custom order with its quote", body = CustomOrder)))]
pub async fn approve(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(_): JsonBody<Nothing>,
) -> ApiResult<Thread> {
    let view = as_read(&caller, &reference).await?;
    if view.draft_saved_at_ms.is_none() {
        let message = "There is no draft yet. Write a quote first.";
        return Err(Problem::new(409, "conflict", message));
    }
    send::approve_and_send(&caller.visit, &view.thread.number, view.draft).await?;
    thread(&caller, &reference).await
}

/// Says no to a request. What was paid goes back by the agreed rule; where anything does, the program needs the scope
/// `refunds` as well.
#[utoipa::path(post, path = "/custom-orders/{ref}/reject", tag = "Custom orders", request_body = Rejection,
    security(("token" = ["custom_orders"])), params(("ref" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The rejected custom order", body = CustomOrder)))]
pub async fn reject(
    caller: Caller,
    PathParams(reference): PathParams<String>,
    JsonBody(wanted): JsonBody<Rejection>,
) -> ApiResult<Thread> {
    let view = as_read(&caller, &reference).await?;
    let back = seen_back(wanted.back, view.settlement.map(|s| s.back))?;
    let number = view.thread.number;
    end::reject(&caller.visit, &number, &wanted.reason, back, "").await?;
    thread(&caller, &reference).await
}
