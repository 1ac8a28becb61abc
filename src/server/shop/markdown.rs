//! Markdown that staff wrote, as sanitised HTML and as plain text.

use pulldown_cmark::{Event, Options, Parser, TagEnd, html};

/// Turns Markdown into HTML that can't run, load or imitate anything: scripts, styles, frames, forms and
/// pictures from elsewhere are taken out (the shop's own stay), and links tell nobody where they were clicked.
pub fn to_html(markdown: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_SMART_PUNCTUATION;
    let mut raw = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut raw, Parser::new_ext(markdown, options));
    ammonia::Builder::default()
        .attribute_filter(|tag, name, value| {
            let foreign = tag == "img" && name == "src" && !value.starts_with("/media/");
            (!foreign).then(|| value.into())
        })
        .link_rel(Some("noopener noreferrer"))
        .clean(&raw)
        .to_string()
}

/// The first sentences of a text without its Markdown, cut after a sentence or a word; at most `limit` characters.
pub fn summary(markdown: &str, limit: usize) -> String {
    let mut plain = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => plain.push(' '),
            _ => {}
        }
        if plain.len() > limit * 4 {
            break;
        }
    }
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.chars().count() <= limit {
        return plain;
    }
    let head: String = plain.chars().take(limit).collect();
    if let Some(end) = head.rfind(['.', '!', '?']).filter(|end| *end > limit / 3) {
        return head[..=end].to_string();
    }
    let cut = head.rfind(' ').unwrap_or(head.len());
    format!("{}…", head[..cut].trim_end_matches([',', ';', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_run_is_taken_out() {
        let html = to_html(
            "Hi *there* <script>alert(1)</script> [x](javascript:alert(1)) <img src=//x onerror=alert(1)> ![a](/media/k/1.webp)",
        );
        assert!(html.contains("<em>there</em>") && html.contains("src=\"/media/k/1.webp\""));
        assert!(
            !html.contains("script") && !html.contains("onerror") && !html.contains("//x"),
            "{html}"
        );
    }

    #[test]
    fn a_summary_ends_at_a_sentence() {
        let text =
            "# Bowl\n\nThrown on a *slow* wheel. Glazed twice. And then fired for a long night.";
        assert_eq!(
            summary(text, 45),
            "Bowl Thrown on a slow wheel. Glazed twice."
        );
        assert_eq!(summary("short", 50), "short");
        assert_eq!(
            summary("ein langes Wort nach dem anderen", 12),
            "ein langes…"
        );
    }
}
