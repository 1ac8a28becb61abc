//! `/dev/mail`: the mails that a development shop wrote to its data folder, newest first.

use super::refusals::Refusal;
use crate::server::mail::eml::{self, Eml};
use crate::server::state::App;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use std::path::PathBuf;

/// Most mails that the list shows.
const LISTED: usize = 100;
const PAGE_POLICY: &str = "default-src 'none'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// What a mail's HTML may do in its frame: show its own styles and pictures, nothing else.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'; \
     form-action 'none'; sandbox allow-top-navigation-by-user-activation";

/// The folder, where this page exists at all: in development, without a mail server.
fn folder(app: &App) -> Option<PathBuf> {
    let shown = !app.settings.is_production();
    app.mailer
        .folder()
        .filter(|_| shown)
        .map(|f| f.to_path_buf())
}

/// `GET /dev/mail`
pub async fn list(State(app): State<App>) -> Response {
    let Some(folder) = folder(&app) else {
        return not_here();
    };
    let mails = tokio::task::spawn_blocking(move || newest(&folder))
        .await
        .unwrap_or_default();
    let mut rows = String::new();
    for (id, mail) in &mails {
        rows.push_str(&format!(
            "<li><a href=\"/dev/mail/{id}\">{}</a><br>to {} – {}</li>\n",
            escaped(&mail.subject),
            escaped(&mail.to),
            escaped(&mail.date)
        ));
    }
    let body = match mails.is_empty() {
        true => "<p>No mail has been written yet.</p>".to_string(),
        false => format!("<ol>{rows}</ol>"),
    };
    page("Mails", &format!("<h1>Mails</h1>{body}"))
}

/// `GET /dev/mail/{id}`
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Response {
    let Some(mail) = load(&app, &id).await else {
        return not_here();
    };
    let home = app.settings.public_url();
    let mut links = String::new();
    for word in mail
        .text
        .split_whitespace()
        .filter(|word| word.starts_with(&home))
    {
        let link = escaped(word.trim_end_matches(['.', ',']));
        links.push_str(&format!("<li><a href=\"{link}\">{link}</a></li>"));
    }
    page(
        &mail.subject,
        &format!(
            "<p><a href=\"/dev/mail\">All mails</a></p><h1>{subject}</h1>\
             <dl><dt>From</dt><dd>{from}</dd><dt>To</dt><dd>{to}</dd><dt>Date</dt><dd>{date}</dd>\
             <dt>Message-ID</dt><dd>{message_id}</dd></dl>\
             <iframe title=\"The mail as HTML\" src=\"/dev/mail/{id}/html\" width=\"680\" height=\"900\"></iframe>\
             <h2>As text</h2><pre>{text}</pre><h2>Links</h2><ul>{links}</ul>",
            subject = escaped(&mail.subject),
            from = escaped(&mail.from),
            to = escaped(&mail.to),
            date = escaped(&mail.date),
            message_id = escaped(&mail.message_id),
            text = escaped(&mail.text),
        ),
    )
}

/// `GET /dev/mail/{id}/html`: the mail's own HTML, for the frame.
pub async fn html(State(app): State<App>, Path(id): Path<String>) -> Response {
    let Some(mail) = load(&app, &id).await else {
        return not_here();
    };
    // Links leave the frame; pictures come from the mail itself.
    let html = mail
        .html
        .replace("<head>", "<head><base target=\"_top\">")
        .replace("cid:", &format!("/dev/mail/{id}/pictures/"));
    let mut response = Html(html).into_response();
    policy(&mut response, MAIL_POLICY);
    let same = HeaderValue::from_static("SAMEORIGIN");
    response.headers_mut().insert(header::X_FRAME_OPTIONS, same);
    response
}

/// `GET /dev/mail/{id}/pictures/{content_id}`
pub async fn picture(
    State(app): State<App>,
    Path((id, wanted)): Path<(String, String)>,
) -> Response {
    let mail = load(&app, &id).await.unwrap_or_default();
    match mail
        .pictures
        .into_iter()
        .find(|(content_id, ..)| *content_id == wanted)
    {
        // The frame is sandboxed, so that it counts as another origin.
        Some((_, _, bytes)) => (
            [
                (header::CONTENT_TYPE, "image/jpeg"),
                (
                    HeaderName::from_static("cross-origin-resource-policy"),
                    "cross-origin",
                ),
            ],
            bytes,
        )
            .into_response(),
        None => not_here(),
    }
}

/// A mail by its id, which is letters, digits and dashes: it can't name a file elsewhere.
async fn load(app: &App, id: &str) -> Option<Eml> {
    let named = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let path = folder(app)?.join(format!("{id}.eml"));
    let bytes = if named {
        tokio::fs::read(path).await.ok()?
    } else {
        return None;
    };
    Some(eml::read(&bytes))
}

/// Ids sort by time, so the newest are the last names.
fn newest(folder: &std::path::Path) -> Vec<(String, Eml)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut ids: Vec<String> = entries
        .filter_map(|entry| {
            Some(
                entry
                    .file_name()
                    .to_str()?
                    .strip_suffix(".eml")?
                    .to_string(),
            )
        })
        .collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.truncate(LISTED);
    let read = |id: String| {
        let bytes = std::fs::read(folder.join(format!("{id}.eml"))).ok()?;
        Some((id, eml::read_headers(&bytes)))
    };
    ids.into_iter().filter_map(read).collect()
}

fn page(title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title></head><body><main>{body}</main></body></html>",
        escaped(title)
    );
    let mut response = Html(html).into_response();
    policy(&mut response, PAGE_POLICY);
    response
}

fn policy(response: &mut Response, policy: &'static str) {
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

fn not_here() -> Response {
    Refusal::not_found("There is no such mail here.").into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
