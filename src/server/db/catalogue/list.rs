//! The product list: one statement for a page, whatever it is filtered and sorted by.
//!
//! A list must be as quick among 100,000 products as among 1,000. So each statement starts from the table that
//! leaves least to look at. Where many products match, it walks the index of the order and stops after the page;
//! where few match, it takes these and sorts them. Several categories are walked side by side and merged.

use crate::domain::catalogue::{COUNT_CAP, Sort};
use crate::domain::search::LANGUAGE;
use crate::server::db::catalogue::ProductLine;
use crate::server::db::keyset::push_mark;
use crate::server::db::keyset::{Key, Mark, Window};
use crate::server::db::search::{push_matches, push_numbers, push_ranked_matches};
use crate::server::db::{Conn, on};
use crate::server::error::{Error, Result};
use sqlx::{Database, Encode, QueryBuilder, Type};

/// What a list shows of the published products. Where the price matters, what has none in the currency is left out.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Ids of the categories to show; empty: every one.
    pub categories: Vec<String>,
    pub kind: Option<String>,
    pub in_stock: bool,
    /// Words that all must occur, the last one at least as a beginning.
    pub words: Option<Vec<String>>,
    /// The currency of the bounds and of the order by price.
    pub currency: String,
    pub min_minor: Option<i64>,
    pub max_minor: Option<i64>,
    pub sort: Sort,
}

/// Which part of the list is wanted.
#[derive(Clone, Debug)]
pub struct Part {
    pub window: Window,
    /// How many products match, as far as they were counted.
    pub total: i64,
    /// It may be followed to its end: none of what matches is left out for being old.
    pub to_the_end: bool,
}

/// A product with what it is sorted by.
#[derive(sqlx::FromRow)]
struct MarkedLine {
    #[sqlx(flatten)]
    line: ProductLine,
    k: String,
}

/// The table that a statement starts from.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    Words,
    Prices,
    Products,
}

/// How a statement is put together: the table to start from, the database, whether very many products match.
#[derive(Clone, Copy)]
struct Plan {
    start: Start,
    postgres: bool,
    many: bool,
    /// Matches are wanted with how well they fit.
    ranked: bool,
    to_the_end: bool,
}

/// What is sorted by for the best match: one hit weighs more than any date has milliseconds.
const BEST: &str = "p.published_at_ms + found.hits * 1000000000000000";

impl Filter {
    /// Nothing is asked for but an order: the whole shop.
    pub fn is_everything(&self) -> bool {
        self.categories.is_empty()
            && self.kind.is_none()
            && !self.in_stock
            && self.words.is_none()
            && !self.needs_price()
    }

    fn sorts_by_price(&self) -> bool {
        matches!(self.sort, Sort::PriceAscending | Sort::PriceDescending)
    }

    fn is_bounded(&self) -> bool {
        self.min_minor.is_some() || self.max_minor.is_some()
    }

    fn needs_price(&self) -> bool {
        self.sorts_by_price() || self.is_bounded()
    }

    /// Whether something is asked that neither the words nor the prices know.
    fn asks_the_product(&self) -> bool {
        self.kind.is_some() || self.in_stock
    }

    fn plan(&self, postgres: bool, many: bool) -> Plan {
        let narrow = self.kind.is_some() && self.categories.is_empty();
        // SQLite would sort all that was found; where that is very much, it looks for it along the prices.
        let along_prices = many && self.sorts_by_price() && !postgres;
        let start = if self.words.is_some() && !along_prices {
            Start::Words
        } else if !self.needs_price() {
            Start::Products
        } else if many {
            // Walk in the order of the list.
            if self.sorts_by_price() {
                Start::Prices
            } else {
                Start::Products
            }
        } else if narrow {
            Start::Products
        } else {
            Start::Prices
        };
        Plan {
            start,
            postgres,
            many,
            ranked: self.ranks(),
            to_the_end: false,
        }
    }

    /// The order is that of the best match, and there are words to match.
    fn ranks(&self) -> bool {
        self.sort == Sort::BestMatch && self.words.is_some()
    }

    /// The expression that is sorted by, the id beside it, and the direction of both.
    fn order(&self) -> (&'static str, &'static str, &'static str) {
        match self.sort {
            Sort::BestMatch if self.ranks() => (BEST, "p.id", " DESC"),
            Sort::Newest | Sort::BestMatch => ("p.published_at_ms", "p.id", " DESC"),
            Sort::Title => ("p.sort_key", "p.id", ""),
            Sort::PriceAscending => ("pp.from_minor", "pp.product_id", ""),
            Sort::PriceDescending => ("pp.from_minor", "pp.product_id", " DESC"),
        }
    }

    /// Appends everything from FROM on. CROSS JOIN keeps SQLite in the order of the tables as they stand here;
    /// PostgreSQL reads it like any join. `reads_product`: a column of the product is needed anyway.
    fn push_from<DB: Database>(
        &self,
        q: &mut QueryBuilder<DB>,
        categories: &[String],
        reads_product: bool,
        plan: Plan,
    ) where
        for<'q> String: Encode<'q, DB>,
        String: Type<DB>,
        for<'q> i64: Encode<'q, DB>,
        i64: Type<DB>,
    {
        let beside = if self.needs_price() {
            " CROSS JOIN product_prices pp"
        } else {
            ""
        };
        match plan.start {
            Start::Words => {
                // SQLite would sort all that matches: the newest entries of the index are enough where
                // nothing else is asked. (PostgreSQL's index has no order.)
                let alone =
                    !self.asks_the_product() && !self.needs_price() && self.categories.is_empty();
                let by_date = matches!(self.sort, Sort::Newest | Sort::BestMatch);
                let newest = plan.many && alone && by_date && !plan.postgres && !plan.to_the_end;
                let words = self.words.as_deref().unwrap_or_default();
                q.push(" FROM (");
                if plan.ranked {
                    push_ranked_matches(q, words, newest.then_some(COUNT_CAP + 1), plan.postgres);
                } else {
                    push_matches(q, words, plan.postgres);
                    if newest {
                        q.push(format!(" ORDER BY s.rowid DESC LIMIT {}", COUNT_CAP + 1));
                    }
                }
                q.push(format!(") AS found CROSS JOIN products p{beside} WHERE p.id = found.product_id AND p.status = 'published'"));
            }
            Start::Prices => {
                let with_product = reads_product || self.asks_the_product();
                q.push(" FROM product_prices pp");
                if self.words.is_some() {
                    q.push(" CROSS JOIN product_texts r");
                }
                if with_product {
                    q.push(" CROSS JOIN products p");
                }
                q.push(" WHERE pp.listed = TRUE");
                if let Some(words) = &self.words {
                    q.push(" AND r.product_id = pp.product_id AND r.language = ");
                    q.push_bind(LANGUAGE.to_string()).push(" AND r.number IN (");
                    push_numbers(q, words);
                    q.push(")");
                }
                if with_product {
                    q.push(" AND p.status = 'published' AND p.id = pp.product_id");
                }
            }
            Start::Products => {
                q.push(format!(
                    " FROM products p{beside} WHERE p.status = 'published'"
                ));
            }
        }
        if self.needs_price() {
            if plan.start != Start::Prices {
                q.push(" AND pp.product_id = p.id");
            }
            q.push(" AND pp.currency = ")
                .push_bind(self.currency.clone());
        }
        // Where very many match, the index of titles is walked: in this form a column is no way into another index.
        let walks_titles = plan.many && plan.start == Start::Products && self.sort == Sort::Title;
        let (category, kind) = match walks_titles {
            true => ("COALESCE(p.category_id, '')", "COALESCE(p.kind, '')"),
            false if plan.start == Start::Prices => ("pp.category_id", "p.kind"),
            false => ("p.category_id", "p.kind"),
        };
        if let [one] = categories {
            q.push(format!(" AND {category} = ")).push_bind(one.clone());
        } else if !categories.is_empty() {
            q.push(format!(" AND {category}"));
            crate::server::db::push_in!(q, categories.iter().cloned());
        }
        if let Some(wanted) = &self.kind {
            q.push(format!(" AND {kind} = ")).push_bind(wanted.clone());
        }
        if self.in_stock {
            q.push(" AND p.in_stock = TRUE");
        }
        if let Some(min) = self.min_minor {
            q.push(" AND pp.from_minor >= ").push_bind(min);
        }
        if let Some(max) = self.max_minor {
            q.push(" AND pp.from_minor <= ").push_bind(max);
        }
    }

    /// The page as rows, in order: the ids are found first, then only these products are read. Limits stand in
    /// the text, because PostgreSQL plans for a tenth of all rows where it does not know them.
    fn push_page<DB: Database>(&self, q: &mut QueryBuilder<DB>, window: &Window, plan: Plan)
    where
        for<'q> String: Encode<'q, DB>,
        String: Type<DB>,
        for<'q> i64: Encode<'q, DB>,
        i64: Type<DB>,
    {
        let (key, id, direction) = self.order();
        let (limit, offset) = (window.limit, window.offset());
        let in_order = match plan.start {
            Start::Words => false,
            Start::Prices => self.sorts_by_price(),
            Start::Products => self.sort != Sort::Title,
        };
        let merged = in_order && self.categories.len() > 1;
        let arms: Vec<&[String]> = match merged {
            true => self.categories.chunks(1).collect(),
            false => vec![&self.categories],
        };
        let limits = format!("LIMIT {limit} OFFSET {offset}");
        q.push("SELECT p.id, p.slug, p.title, p.kind, p.one_of_a_kind, p.in_stock, CAST(page.k AS TEXT) AS k FROM (");
        if merged {
            q.push("SELECT id, k FROM (");
        }
        for (place, arm) in arms.iter().enumerate() {
            if place > 0 {
                q.push(" UNION ALL ");
            }
            if merged {
                q.push("SELECT id, k FROM (");
            }
            q.push(format!("SELECT {id} AS id, {key} AS k"));
            self.push_from(q, arm, !self.sorts_by_price(), plan);
            push_mark!(q, window, key, id, !direction.is_empty());
            q.push(format!(" ORDER BY {key}{direction}, {id}{direction} "));
            match merged {
                true => q.push(format!("LIMIT {}) AS arm{place}", limit + offset)),
                false => q.push(&limits),
            };
        }
        if merged {
            q.push(format!(
                ") AS arms ORDER BY k{direction}, id{direction} {limits}"
            ));
        }
        q.push(") AS page CROSS JOIN products p WHERE p.id = page.id");
        q.push(format!(" ORDER BY page.k{direction}, page.id{direction}"));
    }
}

/// One page of the list.
pub async fn page(conn: &mut Conn, filter: &Filter, part: &Part) -> Result<Vec<ProductLine>> {
    let found = marked(conn, filter, part).await?;
    Ok(found.into_iter().map(|(line, _)| line).collect())
}

/// The same, each product with where it stands in the order.
pub async fn marked(
    conn: &mut Conn,
    filter: &Filter,
    part: &Part,
) -> Result<Vec<(ProductLine, Mark)>> {
    let plan = Plan {
        to_the_end: part.to_the_end,
        ..filter.plan(conn.is_postgres(), part.total > COUNT_CAP)
    };
    let rows: Vec<MarkedLine> = on!(conn, c => {
        let mut q = QueryBuilder::new("");
        filter.push_page(&mut q, &part.window, plan);
        q.build_query_as().fetch_all(&mut *c).await?
    });
    let mark = |row: MarkedLine| -> Result<(ProductLine, Mark)> {
        let key = match filter.sort {
            Sort::Title => Key::Text(row.k),
            _ => Key::Number(row.k.parse().map_err(|_| {
                Error::impossible("products", "place in the list", &row.line.id, &row.k)
            })?),
        };
        let id = row.line.id.clone();
        Ok((row.line, Mark { key, id }))
    };
    rows.into_iter().map(mark).collect()
}

/// The newest products of the whole shop.
pub async fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<ProductLine>> {
    let part = Part {
        window: Window::first(limit),
        total: 0,
        to_the_end: false,
    };
    page(conn, &Filter::default(), &part).await
}

/// How many products the filter lets through, counted no further than one past [`COUNT_CAP`].
pub async fn count(conn: &mut Conn, filter: &Filter) -> Result<i64> {
    let plan = Plan {
        ranked: false,
        ..filter.plan(conn.is_postgres(), false)
    };
    on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1");
        filter.push_from(&mut q, &filter.categories, false, plan);
        q.push(format!(" LIMIT {}) AS counted", COUNT_CAP + 1));
        Ok(q.build_query_scalar().fetch_one(&mut *c).await?)
    })
}
