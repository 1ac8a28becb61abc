//! One layout for every page of the sandbox: banner, style, and a strict policy of its own.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::ids;

/// Text made safe for HTML, in attributes too.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// One page to be sent.
pub struct Page<'a> {
    pub status: StatusCode,
    pub title: &'a str,
    /// Class of the body: `frame` has no card around it and shrinks to its content.
    pub layout: &'a str,
    /// Attributes for the body, escaped.
    pub attributes: String,
    /// The page's main part, escaped.
    pub body: String,
    /// Run with a nonce; none for the pages that are plain forms.
    pub script: Option<&'a str>,
    /// Addresses that a form here may end up at.
    pub leads_to: Vec<&'a str>,
    /// Who may frame it: nobody (`None`), or this origin and the shop at the given public URL.
    pub framed_by: Option<&'a str>,
}

impl Page<'_> {
    pub fn send(self) -> Response {
        let nonce = ids::random_text(22);
        let mut targets = vec!["'self'".to_owned()];
        targets.extend(self.leads_to.iter().filter_map(|address| origin(address)));
        let ancestors = match self.framed_by {
            None => "'none'".to_owned(),
            Some(shop) => format!("'self' {}", origin(shop).unwrap_or_default()),
        };
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src data:; \
             form-action {}; frame-ancestors {ancestors}; base-uri 'none'",
            targets.join(" ")
        );
        let script = self
            .script
            .map(|source| format!("<script nonce=\"{nonce}\">{source}</script>"))
            .unwrap_or_default();
        // A page that is shown within another has no main part of its own: the page around it has.
        let (open, close) = match self.layout {
            "frame" => ("<div class=\"main\">", "</div>"),
            _ => ("<main>", "</main>"),
        };
        let document = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style nonce=\"{nonce}\">{style}</style>\n</head>\n\
             <body class=\"{layout}\" {attributes}>\n{open}\n{body}\n{close}\n{script}\n</body>\n</html>\n",
            title = escape(self.title),
            style = include_str!("page.css"),
            layout = self.layout,
            open = open,
            close = close,
            attributes = self.attributes,
            body = self.body,
        );
        let mut response = (self.status, Html(document)).into_response();
        harden(response.headers_mut(), &policy);
        response
    }
}

fn harden(headers: &mut HeaderMap, policy: &str) {
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
}

/// The loud line at the top of every page.
pub const BANNER: &str = "<p class=\"banner\"><strong>Sandbox</strong> – no real money moves</p>";

/// A page that says one thing.
pub fn message(status: StatusCode, title: &str, sentence: &str) -> Response {
    let body = format!(
        "{BANNER}<h1>{}</h1><p>{}</p>",
        escape(title),
        escape(sentence)
    );
    Page {
        status,
        title,
        layout: "page",
        attributes: String::new(),
        body,
        script: None,
        leads_to: Vec::new(),
        framed_by: None,
    }
    .send()
}

/// Whatever is not here.
pub async fn not_found() -> Response {
    message(
        StatusCode::NOT_FOUND,
        "Not found",
        "There is nothing at this address of the payment sandbox.",
    )
}

/// 303 to an address, not kept by any cache.
pub fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    match HeaderValue::from_str(address) {
        Ok(value) => {
            response.headers_mut().insert(header::LOCATION, value);
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(_) => message(
            StatusCode::BAD_REQUEST,
            "Cannot go on",
            "The shop gave an address that a browser cannot open.",
        ),
    }
}

/// Scheme, host and port of an address, for a policy.
pub fn origin(address: &str) -> Option<String> {
    let parsed = url::Url::parse(address).ok()?;
    matches!(parsed.scheme(), "http" | "https").then(|| parsed.origin().ascii_serialization())
}
