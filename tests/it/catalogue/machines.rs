//! What machines read: the sitemap and its parts, robots.txt, the feed, pictures.

use crate::support::each_db;
use atelier::server::http::{feeds, media};
use atelier::server::seed;
use atelier::server::state::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::routing::get;
use tower::ServiceExt;

fn router(app: &App) -> Router {
    Router::new()
        .route("/sitemap.xml", get(feeds::sitemap))
        .route("/sitemap/{part}", get(feeds::sitemap_part))
        .route("/robots.txt", get(feeds::robots))
        .route("/feed.xml", get(feeds::atom))
        .route("/media/{key}/{file}", get(media::picture))
        .with_state(app.clone())
}

async fn read(app: &App, path: &str) -> (StatusCode, String, Vec<u8>) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = router(app).oneshot(request).await.unwrap();
    let kind = answer.headers().get(header::CONTENT_TYPE).cloned();
    let kind = kind.map(|k| k.to_str().unwrap().to_string());
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
    (status, kind.unwrap_or_default(), body.to_vec())
}

async fn text(app: &App, path: &str) -> String {
    let (status, _, body) = read(app, path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    String::from_utf8(body).unwrap()
}

#[tokio::test]
async fn a_crawler_finds_every_product_once() {
    each_db(async |app| {
        seed::load::catalogue(&app, 5_200, 9).await.unwrap();
        let index = text(&app, "/sitemap.xml").await;
        let home = app.url("");
        let parts: Vec<&str> = index
            .split("<loc>")
            .skip(1)
            .map(|rest| rest.split("</loc>").next().unwrap())
            .collect();
        assert_eq!(
            parts.len(),
            3,
            "pages, the first 5,000 and the rest: {parts:?}"
        );
        let mut products = std::collections::HashSet::new();
        for part in parts {
            let part = text(&app, part.strip_prefix(&home).unwrap()).await;
            assert!(part.ends_with("</urlset>\n"));
            for place in part.split("<loc>").skip(1) {
                let place = place.split("</loc>").next().unwrap();
                if place.contains("/shop/") {
                    assert!(products.insert(place.to_string()), "{place} came twice");
                }
            }
        }
        assert_eq!(products.len(), 5_200);
        let (status, ..) = read(&app, "/sitemap/nothing.xml").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_feed_names_the_newest_pieces_and_their_pictures_can_be_fetched() {
    each_db(async |app| {
        seed::load::catalogue(&app, 40, 9).await.unwrap();
        let feed = text(&app, "/feed.xml").await;
        assert_eq!(feed.matches("<entry>").count(), 30);
        let picture = feed.split("img src=&quot;").nth(1).unwrap();
        let picture = picture.split("&quot;").next().unwrap();
        let (status, kind, body) = read(&app, picture.strip_prefix(&app.url("")).unwrap()).await;
        assert_eq!((status, kind.as_str()), (StatusCode::OK, "image/webp"));
        assert!(image::load_from_memory(&body).is_ok());
        for missing in [
            "/media/x/640.webp",
            "/media/00000000000000000000000000000000/640.webp",
            "/media/..%2f..%2fetc/passwd",
        ] {
            assert_eq!(
                read(&app, missing).await.0,
                StatusCode::NOT_FOUND,
                "{missing}"
            );
        }
        let robots = text(&app, "/robots.txt").await;
        assert!(robots.contains("Disallow: /admin") && robots.contains(&app.url("/sitemap.xml")));
    })
    .await;
}
