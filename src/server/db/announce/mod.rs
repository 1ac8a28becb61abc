//! Outgoing webhooks: endpoints and deliveries.

pub mod deliveries;
pub mod endpoints;
