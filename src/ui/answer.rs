//! What a page's response has beside its HTML: its status, and where something has moved to.
//! The one file of `ui` that knows the server's answer; in the browser these functions do nothing.

/// Sets the HTTP status of the page that is being rendered.
#[cfg(feature = "ssr")]
pub fn status(code: u16) {
    use axum::http::StatusCode;
    let response = leptos::prelude::use_context::<leptos_axum::ResponseOptions>();
    if let (Some(response), Ok(code)) = (response, StatusCode::from_u16(code)) {
        response.set_status(code);
    }
}

/// Answers 301: what was asked for lives at `path` now.
#[cfg(feature = "ssr")]
pub fn moved_to(path: &str) {
    use axum::http::{HeaderValue, header::LOCATION};
    let response = leptos::prelude::use_context::<leptos_axum::ResponseOptions>();
    if let (Some(response), Ok(location)) = (response, HeaderValue::from_str(path)) {
        response.insert_header(LOCATION, location);
        status(301);
    }
}

#[cfg(not(feature = "ssr"))]
pub fn status(_code: u16) {}

#[cfg(not(feature = "ssr"))]
pub fn moved_to(_path: &str) {}
