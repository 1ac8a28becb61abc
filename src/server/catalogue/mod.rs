//! Browsing the catalogue: home, list, product.

pub mod cards;
pub mod categories;
pub mod edit;
pub mod list;
pub mod product;
pub mod questions;

pub use list::{ListPart, list, part};
pub use product::{StoryCache, batch, product, slug_of};

use super::error::Result;
use super::visit::Visit;
use super::{db, shop, staff};
use crate::domain::catalogue::HomeView;
use crate::domain::staff::{Permission, StaffView};

/// Products in each row of the home page.
const HOME_ROW: usize = 8;

/// Whoever may change the catalogue.
async fn editor(visit: &Visit) -> Result<StaffView> {
    staff::require(visit, Permission::EditCatalogue).await
}

/// The home page: what the shop puts first, then what is newest beside it, then the top categories.
pub async fn home(visit: &Visit) -> Result<HomeView> {
    let now = shop::now(&visit.app).await?;
    let currency = visit.currency().await?;
    let mut conn = visit.app.db.read().await?;
    let featured = db::catalogue::featured(&mut conn, HOME_ROW as i64).await?;
    let newest = db::catalogue::list::newest(&mut conn, (HOME_ROW * 2) as i64).await?;
    let mut lines = featured.clone();
    let others = newest
        .into_iter()
        .filter(|n| featured.iter().all(|f| f.id != n.id));
    lines.extend(others.take(HOME_ROW));
    let mut cards = cards::of(&mut conn, &lines, currency).await?;
    let newest = cards.split_off(featured.len());
    let top = now.categories.iter().filter(|c| c.link.depth == 0);
    Ok(HomeView {
        featured: cards,
        newest,
        categories: top.map(|c| (c.link.clone(), c.picture.clone())).collect(),
    })
}
