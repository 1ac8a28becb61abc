//! One folding for every search and every order by name, the same whatever the database and the language.
//!
//! Case, accents, widths and ligatures are folded away (`Ångström` is `angstrom`, `cœur` is `coeur`, `Ｍｕｇ` is `mug`),
//! and what is no letter or digit parts words. Scripts that are written without spaces are cut into pairs of
//! characters, so that a word is found inside of a text without anybody knowing where it begins.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: nobody types them, and an index has limits.
const LONGEST_WORD: usize = 48;
/// As much of a name as is sorted by, in characters.
const LONGEST_KEY: usize = 120;

/// Words of letters and digits in lower case without accents, with one space between them. Doing it twice changes
/// nothing.
pub fn folded(text: &str) -> String {
    let letters = text.chars().map(unlettered).nfkd();
    let mut plain = String::with_capacity(text.len());
    for c in letters.flat_map(char::to_lowercase) {
        match c {
            c if is_silent(c) => {}
            c if c.is_ascii_alphanumeric() => plain.push(c),
            c => match spelled(c) {
                Some(letters) => plain.push_str(letters),
                None => plain.push(letter(c)),
            },
        }
    }
    // Voiced kana, Korean syllables and the like stand as one character again.
    let composed: String = plain.nfc().collect();
    let words: Vec<&str> = composed.split_whitespace().collect();
    words.join(" ")
}

/// What a name is sorted by: beside its letter, whether that is small, large or accented.
pub fn sort_key(name: &str) -> String {
    let key: String = folded(name).chars().take(LONGEST_KEY).collect();
    key.trim_end().to_string()
}

/// The words of a text as an index has them, in order, repeated ones included.
pub fn words(text: &str) -> Vec<String> {
    cut(text, true)
}

/// The words that a text must have to be found by what was typed.
pub fn asked(typed: &str) -> Vec<String> {
    cut(typed, false)
}

/// A single character of a script without spaces: whatever has it, has it at the beginning of a pair.
pub fn begins_a_pair(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(is_unspaced) && letters.next().is_none()
}

/// Words as a person reads them: pairs that overlap are one run of characters again.
pub fn read_together(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let first = word.chars().next();
        match first {
            Some(first) if is_unspaced(first) && text.ends_with(first) => {
                text.extend(word.chars().skip(1));
            }
            _ => {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(word);
            }
        }
    }
    text
}

/// Everything that is a letter or a digit of a text, without a space: how a code reads that is typed in groups.
pub fn run_together(text: &str) -> String {
    let letters = folded(text);
    let letters = letters.chars().filter(|c| *c != ' ');
    letters.take(LONGEST_WORD).collect()
}

/// `to_the_end`: the last character of a run stands by itself too, since no pair begins with it.
fn cut(text: &str, to_the_end: bool) -> Vec<String> {
    let mut found = Vec::new();
    for word in folded(text).split(' ').filter(|word| !word.is_empty()) {
        let letters: Vec<char> = word.chars().collect();
        for run in letters.chunk_by(|a, b| is_unspaced(*a) == is_unspaced(*b)) {
            if !is_unspaced(run[0]) {
                found.push(run.iter().take(LONGEST_WORD).collect());
                continue;
            }
            found.extend(run.windows(2).map(|pair| pair.iter().collect()));
            if to_the_end || run.len() == 1 {
                found.extend(run.last().map(char::to_string));
            }
        }
    }
    found
}

/// Signs that a compatible form would turn into letters of the word before.
fn unlettered(c: char) -> char {
    match c {
        '™' | '℠' | '©' | '®' => ' ',
        c => c,
    }
}

/// What neither is a letter nor parts a word: apostrophes, accents, points of vowels, marks that join or are not seen.
fn is_silent(c: char) -> bool {
    matches!(c,
        '\'' | '‘' | '’' | 'ʼ' | 'ʹ' | 'ʻ' | '׳' | '״' | 'ـ' | '\u{ad}' | '\u{200c}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        // Accents of Latin, Greek and Cyrillic letters.
        | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' | '\u{2de0}'..='\u{2dff}'
        // Hebrew and Arabic are mostly written without.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        // Which form of a character is shown.
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Letters that are spelled with two.
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ĳ' => "ij",
        _ => return None,
    })
}

/// Letters that are another one with a stroke, a hook or another shape; digits of every script that has its own. What
/// is no letter or digit parts words.
fn letter(c: char) -> char {
    match c {
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' | 'ɖ' => 'd',
        'ħ' => 'h',
        'ŧ' => 't',
        'ı' => 'i',
        'ȷ' => 'j',
        'ŋ' => 'n',
        'ɓ' => 'b',
        'ƙ' => 'k',
        'ə' | 'ɛ' => 'e',
        'ƶ' => 'z',
        'ς' => 'σ',
        'ґ' => 'г',
        'ك' => 'ک',
        'ي' | 'ى' => 'ی',
        'ة' => 'ه',
        c if c.is_alphanumeric() || is_combining_mark(c) => digit(c),
        _ => ' ',
    }
}

fn digit(c: char) -> char {
    /// The zeros of Arabic, Persian, Devanagari, Bengali, Thai and Lao, each before its other digits.
    const ZEROS: [u32; 6] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0];
    let code = u32::from(c);
    let of = |zero: &u32| code.checked_sub(*zero).filter(|value| *value < 10);
    let value = ZEROS.iter().find_map(of);
    value
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// Chinese, Japanese, Thai, Lao, Khmer and Burmese part no words with spaces, and Korean writes on at the end of them.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0xe01..=0xeff | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff
        | 0x3005..=0x3007 | 0x3041..=0x31bf | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xa960..=0xa97f | 0xa9e0..=0xa9ff | 0xaa60..=0xaa7f | 0xac00..=0xd7ff | 0xf900..=0xfaff
        | 0x1aff0..=0x1b16f | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        for (written, plain) in [
            ("Ångström", "angstrom"),
            ("A\u{30a}ngstro\u{308}m", "angstrom"),
            ("Øystein", "oystein"),
            ("Łukasz", "lukasz"),
            ("ЁЛКИНА", "елкина"),
            ("ёлкина", "елкина"),
            ("Йод", "иод"),
            ("Straße STRASSE ẞ", "strasse strasse ss"),
            ("cœur COEUR", "coeur coeur"),
            ("Æther", "aether"),
            ("Þórður", "thordur"),
            ("İstanbul ISPARTA ısparta", "istanbul isparta isparta"),
            ("ﬁne oﬃce", "fine office"),
            ("ＡＢＣ １２", "abc 12"),
            ("Đặng", "dang"),
            ("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"),
            ("maker’s O'Brien", "makers obrien"),
            ("Atelier™ (2nd)", "atelier 2nd"),
            ("  \"'* \u{200b}- ", ""),
            ("שָׁלוֹם", "שלום"),
            ("مُحَمَّد كريم", "محمد کریم"),
            ("٤٢ ۴۲ ๔๒", "42 42 42"),
        ] {
            assert_eq!(folded(written), plain, "{written}");
        }
    }

    #[test]
    fn marks_that_make_another_letter_stay() {
        assert_eq!(folded("ガラス がら から"), "ガラス がら から");
        assert_eq!(folded("ｶﾞﾗｽ"), "ガラス", "half width");
        assert_eq!(folded("도자기"), "도자기");
        assert_eq!(folded("ถ้วยน้ำชา"), folded("ถ้วยน้ําชา"), "written in two ways");
        assert_ne!(folded("ปา"), folded("ป้า"));
        assert_eq!(folded("की"), "की");
    }

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| w.to_string()).collect()
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(words("青い皿"), list(&["青い", "い皿", "皿"]));
        assert_eq!(asked("青い皿"), list(&["青い", "い皿"]));
        assert_eq!(asked("皿"), list(&["皿"]));
        assert_eq!(words("青い mug2個"), list(&["青い", "い", "mug2", "個"]));
        assert_eq!(asked("Blue mug"), list(&["blue", "mug"]));
        assert!(begins_a_pair("皿") && !begins_a_pair("青い") && !begins_a_pair("a"));
        assert_eq!(
            read_together(&asked("青い皿 blue mug 茶")),
            "青い皿 blue mug 茶"
        );
        assert_eq!(run_together("1Z 999-aa 1"), "1z999aa1");
    }

    #[test]
    fn a_word_inside_of_a_text_is_found() {
        for (text, word) in [
            ("手作りの青い花瓶です", "花瓶"),
            ("手工制作的蓝色花瓶", "蓝色"),
            ("แจกันสีน้ำเงินทำด้วยมือ", "สีน้ำเงิน"),
            ("청도자기를", "도자기"),
        ] {
            let there = words(text);
            let wanted = asked(word);
            assert!(!wanted.is_empty());
            assert!(wanted.iter().all(|pair| there.contains(pair)), "{word}");
        }
    }

    #[test]
    fn names_are_sorted_beside_their_letter() {
        let mut names = ["Zebra", "élan", "apple", "Ångström", "Elm", "øre", "Pot"];
        names.sort_by_key(|name| sort_key(name));
        let sorted = ["Ångström", "apple", "élan", "Elm", "øre", "Pot", "Zebra"];
        assert_eq!(names, sorted);
        assert!(sort_key(&"ﷺ ".repeat(200)).chars().count() <= LONGEST_KEY);
    }

    #[test]
    fn every_character_folds_to_what_stays() {
        for c in (0..=0x323af).filter_map(char::from_u32) {
            let once = folded(&format!("a{c}b"));
            assert_eq!(folded(&once), once, "{c:?}");
            let large: String = c.to_uppercase().collect();
            if c.is_alphabetic() && !is_silent(c) && u32::from(c) < 0x500 && c != 'ŉ' {
                assert_eq!(folded(&large), folded(&c.to_string()), "{c:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once.clone());
            let fine = |c: char| c.is_alphanumeric() || is_combining_mark(c);
            prop_assert!(words(&text).iter().all(|w| !w.is_empty() && w.chars().all(fine)));
        }

        #[test]
        fn whatever_is_asked_is_found_where_it_came_from(text in "[a-zé花瓶がกำ ]{0,30}") {
            let there = words(&text);
            prop_assert!(asked(&text).iter().all(|word| there.contains(word)));
        }
    }
}
