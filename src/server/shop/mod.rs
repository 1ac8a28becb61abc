//! The shop's own settings and pages of text, and its categories.

pub mod markdown;
pub mod pages;
pub mod settings;

use super::cached::Cached;
use super::db;
use super::db::shop::CategoryRow;
use super::error::{Error, Result};
use super::state::App;
use super::visit::Visit;
use crate::domain::catalogue::{COUNT_CAP, CategoryLink, PictureView};
use crate::domain::money::Currency;
use crate::domain::problem::Problems;
use crate::domain::shipping::Zone;
use crate::domain::shop::{Shop, TextPageView};
use std::sync::Arc;
use std::time::Duration;

/// How long what is read here is believed. Changes made by this process are seen at once.
const LIFETIME: Duration = Duration::from_secs(3);

/// The shop's settings as last read.
#[derive(Default)]
pub struct ShopCache(Cached<ShopNow>);

/// Everything small that nearly every page needs, read together.
pub struct ShopNow {
    pub shop: Arc<Shop>,
    pub zones: Vec<Zone>,
    /// Slug and title, in order.
    pub pages: Vec<(String, String)>,
    pub categories: Categories,
    /// The kinds of published products, by name.
    pub kinds: Vec<String>,
    /// Published products, counted no further than one past [`COUNT_CAP`].
    pub published: i64,
}

/// The tree of categories, in the order of display: a parent, then its children.
pub struct Categories(Vec<CategoryNode>);

pub struct CategoryNode {
    pub id: String,
    pub parent_id: Option<String>,
    pub link: CategoryLink,
    pub description: String,
    /// A picture of the newest piece in it or below it.
    pub picture: Option<PictureView>,
}

impl Categories {
    /// Orders rows (sorted by position) into a tree. A row whose parent is missing stands at the top.
    pub fn new(rows: Vec<CategoryRow>) -> Self {
        let known: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
        let mut nodes = Vec::with_capacity(rows.len());
        let orphan = |r: &CategoryRow| {
            r.parent_id
                .as_ref()
                .is_none_or(|parent| !known.contains(parent))
        };
        let mut open: Vec<(&CategoryRow, u8)> = rows
            .iter()
            .rev()
            .filter(|r| orphan(r))
            .map(|r| (r, 0))
            .collect();
        while let Some((row, depth)) = open.pop() {
            nodes.push(CategoryNode {
                id: row.id.clone(),
                parent_id: row.parent_id.clone(),
                link: CategoryLink {
                    slug: row.slug.clone(),
                    name: row.name.clone(),
                    depth,
                },
                description: row.description.clone(),
                picture: None,
            });
            let below = rows
                .iter()
                .rev()
                .filter(|r| r.parent_id.as_ref() == Some(&row.id));
            open.extend(below.map(|r| (r, depth.saturating_add(1))));
        }
        Categories(nodes)
    }

    pub fn iter(&self) -> impl Iterator<Item = &CategoryNode> {
        self.0.iter()
    }

    pub fn by_slug(&self, slug: &str) -> Option<&CategoryNode> {
        self.0.iter().find(|n| n.link.slug == slug)
    }

    pub fn by_id(&self, id: &str) -> Option<&CategoryNode> {
        self.0.iter().find(|n| n.id == id)
    }

    /// The ids of a category and of everything below it: in this order, the nodes that follow it deeper.
    pub fn with_children(&self, id: &str) -> Vec<&CategoryNode> {
        let Some(start) = self.0.iter().position(|n| n.id == id) else {
            return Vec::new();
        };
        let depth = self.0[start].link.depth;
        let below = self.0[start + 1..]
            .iter()
            .take_while(|n| n.link.depth > depth);
        self.0[start..=start].iter().chain(below).collect()
    }

    /// From the top down to the category itself.
    pub fn path_to(&self, id: &str) -> Vec<CategoryLink> {
        let mut path = Vec::new();
        let mut next = self.by_id(id);
        while let Some(node) = next {
            path.insert(0, node.link.clone());
            next = node
                .parent_id
                .as_deref()
                .and_then(|parent| self.by_id(parent));
        }
        path
    }
}

/// Everything small about the shop, at most a few seconds old.
pub async fn now(app: &App) -> Result<Arc<ShopNow>> {
    app.shop.0.get(LIFETIME, async || read(app).await).await
}

async fn read(app: &App) -> Result<ShopNow> {
    let mut conn = app.db.read().await?;
    let shop = db::shop::settings(&mut conn).await?.unwrap_or_default();
    let mut categories = Categories::new(db::shop::categories(&mut conn).await?);
    let pictures = db::catalogue::category_pictures(&mut conn).await?;
    let picture_of = |id: &str| {
        pictures
            .iter()
            .find(|(category, _)| category == id)
            .map(|(_, p)| p.clone())
    };
    let chosen: Vec<Option<PictureView>> = categories
        .iter()
        .map(|node| {
            categories
                .with_children(&node.id)
                .iter()
                .find_map(|n| picture_of(&n.id))
        })
        .collect();
    for (node, picture) in categories.0.iter_mut().zip(chosen) {
        node.picture = picture;
    }
    Ok(ShopNow {
        shop: Arc::new(shop),
        zones: db::shop::zones(&mut conn).await?,
        pages: db::shop::page_titles(&mut conn).await?,
        categories,
        kinds: db::catalogue::kinds(&mut conn).await?,
        published: db::catalogue::count_published(&mut conn, COUNT_CAP + 1).await?,
    })
}

/// Makes a change of settings, categories, pages or zones show at once.
pub fn forget(app: &App) {
    app.shop.0.forget();
}

/// The shop's settings; read from the database at most every few seconds.
pub async fn current(app: &App) -> Result<Arc<Shop>> {
    Ok(now(app).await?.shop.clone())
}

/// The shipping zones, in the order in which they are asked.
pub async fn zones(app: &App) -> Result<Vec<Zone>> {
    Ok(now(app).await?.zones.clone())
}

/// Keeps new settings.
pub async fn save(app: &App, shop: &Shop) -> Result<()> {
    let now_ms = app.now_ms();
    crate::transact!(app.db, tx => { db::shop::save_settings(&mut tx, shop, now_ms).await })?;
    forget(app);
    Ok(())
}

pub async fn text_page(visit: &Visit, slug: &str) -> Result<TextPageView> {
    let row = db::shop::published_page(&mut visit.app.db.read().await?, slug).await?;
    let row = row.ok_or_else(|| {
        Error::not_found("There is no such page. It may have been renamed or taken down.")
    })?;
    Ok(TextPageView {
        body_html: markdown::to_html(&row.body, &visit.app.settings.public_url()),
        slug: row.slug,
        title: row.title,
        meta_description: row.meta_description,
    })
}

pub async fn choose_currency(visit: &Visit, code: &str) -> Result<()> {
    let shop = current(&visit.app).await?;
    let known: Option<Currency> = code.parse().ok().filter(|c| shop.currencies.contains(c));
    let Some(currency) = known else {
        let names: Vec<&str> = shop.currencies.iter().map(|c| c.code()).collect();
        let message = format!(
            "This shop sells in {}. Choose one of these.",
            names.join(", ")
        );
        return Err(Problems::one("currency", "unknown_currency", message).into());
    };
    visit.choose_currency(currency).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, parent: Option<&str>) -> CategoryRow {
        CategoryRow {
            id: id.into(),
            parent_id: parent.map(String::from),
            slug: format!("{id}-slug"),
            name: id.to_uppercase(),
            description: String::new(),
        }
    }

    #[test]
    fn children_follow_their_parent_and_know_their_depth() {
        let rows = vec![
            row("cups", Some("clay")),
            row("clay", None),
            row("ink", None),
            row("lost", Some("gone")),
        ];
        let tree = Categories::new(rows);
        let seen: Vec<(&str, u8)> = tree.iter().map(|n| (n.id.as_str(), n.link.depth)).collect();
        assert_eq!(seen, [("clay", 0), ("cups", 1), ("ink", 0), ("lost", 0)]);
        let ids: Vec<&str> = tree
            .with_children("clay")
            .iter()
            .map(|n| n.id.as_str())
            .collect();
        assert_eq!(ids, ["clay", "cups"]);
        let path: Vec<String> = tree.path_to("cups").into_iter().map(|l| l.slug).collect();
        assert_eq!(path, ["clay-slug", "cups-slug"]);
    }
}
