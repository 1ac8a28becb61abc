//! Refusals in the shape Stripe gives them: `{"error": {type, code, message, …}}`.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// One refusal. Boxed, because it travels through every `Result` here and is large.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError(Box<Details>);

/// What a refusal says; `status` is the HTTP status it is sent with.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    pub status: StatusCode,
    pub kind: &'static str,
    pub code: Option<String>,
    pub message: String,
    pub decline_code: Option<String>,
    pub param: Option<String>,
    pub charge: Option<String>,
    /// The intent as it stands after the refusal, rendered.
    pub payment_intent: Option<Value>,
}

impl std::ops::Deref for ApiError {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl std::ops::DerefMut for ApiError {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl ApiError {
    fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            status,
            kind,
            code: None,
            message: message.into(),
            decline_code: None,
            param: None,
            charge: None,
            payment_intent: None,
        }))
    }

    /// 400: the request asks for something that is wrong or not possible now.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message)
    }

    /// 404: `kind` is what was looked for, e.g. `payment_intent`.
    pub fn missing(kind: &str, id: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "invalid_request_error",
            format!("No such {kind}: '{id}'"),
        )
        .code("resource_missing")
        .param("id")
    }

    /// 404 for a path that Stripe does not have, or that this stand-in does not offer.
    pub fn unknown_path(method: &str, path: &str) -> Self {
        let message = format!("Unrecognized request URL ({method}: {path}).");
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", message)
    }

    /// 401: the key is missing or not this sandbox's.
    pub fn unauthorised(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", message)
    }

    /// 402: the card said no.
    pub fn card(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, "card_error", message).code(code)
    }

    /// 400: an idempotency key was used again for something else.
    pub fn idempotency(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "idempotency_error", message)
    }

    /// 5xx: the provider's own trouble.
    pub fn internal(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(status, "api_error", message)
    }

    pub fn code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    pub fn param(mut self, param: &str) -> Self {
        self.param = Some(param.to_owned());
        self
    }

    pub fn decline_code(mut self, decline_code: Option<&str>) -> Self {
        self.decline_code = decline_code.map(str::to_owned);
        self
    }

    /// The inner `error` object.
    pub fn body(&self) -> Value {
        let mut error = Map::new();
        error.insert("type".into(), json!(self.kind));
        error.insert("message".into(), json!(self.message));
        let optional = [
            ("code", &self.code),
            ("decline_code", &self.decline_code),
            ("param", &self.param),
            ("charge", &self.charge),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                error.insert(name.into(), json!(value));
            }
        }
        if let Some(intent) = &self.payment_intent {
            error.insert("payment_intent".into(), intent.clone());
        }
        Value::Object(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, axum::Json(json!({ "error": self.body() }))).into_response()
    }
}
