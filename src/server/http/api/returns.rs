//! Returns of an order, and its invoice as a file.

use super::amount::moment;
use super::body::PathParams;
use super::caller::Caller;
use super::orders::view;
use super::pictured::{Pictured, PicturesInJson};
use super::problem::{ApiResult, Problem};
use crate::domain::invoice::InvoiceKind;
use crate::domain::refund::form::Units;
use crate::domain::returns::{ReturnEntry, ReturnForm, ReturnLineView, ReturnView, ReturnableLine};
use crate::domain::staff::Permission;
use crate::server::actor::Actor;
use crate::server::http::invoices::answer;
use crate::server::invoices;
use crate::server::returns::ask;
use crate::server::returns::view::returnable_lines;
use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// So many of what was bought.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReturnLine {
    product_sku: String,
    #[schema(minimum = 1)]
    quantity: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "lines": [{"product_sku": "BOWL", "quantity": 1}], "reason": "damaged", "words": "The rim has a crack."
}))]
pub struct NewReturn {
    /// What goes back. In `multipart/form-data` it is the same list, written as JSON.
    #[serde(deserialize_with = "list_or_text")]
    #[schema(min_items = 1, max_items = 100)]
    lines: Vec<NewReturnLine>,
    /// `changed_mind` withdraws from the contract, which nobody can refuse.
    #[schema(pattern = "^(changed_mind|damaged|wrong_item|not_as_described|other)$")]
    reason: String,
    /// What is wrong with it; needed where the reason is `other`.
    #[schema(max_length = 1000)]
    words: Option<String>,
    #[serde(rename = "pictures")]
    _pictures: Option<PicturesInJson>,
}

/// The fields of a form with pictures are all text.
fn list_or_text<'de, D: Deserializer<'de>>(sent: D) -> Result<Vec<NewReturnLine>, D::Error> {
    let value = match serde_json::Value::deserialize(sent)? {
        serde_json::Value::String(text) => serde_json::from_str(&text).map_err(D::Error::custom)?,
        value => value,
    };
    serde_json::from_value(value).map_err(D::Error::custom)
}

#[derive(Serialize, ToSchema)]
pub struct ReturnLine {
    pub product_sku: String,
    pub title: String,
    pub variant_name: String,
    pub quantity: i64,
}

/// One step of a return.
#[derive(Serialize, ToSchema)]
pub struct ReturnStep {
    pub at: String,
    /// `customer`, `studio`, `shop` or `provider`; programs read who of the staff it was.
    pub actor: String,
    pub status: String,
    pub sentence: String,
}

impl From<ReturnEntry> for ReturnStep {
    fn from(entry: ReturnEntry) -> Self {
        ReturnStep {
            at: moment(entry.at_ms),
            actor: entry.actor,
            status: entry.to.as_str().into(),
            sentence: entry.sentence,
        }
    }
}

/// Something that is sent back.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a17", "number": 1, "kind": "return", "status": "requested",
    "next": "Our turn: we read what you wrote and answer by mail. Please keep the piece until then.",
    "version": 1, "reason": "damaged", "words": "The rim has a crack.", "instructions": "", "refusal": "",
    "asked_at": "2026-11-21T12:00:00Z",
    "lines": [{"product_sku": "BOWL", "title": "A bowl", "variant_name": "", "quantity": 1}], "pictures": 0,
    "history": [{
        "at": "2026-11-21T12:00:00Z", "actor": "customer", "status": "requested", "sentence": "Asked for."
    }]
}))]
pub struct Return {
    pub id: String,
    /// Counts from 1 within its order.
    pub number: i64,
    /// `return`, which the studio answers, or `withdrawal` from the contract, which nobody can refuse.
    pub kind: String,
    /// `requested`, `declared` (a withdrawal), `approved`, `received`, `refunded`, `refused`, `withdrawn` (taken back) or
    /// `closed` (the order was cancelled with it).
    pub status: String,
    /// What happens next and by whom, in a sentence.
    pub next: String,
    pub version: i64,
    pub reason: String,
    pub words: String,
    /// How and where to send it; empty until it is approved.
    pub instructions: String,
    /// Why it was refused; empty otherwise.
    pub refusal: String,
    pub asked_at: String,
    pub lines: Vec<ReturnLine>,
    /// How many pictures came with it.
    pub pictures: i64,
    /// The oldest first.
    pub history: Vec<ReturnStep>,
}

impl From<ReturnView> for Return {
    fn from(back: ReturnView) -> Self {
        let line = |line: ReturnLineView| ReturnLine {
            product_sku: line.sku,
            title: line.title,
            variant_name: line.variant_name,
            quantity: line.units,
        };
        Return {
            kind: back.kind.as_str().into(),
            status: back.status.as_str().into(),
            next: back.status.sentence().into(),
            reason: back.reason.as_str().into(),
            asked_at: moment(back.asked_at_ms),
            lines: back.lines.into_iter().map(line).collect(),
            pictures: back.pictures.len() as i64,
            history: back.history.into_iter().map(ReturnStep::from).collect(),
            id: back.id,
            number: back.number,
            version: back.version,
            words: back.words,
            instructions: back.instructions,
            refusal: back.refusal,
        }
    }
}

/// Every return of an order.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "id": "0193f1c2-7a11-7c4e-9d53-0c6a1f1f2a17", "number": 1, "kind": "return", "status": "approved",
        "next": "Your turn: please send it back as described here.", "version": 2, "reason": "damaged", "words": "",
        "instructions": "To Kiln Row 3, 20457 Hamburg.", "refusal": "", "asked_at": "2026-11-21T12:00:00Z",
        "lines": [{"product_sku": "BOWL", "title": "A bowl", "variant_name": "", "quantity": 1}], "pictures": 1,
        "history": []
    }]
}))]
pub struct Returns {
    /// The newest first.
    pub items: Vec<Return>,
}

/// What is sent, by line. A SKU that stands on several lines is taken from the first
/// that has some left; `left` says how many of a line there are.
pub fn units_of(
    asked: Vec<NewReturnLine>,
    lines: &[ReturnableLine],
    left: fn(&ReturnableLine) -> i64,
) -> ApiResult<Units> {
    let mut left: Vec<(String, i64)> = lines.iter().map(|l| (l.line_id.clone(), left(l))).collect();
    let mut wanted: Vec<(String, i64)> = Vec::new();
    for (index, asked) in asked.into_iter().enumerate() {
        let wrong = |field: &str, code: &str, message: &str| {
            Problem::field(&format!("lines[{index}].{field}"), code, message)
        };
        if asked.quantity < 1 {
            return Err(wrong("quantity", "invalid", "Send back at least one."));
        }
        let mut rest = asked.quantity;
        let of_sku = lines
            .iter()
            .enumerate()
            .filter(|(_, l)| l.sku == asked.product_sku);
        let places: Vec<usize> = of_sku.map(|(place, _)| place).collect();
        if places.is_empty() {
            let message = "There is no such piece in this order.";
            return Err(wrong("product_sku", "product_not_found", message));
        }
        for place in places {
            let (id, there) = &mut left[place];
            let taken = rest.min(*there);
            (*there, rest) = (*there - taken, rest - taken);
            match wanted.iter_mut().find(|(known, _)| known == id) {
                Some((_, units)) => *units += taken,
                None => wanted.push((id.clone(), taken)),
            }
        }
        if rest > 0 {
            let message = format!("Only {} of these can be sent back.", asked.quantity - rest);
            return Err(wrong("quantity", "too_many", &message));
        }
    }
    let units = wanted.into_iter();
    Ok(units.map(|(id, units)| (id, units.into())).collect())
}

fn form(new: NewReturn, upload_key: String, lines: &[ReturnableLine]) -> ApiResult<ReturnForm> {
    Ok(ReturnForm {
        units: units_of(new.lines, lines, |line| line.left)?,
        reason: new.reason,
        words: new.words.unwrap_or_default(),
        upload_key,
    })
}

/// Asks to send something of an order back. Pictures can be sent with it, as `multipart/form-data` in fields called
/// `pictures`.
#[utoipa::path(post, path = "/orders/{id}/returns", tag = "Orders",
    request_body(content((NewReturn = "application/json"), (NewReturn = "multipart/form-data"))),
    security(("order" = []), ("token" = ["orders:write"])),
    params(("id" = String, Path, description = "Id or number")),
    responses((status = 201, description = "The return, which the studio answers", body = Return)))]
pub async fn ask_for(
    caller: Caller,
    PathParams(id): PathParams<String>,
    request: Request,
) -> ApiResult<(StatusCode, Json<Return>)> {
    let mut actor = Actor::Customer;
    if caller.visit.program.is_some() {
        let by = caller.staff(Permission::Fulfil).await?;
        actor = Actor::at_work(&caller.visit, by);
    }
    let order = caller.order(&id).await?;
    caller.expects(&order.id, order.version)?;
    let sent = Pictured::read(&caller, request).await?;
    let lines = {
        let mut conn = caller.app().db.read().await?;
        returnable_lines(&mut conn, &order).await?
    };
    let form = form(sent.shape()?, sent.upload_key, &lines)?;
    let asked = ask::ask(&caller.visit, &actor, &order.id, &form).await?;
    let returns = view(&caller, &id).await?.returns;
    let back = returns.into_iter().find(|back| back.id == asked);
    let back = back.ok_or_else(|| Problem::not_found("There is no such return."))?;
    Ok((StatusCode::CREATED, Json(back.into())))
}

/// What is sent back of an order, and how far it has come.
#[utoipa::path(get, path = "/orders/{id}/returns", tag = "Orders",
    security(("order" = []), ("token" = ["orders:read"])),
    params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "Its returns, the newest first", body = Returns)))]
pub async fn list(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<Json<Returns>> {
    let order = view(&caller, &id).await?;
    Ok(Json(Returns {
        items: order.returns.into_iter().map(Return::from).collect(),
    }))
}

/// The invoice of an order as a PDF. It is issued when everything that the order costs was received; until then the answer
/// is 409 `no_invoice`.
#[utoipa::path(get, path = "/orders/{id}/invoice.pdf", tag = "Orders",
    security(("order" = []), ("token" = ["orders:read"])),
    params(("id" = String, Path, description = "Id or number")),
    responses((status = 200, description = "The invoice", content_type = "application/pdf", body = String)))]
pub async fn invoice(caller: Caller, PathParams(id): PathParams<String>) -> ApiResult<Response> {
    let order = caller.order(&id).await?;
    let issued = {
        let mut conn = caller.app().db.read().await?;
        invoices::of_order(&mut conn, &order.id, order.currency).await?
    };
    let invoice = issued.into_iter().find(|i| i.kind == InvoiceKind::Invoice);
    let invoice = invoice.ok_or_else(|| {
        let message = "There is no invoice yet: it is issued when everything was paid.";
        Problem::new(409, "no_invoice", message)
    })?;
    let file = format!("{}.pdf", invoice.number);
    Ok(answer(caller.app(), Ok(order.id), &file).await)
}
