//! The product list with its filters, and the search.

use super::cards;
use crate::domain::catalogue::{
    COUNT_CAP, CategoryView, Found, ListQuery, ListView, PAGE_SIZE, ProductCard, Sort,
};
use crate::domain::folding::read_together;
use crate::domain::money::{Currency, Money};
use crate::domain::search::asked_words;
use crate::server::db::catalogue::list::{Filter, Part};
use crate::server::db::keyset::{Mark, Start, Window};
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use crate::server::shop::{self, CategoryNode, ShopNow};
use crate::server::visit::Visit;
use crate::server::{search, state::App};

/// Newest pieces that an empty list shows instead.
const MEANWHILE: i64 = 4;

/// One page of the list. A category that was renamed answers with its slug of today, one that never was with
/// `Nowhere`; every other value that can't be read is dropped, and the query in the answer says what was used.
pub async fn list(visit: &Visit, query: ListQuery) -> Result<Found<ListView>> {
    let now = shop::now(&visit.app).await?;
    let currency = visit.currency().await?;
    let mut conn = visit.app.db.read().await?;
    let mut query = tidy(query, currency, &now.kinds);
    let looked = match look(&visit.app, &mut conn, &query, currency, &now).await? {
        Found::Here(looked) => looked,
        Found::Moved(slug) => return Ok(Found::Moved(slug)),
        Found::Nowhere => return Ok(Found::Nowhere),
    };
    let counted = looked.counted;
    let total = counted.min(COUNT_CAP);
    let pages = (total + PAGE_SIZE - 1) / PAGE_SIZE;
    query.page = query.page.clamp(1, pages.max(1));
    let lines = match total {
        0 => Vec::new(),
        _ => {
            let part = Part {
                window: Window {
                    limit: PAGE_SIZE,
                    start: Start::Offset((query.page - 1) * PAGE_SIZE),
                },
                total: counted,
                to_the_end: false,
            };
            db::catalogue::list::page(&mut conn, &looked.filter, &part).await?
        }
    };
    let meanwhile = match total {
        0 => db::catalogue::list::newest(&mut conn, MEANWHILE).await?,
        _ => Vec::new(),
    };
    Ok(Found::Here(ListView {
        cards: cards::of(&mut conn, &lines, currency).await?,
        meanwhile: cards::of(&mut conn, &meanwhile, currency).await?,
        category: looked.category.map(|c| CategoryView {
            slug: c.link.slug.clone(),
            name: c.link.name.clone(),
            description: c.description.clone(),
            parents: now
                .categories
                .path_to(&c.id)
                .into_iter()
                .filter(|p| p.slug != c.link.slug)
                .collect(),
        }),
        categories: now.categories.iter().map(|c| c.link.clone()).collect(),
        kinds: now.kinds.clone(),
        query,
        currency,
        total,
        total_is_capped: counted > COUNT_CAP,
        pages,
        corrected: looked.corrected,
    }))
}

/// A part of the list, of any size and however deep.
#[derive(Default)]
pub struct ListPart {
    pub cards: Vec<ProductCard>,
    /// How many there are in all, no further than [`COUNT_CAP`], and whether there are more.
    pub total: i64,
    pub total_is_capped: bool,
    /// Where the last card stands, if there are more after it.
    pub last: Option<Mark>,
}

/// A part of the list with so many cards, from wherever `start` says.
pub async fn part(
    visit: &Visit,
    query: ListQuery,
    size: i64,
    start: Start,
) -> Result<Found<ListPart>> {
    let now = shop::now(&visit.app).await?;
    let currency = visit.currency().await?;
    let mut conn = visit.app.db.read().await?;
    let query = tidy(query, currency, &now.kinds);
    let looked = match look(&visit.app, &mut conn, &query, currency, &now).await? {
        Found::Here(looked) => looked,
        Found::Moved(slug) => return Ok(Found::Moved(slug)),
        Found::Nowhere => return Ok(Found::Nowhere),
    };
    let counted = looked.counted;
    let part = Part {
        window: Window {
            limit: size + 1,
            start,
        },
        total: counted,
        to_the_end: true,
    };
    let mut found = match counted {
        0 => Vec::new(),
        _ => db::catalogue::list::marked(&mut conn, &looked.filter, &part).await?,
    };
    let more = found.len() as i64 > size;
    found.truncate(usize::try_from(size).unwrap_or_default());
    let (lines, mut marks): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    Ok(Found::Here(ListPart {
        cards: cards::of(&mut conn, &lines, currency).await?,
        total: counted.min(COUNT_CAP),
        total_is_capped: counted > COUNT_CAP,
        last: marks.pop().filter(|_| more),
    }))
}

/// What was found for a query.
struct Looked<'a> {
    filter: Filter,
    counted: i64,
    category: Option<&'a CategoryNode>,
    /// The words that were looked for instead of those typed.
    corrected: Option<String>,
}

async fn look<'a>(
    app: &App,
    conn: &mut Conn,
    query: &ListQuery,
    currency: Currency,
    now: &'a ShopNow,
) -> Result<Found<Looked<'a>>> {
    let category = match &query.category {
        None => None,
        Some(slug) => match now.categories.by_slug(slug) {
            Some(found) => Some(found),
            None => {
                let moved = db::catalogue::moved(conn, "category", slug).await?;
                return Ok(moved.map_or(Found::Nowhere, Found::Moved));
            }
        },
    };
    let mut filter = filter(query, currency, category, now);
    let mut counted = count(conn, &filter, now).await?;
    let mut corrected = None;
    if counted == 0
        && let Some(better) = better_words(app, &filter).await?
    {
        let second = Filter {
            words: Some(better),
            ..filter.clone()
        };
        let found = count(conn, &second, now).await?;
        if found > 0 {
            corrected = second.words.as_deref().map(read_together);
            (filter, counted) = (second, found);
        }
    }
    Ok(Found::Here(Looked {
        filter,
        counted,
        category,
        corrected,
    }))
}

/// The query without what can't be read or used.
fn tidy(query: ListQuery, currency: Currency, kinds: &[String]) -> ListQuery {
    let text = |value: Option<String>| {
        value
            .map(|v| v.trim().to_string())
            .filter(|v| !v.is_empty())
    };
    let amount = |value: Option<String>| text(value).filter(|v| Money::parse(v, currency).is_ok());
    let q: Option<String> = text(query.q).map(|q| q.chars().take(200).collect());
    ListQuery {
        category: text(query.category),
        kind: text(query.kind).filter(|kind| kinds.contains(kind)),
        sort: match query.sort {
            Sort::BestMatch if q.is_none() => Sort::Newest,
            sort => sort,
        },
        q,
        min: amount(query.min),
        max: amount(query.max),
        page: query.page.max(1),
        ..query
    }
}

fn filter(
    query: &ListQuery,
    currency: Currency,
    category: Option<&CategoryNode>,
    now: &ShopNow,
) -> Filter {
    let minor = |text: &Option<String>| {
        let money = Money::parse(text.as_deref()?, currency).ok()?;
        Some(money.minor)
    };
    let categories = category
        .map(|c| now.categories.with_children(&c.id))
        .unwrap_or_default();
    Filter {
        categories: categories.into_iter().map(|node| node.id.clone()).collect(),
        kind: query.kind.clone(),
        in_stock: query.in_stock,
        words: asked_words(query.q.as_deref()),
        currency: currency.code().to_string(),
        min_minor: minor(&query.min),
        max_minor: minor(&query.max),
        sort: query.sort,
    }
}

/// The number of products, no further than one past the cap; for the whole shop it is known already.
async fn count(conn: &mut Conn, filter: &Filter, now: &ShopNow) -> Result<i64> {
    if filter.is_everything() {
        return Ok(now.published);
    }
    db::catalogue::list::count(conn, filter).await
}

/// The words nearest to those that were typed, where these are not the catalogue's.
async fn better_words(app: &App, filter: &Filter) -> Result<Option<Vec<String>>> {
    match &filter.words {
        Some(words) => Ok(search::corrected(words, &search::known_words(app).await?)),
        None => Ok(None),
    }
}
