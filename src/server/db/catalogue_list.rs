//! The product list: one statement for a page, whatever it is filtered and sorted by.
//!
//! Each way to sort walks an index and stops after the page, so a list is as quick among 100,000 products as
//! among 1,000. Several categories are walked side by side and merged.

use super::catalogue::ProductLine;
use super::search::push_matches;
use super::{Conn, on};
use crate::domain::catalogue::Sort;
use crate::server::error::Result;
use sqlx::{Database, Encode, QueryBuilder, Type};

/// What a list shows of the published products.
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

    fn needs_price(&self) -> bool {
        self.sorts_by_price() || self.min_minor.is_some() || self.max_minor.is_some()
    }

    /// The expression that is sorted by, the id beside it, and the direction of both.
    fn order(&self) -> (&'static str, &'static str, &'static str) {
        match self.sort {
            Sort::Newest => ("p.published_at_ms", "p.id", " DESC"),
            Sort::Title => ("p.title", "p.id", ""),
            Sort::PriceAscending => ("pp.from_minor", "pp.product_id", ""),
            Sort::PriceDescending => ("pp.from_minor", "pp.product_id", " DESC"),
        }
    }

    /// Appends everything from FROM on. The first table named drives the search: CROSS JOIN keeps SQLite from
    /// starting elsewhere, and PostgreSQL reads it like any join.
    fn push_from<DB: Database>(
        &self,
        q: &mut QueryBuilder<DB>,
        categories: &[String],
        postgres: bool,
    ) where
        for<'q> String: Encode<'q, DB>,
        String: Type<DB>,
        for<'q> i64: Encode<'q, DB>,
        i64: Type<DB>,
    {
        let by_price_alone = self.sorts_by_price() && categories.is_empty();
        if let Some(words) = &self.words {
            q.push(" FROM (");
            push_matches(q, words, postgres);
            q.push(") AS found CROSS JOIN products p");
            if self.needs_price() {
                q.push(" CROSS JOIN product_prices pp");
            }
            q.push(" WHERE p.id = found.product_id AND p.status = 'published'");
        } else if by_price_alone {
            q.push(" FROM product_prices pp CROSS JOIN products p WHERE p.status = 'published'");
        } else if self.needs_price() {
            q.push(" FROM products p CROSS JOIN product_prices pp WHERE p.status = 'published'");
        } else {
            q.push(" FROM products p WHERE p.status = 'published'");
        }
        if self.needs_price() {
            q.push(" AND pp.product_id = p.id AND pp.currency = ")
                .push_bind(self.currency.clone());
        }
        if let [one] = categories {
            q.push(" AND p.category_id = ").push_bind(one.clone());
        } else if !categories.is_empty() {
            q.push(" AND p.category_id");
            super::push_in!(q, categories.iter().cloned());
        }
        if let Some(kind) = &self.kind {
            q.push(" AND p.kind = ").push_bind(kind.clone());
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

    /// The page as rows, in order: the ids are found first, then only these products are read.
    fn push_page<DB: Database>(
        &self,
        q: &mut QueryBuilder<DB>,
        limit: i64,
        offset: i64,
        postgres: bool,
    ) where
        for<'q> String: Encode<'q, DB>,
        String: Type<DB>,
        for<'q> i64: Encode<'q, DB>,
        i64: Type<DB>,
    {
        let (key, id, direction) = self.order();
        // With words, what matches is read anyway: merging would only repeat the search.
        let arms: Vec<&[String]> = if self.words.is_none() && self.categories.len() > 1 {
            self.categories.chunks(1).collect()
        } else {
            vec![&self.categories]
        };
        let several = arms.len() > 1;
        q.push("SELECT p.id, p.slug, p.title, p.kind, p.one_of_a_kind, p.in_stock FROM (");
        if several {
            q.push("SELECT id, k FROM (");
        }
        for (place, arm) in arms.iter().enumerate() {
            if place > 0 {
                q.push(" UNION ALL ");
            }
            if several {
                q.push("SELECT id, k FROM (");
            }
            q.push(format!("SELECT {id} AS id, {key} AS k"));
            self.push_from(q, arm, postgres);
            q.push(format!(
                " ORDER BY {key}{direction}, {id}{direction} LIMIT "
            ));
            if several {
                q.push_bind(limit + offset).push(format!(") AS arm{place}"));
            } else {
                q.push_bind(limit).push(" OFFSET ").push_bind(offset);
            }
        }
        if several {
            q.push(format!(
                ") AS arms ORDER BY k{direction}, id{direction} LIMIT "
            ));
            q.push_bind(limit).push(" OFFSET ").push_bind(offset);
        }
        q.push(") AS page CROSS JOIN products p WHERE p.id = page.id");
        q.push(format!(" ORDER BY page.k{direction}, page.id{direction}"));
    }
}

/// One page of the list.
pub async fn page(
    conn: &mut Conn,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<ProductLine>> {
    let postgres = conn.is_postgres();
    on!(conn, c => {
        let mut q = QueryBuilder::new("");
        filter.push_page(&mut q, limit, offset, postgres);
        Ok(q.build_query_as().fetch_all(&mut *c).await?)
    })
}

/// How many products the filter lets through, counted no further than `cap`.
pub async fn count(conn: &mut Conn, filter: &Filter, cap: i64) -> Result<i64> {
    let postgres = conn.is_postgres();
    on!(conn, c => {
        let mut q = QueryBuilder::new("SELECT COUNT(*) FROM (SELECT 1");
        filter.push_from(&mut q, &filter.categories, postgres);
        q.push(" LIMIT ").push_bind(cap).push(") AS counted");
        Ok(q.build_query_scalar().fetch_one(&mut *c).await?)
    })
}
