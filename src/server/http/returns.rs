//! Where returns are asked for and withdrawals declared, and where their private pictures are seen.

use super::commissions::{BODY_LIMIT, shown, width};
use super::{forms, pages};
use crate::server::returns::pictures;
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::Response;
use axum::routing::get;

pub fn routes() -> Router<App> {
    let with_pictures = DefaultBodyLimit::max(BODY_LIMIT);
    Router::new()
        .route(
            "/o/{token}/return",
            get(pages::show)
                .post(forms::returns::by_link)
                .layer(with_pictures),
        )
        .route(
            "/orders/{number}/return",
            get(pages::show)
                .post(forms::returns::own)
                .layer(with_pictures),
        )
        .route(
            "/o/{token}/withdraw",
            get(pages::show).post(forms::returns::withdraw_by_link),
        )
        .route(
            "/orders/{number}/withdraw",
            get(pages::show).post(forms::returns::withdraw_own),
        )
        .route("/o/{token}/returns/{id}/{file}", get(of_holder))
        .route("/admin/orders/{number}/returns/{id}/{file}", get(of_staff))
}

async fn of_holder(
    Path((token, id, file)): Path<(String, String, String)>,
    visit: Visit,
) -> Response {
    shown(pictures::by_link(&visit, &token, &id, width(&file)).await)
}

async fn of_staff(
    Path((number, id, file)): Path<(String, String, String)>,
    visit: Visit,
) -> Response {
    shown(pictures::for_staff(&visit, &number, &id, width(&file)).await)
}
