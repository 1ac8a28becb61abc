//! The data of the layout: the shop, its categories and pages, and whose visit this is.

use super::customers;
use super::db;
use super::error::Result;
use super::shop;
use super::visit::Visit;
use crate::domain::shop::Frame;

pub async fn of_page(visit: &Visit) -> Result<Frame> {
    let now = shop::now(&visit.app).await?;
    let cart_count = match customers::cart::id(visit).await? {
        Some(cart) => db::shop::cart_count(&mut visit.app.db.read().await?, &cart).await?,
        None => 0,
    };
    let (signed_in, told) = customers::at_a_glance(visit).await?;
    let top = now.categories.iter().filter(|c| c.link.depth == 0);
    Ok(Frame {
        public_url: visit.app.settings.public_url(),
        shop: (*now.shop).clone(),
        currency: visit.currency().await?,
        cart_count,
        signed_in,
        told,
        categories: top
            .map(|c| (c.link.slug.clone(), c.link.name.clone()))
            .collect(),
        pages: now.pages.clone(),
    })
}
