//! Updates the search index and the order by title, in the transaction that changes them.

use super::correctable;
use crate::domain::folding::sort_key;
use crate::domain::search::{as_heading, words_of};
use crate::server::db::{self, Conn};
use crate::server::error::Result;
use std::collections::{BTreeSet, HashMap};

/// Products read at once.
const BATCH: usize = 500;

/// Writes the words of these products anew. Words that no product has any more stay on the list of all words:
/// they only make a correction that finds nothing, which is not shown.
pub async fn refresh(conn: &mut Conn, product_ids: &[String]) -> Result<()> {
    for ids in product_ids.chunks(BATCH) {
        let entries = entries(conn, ids).await?;
        let known: BTreeSet<String> = entries.iter().flat_map(|e| e.correctable.clone()).collect();
        let rows: Vec<_> = entries.into_iter().map(Entry::row).collect();
        db::search::put(conn, &rows).await?;
        db::search::add_words(conn, &known.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Those of these products whose words or order are not what they should be.
pub async fn wrong(conn: &mut Conn, product_ids: &[String]) -> Result<Vec<String>> {
    let current: BTreeSet<_> = db::search::current(conn, product_ids)
        .await?
        .into_iter()
        .collect();
    let right = entries(conn, product_ids)
        .await?
        .into_iter()
        .map(Entry::row);
    Ok(right
        .filter(|row| !current.contains(row))
        .map(|row| row.0)
        .collect())
}

/// What a product is found and sorted by.
struct Entry {
    id: String,
    words: Vec<String>,
    correctable: Vec<String>,
    sort_key: String,
}

impl Entry {
    fn row(self) -> (String, String, String) {
        (self.id, self.words.join(" "), self.sort_key)
    }
}

async fn entries(conn: &mut Conn, ids: &[String]) -> Result<Vec<Entry>> {
    let mut variants: HashMap<String, Vec<String>> = HashMap::new();
    for (product, sku, name) in db::catalogue::write::variant_texts(conn, ids).await? {
        variants.entry(product).or_default().extend([sku, name]);
    }
    let mut entries = Vec::with_capacity(ids.len());
    for row in db::catalogue::write::search_texts(conn, ids).await? {
        let category = row.category.unwrap_or_default();
        let mut texts = vec![
            &row.title,
            &row.kind,
            &row.story,
            &category,
            &row.facts.medium,
            &row.facts.materials,
            &row.facts.size,
            &row.facts.year,
        ];
        texts.extend(row.facts.attributes.iter().map(|(_, value)| value));
        texts.extend(variants.get(&row.id).into_iter().flatten());
        let mut words = words_of(texts.into_iter().map(String::as_str));
        let correctable = correctable(&words);
        let heading = words_of([row.title.as_str(), row.kind.as_str()]);
        words.extend(as_heading(&heading));
        entries.push(Entry {
            id: row.id,
            words,
            correctable,
            sort_key: sort_key(&row.title),
        });
    }
    Ok(entries)
}
