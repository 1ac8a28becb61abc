//! The card frame that the script puts into the shop's pay page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::fields;
use super::html::{BANNER, Page, escape, origin};
use crate::Sandbox;
use crate::rules::intents::every_method;

pub async fn page(State(sandbox): State<Arc<Sandbox>>) -> Response {
    let shop = &sandbox.config.public_base;
    let body = format!(
        "{BANNER}<form id=\"payment\" novalidate>{}</form>{}<p><button type=\"button\" class=\"small\" id=\"fill\">Fill in the test card</button></p>",
        fields::render(&every_method(), &fields::Typed::default(), ""),
        fields::TEST_CARDS,
    );
    Page {
        status: StatusCode::OK,
        title: "Secure payment input",
        layout: "frame",
        attributes: format!(
            "data-shop=\"{}\"",
            escape(&origin(shop).unwrap_or_default())
        ),
        body,
        script: Some(include_str!("element.js")),
        leads_to: Vec::new(),
        framed_by: Some(shop),
    }
    .send()
}
