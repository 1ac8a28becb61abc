//! Markdown that staff wrote, as sanitised HTML and as plain text.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

/// Turns Markdown into HTML that can't run, load or imitate anything: scripts, styles, frames and forms are taken out, and
/// links tell nobody where they were clicked. A line break is one. The shop's own pictures are shown, also by their whole
/// address under `public_url`; one from elsewhere becomes a link to it, for no page loads anything from another place.
pub fn to_html(markdown: &str, public_url: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_SMART_PUNCTUATION;
    let mut raw = String::with_capacity(markdown.len() * 2);
    let home = format!("{}/media/", public_url.trim_end_matches('/'));
    let events = Pictures::new(Parser::new_ext(markdown, options), home.clone());
    html::push_html(&mut raw, events);
    let clean = ammonia::Builder::default()
        .attribute_filter(move |tag, name, value| {
            if tag != "img" || name != "src" {
                return Some(value.into());
            }
            own(value, &home).map(Into::into)
        })
        .link_rel(Some("noopener noreferrer"))
        .clean(&raw)
        .to_string();
    without_empty_pictures(&clean)
}

/// The path of a picture of this shop, by its path or by its whole address; `None` where it is from elsewhere.
fn own(address: &str, home: &str) -> Option<String> {
    let path = match address.strip_prefix(home) {
        Some(rest) => format!("/media/{rest}"),
        None => address.to_string(),
    };
    path.starts_with("/media/").then_some(path)
}

/// The events of a text in which line breaks break lines and pictures from elsewhere are links.
struct Pictures<'a> {
    inner: Parser<'a>,
    home: String,
    /// Links around what comes, of any kind.
    links: usize,
    /// For each picture around what comes, how it ends.
    ends: Vec<Option<Event<'a>>>,
}

impl<'a> Pictures<'a> {
    fn new(inner: Parser<'a>, home: String) -> Self {
        Pictures {
            inner,
            home,
            links: 0,
            ends: Vec::new(),
        }
    }
}

/// Nothing, where an event has to be.
fn nothing<'a>() -> Event<'a> {
    Event::Text(CowStr::Borrowed(""))
}

impl<'a> Iterator for Pictures<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        Some(match self.inner.next()? {
            Event::SoftBreak => Event::HardBreak,
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) => match own(&dest_url, &self.home) {
                Some(path) => {
                    self.ends.push(Some(Event::End(TagEnd::Image)));
                    Event::Start(Tag::Image {
                        link_type,
                        dest_url: path.into(),
                        title,
                        id,
                    })
                }
                // Inside of a link, or of another picture, its words are enough.
                None if self.links > 0 || !self.ends.is_empty() => {
                    self.ends.push(None);
                    nothing()
                }
                None => {
                    self.ends.push(Some(Event::End(TagEnd::Link)));
                    Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url,
                        title,
                        id,
                    })
                }
            },
            Event::End(TagEnd::Image) => self.ends.pop().flatten().unwrap_or_else(nothing),
            event => {
                match &event {
                    Event::Start(Tag::Link { .. }) => self.links += 1,
                    Event::End(TagEnd::Link) => self.links = self.links.saturating_sub(1),
                    _ => {}
                }
                event
            }
        })
    }
}

/// Where a tag ends: a `>` may stand in an attribute.
fn end_of_tag(html: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

/// Pictures whose source was taken out leave their words. What is read here was written by the sanitiser: an attribute's
/// value stands in double quotes, and a `<` in a text is escaped.
fn without_empty_pictures(html: &str) -> String {
    let mut left = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<img") {
        let (before, picture) = rest.split_at(at);
        left.push_str(before);
        let (picture, after) = picture.split_at(end_of_tag(picture));
        if picture.contains(" src=\"") {
            left.push_str(picture);
        } else if let Some((_, alt)) = picture.split_once(" alt=\"") {
            let words = alt.split('"').next().unwrap_or_default();
            left.push_str(&words.replace('<', "&lt;").replace('>', "&gt;"));
        }
        rest = after;
    }
    left.push_str(rest);
    left
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

    const HOME: &str = "https://kiln.example";

    #[test]
    fn what_could_run_is_taken_out() {
        let html = to_html(
            "Hi *there* <script>alert(1)</script> [x](javascript:alert(1)) <img src=//x onerror=alert(1)> ![a](/media/k/1.webp)",
            HOME,
        );
        assert!(html.contains("<em>there</em>") && html.contains("src=\"/media/k/1.webp\""));
        assert!(
            !html.contains("script") && !html.contains("onerror") && !html.contains("//x"),
            "{html}"
        );
    }

    #[test]
    fn a_line_that_was_begun_anew_stays_so() {
        let html = to_html("Monday: 9 to 5\nTuesday: closed\n\nRing twice.", HOME);
        assert_eq!(
            html.trim(),
            "<p>Monday: 9 to 5<br>\nTuesday: closed</p>\n<p>Ring twice.</p>"
        );
    }

    #[test]
    fn the_shops_own_pictures_are_shown_by_either_address() {
        for address in ["/media/k/640.webp", "https://kiln.example/media/k/640.webp"] {
            let html = to_html(&format!("![The kiln]({address})"), HOME);
            assert!(
                html.contains("<img src=\"/media/k/640.webp\" alt=\"The kiln\">"),
                "{html}"
            );
            let linked = to_html(&format!("[![The kiln]({address})](/shop/bowl)"), HOME);
            assert!(
                linked.contains("<a href=\"/shop/bowl\"") && linked.contains("<img src=\"/media/"),
                "{linked}"
            );
        }
    }

    #[test]
    fn a_picture_from_elsewhere_is_a_link_with_its_words() {
        let html = to_html("![A *fair*](https://fair.example/stall.jpg)", HOME);
        assert!(!html.contains("<img"), "{html}");
        assert!(
            html.contains("<a href=\"https://fair.example/stall.jpg\""),
            "{html}"
        );
        assert!(html.contains(">A <em>fair</em></a>"), "{html}");
        let linked = to_html(
            "[![A fair](https://fair.example/a.jpg)](https://fair.example/)",
            HOME,
        );
        assert!(
            !linked.contains("<img") && !linked.contains("a.jpg"),
            "{linked}"
        );
        assert!(
            linked.contains("<a href=\"https://fair.example/\""),
            "{linked}"
        );
        assert!(linked.contains(">A fair</a>"), "{linked}");
        let raw = to_html(
            "See <img src=\"https://fair.example/a.jpg\" alt=\"a <script> b\"> there",
            HOME,
        );
        assert!(
            !raw.contains("<img") && raw.contains("a &lt;script&gt; b"),
            "{raw}"
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
