//! The API that the shop's server calls: `/v1/…`, form-encoded in, JSON out.

mod idempotency;
mod routes;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Sandbox;
use super::errors::ApiError;
use super::faults::Suffering;
use super::form::Form;
use super::ids;
use super::transaction::Cause;

/// A body larger than this is refused.
const BODY_BYTES: usize = 1024 * 1024;

pub fn router() -> Router<Arc<Sandbox>> {
    Router::new()
        .route("/v1/{*path}", axum::routing::any(answer))
        .layer(axum::extract::DefaultBodyLimit::max(BODY_BYTES))
}

/// One request as the routes see it.
struct Request {
    method: Method,
    /// The path behind `/v1/`, split.
    path: Vec<String>,
    form: Form,
}

async fn answer(
    State(sandbox): State<Arc<Sandbox>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request_id = ids::fresh("req");
    let mut response = match authorise(&sandbox, &headers) {
        Err(refused) => refused.into_response(),
        Ok(()) => work(&sandbox, method, &uri, &headers, &body, &request_id).await,
    };
    if let Ok(value) = request_id.parse() {
        response.headers_mut().insert("request-id", value);
    }
    response
}

fn authorise(sandbox: &Sandbox, headers: &HeaderMap) -> Result<(), ApiError> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    match given.and_then(|value| value.strip_prefix("Bearer ")) {
        Some(key) if key == sandbox.config.secret_key => Ok(()),
        Some(_) => Err(ApiError::unauthorised(
            "Invalid API Key provided: the sandbox has another one.",
        )),
        None => Err(ApiError::unauthorised(
            "You did not provide an API key; send it in the Authorization header, as Bearer.",
        )),
    }
}

async fn work(
    sandbox: &Arc<Sandbox>,
    method: Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
    request_id: &str,
) -> Response {
    let suffering = sandbox.faults().take(method.as_str(), uri.path());
    if suffering.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(suffering.delay_ms)).await;
    }
    let raw = if method == Method::POST {
        body.as_ref()
    } else {
        uri.query().unwrap_or_default().as_bytes()
    };
    let path = uri.path().trim_start_matches("/v1/").trim_end_matches('/');
    let request = Request {
        method,
        path: path.split('/').map(str::to_owned).collect(),
        form: Form::parse(raw),
    };
    let key = headers
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let key = key.filter(|_| request.method == Method::POST);
    let cause = Cause {
        request: Some(request_id.to_owned()),
        idempotency_key: key.clone(),
    };
    let stale_lists = sandbox.faults().stale_lists && request.method == Method::GET;
    let answered = sandbox.transact(cause, |transaction| {
        idempotency::once(transaction, key.as_deref(), &request, |transaction| {
            if let Some(failed) = injected_failure(suffering) {
                return Err(failed);
            }
            let mut answer = routes::dispatch(transaction, &request)?;
            if stale_lists && answer["object"] == "list" {
                (answer["data"], answer["has_more"]) = (json!([]), json!(false));
            }
            match suffering.fail_after {
                true => Err(told_to_fail(StatusCode::INTERNAL_SERVER_ERROR)),
                false => Ok(answer),
            }
        })
    });
    let (status, body, replayed) = match answered.await {
        Ok(answer) => answer,
        Err(error) => (error.status, json!({ "error": error.body() }), false),
    };
    if suffering.delay_after_ms > 0 {
        tokio::time::sleep(Duration::from_millis(suffering.delay_after_ms)).await;
    }
    if suffering.reset {
        return broken_connection();
    }
    respond(status, &body, replayed)
}

fn injected_failure(suffering: Suffering) -> Option<ApiError> {
    let status =
        StatusCode::from_u16(suffering.fail_status?).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Some(told_to_fail(status))
}

fn told_to_fail(status: StatusCode) -> ApiError {
    ApiError::internal(
        status,
        "An unknown error occurred (the sandbox was told to fail).",
    )
}

fn respond(status: StatusCode, body: &Value, replayed: bool) -> Response {
    let mut response = (status, axum::Json(body)).into_response();
    if replayed {
        response.headers_mut().insert(
            "idempotent-replayed",
            header::HeaderValue::from_static("true"),
        );
    }
    response
}

/// An answer whose body breaks off before its first byte, which makes the server drop the connection.
fn broken_connection() -> Response {
    let broken = futures::stream::once(async {
        Err::<Bytes, _>(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
    });
    let mut response = Response::new(Body::from_stream(broken));
    response.headers_mut().insert(
        header::CONTENT_LENGTH,
        header::HeaderValue::from_static("1000"),
    );
    response
}
