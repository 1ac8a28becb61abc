//! Full-text search that forgives a typo: words are read by [`crate::domain::search`], matched by the database, and when
//! nothing is found each unknown word is replaced by the nearest one of the catalogue.

pub mod catch_up;
pub mod index;
pub mod records;

use super::cached::Cached;
use super::db;
use super::error::Result;
use super::state::App;
use std::sync::Arc;
use std::time::Duration;

/// How long the list of words is believed. Words added by this process are seen at once.
const LIFETIME: Duration = Duration::from_secs(10);

/// The catalogue's words as last read, in order.
#[derive(Default)]
pub struct WordCache(Cached<Vec<String>>);

/// Words that a typo may be corrected to: of three letters or more and without digits.
pub fn correctable(words: &[String]) -> Vec<String> {
    let long = |w: &&String| w.chars().count() >= 3 && w.chars().all(char::is_alphabetic);
    words.iter().filter(long).cloned().collect()
}

/// Mistakes that are forgiven in a word of this many letters.
fn forgiven(letters: usize) -> usize {
    match letters {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// The nearest known word: fewest mistakes first, then the same first letter, then the alphabet.
fn nearest<'a>(word: &str, known: &'a [String]) -> Option<&'a str> {
    let letters = word.chars().count();
    let most = forgiven(letters);
    let first = word.chars().next();
    known
        .iter()
        .filter(|k| k.chars().count().abs_diff(letters) <= most)
        .map(|k| {
            (
                strsim::osa_distance(word, k),
                k.chars().next() != first,
                k.as_str(),
            )
        })
        .filter(|(mistakes, ..)| *mistakes <= most)
        .min()
        .map(|(.., k)| k)
}

/// The words with each unknown one replaced by the nearest known one; `None` when there is nothing to correct
/// or no way to. `known` is sorted.
pub fn corrected(words: &[String], known: &[String]) -> Option<Vec<String>> {
    let last = words.len().checked_sub(1)?;
    let mut changed = false;
    let mut better = Vec::with_capacity(words.len());
    for (place, word) in words.iter().enumerate() {
        let at = known.partition_point(|k| k < word);
        let is_known = known
            .get(at)
            .is_some_and(|k| k == word || (place == last && k.starts_with(word.as_str())));
        if is_known || forgiven(word.chars().count()) == 0 {
            better.push(word.clone());
        } else {
            better.push(nearest(word, known)?.to_string());
            changed = true;
        }
    }
    changed.then_some(better)
}

/// The catalogue's words, sorted, at most a few seconds old.
pub async fn known_words(app: &App) -> Result<Arc<Vec<String>>> {
    app.search
        .0
        .get(LIFETIME, async || {
            let mut words = db::search::all_words(&mut app.db.read().await?).await?;
            words.sort_unstable();
            Ok(words)
        })
        .await
}

/// Makes new words known at once.
pub fn forget(app: &App) {
    app.search.0.forget();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::asked_words;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| w.to_string()).collect()
    }

    #[test]
    fn a_typo_is_corrected_to_the_nearest_word() {
        let mut known = list(&[
            "mug", "bowl", "necklace", "celadon", "beaded", "beads", "moon",
        ]);
        known.sort();
        let fix = |words: &[&str]| corrected(&list(words), &known);
        assert_eq!(fix(&["mgu"]), Some(list(&["mug"])));
        assert_eq!(fix(&["neklase"]), Some(list(&["necklace"])));
        assert_eq!(fix(&["celadn", "bowl"]), Some(list(&["celadon", "bowl"])));
        assert_eq!(fix(&["neck"]), None, "the last word may be a beginning");
        assert_eq!(fix(&["xylophone"]), None);
        assert_eq!(fix(&["xy"]), None);
        assert_eq!(fix(&[]), None);
    }

    proptest::proptest! {
        #[test]
        fn any_input_can_be_searched_for(q in ".{0,60}") {
            if let Some(words) = asked_words(Some(&q)) {
                let quoted = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric();
                assert!(words.iter().all(|w| !w.is_empty() && !w.contains(quoted)));
                let _ = corrected(&words, &["word".to_string()]);
            }
        }
    }
}
