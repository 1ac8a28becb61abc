//! The REST API under /api/v1: a third way in to the same use cases as the pages. It decides nothing.
//!
//! Every route is in [`routes`], which builds the router and its description from the same handlers: what can be
//! called is described, and nothing else.
#![allow(
    unused_qualifications,
    reason = "the macros that describe a handler write whole paths"
)]

mod amount;
mod auth;
mod body;
mod body_digest;
mod caller;
mod cart;
mod cart_shapes;
mod catalogue_shapes;
mod categories;
mod custom_orders;
mod custom_shapes;
mod customers;
mod docs;
mod document;
mod idempotency;
mod making;
mod middleware;
mod order_money_shapes;
mod order_requests;
mod order_shapes;
mod order_steps;
mod orders;
mod paging;
mod payments;
mod pictured;
mod problem;
mod problem_types;
mod product_pictures;
mod product_questions;
mod product_requests;
mod product_writes;
mod products;
mod profile;
mod refunds;
mod returns;
mod studio;
mod webhook_events;
mod webhooks;
mod withdrawals;

pub use document::document;
pub use problem::Problem;

use crate::server::state::App;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::routing::{any, get};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// Every route of the API.
fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(auth::register))
        .routes(routes!(auth::login))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::logout))
        .routes(routes!(profile::show, profile::replace, profile::change))
        .routes(routes!(profile::book, profile::add))
        .routes(routes!(profile::address, profile::correct, profile::remove))
        .routes(routes!(customers::list, customers::invite))
        .routes(routes!(
            customers::show,
            customers::replace,
            customers::change,
            customers::remove
        ))
        .routes(routes!(products::list, product_writes::create))
        .routes(routes!(products::batch))
        .routes(routes!(
            products::show,
            product_writes::replace,
            product_writes::change,
            product_writes::withdraw
        ))
        .routes(routes!(products::availability))
        .routes(routes!(product_writes::publish))
        .routes(routes!(product_writes::archive))
        .routes(routes!(product_writes::add_variant))
        .routes(routes!(product_writes::change_variant))
        .routes(routes!(product_questions::replace))
        .routes(routes!(product_writes::change_stock))
        .routes(with_a_file(routes!(product_pictures::add)))
        .routes(routes!(product_pictures::change, product_pictures::remove))
        .routes(routes!(categories::list, categories::create))
        .routes(routes!(
            categories::show,
            categories::change,
            categories::remove
        ))
        .routes(routes!(cart::show))
        .routes(routes!(cart::count))
        .routes(routes!(cart::add))
        .routes(routes!(cart::change, cart::remove))
        .routes(routes!(orders::list, orders::place))
        .routes(routes!(orders::show))
        .routes(routes!(orders::history))
        .routes(routes!(orders::cancel))
        .routes(with_files(routes!(returns::ask_for, returns::list)))
        .routes(routes!(withdrawals::declare))
        .routes(routes!(returns::invoice))
        .routes(routes!(order_steps::note))
        .routes(routes!(order_steps::process_payment))
        .routes(routes!(order_steps::ship))
        .routes(routes!(order_steps::add_parcel))
        .routes(routes!(order_steps::record_delivery))
        .routes(routes!(order_steps::complete))
        .routes(routes!(payments::start))
        .routes(routes!(payments::checkout_session))
        .routes(routes!(payments::list))
        .routes(routes!(refunds::of_order))
        .routes(routes!(refunds::of_payment))
        .routes(with_files(routes!(custom_orders::ask, studio::list)))
        .routes(routes!(custom_orders::show))
        .routes(with_files(routes!(custom_orders::say)))
        .routes(routes!(custom_orders::accept))
        .routes(routes!(custom_orders::decline))
        .routes(with_files(routes!(custom_orders::request_changes)))
        .routes(routes!(custom_orders::withdraw))
        .routes(routes!(studio::quote))
        .routes(routes!(studio::approve))
        .routes(routes!(studio::reject))
        .routes(routes!(making::begin))
        .routes(with_files(routes!(making::progress)))
        .routes(routes!(custom_orders::approve_progress))
        .routes(routes!(making::request_payment))
        .routes(routes!(making::make_link, making::take_link_back))
        .routes(with_files(routes!(making::finish)))
        .routes(routes!(making::ship))
        .routes(routes!(making::complete))
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::show, webhooks::change, webhooks::remove))
        .routes(routes!(webhooks::rotate_secret))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::replay))
        .routes(routes!(document::show))
}

/// Routes that take customers' pictures allow larger bodies.
fn with_files(routes: UtoipaMethodRouter<App>) -> UtoipaMethodRouter<App> {
    routes.layer(DefaultBodyLimit::max(
        middleware::FILES_MAX.max(middleware::PICTURED_JSON_MAX),
    ))
}

/// Routes that take one picture of the shop's own.
fn with_a_file(routes: UtoipaMethodRouter<App>) -> UtoipaMethodRouter<App> {
    routes.layer(DefaultBodyLimit::max(product_pictures::BODY_LIMIT))
}

/// The API and the page that describes it, to be put among the shop's addresses.
pub fn mount(app: &App) -> Router<App> {
    let inside = Router::from(routes())
        .fallback(middleware::no_such_address)
        .method_not_allowed_fallback(middleware::no_such_method)
        .with_state(app.clone());
    let enter = move |State(app): State<App>, request: Request| {
        let inside = inside.clone();
        async move { middleware::enter(app, inside, request).await }
    };
    let mut doors = Router::new()
        .route("/api/v1", any(enter.clone()))
        .route("/api/v1/", any(enter.clone()))
        .route("/api/v1/{*path}", any(enter))
        .layer(DefaultBodyLimit::disable());
    if !app.settings.cors_origins.is_empty() {
        doors = doors.layer(cors(&app.settings.cors_origins));
    }
    doors
        .route("/api/docs", get(docs::page))
        .route("/api/docs.css", get(docs::styles))
}

/// Lets scripts of other sites call the API, where the owner named these sites. No cookie ever comes with it.
fn cors(origins: &[String]) -> CorsLayer {
    let known = origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(known))
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            caller::CART_TOKEN,
            caller::ORDER_TOKEN,
            idempotency::KEY,
        ])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            caller::CART_TOKEN,
            caller::ORDER_TOKEN,
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("ratelimit-policy"),
        ])
        .max_age(Duration::from_secs(3600))
}
