//! Outgoing webhooks: what is delivered to other programs, how it is signed, and what happens when nobody answers.

mod admin;
mod events;
mod failures;

use crate::support::program;
use crate::support::receiver::Receiver;
use crate::support::shop::Shop;
use atelier::domain::webhooks::Event;
use atelier::server::announce::endpoints::{self, EndpointInput};

/// An endpoint that hears of these events; answers its id and its secret.
pub async fn listens(shop: &Shop, receiver: &Receiver, events: &[&str]) -> (String, String) {
    let input = EndpointInput {
        url: &receiver.url,
        description: "The scale",
        events: events.to_vec(),
    };
    let visit = program(&shop.app, &["webhooks"]).await;
    endpoints::add(&visit, &input).await.unwrap()
}

/// An endpoint that hears of everything.
pub async fn hears_all(shop: &Shop, receiver: &Receiver) -> (String, String) {
    let names: Vec<String> = Event::choosable().into_iter().map(Event::name).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    listens(shop, receiver, &names).await
}
