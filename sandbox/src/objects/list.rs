//! Lists: newest first, a page at a time, by creation time and cursor.

use serde_json::{Value, json};

use crate::books::{Kept, Shelf};
use crate::errors::ApiError;
use crate::form::Form;

/// Which part of a list is asked for.
#[derive(Debug)]
pub struct Page {
    limit: usize,
    starting_after: Option<String>,
    ending_before: Option<String>,
    created_from: i64,
    created_to: i64,
}

impl Page {
    /// Reads `limit` (1 to 100, 10 when absent), `starting_after`, `ending_before` and `created` (a time, or gt, gte, lt, lte).
    pub fn from_form(form: &Form) -> Result<Self, ApiError> {
        let limit = form.integer("limit")?.unwrap_or(10);
        let limit = usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=100).contains(limit))
            .ok_or_else(|| ApiError::invalid("limit must be between 1 and 100.").param("limit"))?;
        let exact = form.integer("created")?;
        let from = [
            form.integer("created.gte")?,
            form.integer("created.gt")?.map(|after| after + 1),
            exact,
        ];
        let to = [
            form.integer("created.lte")?,
            form.integer("created.lt")?.map(|before| before - 1),
            exact,
        ];
        Ok(Self {
            limit,
            starting_after: form.filled("starting_after").map(str::to_owned),
            ending_before: form.filled("ending_before").map(str::to_owned),
            created_from: from.into_iter().flatten().max().unwrap_or(i64::MIN),
            created_to: to.into_iter().flatten().min().unwrap_or(i64::MAX),
        })
    }
}

/// One page of `shelf`: what `fits`, rendered. An unknown cursor is refused, as Stripe does.
pub fn list<T: Kept>(
    shelf: &Shelf<T>,
    page: &Page,
    url: &str,
    fits: impl Fn(&T) -> bool,
    render: impl Fn(&T) -> Value,
) -> Result<Value, ApiError> {
    let place = |cursor: &Option<String>, name: &str| match cursor {
        None => Ok(None),
        Some(id) => shelf
            .get(id)
            .map(|found| Some(found.sequence()))
            .ok_or_else(|| ApiError::missing("object", id).param(name)),
    };
    let older_than = place(&page.starting_after, "starting_after")?.unwrap_or(u64::MAX);
    let newer_than = place(&page.ending_before, "ending_before")?;
    let wanted = |record: &&T| {
        let in_time = (page.created_from..=page.created_to).contains(&record.created());
        let in_place = record.sequence() < older_than
            && newer_than.is_none_or(|cursor| record.sequence() > cursor);
        in_time && in_place && fits(record)
    };
    let mut found: Vec<&T> = match newer_than {
        // Going back: the ones right before the cursor, still shown newest first.
        Some(_) => {
            let mut nearest: Vec<&T> = shelf
                .oldest_first()
                .filter(wanted)
                .take(page.limit + 1)
                .collect();
            let more = nearest.len() > page.limit;
            nearest.truncate(page.limit);
            nearest.reverse();
            return Ok(envelope(&nearest, more, url, render));
        }
        None => shelf
            .newest_first()
            .filter(wanted)
            .take(page.limit + 1)
            .collect(),
    };
    let more = found.len() > page.limit;
    found.truncate(page.limit);
    Ok(envelope(&found, more, url, render))
}

fn envelope<T>(found: &[&T], has_more: bool, url: &str, render: impl Fn(&T) -> Value) -> Value {
    let data: Vec<Value> = found.iter().map(|record| render(record)).collect();
    json!({"object": "list", "data": data, "has_more": has_more, "url": url})
}
