//! PostgreSQL goes down and comes back: pages say so soon, say what to do, and work again.

use crate::support::{Folder, client, database, settings};
use atelier::server::http::listen::{self, Limits};
use atelier::server::http::router::router;
use atelier::server::state::App;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// How the way to the database is.
const OPEN: u8 = 0;
/// Refused at once, as by a server that is down.
const DOWN: u8 = 1;
/// Nothing comes back, as over a broken network.
const SILENT: u8 = 2;

/// A way to the database that can be cut.
struct Way {
    state: Arc<AtomicU8>,
    cut: Arc<std::sync::Mutex<CancellationToken>>,
}

impl Way {
    async fn to(server: String) -> (Way, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap().to_string();
        let way = Way {
            state: Arc::default(),
            cut: Arc::default(),
        };
        let (state, cut) = (way.state.clone(), way.cut.clone());
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (server, state) = (server.clone(), state.clone());
                let cut = cut.lock().unwrap().clone();
                tokio::spawn(async move {
                    match state.load(Ordering::Relaxed) {
                        DOWN => {}
                        SILENT => cut.cancelled().await,
                        _ => {
                            let mut far = TcpStream::connect(server).await.unwrap();
                            tokio::select! {
                                _ = copy_bidirectional(&mut near, &mut far) => {}
                                () = cut.cancelled() => {
                                    if state.load(Ordering::Relaxed) == SILENT {
                                        tokio::time::sleep(Duration::from_secs(30)).await;
                                    }
                                }
                            }
                        }
                    }
                });
            }
        });
        (way, here)
    }

    fn becomes(&self, state: u8) {
        self.state.store(state, Ordering::Relaxed);
        let before = std::mem::take(&mut *self.cut.lock().unwrap());
        before.cancel();
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_told_within_two_seconds_with_what_to_do() {
    let Ok(server) = std::env::var("ATELIER_TEST_PG") else {
        return;
    };
    // A schema of its own, reached through the way that is cut.
    let schema = format!("test_{}", uuid::Uuid::now_v7().simple());
    let pool = sqlx::PgPool::connect(&server).await.unwrap();
    let run = async |sql: String| {
        let sql = sqlx::AssertSqlSafe(sql);
        sqlx::query(sql).execute(&pool).await.unwrap();
    };
    run(format!("CREATE SCHEMA {schema}")).await;
    let mut url = url::Url::parse(&server).unwrap();
    let far = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
    let (way, near) = Way::to(far).await;
    let (host, port) = near.split_once(':').unwrap();
    url.set_host(Some(host)).unwrap();
    url.set_port(Some(port.parse().unwrap())).unwrap();
    let mark = if server.contains('?') { '&' } else { '?' };
    let url = format!("{url}{mark}options=-c%20search_path%3D{schema}");

    let folder = Folder::new();
    let app = App::with_db(settings(&folder, &url, &[]), database(&url).await).unwrap();
    crate::support::goods::stock(&app).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let limits = Limits::new(&[]);
    tokio::spawn(listen::serve(
        listener,
        router(app.clone()),
        limits,
        stop.clone(),
    ));
    let http = client();
    // A cookie, so that no page is one that was kept.
    let ask = async |path: &str| {
        let began = Instant::now();
        let request = http
            .get(format!("{base}{path}"))
            .header("cookie", "atelier=AAAAAAAAAAAAAAAAAAAAAA");
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let retry = answer.headers().contains_key("retry-after");
        (status, retry, answer.text().await.unwrap(), began.elapsed())
    };
    assert_eq!(ask("/shop").await.0, 200);
    for state in [DOWN, SILENT] {
        way.becomes(state);
        // What is kept in memory for a few seconds has had its time.
        tokio::time::sleep(Duration::from_secs(2)).await;
        app.clock.advance_ms(60_000);
        for path in [
            "/",
            "/shop/bowl",
            "/cart",
            "/account",
            "/admin",
            "/o/none",
            "/api/v1/products",
            "/readyz",
        ] {
            let (status, retry, body, took) = ask(path).await;
            assert_eq!((status, retry), (503, true), "{path}: {body}");
            assert!(took < Duration::from_secs(2), "{path} took {took:?}");
            if path != "/readyz" {
                assert!(body.contains("then reload this page"), "{path}: {body}");
            }
        }
        way.becomes(OPEN);
        let began = Instant::now();
        while ask("/shop/bowl").await.0 != 200 {
            assert!(began.elapsed() < Duration::from_secs(10), "it works again");
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
    stop.cancel();
    app.db.close().await;
    run(format!("DROP SCHEMA {schema} CASCADE")).await;
}
