//! Takes comments and indentation out of CSS and of generated JavaScript; compression does the rest.

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

/// Generated JavaScript without indentation and without comments that have lines of their own. Lines stay lines, so
/// that no statement runs into the next. A script with a string over several lines, or with code behind a comment, is
/// left as it is.
pub fn script(js: &str) -> String {
    let over_lines = |line: &str| line.matches('`').count() % 2 == 1;
    let code_behind = |line: &str| {
        line.rsplit_once("*/")
            .is_some_and(|(_, rest)| !rest.is_empty())
    };
    if js
        .lines()
        .any(|line| over_lines(line) || code_behind(line.trim_end()))
    {
        return js.to_owned();
    }
    let mut out = String::with_capacity(js.len());
    let mut in_comment = false;
    for line in js.lines().map(str::trim) {
        let begins = line.starts_with("/*");
        if !(in_comment || begins || line.is_empty() || line.starts_with("//")) {
            out.push_str(line);
            out.push('\n');
        }
        in_comment = (in_comment || begins) && !line.ends_with("*/");
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

    #[test]
    fn a_script_keeps_its_statements_and_strings() {
        let js = "/**\n * @param {any} x\n */\nexport function f(x) {\n    // why\n    return '// no' + x;\n\n}\n";
        assert_eq!(
            script(js),
            "export function f(x) {\nreturn '// no' + x;\n}\n"
        );
        let over_lines = "let a = `one\n    two`;\n";
        assert_eq!(script(over_lines), over_lines);
    }
}
