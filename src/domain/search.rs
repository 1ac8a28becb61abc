//! What is searched for, and the words that something is found by, as every index has them.

use super::folding::{self, run_together};
use std::collections::BTreeSet;

/// A search looks at no more characters than this, and at no more words of them.
const LONGEST: usize = 200;
const MOST_WORDS: usize = 8;

/// The language of a record that says none, as BCP 47 has it: the shop's own, whichever that is.
pub const LANGUAGE: &str = "und";

/// The distinct words of texts, for the index.
pub fn words_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let all: BTreeSet<String> = texts.into_iter().flat_map(folding::words).collect();
    all.into_iter().collect()
}

/// Stands before a word of a product's title or kind, where the index has it a second time: so a search knows
/// what has its words in the name. A letter to both databases that is hardly ever typed.
const HEADING: char = 'ǀ';

/// The same words as they stand in the index for a title or a kind.
pub fn as_heading(words: &[String]) -> Vec<String> {
    words
        .iter()
        .map(|word| format!("{HEADING}{word}"))
        .collect()
}

/// The words that a visitor searches for; `None` when nothing was typed. What holds no letter or digit is a
/// search that finds nothing.
pub fn asked_words(q: Option<&str>) -> Option<Vec<String>> {
    let typed = q.map(str::trim).filter(|q| !q.is_empty())?;
    Some(first_words(typed))
}

/// The words of what was typed, as many as are looked for.
fn first_words(typed: &str) -> Vec<String> {
    let typed: String = typed.chars().take(LONGEST).collect();
    let mut words = folding::asked(&typed);
    words.truncate(MOST_WORDS);
    words
}

/// What was typed into a search of the back office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchTerms {
    /// Each is at least the beginning of a word. None: what was typed holds no letter, and finds nothing.
    pub words: Vec<String>,
    /// All of it, where it may be a code that was typed in groups: `1Z 999 AA1`.
    pub as_one: Option<String>,
}

impl SearchTerms {
    /// `None` when nothing was typed.
    pub fn read(typed: &str) -> Option<SearchTerms> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let typed: String = typed.chars().take(LONGEST).collect();
        let mut words: Vec<String> = typed.split_whitespace().flat_map(words_of_part).collect();
        words.truncate(MOST_WORDS);
        let has_digit = words
            .iter()
            .flat_map(|word| word.chars())
            .any(char::is_numeric);
        let as_one = (words.len() > 1 && has_digit).then(|| run_together(&typed));
        Some(SearchTerms { words, as_one })
    }
}

/// The words of something without spaces. An e-mail address is one, so that its beginning finds it and no other.
fn words_of_part(part: &str) -> Vec<String> {
    mailbox(part).map_or_else(|| folding::asked(part), |word| vec![word])
}

/// Stands for the `@` in the word that an e-mail address is: a letter to both databases that is hardly ever typed.
const AT: char = 'ǁ';

/// An e-mail address, or the beginning of one, as one word.
pub fn mailbox(text: &str) -> Option<String> {
    let (name, domain) = text.rsplit_once('@')?;
    let name = run_together(name);
    (!name.is_empty()).then(|| format!("{name}{AT}{}", run_together(domain)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| w.to_string()).collect()
    }

    #[test]
    fn words_are_folded_and_odd_input_is_harmless() {
        assert_eq!(
            words_of(["Größe & Café", "maker’s CAFÉ"]),
            list(&["cafe", "grosse", "makers"])
        );
        assert_eq!(asked_words(Some("  ")), None);
        assert_eq!(asked_words(Some("\"'* OR -(")), Some(list(&["or"])));
        assert_eq!(asked_words(Some("***")), Some(vec![]));
        assert_eq!(asked_words(Some("青い 皿")), Some(list(&["青い", "皿"])));
        assert_eq!(asked_words(Some("青い皿")), Some(list(&["青い", "い皿"])));
    }

    #[test]
    fn a_code_is_found_in_groups_and_as_one() {
        let read =
            |typed: &str| SearchTerms::read(typed).map(|terms| (terms.words.len(), terms.as_one));
        assert_eq!(read("  "), None);
        assert_eq!(read("%_"), Some((0, None)));
        assert_eq!(read("Ada Lovelace"), Some((2, None)));
        assert_eq!(read("1Z 999 AA1"), Some((3, Some("1z999aa1".into()))));
        assert_eq!(read("00340434161094042557"), Some((1, None)));
        let words = |typed: &str| SearchTerms::read(typed).map(|terms| terms.words);
        let all = |words: &[&str]| Some(words.iter().map(|w| w.to_string()).collect::<Vec<_>>());
        assert_eq!(words("Ada ada@home.ex"), all(&["ada", "adaǁhomeex"]));
        assert_eq!(words("@home.example"), all(&["home", "example"]));
        assert_eq!(words("ada@"), all(&["adaǁ"]), "not Ada of another mailbox");
    }
}
