//! Background jobs: a queue for each kind, dead letters and why, attention items that open again and
//! close by themselves, and a database that takes no writes for a while.

use crate::staff::sign_in;
use crate::support::browser::Browser;
use crate::support::each_db;
use crate::support::goods::VASE;
use crate::support::inbox::Inbox;
use crate::support::shop::{Shop, each_shop};
use atelier::domain::attention::{Matter, NotRefunded};
use atelier::domain::money::{Currency, Money};
use atelier::domain::order::order_number;
use atelier::server::clock::{HOUR_MS, MINUTE_MS};
use atelier::server::db;
use atelier::server::error::Error;
use atelier::server::jobs::worker;
use atelier::server::mail::{self, Mail};
use atelier::server::staff::seed_demo;
use atelier::server::state::App;
use atelier::transact;
use std::time::Duration;
use tokio::net::TcpListener;

/// The same shop with a mail server.
fn with_smtp(app: &App, url: &str) -> App {
    let mut settings = app.settings.clone();
    settings.smtp_url = Some(url.into());
    App::with_db(settings, app.db.clone()).unwrap()
}

async fn enqueue_mail(app: &App, recipient: &str, order_id: Option<&str>) {
    let mail = Mail::OrderLink {
        number: "ORD-000042".into(),
        customer_name: "Ada".into(),
        link: app.url("/o/a-token"),
    };
    let mut tx = app.db.begin().await.unwrap();
    mail::enqueue(&mut tx, app, &mail, recipient, order_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Kind, sentence and who closed it, of every attention item.
async fn items(shop: &Shop) -> Vec<String> {
    let by = "SELECT COALESCE(resolved_by, 'open') FROM attention ORDER BY opened_at_ms, id";
    let (kinds, sentences) = (shop.attention().await, shop.sentences("1 = 1").await);
    let items = kinds.into_iter().zip(sentences).zip(shop.texts(by).await);
    items
        .map(|((kind, sentence), by)| format!("{kind} | {sentence} | {by}"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_stays_silent_holds_up_no_money() {
    each_shop(async |shop| {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", silent.local_addr().unwrap());
        let holding = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((stream, _)) = silent.accept().await {
                held.push(stream);
            }
        });
        let app = with_smtp(&shop.app, &url);
        for _ in 0..8 {
            enqueue_mail(&app, "ada@example.org", None).await;
        }
        let at_work = tokio::spawn(worker::run(app.clone()));
        let mut compared = 0;
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            compared = shop
                .number("SELECT COUNT(*) FROM jobs WHERE kind = 'reconcile' AND state = 'done'")
                .await;
            if compared > 0 {
                break;
            }
        }
        let sending = shop
            .number("SELECT COUNT(*) FROM jobs WHERE kind = 'deliver_mail' AND state = 'running'")
            .await;
        assert_eq!(
            (compared, sending),
            (1, 4),
            "money goes on while every mail worker waits"
        );
        at_work.abort();
        app.shutdown.cancel();
        holding.abort();
        shop.tampers("DELETE FROM jobs WHERE kind = 'deliver_mail'")
            .await;
        shop.tampers("DELETE FROM mails").await;
    })
    .await;
}

#[tokio::test]
async fn a_mail_to_a_domain_with_an_umlaut_leaves_in_its_ascii_form() {
    each_db(async |app| {
        let inbox = Inbox::open("250 kept").await;
        let app = with_smtp(&app, &inbox.url);
        enqueue_mail(&app, "info@exämple.de", None).await;
        worker::drain(&app).await.unwrap();
        let received = inbox.received();
        assert_eq!(
            received.len(),
            1,
            "the server knows no SMTPUTF8 and takes it all the same"
        );
        assert!(
            received[0].contains("info@xn--exmple-cua.de"),
            "{}",
            received[0]
        );
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_no_server_takes_is_named_with_its_order_its_recipient_and_the_reason() {
    each_shop(async |shop| {
        let ada = shop.visitor();
        let order = ada.buys(VASE, 1).await;
        let number = order_number(
            shop.number(format!(
                "SELECT number FROM orders WHERE id = '{}'",
                order.id
            ))
            .await,
        );
        shop.drains().await;
        let inbox = Inbox::open("550 no such person").await;
        let refusing = with_smtp(&shop.app, &inbox.url);
        enqueue_mail(&refusing, "ada@example.org", Some(&order.id)).await;
        worker::drain(&refusing).await.unwrap();
        enqueue_mail(&refusing, "jörg@example.org", None).await;
        worker::drain(&refusing).await.unwrap();
        let found = items(&shop).await;
        assert_eq!(
            found.len(),
            2,
            "at once, not after a day of tries: {found:?}"
        );
        for part in [
            "undelivered_mail",
            number.as_str(),
            "ada@example.org",
            "refused the recipient (550)",
            "order link",
        ] {
            assert!(found[0].contains(part), "{part}: {}", found[0]);
        }
        assert!(
            found[1].contains("jörg@example.org") && found[1].contains("before the @"),
            "{}",
            found[1]
        );

        // Sent again together, the first goes through and its item closes by itself; the other opens no second one.
        let inbox = Inbox::open("250 kept").await;
        let mended = with_smtp(&shop.app, &inbox.url);
        let mut tx = mended.db.begin().await.unwrap();
        let replayed = db::jobs::replay(&mut tx, None, "send_refund", shop.app.now_ms())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(replayed.len(), 2);
        worker::drain(&mended).await.unwrap();
        let found = items(&shop).await;
        assert!(
            found[0].ends_with("| shop") && found[1].ends_with("| open"),
            "{found:?}"
        );
        assert_eq!((found.len(), inbox.received().len()), (2, 1));
        shop.tampers("DELETE FROM jobs WHERE state = 'dead'").await;
        shop.tampers("DELETE FROM mails WHERE state = 'failed'")
            .await;
    })
    .await;
}

#[tokio::test]
async fn mails_live_through_a_day_without_their_server() {
    each_db(async |app| {
        let inbox = Inbox::open("250 kept").await;
        inbox.is_away(true);
        let app = with_smtp(&app, &inbox.url);
        enqueue_mail(&app, "ada@example.org", None).await;
        for _ in 0..24 * 12 {
            worker::drain(&app).await.unwrap();
            app.clock.advance_ms(5 * MINUTE_MS);
        }
        inbox.is_away(false);
        app.clock.advance_ms(2 * HOUR_MS);
        worker::drain(&app).await.unwrap();
        assert_eq!(inbox.received().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_same_trouble_opens_again_after_it_was_settled_and_a_stranger_s_payment_does_not() {
    each_shop(async |shop| {
        let amount = Money::new(1250, Currency::EUR);
        let opens = async |kind: &str| {
            let matter = match kind {
                "refund_failed" => Matter::RefundFailed {
                    order: 1,
                    amount,
                    because: NotRefunded::DidNotGoThrough,
                },
                _ => Matter::UnknownPayment {
                    order: None,
                    payment: "pi_1".into(),
                    amount,
                },
            };
            let mut tx = shop.app.db.begin().await.unwrap();
            db::attention::open(&mut tx, &matter, &format!("key of {kind}"), None, 1)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        };
        for kind in ["refund_failed", "unknown_payment"] {
            opens(kind).await;
            opens(kind).await;
            assert_eq!(
                shop.number(format!(
                    "SELECT COUNT(*) FROM attention WHERE kind = '{kind}'"
                ))
                .await,
                1,
                "{kind}"
            );
        }
        shop.tampers(
            "UPDATE attention SET resolved_at_ms = 2, resolved_by = 'x', resolution = 'y'",
        )
        .await;
        for kind in ["refund_failed", "unknown_payment"] {
            opens(kind).await;
        }
        let open = "SELECT kind FROM attention WHERE resolved_at_ms IS NULL";
        assert_eq!(shop.texts(open).await, ["refund_failed"]);
        shop.tampers("DELETE FROM attention").await;
    })
    .await;
}

#[tokio::test]
async fn money_matters_are_settled_by_those_who_handle_money() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        shop.tampers(
            "INSERT INTO attention (id, kind, dedupe_key, args, opened_at_ms) VALUES
            ('a1', 'refund_failed', 'k1', '{\"order\":1,\"amount\":{\"minor\":1250,\"currency\":\"EUR\"},\"because\":\"did_not_go_through\"}', 1),
            ('a2', 'stock_shortage', 'k2', '{\"order\":1,\"units\":2}', 2)",
        )
        .await;
        let settles = async |staff: &Browser, id: &str| {
            staff
                .post(
                    "/admin/attention",
                    &[("entry", id), ("resolution", "Done by phone.")],
                )
                .await
                .status
        };
        let fulfilment = sign_in(&shop.app, "fulfilment@demo.example").await;
        let page = fulfilment.get("/admin/attention").await.body;
        assert!(
            page.contains("The owner or finance settles this."),
            "{page}"
        );
        assert_eq!(settles(&fulfilment, "a1").await, 403);
        assert_eq!(settles(&fulfilment, "a2").await, 303);
        let finance = sign_in(&shop.app, "finance@demo.example").await;
        assert_eq!(settles(&finance, "a1").await, 303);
    })
    .await;
}

#[tokio::test]
async fn everything_given_up_is_sent_again_with_one_button_and_twins_are_sent_once() {
    each_shop(async |shop| {
        seed_demo(&shop.app).await.unwrap();
        shop.drains().await;
        for (id, key) in [("j1", "housekeeping"), ("j2", "housekeeping")] {
            shop.tampers(format!(
                "INSERT INTO jobs (id, kind, payload, state, queue, dedupe_key, run_at_ms, attempts, last_error, created_at_ms, finished_at_ms)
                VALUES ('{id}', 'housekeeping', '{{\"kind\":\"housekeeping\"}}', 'dead', 'shop', '{key}', 1, 46, 'The disk was full.', 1, 2)"
            ))
            .await;
            shop.tampers(format!(
                "INSERT INTO attention (id, kind, dedupe_key, args, opened_at_ms)
                VALUES ('{id}', 'dead_job', 'job {id}', '{{\"job\":\"housekeeping\",\"tries\":46,\"reason\":\"The disk was full\"}}', 1)"
            ))
            .await;
        }
        let staff = sign_in(&shop.app, "owner@demo.example").await;
        assert!(staff.get("/admin/jobs").await.body.contains("Try all of them again"));
        let answer = staff.post("/admin/jobs", &[("all", "yes")]).await;
        assert_eq!(answer.location, "/admin/jobs?done=replayed-all");
        assert_eq!(shop.texts("SELECT state FROM jobs WHERE id IN ('j1', 'j2') ORDER BY id").await, ["done", "waiting"]);
        shop.drains().await;
        assert_eq!(shop.number("SELECT COUNT(*) FROM attention WHERE resolved_at_ms IS NULL").await, 0);
        assert!(staff.get("/admin/log").await.body.contains("jobs replayed"));
    })
    .await;
}

#[tokio::test]
async fn a_transaction_that_sqlite_ended_by_itself_does_not_stop_the_next_ones() {
    each_db(async |app| {
        if app.db.is_postgres() {
            return;
        }
        let ends_by_itself = async || -> Result<(), Error> {
            transact!(app.db, tx => {
                let db::Conn::Sqlite(link) = &mut *tx else {
                    return Err(Error::fault("not SQLite"));
                };
                sqlx::query("ROLLBACK").execute(link.connection()).await?;
                Err(Error::fault("as after a full disk"))
            })
        };
        assert!(ends_by_itself().await.is_err());
        let writes = async || -> Result<(), Error> {
            transact!(app.db, tx => {
                db::attention::open(&mut tx, &Matter::UnreadableEvent, "key", None, 1).await
            })
        };
        writes().await.unwrap();
    })
    .await;
}
