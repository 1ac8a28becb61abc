//! Keeps the search index in line with products, in the transaction that changes them.

use super::{as_heading, correctable, words_of};
use crate::domain::catalogue::Facts;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use std::collections::{BTreeSet, HashMap};

/// Products read at once.
const BATCH: usize = 500;

/// Writes the words of these products anew. Words that no product has any more stay on the list of all words:
/// they only make a correction that finds nothing, which is not shown.
pub async fn refresh(conn: &mut Conn, product_ids: &[String]) -> Result<()> {
    for ids in product_ids.chunks(BATCH) {
        let mut variants: HashMap<String, Vec<String>> = HashMap::new();
        for (product, sku, name) in db::catalogue_write::variant_texts(conn, ids).await? {
            variants.entry(product).or_default().extend([sku, name]);
        }
        let mut entries = Vec::with_capacity(ids.len());
        let mut all = BTreeSet::new();
        for row in db::catalogue_write::search_texts(conn, ids).await? {
            let facts: Facts = serde_json::from_str(&row.facts)
                .map_err(|e| Error::impossible("products", "facts", &row.id, e.to_string()))?;
            let category = row.category.unwrap_or_default();
            let mut texts = vec![
                &row.title,
                &row.kind,
                &row.story,
                &category,
                &facts.medium,
                &facts.materials,
                &facts.size,
                &facts.year,
            ];
            texts.extend(facts.attributes.iter().map(|(_, value)| value));
            texts.extend(variants.get(&row.id).into_iter().flatten());
            let mut words = words_of(texts.into_iter().map(String::as_str));
            all.extend(correctable(&words));
            let heading = words_of([row.title.as_str(), row.kind.as_str()]);
            words.extend(as_heading(&heading));
            entries.push((row.id, words));
        }
        db::search::remove(conn, ids).await?;
        db::search::insert(conn, &entries).await?;
        db::search::add_words(conn, &all.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}
