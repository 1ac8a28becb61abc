//! Slow clients and many of them: connections that say nothing, forms without end, streams of one link.

use crate::support::goods::BOWL;
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::Visitor;
use crate::support::{Folder, database, settings};
use atelier::server::http::listen::{self, Limits};
use atelier::server::http::router::router;
use atelier::server::state::App;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// A shop that waits for nobody longer than a moment.
async fn impatient(test: impl AsyncFnOnce(std::net::SocketAddr)) {
    let folder = Folder::new();
    let url = format!("sqlite://{}/shop.db", folder.0.display());
    let app = App::with_db(settings(&folder, &url, &[]), database(&url).await).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let limits = Limits {
        head: Duration::from_millis(400),
        idle: Duration::from_millis(800),
        each: 6,
        ..Limits::new(&[])
    };
    let serving = tokio::spawn(listen::serve(
        listener,
        router(app.clone()),
        limits,
        stop.clone(),
    ));
    test(address).await;
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(5), serving)
        .await
        .unwrap()
        .unwrap();
    app.db.close().await;
}

/// How long a connection that sends this stays open, and what it was answered.
async fn lasts(address: std::net::SocketAddr, sends: &str) -> (Duration, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sends.as_bytes()).await.unwrap();
    let began = Instant::now();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(8), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "{sends:?} stays open");
    (
        began.elapsed(),
        String::from_utf8_lossy(&answer).into_owned(),
    )
}

#[tokio::test]
async fn a_connection_that_says_nothing_or_half_a_sentence_is_closed() {
    impatient(async |address| {
        for sends in ["", "G", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: 1"] {
            let (took, answer) = lasts(address, sends).await;
            assert!(took < Duration::from_secs(3), "{sends:?} took {took:?}");
            assert!(!answer.contains("200 OK"), "{answer}");
        }
        // Answered, and closed when nothing follows.
        let (took, answer) = lasts(address, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(
            answer.contains("200 OK") && took < Duration::from_secs(3),
            "{took:?} {answer}"
        );
    })
    .await;
}

#[tokio::test]
async fn one_address_does_not_have_all_connections() {
    impatient(async |address| {
        let mut held = Vec::new();
        for _ in 0..6 {
            held.push(TcpStream::connect(address).await.unwrap());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        let (took, answer) = lasts(
            address,
            "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        )
        .await;
        assert!(
            answer.is_empty() && took < Duration::from_millis(300),
            "{took:?} {answer}"
        );
        drop(held);
        tokio::time::sleep(Duration::from_millis(100)).await;
        let (_, answer) = lasts(
            address,
            "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        )
        .await;
        assert!(answer.contains("200 OK"), "{answer}");
    })
    .await;
}

async fn listens(visitor: &Visitor, token: &str) -> reqwest::Response {
    let url = format!("{}/o/{token}/events", visitor.shop.base);
    visitor.carries(visitor.shop.http.get(url)).await
}

#[tokio::test]
async fn the_streams_of_one_link_shut_out_nobody_else() {
    each_shop(async |shop: Shop| {
        let (ada, ben) = (shop.visitor(), shop.visitor());
        let one = ada.buys(BOWL, 1).await;
        let other = ben.buys(BOWL, 1).await;
        let mut open = Vec::new();
        let mut refused = None;
        for turn in 0..40 {
            // From many addresses, even.
            let answer = match turn % 2 {
                0 => listens(&ada, &one.token).await,
                _ => listens(&shop.visitor(), &one.token).await,
            };
            match answer.status().as_u16() {
                200 => open.push(answer),
                _ => refused = Some(answer),
            }
        }
        assert_eq!(open.len(), 16);
        let refused = refused.unwrap();
        assert_eq!(refused.status(), 429);
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(listens(&ben, &other.token).await.status(), 200);
        // Nor has one address all of them.
        let eve = shop.visitor();
        let mut hers = Vec::new();
        for _ in 0..3 {
            let order = shop.visitor().buys(BOWL, 1).await;
            for _ in 0..8 {
                let answer = listens(&eve, &order.token).await;
                if answer.status() == 200 {
                    hers.push(answer);
                }
            }
        }
        assert_eq!(hers.len(), 12);
    })
    .await;
}

#[tokio::test]
async fn forms_without_pictures_have_no_room_for_any() {
    each_shop(async |shop| {
        let eve = shop.visitor();
        let long = "x".repeat(300 * 1024);
        for path in ["/custom", "/cart", "/account/login"] {
            let answer = eve.posts(path, &[("description", long.as_str())]).await;
            assert_eq!(answer.status, 413, "{path}");
        }
        // Nor has a text among pictures.
        let edge = "edge";
        let body = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n{long}\r\n--{edge}--\r\n"
        );
        let request = shop
            .http
            .post(format!("{}/custom", shop.base))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", format!("multipart/form-data; boundary={edge}"))
            .body(body);
        assert_eq!(eve.carries(request).await.status(), 413);
    })
    .await;
}

#[tokio::test]
async fn forms_with_pictures_wait_for_their_place_and_one_visitor_has_not_all_of_them() {
    each_shop(async |shop| {
        let eve = shop.visitor();
        let head = "--edge\r\nContent-Disposition: form-data; name=\"upload_key\"\r\n\r\nnone\r\n";
        let mut open = Vec::new();
        for _ in 0..6 {
            let (sender, receiver) =
                futures::channel::mpsc::unbounded::<Result<&'static str, std::io::Error>>();
            sender.unbounded_send(Ok(head)).unwrap();
            let request = shop
                .http
                .post(format!("{}/custom/pictures", shop.base))
                .header("sec-fetch-site", "same-origin")
                .header("content-type", "multipart/form-data; boundary=edge")
                .body(reqwest::Body::wrap_stream(receiver));
            let visitor = eve.clone();
            let answer =
                tokio::spawn(async move { visitor.carries(request).await.status().as_u16() });
            open.push((sender, answer));
        }
        tokio::time::sleep(Duration::from_millis(600)).await;
        // Hers are four; somebody else is answered at once.
        let ada = shop.visitor();
        let began = Instant::now();
        let request = shop
            .http
            .post(format!("{}/custom/pictures", shop.base))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "multipart/form-data; boundary=edge")
            .body(format!("{head}--edge--\r\n"));
        assert_eq!(ada.carries(request).await.status(), 200);
        assert!(began.elapsed() < Duration::from_secs(5));
        // As hers end, the others get their turn.
        for (sender, answer) in open {
            sender.unbounded_send(Ok("--edge--\r\n")).unwrap();
            drop(sender);
            assert_eq!(answer.await.unwrap(), 200);
        }
    })
    .await;
}
