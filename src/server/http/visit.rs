//! One visitor's request as the use cases see it: the app, the session, where it came from.

use super::client_address::{client_address, is_trusted};
use crate::actions::error::ActionError;
use crate::domain::country::Country;
use crate::domain::customer::device;
use crate::domain::money::Currency;
use crate::server::checkout;
use crate::server::customers;
use crate::server::error::{Error, Result};
use crate::server::staff::programs::Program;
use crate::server::state::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tower_cookies::Cookies;
use tower_sessions::Session;

/// Keys of what a session remembers.
const CART: &str = "cart";
const CURRENCY: &str = "currency";
const VISIT_KEY: &str = "visit";

/// Whose request this is. Reading the session touches the database only if the browser sent a cookie.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub session: Session,
    /// The browser's cookies; `None` where none are read, as in the API.
    pub cookies: Option<Cookies>,
    /// The visitor's address, taken from a forwarded header only when a trusted proxy sent it.
    pub ip: IpAddr,
    /// What the browser is, in words.
    pub device: String,
    accept_language: String,
    proxy_country: Option<String>,
    /// The program that calls, where a program does: see [`crate::server::staff::programs`].
    pub program: Option<Arc<Program>>,
}

impl Visit {
    /// `None` where the session layer did not run, which is a fault of the router.
    pub fn from_parts(app: &App, parts: &Parts) -> Option<Visit> {
        let session = parts.extensions.get::<Session>()?.clone();
        let cookies = parts.extensions.get::<Cookies>().cloned();
        Some(Visit {
            cookies,
            ..Self::with_session(app, parts, session)
        })
    }

    /// A request that no cookie belongs to.
    pub fn passing(app: &App, parts: &Parts) -> Visit {
        Self::with_session(app, parts, super::sessions::passing(app))
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
        let ip = client_address(&parts.headers, peer, proxies);
        let proxy_country = header(&app.settings.country_header)
            .filter(|_| trusted)
            .map(String::from);
        let accept_language = header("accept-language").unwrap_or_default().to_string();
        Visit {
            app: app.clone(),
            session,
            cookies: None,
            ip,
            device: device(header("user-agent").unwrap_or_default()),
            accept_language,
            proxy_country,
            program: None,
        }
    }

    /// The currency chosen for this visit, else the shop's.
    pub async fn currency(&self) -> Result<Currency> {
        let shop = self.app.shop().await?;
        let chosen: Option<Currency> = self.session.get(CURRENCY).await?;
        Ok(chosen
            .filter(|c| shop.currencies.contains(c))
            .unwrap_or(shop.currency))
    }

    pub async fn choose_currency(&self, currency: Currency) -> Result<()> {
        Ok(self.session.insert(CURRENCY, currency).await?)
    }

    /// The account's cart for whoever is signed in, else the one of this session.
    pub async fn cart_id(&self) -> Result<Option<String>> {
        match customers::current(self).await? {
            Some(customer) => Ok(customer.row.cart_id),
            None => Ok(self.session.get(CART).await?),
        }
    }

    /// Remembers the cart, and the key under which its orders will be found: a shop that is killed just after an order
    /// was placed must still know whose it is.
    pub async fn keep_cart(&self, id: &str) -> Result<()> {
        self.key().await?;
        match customers::current(self).await? {
            Some(customer) => customers::cart::keep(&self.app, &customer.row.id, id).await,
            None => Ok(self.session.insert(CART, id).await?),
        }
    }

    pub async fn forget_cart(&self) -> Result<()> {
        self.session.remove::<String>(CART).await?;
        Ok(())
    }

    /// Forgets the cart, the orders placed in this session and what was typed for the next: whoever comes next may be somebody else.
    pub async fn forget(&self) -> Result<()> {
        self.forget_cart().await?;
        if let Some(key) = self.session.remove::<String>(VISIT_KEY).await? {
            checkout::draft::forget(self, &key).await?;
        }
        Ok(())
    }

    /// What the orders placed in this session have in common; made on first use.
    pub async fn key(&self) -> Result<String> {
        if let Some(key) = self.known_key().await? {
            return Ok(key);
        }
        let key = crate::server::keys::random_token();
        self.session.insert(VISIT_KEY, &key).await?;
        Ok(key)
    }

    pub async fn known_key(&self) -> Result<Option<String>> {
        Ok(self.session.get(VISIT_KEY).await?)
    }

    /// Where the visitor seems to be: a trusted proxy's word, else the browser's language, else the shop's country.
    pub async fn country(&self) -> Result<String> {
        let told = self.proxy_country.as_deref().and_then(Country::find);
        match told.or_else(|| Country::from_accept_language(&self.accept_language)) {
            Some(country) => Ok(country.code().to_string()),
            None => Ok(self.app.shop().await?.country.clone()),
        }
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = StatusCode;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, StatusCode> {
        Visit::from_parts(app, parts).ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The visit that the running server function or page belongs to.
pub fn current() -> Result<Visit, ActionError> {
    let found = use_context::<App>().zip(use_context::<Parts>());
    let visit = found.and_then(|(app, parts)| Visit::from_parts(&app, &parts));
    visit.ok_or_else(|| Error::fault("a server function ran outside a request").into())
}

/// Turns a use case's outcome into a server function's answer, with its true status.
pub fn answer<T>(outcome: Result<T>) -> Result<T, ActionError> {
    outcome.map_err(|error| {
        let wait = error.retry_after_secs();
        let error = ActionError::from(error);
        if let Some(options) = use_context::<ResponseOptions>() {
            if let Some(secs) = wait {
                options.insert_header(RETRY_AFTER, secs.into());
            }
            options.set_status(
                StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            );
        }
        error
    })
}
