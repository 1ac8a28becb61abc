//! How text is taken in: one form for what people type, paste and send, wherever it comes from.
//!
//! Letters are composed (NFC), line ends are `\n`, and what can't be seen and only misleads is left out: NUL, which no
//! database keeps, marks that turn the direction of writing round, spaces without width. Text in which nothing can be
//! seen is empty. Doing it twice changes nothing. Other control characters stay, for each field to say what it thinks.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A text as it is stored and compared.
pub fn clean(text: &str) -> Cow<'_, str> {
    let plain = |c: char| matches!(c, '\n' | '\t' | ' '..='~');
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let lines = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let kept: String = lines.chars().filter(|c| !is_left_out(*c)).collect();
    let composed = composed(kept);
    if is_blank(&composed) && !composed.chars().all(|c| matches!(c, ' ' | '\n' | '\t')) {
        return Cow::Borrowed("");
    }
    match composed == text {
        true => Cow::Borrowed(text),
        false => Cow::Owned(composed),
    }
}

/// The same for a field of one line: nothing around it.
pub fn line(text: &str) -> String {
    clean(text).trim().to_string()
}

/// Nothing in it can be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

fn composed(text: String) -> String {
    match is_nfc(&text) {
        true => text,
        false => text.nfc().collect(),
    }
}

/// What no text needs: NUL, overrides of direction, spaces without width, what Unicode keeps for no character at all.
fn is_left_out(c: char) -> bool {
    let code = u32::from(c);
    match c {
        '\0' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}' => {
            true
        }
        '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' => true,
        _ => code & 0xfffe == 0xfffe,
    }
}

/// Characters that take part in writing and show nothing by themselves.
fn is_invisible(c: char) -> bool {
    is_left_out(c)
        || c.is_control()
        || matches!(c,
            '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200c}'..='\u{200f}' | '\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        for (typed, kept) in [
            ("Ada\0", "Ada"),
            ("Ada\u{7f}\u{b}", "Ada\u{7f}\u{b}"),
            ("\u{7}\u{7f}", ""),
            ("\u{202e}adA\u{202c}", "adA"),
            ("\u{feff}Ada\u{200b} L", "Ada L"),
            ("one\r\ntwo\rthree\u{2028}four", "one\ntwo\nthree\nfour"),
            ("e\u{301}", "\u{e9}"),
            ("\u{200b}", ""),
            ("\u{3164}\u{2800} \u{200d}", ""),
            ("  ", "  "),
        ] {
            assert_eq!(clean(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn what_writing_needs_stays() {
        // Persian joins, families of emoji, flags, Korean, Arabic with marks of direction.
        for text in [
            "می\u{200c}خواهم",
            "👩\u{200d}👧",
            "🏴\u{e0067}\u{e0062}\u{e007f}",
            "한국",
            "שלום\u{200f}!",
            "O’Brien – 2",
        ] {
            assert_eq!(clean(text), text);
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            let once = clean(&text).into_owned();
            prop_assert!(!once.contains('\0'));
            prop_assert_eq!(clean(&once), once.as_str());
        }
    }
}
