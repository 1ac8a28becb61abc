//! Finds the string literals of a Rust source, because class names stand in nothing else.
//!
//! Scanning whole files would take every `static`, `table` and `hidden` in the code for a class.

/// The text inside each string literal of `source`, quotes and escapes as written.
pub fn string_literals(source: &str) -> Vec<&str> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'/') => at = line_end(bytes, at),
            b'/' if bytes.get(at + 1) == Some(&b'*') => at = block_comment_end(bytes, at),
            b'\'' => at = character_end(source, at),
            b'r' if !follows_word(bytes, at) && raw_hashes(bytes, at + 1).is_some() => {
                let hashes = raw_hashes(bytes, at + 1).unwrap_or(0);
                let start = at + 2 + hashes;
                let close = format!("\"{}", "#".repeat(hashes));
                let end = source[start..]
                    .find(&close)
                    .map_or(bytes.len(), |n| start + n);
                found.push(&source[start..end]);
                at = end + close.len();
            }
            b'"' => {
                let start = at + 1;
                at = start;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                found.push(&source[start..at.min(bytes.len())]);
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |n| from + n)
}

/// Rust's block comments nest.
fn block_comment_end(bytes: &[u8], from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

/// Past a character literal, or past the apostrophe alone when it begins a lifetime.
fn character_end(source: &str, from: usize) -> usize {
    let mut rest = source[from + 1..].char_indices();
    match rest.next() {
        Some((_, '\\')) => source[from + 3..]
            .find('\'')
            .map_or(source.len(), |n| from + 3 + n + 1),
        Some(_) => match rest.next() {
            Some((offset, '\'')) => from + 1 + offset + 1,
            _ => from + 1,
        },
        None => source.len(),
    }
}

fn follows_word(bytes: &[u8], at: usize) -> bool {
    // `br"…"` is a string as well; any other letter before the `r` makes it part of a name.
    at > 0
        && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_')
        && bytes[at - 1] != b'b'
}

/// How many `#` stand between `from` and an opening quote; `None` when there is no quote.
fn raw_hashes(bytes: &[u8], from: usize) -> Option<usize> {
    let hashes = bytes
        .get(from..)?
        .iter()
        .take_while(|b| **b == b'#')
        .count();
    (bytes.get(from + hashes) == Some(&b'"')).then_some(hashes)
}

#[cfg(test)]
mod tests {
    use super::string_literals;

    #[test]
    fn finds_literals_and_nothing_else() {
        let source = r##"
            // "in a comment" /* and "here" */
            /* "outer" /* "inner" */ "still" */
            static TABLE: &'static str = "flex \"quoted\" gap-4";
            let c = '"'; let d = '\''; let e = '\u{1f600}'; let f = 'é';
            let raw = r#"md:grid "inner""#; let bytes = br"block";
            fn f<'a>(x: &'a str) -> &'a str { "last" }
        "##;
        assert_eq!(
            string_literals(source),
            [
                r#"flex \"quoted\" gap-4"#,
                r#"md:grid "inner""#,
                "block",
                "last"
            ]
        );
    }
}
