//! Every address of the shop, read from top to bottom, and the layers each request passes.

use super::{
    api, commissions, dev_mail, feeds, forms, intake, invoices, live, media, metrics, pace, pages,
    privacy, probes, refusals, returns, sandbox_proxy, security, sessions, webhook,
};
use crate::server::state::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::request_id::{
    MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::services::{ServeDir, ServeFile};
use tower_http::trace::TraceLayer;

/// Most bytes of an ordinary request body; routes that take pictures allow more.
const BODY_LIMIT: usize = 256 * 1024;

/// Of brotli's 11 levels and gzip's 9.
const COMPRESSION: i32 = 4;

/// The whole shop as one service.
pub fn router(app: App) -> Router {
    // Pages are rendered as tasks of this runtime. Refused where another shop of this process has said so before.
    let _ = any_spawner::Executor::init_tokio();
    let https = app.settings.is_https();
    let pages = Router::new()
        .route("/cart", get(pages::show).post(forms::cart::post))
        .route("/shop/{slug}", get(pages::show).post(forms::cart::add))
        .route("/checkout", get(pages::show).post(forms::checkout::post))
        .route(
            "/checkout/pay/{token}",
            get(forms::payments::page).post(forms::payments::choose),
        )
        .route("/checkout/return/{token}", get(forms::payments::returned))
        .route("/o/{token}", get(pages::show).post(forms::orders::post))
        .route("/o/{token}/events", get(live::of_order))
        .route("/o/{token}/invoices/{file}", get(invoices::of_order))
        .route("/orders", get(pages::show).post(forms::orders::claim))
        .route(
            "/orders/{number}",
            get(pages::show).post(forms::orders::own),
        )
        .route("/orders/{number}/events", get(live::of_own_order))
        .route(
            "/orders/{number}/invoices/{file}",
            get(invoices::of_own_order),
        )
        .route(
            "/admin/orders/{number}/invoices/{file}",
            get(invoices::for_staff),
        )
        .route(
            "/confirm-email/{token}",
            get(pages::show).post(forms::orders::confirm_email),
        )
        .route("/track", get(pages::show).post(forms::orders::track))
        .route("/currency", post(forms::shop::currency))
        .merge(returns::routes())
        .merge(commissions::routes())
        .merge(forms::commissions::routes())
        .merge(forms::account::routes())
        .merge(forms::admin::routes())
        .route("/_fn/{*path}", any(pages::server_function))
        .fallback(get(pages::show))
        .layer(sessions::layer(app.db.clone(), app.clock.clone(), https))
        .layer(from_fn(intake::form))
        .layer(from_fn_with_state(
            app.clone(),
            security::only_from_our_own_pages,
        ))
        .layer(from_fn(privacy::no_store))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));

    let refusals = Router::new()
        .fallback(pages::refused)
        .layer(sessions::layer(app.db.clone(), app.clock.clone(), https))
        .with_state(app.clone());

    let site = crate::server::site::folder(&app.settings.site);
    let files = ServeDir::new(site.join("pkg"))
        .precompressed_br()
        .precompressed_gzip();
    let built = ServiceBuilder::new().map_response(kept).service(files);

    Router::new()
        .route("/robots.txt", get(feeds::robots))
        .route("/sitemap.xml", get(feeds::sitemap))
        .route("/sitemap/{part}", get(feeds::sitemap_part))
        .route("/feed.xml", get(feeds::atom))
        .route(
            "/webhooks/stripe",
            post(webhook::stripe).layer(DefaultBodyLimit::max(1024 * 1024)),
        )
        .route("/healthz", get(probes::alive))
        .route(
            "/readyz",
            get(probes::ready).layer(sessions::layer(app.db.clone(), app.clock.clone(), https)),
        )
        .route("/metrics", get(metrics::show))
        .route("/dev/mail", get(dev_mail::list))
        .route("/dev/mail/{id}", get(dev_mail::show))
        .route("/dev/mail/{id}/html", get(dev_mail::html))
        .route(
            "/dev/mail/{id}/pictures/{content_id}",
            get(dev_mail::picture),
        )
        .route("/sandbox/{*path}", any(sandbox_proxy::forward))
        .merge(api::mount(&app))
        .merge(pages)
        .layer(compression())
        // What follows is small already, or was compressed when it was built.
        .nest_service("/pkg", built)
        .route_service("/favicon.svg", ServeFile::new(site.join("favicon.svg")))
        .route("/media/{key}/{file}", get(media::picture))
        .layer(from_fn(pace::paced))
        .layer(from_fn(intake::address))
        .layer(CatchPanicLayer::custom(security::panicked))
        .layer(from_fn_with_state(refusals, refusals::shown))
        .layer(from_fn_with_state(app.clone(), security::headers))
        // For what breaks while a refusal is put into words.
        .layer(CatchPanicLayer::custom(security::panicked))
        .layer(from_fn(metrics::track))
        .layer(trace())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(app)
}

/// What was built has its content in its name, so that a browser may keep it for good. What is not there (yet) has not.
fn kept<B>(mut answer: Response<B>) -> Response<B> {
    let there = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
    let lasts = match there {
        true => "public, max-age=31536000, immutable",
        false => "no-store",
    };
    let headers = answer.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(lasts));
    answer
}

/// Answers that are text go out as brotli or gzip where the browser takes it. The levels are those that still cost
/// less than rendering the page: higher ones win a few percent and take several times as long.
fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(COMPRESSION))
}

/// One log line a request: method, path with link tokens masked, status, time. Query strings are never logged.
fn trace() -> TraceLayer<
    tower_http::classify::SharedClassifier<tower_http::classify::ServerErrorsAsFailures>,
    impl Fn(&Request<axum::body::Body>) -> tracing::Span + Clone,
> {
    TraceLayer::new_for_http().make_span_with(|request: &Request<axum::body::Body>| {
        let id = request
            .extensions()
            .get::<RequestId>()
            .and_then(|id| id.header_value().to_str().ok());
        tracing::info_span!(
            "request",
            id = id.unwrap_or_default(),
            method = %request.method(),
            path = %security::masked_path(request.uri().path()),
        )
    })
}

/// The name of the header that carries a request's id.
pub static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
