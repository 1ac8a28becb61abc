//! `/api/docs`: the description of the API as a page for people. It needs no script, and loads nothing from other sites.

use super::document::document;
use super::middleware::ROOT;
use super::problem_types;
use crate::server::site;
use crate::server::state::App;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// The page may load our own styles and fonts, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";
/// What the page looks like, beside the shop's own styles.
const STYLES: &str = include_str!("docs.css");
/// In the order in which a person asks for them.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// `GET /api/docs`
pub async fn page(State(app): State<App>) -> Response {
    let name = match app.shop().await {
        Ok(shop) => shop.name.clone(),
        Err(_) => String::new(),
    };
    let styles = site::stylesheet(&site::folder(&app.settings.site));
    let html = write(document(), &name, &app.url(ROOT), &styles);
    let policy = HeaderValue::from_static(POLICY);
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
}

/// `GET /api/docs.css`
pub async fn styles() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, STYLES).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Text with `code` in backquotes.
fn prose(text: &str) -> String {
    let mut html = String::new();
    for (index, part) in escaped(text).split('`').enumerate() {
        match index % 2 {
            0 => html.push_str(part),
            _ => html.push_str(&format!("<code>{part}</code>")),
        }
    }
    html
}

fn word(text: &str) -> String {
    let letters = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    letters.collect::<String>().trim_matches('-').to_lowercase()
}

fn pretty(value: &Value) -> String {
    escaped(&serde_json::to_string_pretty(value).unwrap_or_default())
}

/// One thing that can be called.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    described: &'a Value,
}

/// What can be called, by tag, in the order of the document's tags.
fn by_tag(document: &Value) -> Vec<(&str, Vec<Operation<'_>>)> {
    let named = document["tags"].as_array().into_iter().flatten();
    let mut tags: Vec<(&str, Vec<Operation>)> = named
        .filter_map(|tag| Some((tag["name"].as_str()?, Vec::new())))
        .collect();
    let paths = document["paths"].as_object();
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let Some(described) = item.get(method) else {
                continue;
            };
            let tag = described["tags"][0].as_str().unwrap_or_default();
            let operation = Operation {
                method,
                path,
                described,
            };
            match tags.iter_mut().find(|(known, _)| *known == tag) {
                Some((_, operations)) => operations.push(operation),
                None => tags.push((tag, vec![operation])),
            }
        }
    }
    tags
}

/// What webhook endpoints can be told of.
fn events(described: &Value) -> String {
    let mut html = String::from(
        "<section aria-labelledby=\"events\"><h2 id=\"events\">Events</h2><p>What a webhook endpoint can be told of. \
        Each delivery carries <code>webhook-id</code>, <code>webhook-timestamp</code> and <code>webhook-signature</code>.</p><ul>",
    );
    for (name, item) in described.as_object().into_iter().flatten() {
        let when = item["post"]["summary"].as_str().unwrap_or_default();
        let _ = write!(
            html,
            "<li><code>{}</code> – {}</li>",
            escaped(name),
            prose(when)
        );
    }
    html.push_str("</ul></section>");
    html
}

fn write(document: &Value, shop: &str, base: &str, styles: &str) -> String {
    let (mut list, mut bodies) = (String::new(), String::new());
    for (tag, operations) in by_tag(document) {
        let id = word(tag);
        let _ = write!(list, "<li><a href=\"#{id}\">{}</a></li>", escaped(tag));
        let _ = write!(
            bodies,
            "<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{}</h2>",
            escaped(tag)
        );
        for operation in operations {
            bodies.push_str(&one(&operation, base));
        }
        bodies.push_str("</section>");
    }
    list.push_str("<li><a href=\"#events\">Events</a></li>");
    bodies.push_str(&events(&document["webhooks"]));
    list.push_str("<li><a href=\"#problems\">Problems</a></li>");
    bodies.push_str(&problem_types::section(prose));
    let about = prose(document["info"]["description"].as_str().unwrap_or_default());
    let shop = escaped(shop);
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>API · {shop}</title><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">{styles}\
         <link rel=\"stylesheet\" href=\"/api/docs.css\"></head><body>\
         <a class=\"skip-link\" href=\"#main\">Skip to the content</a>\
         <header class=\"docs-bar\"><a class=\"wordmark\" href=\"/\">{shop}</a>\
         <a class=\"link\" href=\"{ROOT}/openapi.json\">openapi.json</a></header>\
         <div class=\"docs\"><nav class=\"docs-list\" aria-label=\"What there is\"><ul>{list}</ul></nav>\
         <main id=\"main\" tabindex=\"-1\"><h1>The shop’s API</h1><p class=\"lede\">{about}</p>{bodies}</main></div>\
         </body></html>"
    )
}

fn one(operation: &Operation, base: &str) -> String {
    let Operation {
        method,
        path,
        described,
    } = operation;
    let id = format!("{method}-{}", word(path));
    let mut html = format!(
        "<article class=\"docs-one\" aria-labelledby=\"{id}\"><h3 id=\"{id}\"><span class=\"docs-method\">{}</span> \
         <code>{}</code></h3><p>{}</p>",
        method.to_uppercase(),
        escaped(path).replace('/', "/<wbr>"),
        prose(described["summary"].as_str().unwrap_or_default()),
    );
    if let Some(more) = described["description"].as_str() {
        let _ = write!(html, "<p>{}</p>", prose(more));
    }
    if let Some(scope) = scope(described) {
        let _ = write!(
            html,
            "<p class=\"quiet\">For programs with the scope <code>{}</code>.</p>",
            escaped(scope)
        );
    }
    html.push_str(&parameters(described));
    let body = &described["requestBody"]["content"];
    let _ = write!(
        html,
        "<details class=\"docs-example\"><summary>Example</summary><pre tabindex=\"0\"><code>{}</code></pre>",
        escaped(&curl(operation, base, body))
    );
    let responses = described["responses"].as_object();
    for (status, response) in responses
        .into_iter()
        .flatten()
        .filter(|(s, _)| *s != "default")
    {
        let _ = write!(
            html,
            "<p class=\"quiet\">{status} – {}</p>",
            prose(response["description"].as_str().unwrap_or_default())
        );
        let example = &response["content"]["application/json"]["example"];
        if !example.is_null() {
            let _ = write!(
                html,
                "<pre tabindex=\"0\"><code>{}</code></pre>",
                pretty(example)
            );
        }
    }
    html.push_str("</details></article>");
    html
}

/// The scope that a token needs, where one may call it.
fn scope(described: &Value) -> Option<&str> {
    let ways = described["security"].as_array()?;
    ways.iter().find_map(|way| way["token"][0].as_str())
}

fn parameters(described: &Value) -> String {
    let known = described["parameters"].as_array();
    let mut rows = String::new();
    for parameter in known.into_iter().flatten() {
        let text = |key: &str| parameter[key].as_str().unwrap_or_default();
        let needed = match parameter["required"].as_bool() {
            Some(true) => " <span class=\"quiet\">needed</span>",
            _ => "",
        };
        let place = match text("in") {
            "path" => "address",
            place => place,
        };
        let _ = write!(
            rows,
            "<dt><code>{}</code> <span class=\"quiet\">{place}</span>{needed}</dt><dd>{}</dd>",
            escaped(text("name")),
            prose(text("description")),
        );
    }
    match rows.is_empty() {
        true => rows,
        false => format!("<dl class=\"docs-parameters\">{rows}</dl>"),
    }
}

/// The call as it is typed into a terminal.
fn curl(operation: &Operation, base: &str, body: &Value) -> String {
    let mut path = operation.path.to_string();
    for (name, value) in [
        ("{ref}", "$REF"),
        ("{id}", "$ID"),
        ("{variant_id}", "$VARIANT"),
        ("{image_id}", "$IMAGE"),
    ] {
        path = path.replace(name, value);
    }
    let mut lines = vec![match operation.method {
        "get" => format!("curl \"{base}{path}\""),
        method => format!("curl -X {} \"{base}{path}\"", method.to_uppercase()),
    }];
    if scope(operation.described).is_some() {
        lines.push("-H \"Authorization: Bearer $TOKEN\"".into());
    } else if let Some(ways) = operation.described["security"].as_array() {
        let has = |name: &str| ways.iter().any(|way| way.get(name).is_some());
        if has("order") {
            lines.push("-H \"Order-Token: $ORDER_TOKEN\"".into());
        }
        if has("cart") {
            lines.push("-H \"Cart-Token: $CART_TOKEN\"".into());
        }
    }
    let kinds = body.as_object().cloned().unwrap_or_else(Map::new);
    if let Some(json) = kinds.get("application/json") {
        let example = serde_json::to_string_pretty(&json["example"]).unwrap_or_default();
        lines.push(format!("--json '{example}'"));
    } else if kinds.contains_key("multipart/form-data") {
        lines.push("-F picture=@bowl.jpg -F alt=\"A bowl, seen from above\"".into());
    }
    lines.join(" \\\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_on_the_page_with_a_call_to_copy() {
        let html = write(document(), "Kiln & Co", "https://shop.example/api/v1", "");
        let paths = document()["paths"].as_object().unwrap();
        for (path, item) in paths {
            for method in item.as_object().unwrap().keys() {
                let id = format!("id=\"{method}-{}\"", word(path));
                assert!(html.contains(&id), "{method} {path}");
            }
        }
        assert!(html.contains("API · Kiln &amp; Co"));
        assert!(!html.contains("<script") && !html.contains("style="));
    }
}
