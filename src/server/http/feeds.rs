//! What machines read: `/sitemap.xml` and its parts, `/robots.txt`, `/feed.xml`.

use crate::domain::money::Currency;
use crate::server::catalogue::cards;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::shop;
use crate::server::state::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use std::fmt::Write;

/// Products in one part of the sitemap; the protocol allows 50,000.
const PART: i64 = 5_000;
/// Products read at once while a part is being sent.
const STEP: i64 = 500;
/// Pieces in the feed.
const FEED: i64 = 30;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn xml(body: impl Into<Body>, kind: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=600"),
        ),
    ];
    (headers, body.into()).into_response()
}

fn failed(error: Error) -> Response {
    tracing::error!(%error, "a feed failed");
    let sentence = "This can’t be read just now. Please try again in a moment.";
    (StatusCode::INTERNAL_SERVER_ERROR, sentence).into_response()
}

/// Text as it may stand in XML; characters that XML does not know are left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(c),
            c if c < ' ' || ('\u{fffe}'..='\u{ffff}').contains(&c) => {}
            c => safe.push(c),
        }
    }
    safe
}

/// RFC 3339 in UTC.
fn moment(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .unwrap_or_default()
        .to_string()
}

/// `/robots.txt`: pages may be read, carts and accounts have nothing to find.
pub async fn robots(State(app): State<App>) -> Response {
    let closed = [
        "/admin",
        "/cart",
        "/checkout",
        "/account",
        "/orders",
        "/o/",
        "/pay/",
        "/custom/",
        "/track",
        "/_fn/",
        "/api/",
        "/dev/",
    ];
    let mut text = String::from("User-agent: *\n");
    for path in closed {
        let _ = writeln!(text, "Disallow: {path}");
    }
    let _ = write!(text, "\nSitemap: {}\n", app.url("/sitemap.xml"));
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `/sitemap.xml`: the parts there are.
pub async fn sitemap(State(app): State<App>) -> Response {
    index(&app)
        .await
        .map_or_else(failed, |text| xml(text, "application/xml; charset=utf-8"))
}

async fn index(app: &App) -> Result<String> {
    let ends = db::catalogue::part_ends(&mut app.db.read().await?, PART).await?;
    let mut text = format!("{HEAD}<sitemapindex xmlns=\"{SITEMAP}\">\n");
    let names = ["pages".to_string(), "products".to_string()];
    for name in names
        .into_iter()
        .chain(ends.into_iter().map(|id| format!("products-{id}")))
    {
        let _ = writeln!(
            text,
            "<sitemap><loc>{}</loc></sitemap>",
            escaped(&app.url(&format!("/sitemap/{name}.xml")))
        );
    }
    text.push_str("</sitemapindex>\n");
    Ok(text)
}

/// `/sitemap/{part}`: `pages.xml`, `products.xml` for the first products, `products-ID.xml` for those after ID.
pub async fn sitemap_part(State(app): State<App>, Path(part): Path<String>) -> Response {
    let name = part.strip_suffix(".xml").unwrap_or_default();
    if name == "pages" {
        return pages(&app)
            .await
            .map_or_else(failed, |text| xml(text, "application/xml; charset=utf-8"));
    }
    let after = match name.strip_prefix("products") {
        Some("") => String::new(),
        Some(rest) if rest.starts_with('-') => rest[1..].to_string(),
        _ => {
            return (
                StatusCode::NOT_FOUND,
                "There is no such part of the sitemap.",
            )
                .into_response();
        }
    };
    let rows = stream::unfold(Some((app, after, 0)), |state| async {
        let (app, after, sent) = state?;
        match products(&app, &after, sent).await {
            Ok((text, next)) => Some((Ok(text), next.map(|(after, sent)| (app, after, sent)))),
            Err(error) => {
                tracing::error!(%error, "a sitemap broke off");
                Some((Err(std::io::Error::other("broken off")), None))
            }
        }
    });
    xml(Body::from_stream(rows), "application/xml; charset=utf-8")
}

/// The next products of a part as XML, and where to go on: the last id, and how many are out by then.
async fn products(app: &App, after: &str, sent: i64) -> Result<(String, Option<(String, i64)>)> {
    let most = STEP.min(PART - sent);
    let rows = db::catalogue::slugs_after(&mut app.db.read().await?, after, most).await?;
    let mut text = String::new();
    if sent == 0 {
        let _ = writeln!(text, "{HEAD}<urlset xmlns=\"{SITEMAP}\">");
    }
    for (slug, _, changed) in &rows {
        let place = escaped(&app.url(&format!("/shop/{slug}")));
        let _ = writeln!(
            text,
            "<url><loc>{place}</loc><lastmod>{}</lastmod></url>",
            moment(*changed)
        );
    }
    let sent = sent + rows.len() as i64;
    match rows.last() {
        Some((_, id, _)) if rows.len() as i64 == most && sent < PART => {
            Ok((text, Some((id.clone(), sent))))
        }
        _ => {
            text.push_str("</urlset>\n");
            Ok((text, None))
        }
    }
}

async fn pages(app: &App) -> Result<String> {
    let now = shop::now(app).await?;
    let mut text = format!("{HEAD}<urlset xmlns=\"{SITEMAP}\">\n");
    let fixed = ["/", "/shop", "/custom"].into_iter().map(String::from);
    let categories = now
        .categories
        .iter()
        .map(|c| format!("/categories/{}", c.link.slug));
    let written = now.pages.iter().map(|(slug, _)| format!("/pages/{slug}"));
    for path in fixed.chain(categories).chain(written) {
        let _ = writeln!(text, "<url><loc>{}</loc></url>", escaped(&app.url(&path)));
    }
    text.push_str("</urlset>\n");
    Ok(text)
}

/// `/feed.xml`: the newest pieces as an Atom feed (RFC 4287).
pub async fn atom(State(app): State<App>) -> Response {
    feed(&app).await.map_or_else(failed, |text| {
        xml(text, "application/atom+xml; charset=utf-8")
    })
}

async fn feed(app: &App) -> Result<String> {
    let now = shop::now(app).await?;
    let currency: Currency = now.shop.currency;
    let mut conn = app.db.read().await?;
    let lines = db::catalogue::list::newest(&mut conn, FEED).await?;
    let ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    let times = db::catalogue::times(&mut conn, &ids).await?;
    let cards = cards::of(&mut conn, &lines, currency).await?;
    drop(conn);
    let newest = times
        .iter()
        .map(|(_, _, changed)| *changed)
        .max()
        .unwrap_or_default();
    let (home, own) = (escaped(&app.url("/")), escaped(&app.url("/feed.xml")));
    let name = escaped(&now.shop.name);
    let mut text = format!(
        "{HEAD}<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{name}</title>\n<id>{home}</id>\n\
         <link href=\"{home}\"/>\n<link rel=\"self\" href=\"{own}\"/>\n<updated>{}</updated>\n\
         <author><name>{name}</name></author>\n",
        moment(newest)
    );
    for card in &cards {
        let Some((_, published, changed)) = times.iter().find(|(id, ..)| *id == card.id) else {
            continue;
        };
        let place = escaped(&app.url(&format!("/shop/{}", card.slug)));
        let price = card
            .price
            .map(|price| format!(", {price}"))
            .unwrap_or_default();
        let picture = card.front.as_ref().map_or(String::new(), |picture| {
            let source = escaped(&app.url(&picture.src(640)));
            format!(
                "<p><img src=\"{source}\" alt=\"{}\"></p>",
                escaped(&picture.alt)
            )
        });
        let content = format!("{picture}<p>{}{price}</p>", escaped(&card.kind));
        let _ = writeln!(
            text,
            "<entry><title>{}</title><id>{place}</id><link href=\"{place}\"/><published>{}</published>\
             <updated>{}</updated><content type=\"html\">{}</content></entry>",
            escaped(&card.title),
            moment(*published),
            moment(*changed),
            escaped(&content),
        );
    }
    text.push_str("</feed>\n");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_made_safe_for_xml() {
        assert_eq!(
            escaped("a<b & \"c\"\u{0}\u{1f}"),
            "a&lt;b &amp; &quot;c&quot;"
        );
        assert_eq!(moment(0), "1970-01-01T00:00:00Z");
    }
}
