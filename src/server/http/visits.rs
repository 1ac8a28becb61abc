//! Who sends a request: the visit that use cases are given, read from its head.

use super::client_address::{client_address, is_trusted};
use super::sessions;
use crate::domain::customer::device;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tower_cookies::Cookies;
use tower_sessions::Session;

/// The visit of a browser; `None` where the session layer did not run, which is a fault of the router.
pub fn of_browser(app: &App, parts: &Parts) -> Option<Visit> {
    let session = parts.extensions.get::<Session>()?.clone();
    let cookies = parts.extensions.get::<Cookies>().cloned();
    Some(Visit {
        cookies,
        ..with_session(app, parts, session)
    })
}

/// A request that no cookie belongs to.
pub fn passing(app: &App, parts: &Parts) -> Visit {
    with_session(app, parts, sessions::passing(app))
}

fn with_session(app: &App, parts: &Parts, session: Session) -> Visit {
    let peer = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok());
    let proxies = &app.settings.trusted_proxies;
    let trusted = is_trusted(peer, proxies);
    let proxy_country = header(&app.settings.country_header).filter(|_| trusted);
    Visit {
        app: app.clone(),
        session,
        cookies: None,
        ip: client_address(&parts.headers, peer, proxies),
        device: device(header("user-agent").unwrap_or_default()),
        accept_language: header("accept-language").unwrap_or_default().to_string(),
        proxy_country: proxy_country.map(String::from),
        program: None,
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = StatusCode;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, StatusCode> {
        of_browser(app, parts).ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
