//! Rendering pages: the Leptos app on the server, with its policy, and again with what was typed when a form is refused.

use super::refusals::Refusal;
use super::security::page_policy;
use crate::domain::action_error::ActionError;
use crate::domain::form::Fields;
use crate::domain::problem::FormBack;
use crate::domain::time_zone::TimeZone;
use crate::server::error::{Error, Result};
use crate::server::http::visits;
use crate::server::page_cache::{Begun, Key};
use crate::server::state::App;
use crate::ui;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::nonce::use_nonce;
use leptos::prelude::{expect_context, provide_context};
use leptos_axum::ResponseOptions;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Longest address of a page that is cached.
const LONGEST_CACHED_ADDRESS: usize = 300;

/// Shows the page that the address names.
pub async fn show(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let key = cache_key(&app, &parts).await;
    let request = Request::from_parts(parts, body);
    // A key that can't be told is an error of the page itself, which says so.
    let Ok(Some(key)) = key else {
        return render(app, request, None).await;
    };
    let begun = Begun::now(&app);
    if let Some(kept) = app.pages.get(&key, begun).await {
        return kept;
    }
    let response = render(app.clone(), request, None).await;
    app.pages.keep(key, begun, response).await
}

/// Shows a page again after its form was refused: 422 (or the refusal's own status) with everything that was typed.
pub async fn show_again(app: App, parts: Parts, values: Fields, error: Error) -> Response {
    let wait = error.retry_after_secs();
    let error = ActionError::from(error);
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let notice = error.problems.is_empty().then(|| error.message.clone());
    let back = FormBack {
        values,
        problems: error.problems,
        notice,
    };
    let mut response = show_back(app, parts, back, status).await;
    if let Some(secs) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, secs.into());
    }
    response
}

/// Shows a page again with what was typed when nothing is wrong with it.
pub async fn show_with(app: App, parts: Parts, values: Fields) -> Response {
    let back = FormBack {
        values,
        ..FormBack::default()
    };
    show_back(app, parts, back, StatusCode::OK).await
}

async fn show_back(app: App, mut parts: Parts, back: FormBack, status: StatusCode) -> Response {
    parts.method = Method::GET;
    let request = Request::from_parts(parts, Body::empty());
    render(app, request, Some((back, status))).await
}

/// The page that stands where another can't; what is wrong is among the request's extensions.
pub async fn refused(State(app): State<App>, request: Request) -> Response {
    render(app, request, None).await
}

/// What the page of a request is cached under, where it may be; `None` for every other one.
async fn cache_key(app: &App, parts: &Parts) -> Result<Option<Key>> {
    let path = parts.uri.path();
    let alike = matches!(path, "/" | "/shop")
        || ["/shop/", "/categories/", "/pages/"]
            .iter()
            .any(|place| path.starts_with(place));
    let address = parts.uri.to_string();
    if !alike
        || parts.method != Method::GET
        || parts.headers.contains_key(header::COOKIE)
        || address.len() > LONGEST_CACHED_ADDRESS
    {
        return Ok(None);
    }
    let Some(visit) = visits::of_browser(app, parts) else {
        return Ok(None);
    };
    let country = visit.country().await?;
    Ok(Some(Key { address, country }))
}

async fn render(app: App, request: Request, back: Option<(FormBack, StatusCode)>) -> Response {
    let path = request.uri().path();
    // Pages that hold the payment fields, or a form that may lead to the provider's own page.
    let pay_page = ["/checkout", "/pay/", "/o/", "/orders/", "/custom/"]
        .iter()
        .any(|place| path.starts_with(place));
    let pay = pay_page.then(|| app.gateway.origins());
    let (options, fonts) = (app.site.options.clone(), app.site.fonts.clone());
    let pretended = app.settings.pretended_payments();
    let refused = request.extensions().get::<ActionError>().cloned();
    // A zone that can't be read is an error of the page itself, which says so.
    let zone = match refused {
        None => app.time_zone().await.unwrap_or_default(),
        Some(_) => TimeZone::default(),
    };
    let (parts, body) = request.into_parts();
    let visit = visits::of_browser(&app, &parts);
    let request = Request::from_parts(parts, body);
    let context = move || {
        if let Some(visit) = visit.clone() {
            provide_context(visit);
        }
        provide_context(zone.clone());
        if let Some(error) = refused.clone() {
            provide_context(error);
        }
        let options = expect_context::<ResponseOptions>();
        let nonce = use_nonce().map(|n| n.to_string()).unwrap_or_default();
        if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce, pay.as_ref())) {
            options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
        // Pages carry a visitor's cart and prices: no cache may keep them for another.
        options.insert_header(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        );
        if let Some((back, status)) = &back {
            provide_context(back.clone());
            options.set_status(*status);
        }
    };
    leptos_axum::render_app_async_with_context(context, move || {
        ui::app::shell(options.clone(), &fonts, pretended)
    })(request)
    .await
    .into_response()
}

/// Every server function by its address, with its method.
static FUNCTIONS: LazyLock<HashMap<&'static str, Method>> =
    LazyLock::new(|| leptos::server_fn::axum::server_fn_paths().collect());

/// Carries out a server function.
pub async fn server_function(State(app): State<App>, request: Request) -> Response {
    match FUNCTIONS.get(request.uri().path()) {
        None => {
            let sentence = "The shop has no such function. Reload the page and try again.";
            return Refusal::not_found(sentence).into_response();
        }
        Some(method) if method != request.method() => {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        Some(_) => {}
    }
    let (parts, body) = request.into_parts();
    let Some(visit) = visits::of_browser(&app, &parts) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let context = move || provide_context(visit.clone());
    let request = Request::from_parts(parts, body);
    let response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    match response.status() {
        StatusCode::INTERNAL_SERVER_ERROR => with_its_own_status(response).await,
        _ => response,
    }
}

/// Longest error of a server function, in bytes.
const ERROR_MAX: usize = 64 * 1024;

/// A call that can't be read fails before the function that would name the status: then the error itself knows it.
async fn with_its_own_status(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, ERROR_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let error = serde_json::from_slice::<ActionError>(&bytes).ok();
    if let Some(status) = error.and_then(|error| StatusCode::from_u16(error.status).ok()) {
        parts.status = status;
    }
    Response::from_parts(parts, Body::from(bytes))
}
