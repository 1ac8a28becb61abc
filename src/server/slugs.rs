//! Words of addresses: typed, or made of a title, and those to try where one is taken.

use super::keys::new_id;
use crate::domain::catalogue::slugify;

/// The address word that was typed, else one made of the title, else `noun`: there is one for any title.
pub fn of(typed: &str, title: &str, noun: &str) -> String {
    let made = [slugify(typed), slugify(title), noun.to_string()];
    made.into_iter()
        .find(|slug| !slug.is_empty())
        .unwrap_or_default()
}

/// Whether an address was typed that can be one; else it is made, and gives way to one that is taken.
pub fn is_chosen(typed: &str) -> bool {
    !slugify(typed).is_empty()
}

/// Addresses to try where one that was made is taken: with a number, and at last with a word that nobody else has.
pub fn alternatives(slug: &str) -> impl Iterator<Item = String> + use<> {
    let short: String = slug.chars().take(70).collect();
    let id = new_id();
    let last = format!("{short}-{}", &id[id.len() - 8..]);
    let first = slug.to_string();
    let numbered = (2..100).map(move |number| format!("{short}-{number}"));
    std::iter::once(first).chain(numbered).chain([last])
}
