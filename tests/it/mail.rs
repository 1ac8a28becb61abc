//! Mails: enqueued with their cause, delivered by a job, read in development; and a mail server that is down.
#![allow(
    clippy::unwrap_used,
    reason = "a test that fails at an unwrap says where"
)]

use crate::support::each_db;
use crate::support::inbox::Inbox;
use atelier::server::db;
use atelier::server::http::router::router;
use atelier::server::jobs::worker;
use atelier::server::mail::{self, Mail, eml};
use atelier::server::state::App;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use std::path::PathBuf;
use tokio::net::TcpListener;
use tower::ServiceExt;

const TOKEN: &str = "a-token-that-opens-the-order";

async fn enqueues(app: &App, recipient: &str) -> String {
    let mail = Mail::OrderLink {
        number: "ORD-000042".into(),
        customer_name: "Ada".into(),
        link: app.url(&format!("/o/{TOKEN}")),
    };
    let mut tx = app.db.begin().await.unwrap();
    mail::enqueue(&mut tx, app, &mail, recipient, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let job = waiting(app).await;
    job.split('"').nth(7).unwrap().to_string()
}

/// The payload of the one job that waits or runs.
async fn waiting(app: &App) -> String {
    let mut conn = app.db.read().await.unwrap();
    let rows: Vec<String> = match &mut conn {
        db::Conn::Sqlite(c) => sqlx::query_scalar(PAYLOADS)
            .fetch_all(c.connection())
            .await
            .unwrap(),
        db::Conn::Pg(c) => sqlx::query_scalar(PAYLOADS)
            .fetch_all(c.connection())
            .await
            .unwrap(),
    };
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.into_iter().next().unwrap()
}

const PAYLOADS: &str = "SELECT payload FROM jobs WHERE state IN ('waiting', 'running')";

async fn state(app: &App, id: &str) -> &'static str {
    let mut conn = app.db.read().await.unwrap();
    let row = db::mails::load(&mut conn, id).await.unwrap();
    row.unwrap().state.as_str()
}

fn written(app: &App) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(app.settings.data.join("mail"));
    entries
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect()
}

/// The same shop with a mail server.
fn with_smtp(app: &App, url: &str) -> App {
    let mut settings = app.settings.clone();
    settings.smtp_url = Some(url.into());
    App::with_db(settings, app.db.clone()).unwrap()
}

#[tokio::test]
async fn a_promised_mail_is_delivered_once_and_its_link_is_stored_sealed() {
    each_db(async |app| {
        let id = enqueues(&app, "ada@example.org").await;
        let stored = {
            let mut conn = app.db.read().await.unwrap();
            db::mails::load(&mut conn, &id).await.unwrap().unwrap()
        };
        assert!(!stored.data.contains(TOKEN), "{}", stored.data);
        assert_eq!(worker::drain(&app).await.unwrap(), 1);
        assert_eq!(state(&app, &id).await, "sent");
        mail::deliver(&app, &id).await.unwrap();

        let files = written(&app);
        assert_eq!(files.len(), 1);
        let read = eml::read(&std::fs::read(&files[0]).unwrap());
        assert!(read.text.contains(TOKEN) && read.html.contains(TOKEN));
        assert_eq!(read.subject, "Your link to order ORD-000042");
        assert!(read.message_id.starts_with(&format!("<{id}@")));
    })
    .await;
}

#[tokio::test]
async fn a_promise_that_is_rolled_back_sends_nothing() {
    each_db(async |app| {
        let mail = Mail::OrderLink {
            number: "ORD-000001".into(),
            customer_name: "Ada".into(),
            link: app.url("/o/x"),
        };
        let mut tx = app.db.begin().await.unwrap();
        mail::enqueue(&mut tx, &app, &mail, "ada@example.org", None)
            .await
            .unwrap();
        drop(tx);
        assert_eq!(worker::drain(&app).await.unwrap(), 0);
        assert!(written(&app).is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_mail_waits_while_the_mail_server_is_down_and_goes_out_when_it_is_back() {
    each_db(async |app| {
        let port = {
            let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
            free.local_addr().unwrap().port()
        };
        let down = with_smtp(&app, &format!("smtp://127.0.0.1:{port}"));
        let id = enqueues(&down, "ada@example.org").await;
        let error = mail::deliver(&down, &id).await.unwrap_err().to_string();
        assert!(
            error.contains("can't be reached") && !error.contains("ada@"),
            "{error}"
        );
        assert!(worker::step(&down).await.unwrap(), "the job ran");
        assert_eq!(state(&down, &id).await, "promised");
        waiting(&down).await;

        let inbox = Inbox::open("250 kept").await;
        let back = with_smtp(&app, &inbox.url);
        back.clock.advance_ms(60_000);
        worker::drain(&back).await.unwrap();
        assert_eq!(state(&back, &id).await, "sent");
        let received = inbox.received();
        assert_eq!(received.len(), 1);
        assert!(
            received[0].contains(&format!("Message-ID: <{id}@")),
            "{}",
            received[0]
        );
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_noted_and_the_refusal_names_nobody() {
    each_db(async |app| {
        let inbox = Inbox::open("550 no such person ada@example.org").await;
        let refusing = with_smtp(&app, &inbox.url);
        let id = enqueues(&refusing, "ada@example.org").await;
        let error = mail::deliver(&refusing, &id).await.unwrap_err().to_string();
        assert!(error.contains("550") && !error.contains("ada@"), "{error}");
        assert_eq!(state(&refusing, &id).await, "failed");
    })
    .await;
}

#[tokio::test]
async fn a_development_shop_shows_its_mails_and_production_does_not() {
    each_db(async |app| {
        let id = enqueues(&app, "ada@example.org").await;
        worker::drain(&app).await.unwrap();
        let (status, _, list) = get(&app, "/dev/mail").await;
        assert_eq!(status, StatusCode::OK);
        assert!(list.contains("Your link to order ORD-000042") && list.contains(&id));
        let (_, _, page) = get(&app, &format!("/dev/mail/{id}")).await;
        assert!(
            page.contains(&format!("<a href=\"{}\">", app.url(&format!("/o/{TOKEN}")))),
            "{page}"
        );
        let (_, policy, html) = get(&app, &format!("/dev/mail/{id}/html")).await;
        assert!(
            policy.contains("default-src 'none'") && policy.contains("sandbox"),
            "{policy}"
        );
        assert!(html.contains("<base target=\"_top\">"));
        for path in ["/dev/mail/no-such-mail", "/dev/mail/..%2f..%2fsecret"] {
            assert_eq!(get(&app, path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
        let mut settings = app.settings.clone();
        settings.environment = atelier::server::config::Environment::Production;
        let production = App::with_db(settings, app.db.clone()).unwrap();
        assert_eq!(get(&production, "/dev/mail").await.0, StatusCode::NOT_FOUND);
    })
    .await;
}

async fn get(app: &App, path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router(app.clone()).oneshot(request).await.unwrap();
    let status = response.status();
    let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_string();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, policy, String::from_utf8(body.to_vec()).unwrap())
}
