//! Pictures on their way in: refused ones cost nothing, large ones little memory, and nothing they said is kept.

use super::fixture::{Thread, request};
use crate::support::shop::{Shop, each_shop};
use atelier::domain::commission::thread_form::MessageForm;
use atelier::server::clock::DAY_MS;
use atelier::server::commissions::messages;
use atelier::server::keys::random_token;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::Value;
use std::io::Cursor;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x % 256) as u8, (y % 256) as u8, 90])
    });
    let picture = DynamicImage::ImageRgb8(picture);
    picture.write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

/// A form of fields and files as a browser sends it.
pub fn multipart(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let edge = "-----------------------------a1b2c3";
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--{edge}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend(value.as_bytes());
        body.extend(b"\r\n");
    }
    for (name, bytes) in files {
        let head = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{edge}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={edge}"), body)
}

async fn sends(shop: &Shop, key: &str, files: &[(&str, &[u8])]) -> Value {
    let (kind, body) = multipart(&[("upload_key", key)], files);
    let request = shop
        .http
        .post(format!("{}/custom/pictures", shop.base))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", kind)
        .body(body);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// One picture that waits for its form.
pub async fn put_picture(shop: &Shop, key: &str) {
    sends(shop, key, &[("a.png", &png(400, 300))]).await;
}

/// A thread whose request came with one picture.
pub async fn with_a_picture(shop: &Shop) -> Thread {
    let key = random_token();
    put_picture(shop, &key).await;
    shop.asked(&[("upload_key", &key)]).await
}

#[tokio::test]
async fn refused_pictures_cost_neither_the_text_nor_the_accepted_pictures() {
    each_shop(async |shop| {
        let key = random_token();
        let large = vec![0xff; 7 * 1024 * 1024 + 1];
        let files: [(&str, &[u8]); 5] = [
            ("good.png", &png(300, 200)),
            ("words.png", b"<svg onload=alert(1)>"),
            ("large.png", &large),
            ("tiny.png", &png(4, 4)),
            ("better.png", &png(200, 300)),
        ];
        let answer = sends(&shop, &key, &files).await;
        assert_eq!(answer["pictures"].as_array().unwrap().len(), 2);
        let codes: Vec<&str> = answer["refused"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["not_a_picture", "too_large", "too_small"]);
        let told = answer["refused"][1]["message"].as_str().unwrap();
        assert!(
            told.starts_with("large.png: ") && told.contains("7 MB"),
            "{told}"
        );
        // A form that is refused keeps them, and so does the page it comes back on.
        let wrong = [("upload_key", key.as_str()), ("description", "short")];
        let visitor = shop.visitor();
        let answer = visitor.posts("/custom", &request(&wrong)).await;
        assert_eq!(answer.status, 422);
        let page: Value = visitor
            .calls(
                "commissions/page",
                &[("form[upload_key]", &key), ("form[description]", "short")],
            )
            .await;
        assert_eq!(page["pictures"].as_array().unwrap().len(), 2);
        assert_eq!(page["form"]["description"], "short");
        // One is taken away again, the other goes with the request.
        let first = page["pictures"][0]["id"].as_str().unwrap();
        let away = [("upload_key", key.as_str()), ("picture", first)];
        let () = visitor.calls("commissions/remove-picture", &away).await;
        let commission = shop.asked(&[("upload_key", &key)]).await;
        assert_eq!(commission.sees().await.request.pictures.len(), 1);
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn at_most_ten_pictures_and_those_left_behind_are_forgotten() {
    each_shop(async |shop| {
        let key = random_token();
        let small = png(20, 20);
        let files: Vec<(&str, &[u8])> = (0..12).map(|_| ("a.png", small.as_slice())).collect();
        let answer = sends(&shop, &key, &files).await;
        assert_eq!(answer["pictures"].as_array().unwrap().len(), 10);
        assert_eq!(answer["refused"][0]["code"], "too_many");
        let media = shop.number("SELECT COUNT(*) FROM waiting_pictures").await;
        assert_eq!(media, 10);
        atelier::server::commissions::uploads::forget_left(&shop.app, shop.app.now_ms() + DAY_MS)
            .await
            .unwrap();
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM waiting_pictures").await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn pictures_go_with_messages_and_into_the_makers_mail() {
    each_shop(async |shop| {
        let commission = with_a_picture(&shop).await;
        let key = random_token();
        sends(&shop, &key, &[("b.png", &png(500, 500))]).await;
        let form = MessageForm {
            body: String::new(),
            upload_key: key,
        };
        messages::send(&shop.app, &commission.id, &super::fixture::mia(), &form)
            .await
            .unwrap();
        let seen = commission.sees().await;
        let message = seen.entries.last().unwrap();
        assert_eq!(message.pictures.len(), 1);
        assert_eq!(
            commission
                .visitor
                .gets(&message.pictures[0].src(480))
                .await
                .status,
            200
        );
        shop.drains().await;
        let sql = "SELECT id FROM mails WHERE template = 'commission_new'";
        let id = shop.text(sql).await;
        let folder = shop.app.mailer.folder().unwrap().join(format!("{id}.eml"));
        let eml = std::fs::read_to_string(folder).unwrap();
        assert!(eml.contains("image/jpeg") && eml.contains("picture-0@atelier"));
    })
    .await;
}

/// The most memory that this process ever had, in bytes, without the pages of its own program: those are the system's
/// cache, and a test's program with all that helps to debug it is large.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let bytes = |name: &str| -> Option<u64> {
        let line = status.lines().find(|line| line.starts_with(name))?;
        let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes * 1024)
    };
    bytes("VmHWM:")?.checked_sub(bytes("RssFile:")?)
}

/// A photograph of sixteen million pixels and exactly seven megabytes. What follows a JPEG's end is not looked at.
fn photograph() -> Vec<u8> {
    let picture = RgbImage::from_fn(4_600, 3_450, |x, y| {
        image::Rgb([(x / 20) as u8, (y / 16) as u8, ((x * y) >> 16) as u8])
    });
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, 60);
    picture.write_with_encoder(encoder).unwrap();
    assert!(out.len() <= 7 * 1024 * 1024, "{}", out.len());
    out.resize(7 * 1024 * 1024, 0);
    out
}

/// Run alone in a process of its own, because the peak is the whole process's.
#[tokio::test]
async fn ten_pictures_of_seven_megabytes_stay_under_two_hundred_megabytes() {
    const CHILD: &str = "ATELIER_TEST_PEAK";
    if std::env::var(CHILD).is_err() {
        let file = std::env::temp_dir().join(format!("photograph-{}.jpg", random_token()));
        std::fs::write(&file, photograph()).unwrap();
        let name = "commissions::pictures::ten_pictures_of_seven_megabytes_stay_under_two_hundred_megabytes";
        let ran = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(CHILD, &file)
            .env_remove("ATELIER_TEST_PG")
            .output()
            .unwrap();
        std::fs::remove_file(&file).unwrap();
        let told = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(
            ran.status.success(),
            "{told}{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        return;
    }
    each_shop(async |shop| {
        let photograph = std::fs::read(std::env::var(CHILD).unwrap()).unwrap();
        let key = random_token();
        let before = peak();
        // Sent in pieces, so that the body itself is never whole in this process.
        let (kind, body) = multipart(&[("upload_key", &key)], &[("p.jpg", &photograph)]);
        drop(photograph);
        let end = body.len() - "-----------------------------a1b2c3".len() - 6;
        let field = body[..body.windows(4).position(|w| w == b"\r\n\r\n").unwrap()].len();
        let start = field
            + body[field..]
                .windows(4)
                .position(|w| w == b"\r\n--")
                .unwrap()
            + 2;
        let body = bytes::Bytes::from(body);
        let mut parts = vec![body.slice(..start)];
        parts.extend((0..10).map(|_| body.slice(start..end)));
        parts.push(body.slice(end..));
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let address = shop.base.strip_prefix("http://").unwrap();
        let head = format!(
            "POST /custom/pictures HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\n\
             content-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        // By hand, because a client gives up on a shop that takes its time with each picture.
        let mut line = TcpStream::connect(address).await.unwrap();
        line.write_all(head.as_bytes()).await.unwrap();
        for part in &parts {
            line.write_all(part).await.unwrap();
        }
        let mut told = String::new();
        line.read_to_string(&mut told).await.unwrap();
        let json = told.split_once("\r\n\r\n").unwrap().1;
        let answer: Value = serde_json::from_str(json).unwrap();
        assert_eq!(
            answer["pictures"].as_array().unwrap().len(),
            10,
            "{}",
            answer["refused"]
        );
        if let (Some(before), Some(after)) = (before, peak()) {
            println!("peak: {} MB, before: {} MB", after >> 20, before >> 20);
            assert!(after < 200 * 1024 * 1024, "{} MB", after >> 20);
        }
    })
    .await;
}
