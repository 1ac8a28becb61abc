//! What the API answers when something is wrong: RFC 9457 problem details, with a code and a sentence for each field.

use super::problem_types;
use crate::domain::action_error::ActionError;
use crate::domain::cart::LineProblem;
use crate::domain::problem::{FieldError, Problems};
use crate::server::error::Error;
use crate::server::state::App;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem, as RFC 9457 has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "http://127.0.0.1:3000/api/docs#problem-price_changed", "title": "Conflict", "status": 409,
    "code": "price_changed",
    "detail": "Some lines can’t be bought as they stand.",
    "errors": [{
        "field": "items[0]", "code": "price_changed", "unit_price": "45.00", "currency": "EUR",
        "message": "The price changed from €40.00 to €45.00 since you added it. Accept the new price to go on."
    }]
}))]
pub struct Problem {
    /// The address that explains the problem.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: Box<str>,
    /// The status in words.
    pub title: &'static str,
    pub status: u16,
    /// What is wrong and what to do, in a sentence.
    pub detail: String,
    /// The problem for programs, such as `not_found`, `invalid`, `price_changed`.
    pub code: String,
    /// What is wrong with each field or line.
    pub errors: Vec<ProblemItem>,
    #[serde(skip)]
    pub retry_after_secs: Option<u32>,
}

/// What is wrong with one field, or with one line of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemItem {
    /// Such as `shipping_address.city` or `items[0]`.
    pub field: String,
    pub code: String,
    pub message: String,
    /// The price now, where that is what changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Units that are left, where there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<i64>,
}

/// What a handler answers.
pub type ApiResult<T> = Result<T, Problem>;

impl Problem {
    pub fn new(status: u16, code: &str, detail: impl Into<String>) -> Problem {
        let known = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Problem {
            title: known.canonical_reason().unwrap_or("Error"),
            status: known.as_u16(),
            detail: detail.into(),
            code: code.into(),
            ..Problem::default()
        }
    }

    pub fn not_found(detail: impl Into<String>) -> Problem {
        Problem::new(404, "not_found", detail)
    }

    /// The caller means another version than the one that is there.
    pub fn changed(version: Option<i64>) -> Problem {
        let now = version.map_or(String::new(), |now| format!(": it is version {now} now"));
        let message =
            format!("This was changed meanwhile{now}. Read it again and repeat what you want.");
        Problem::new(412, "version_changed", message)
    }

    /// One field of the request is wrong.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Problem {
        Problems::one(field, code, message).into()
    }

    /// The same problem with the fields called as the API calls them: `(ours, theirs)`.
    pub fn called(mut self, names: &[(&str, &str)]) -> Problem {
        for item in &mut self.errors {
            if let Some((_, theirs)) = names.iter().find(|(ours, _)| *ours == item.field) {
                item.field = (*theirs).to_string();
            }
        }
        self
    }
}

impl From<Problems> for Problem {
    fn from(problems: Problems) -> Problem {
        Error::from(problems).into()
    }
}

impl From<FieldError> for ProblemItem {
    fn from(error: FieldError) -> ProblemItem {
        ProblemItem {
            field: error.field,
            code: error.code,
            message: error.message,
            ..ProblemItem::default()
        }
    }
}

fn line(index: usize, problem: &LineProblem) -> ProblemItem {
    let (unit_price, available) = match problem {
        LineProblem::PriceChanged { now, .. } => (Some(*now), None),
        LineProblem::InsufficientInventory { available } => (None, Some(*available)),
        _ => (None, None),
    };
    ProblemItem {
        field: format!("items[{index}]"),
        code: problem.code().into(),
        message: problem.sentence(),
        unit_price: unit_price.map(|price| price.to_decimal().to_string()),
        currency: unit_price.map(|price| price.currency.code().to_string()),
        available,
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        if let Error::Lines(lines) = &error {
            let code = lines.first().map_or("lines", |(_, problem)| problem.code());
            let detail = "Some lines can’t be bought as they stand, so nothing was ordered.";
            let mut problem = Problem::new(409, code, detail);
            problem.errors = lines.iter().map(|(at, wrong)| line(*at, wrong)).collect();
            return problem;
        }
        let wait = error.retry_after_secs();
        let told = ActionError::from(error);
        let mut problem = Problem::new(told.status, &told.code, told.message);
        problem.errors = told.problems.0.into_iter().map(ProblemItem::from).collect();
        problem.retry_after_secs = wait.and_then(|secs| u32::try_from(secs).ok());
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let told = Problem {
            kind: problem_types::relative(&self.code).into(),
            ..self.clone()
        };
        let body = serde_json::to_vec(&told).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        let headers = response.headers_mut();
        if let Some(secs) = self.retry_after_secs {
            headers.insert(header::RETRY_AFTER, secs.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, bearer);
        }
        // The frame, which knows where the shop is, says it with the whole address.
        response.extensions_mut().insert(self);
        response
    }
}

/// An answer whose problem, if it has one, leads to the page of this shop.
pub fn explained(app: &App, mut response: Response) -> Response {
    let Some(mut problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    problem.kind = problem_types::address(app, &problem.code).into();
    response.headers_mut().remove(header::CONTENT_LENGTH);
    *response.body_mut() = Body::from(serde_json::to_vec(&problem).unwrap_or_default());
    response
}
