//! Takes comments and indentation out of CSS; compression does the rest.

/// `css` with every comment outside a string removed.
pub fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut quote: Option<char> = None;
    while let Some(next) = rest.chars().next() {
        match quote {
            None if rest.starts_with("/*") => {
                rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
                continue;
            }
            None if next == '"' || next == '\'' => quote = Some(next),
            Some(open) if next == open => quote = None,
            Some(_) if next == '\\' => {
                out.push(next);
                rest = &rest[1..];
                let Some(escaped) = rest.chars().next() else {
                    break;
                };
                out.push(escaped);
                rest = &rest[escaped.len_utf8()..];
                continue;
            }
            _ => {}
        }
        out.push(next);
        rest = &rest[next.len_utf8()..];
    }
    out
}

/// `css` without comments, indentation and line breaks. Whitespace inside a line is kept, because
/// it can be part of a string or a selector.
pub fn css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for line in without_comments(css).lines().map(str::trim) {
        if line.is_empty() {
            continue;
        }
        // A line that ends in the middle of a value or selector needs its break kept as a space.
        if !out.is_empty() && !out.ends_with(['{', '}', ';', ',']) {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        assert_eq!(
            css("/* a */\n.x {\n  content: \"/* kept */\";\n  margin: 0\n    auto;\n}\n"),
            ".x {content: \"/* kept */\";margin: 0 auto;}"
        );
    }
}
