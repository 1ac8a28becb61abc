//! The customer's pages and their plain forms: nothing typed is lost, and live updates arrive.

use super::fixture::{Thread, mia, quote};
use super::pictures::{multipart, png};
use crate::support::browser::Answer;
use crate::support::shop::{Shop, each_shop};
use atelier::domain::commission::thread_form::MessageForm;
use atelier::server::clock::DAY_MS;
use atelier::server::commissions::messages;
use atelier::server::keys::random_token;
use std::time::Duration;
use tokio::time::timeout;

/// The request form as a browser sends it; later pairs replace earlier ones.
fn filled_in<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("upload_key", ""),
        ("description", "A collar of moss green beads"),
        ("colours", "Moss <green> & silver"),
        ("country", "DE"),
        ("name", "Ada Lovelace"),
        ("email", "ada@home.example"),
    ];
    for pair in more {
        form.retain(|(name, _)| name != &pair.0);
        form.push(*pair);
    }
    // The key comes before the pictures.
    form.sort_by_key(|(name, _)| *name != "upload_key");
    form
}

async fn sends(shop: &Shop, path: &str, form: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let (kind, body) = multipart(form, files);
    let request = shop
        .http
        .post(format!("{}{path}", shop.base))
        .header("sec-fetch-site", "same-origin")
        .header("content-type", kind)
        .body(body);
    Answer::of(request.send().await.unwrap()).await
}

impl Thread {
    fn path(&self) -> String {
        format!("/custom/{}", self.token)
    }
}

#[tokio::test]
async fn a_refused_picture_brings_the_form_back_with_its_text_and_the_other_pictures() {
    each_shop(async |shop| {
        let key = random_token();
        let form = filled_in(&[("upload_key", &key)]);
        let good = png(300, 200);
        let files: [(&str, &[u8]); 2] = [("cat.txt", b"meow"), ("good.png", &good)];
        let answer = sends(&shop, "/custom", &form, &files).await;
        assert_eq!(answer.status, 422);
        assert_eq!(shop.number("SELECT COUNT(*) FROM commissions").await, 0);
        for kept in [
            "A collar of moss green beads",
            "Moss &lt;green&gt; &amp; silver",
            "ada@home.example",
            "cat.txt: ",
            &format!("/custom/uploads/{key}/"),
        ] {
            assert!(answer.body.contains(kept), "{kept}");
        }
        // The same again without the file: the picture that was taken goes along.
        let answer = sends(&shop, "/custom", &form, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let sql = "SELECT COUNT(*) FROM commission_pictures";
        assert_eq!(shop.number(sql).await, 1);
        let page = shop.visitor().gets(&answer.location).await;
        assert!(page.body.contains("Moss &lt;green&gt; &amp; silver"));
        assert!(page.body.contains("noindex"));
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn pictures_can_be_added_and_taken_away_without_sending_the_form() {
    each_shop(async |shop| {
        let key = random_token();
        let form = filled_in(&[("upload_key", &key), ("step", "add_pictures")]);
        let good = png(300, 200);
        let answer = sends(&shop, "/custom", &form, &[("good.png", &good)]).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("A collar of moss green beads"));
        let id = shop.text("SELECT id FROM waiting_pictures").await;
        assert!(answer.body.contains(&format!("value=\"{id}\"")));
        let form = filled_in(&[("upload_key", &key), ("remove", &id)]);
        let answer = sends(&shop, "/custom", &form, &[]).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("A collar of moss green beads"));
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM waiting_pictures").await,
            0
        );
        assert_eq!(shop.number("SELECT COUNT(*) FROM commissions").await, 0);
    })
    .await;
}

#[tokio::test]
async fn one_picture_too_many_costs_nothing_that_came_before() {
    each_shop(async |shop| {
        let key = random_token();
        let form = filled_in(&[("upload_key", &key)]);
        let small = png(32, 32);
        let files: Vec<(&str, &[u8])> = (0..11).map(|_| ("p.png", small.as_slice())).collect();
        let answer = sends(&shop, "/custom", &form, &files).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("At most 10 pictures"));
        assert!(answer.body.contains("A collar of moss green beads"));
        assert_eq!(
            shop.number("SELECT COUNT(*) FROM waiting_pictures").await,
            10
        );
    })
    .await;
}

#[tokio::test]
async fn a_form_that_breaks_off_keeps_what_had_arrived() {
    each_shop(async |shop| {
        let key = random_token();
        let form = filled_in(&[("upload_key", &key)]);
        let picture = png(300, 200);
        let files: [(&str, &[u8]); 2] = [("whole.png", &picture), ("half.png", &picture)];
        let (kind, mut body) = multipart(&form, &files);
        body.truncate(body.len() - picture.len() / 2);
        let request = shop
            .http
            .post(format!("{}/custom", shop.base))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", kind)
            .body(body);
        let answer = Answer::of(request.send().await.unwrap()).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("A collar of moss green beads"));
        assert!(answer.body.contains("Not all of it arrived"));
        let sql = "SELECT COUNT(*) FROM waiting_pictures";
        assert_eq!(shop.number(sql).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_thread_is_walked_through_with_plain_forms() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        let path = commission.path();
        let visitor = &commission.visitor;
        let page = visitor.gets(&path).await;
        assert!(page.body.contains("It is your turn: accept the quote of"));
        // A message with a picture alone, and one with nothing at all.
        let key = random_token();
        let say = [("action", "say"), ("upload_key", &key), ("body", "")];
        let answer = sends(&shop, &path, &say, &[]).await;
        assert_eq!(answer.status, 422);
        let picture = png(200, 200);
        let answer = sends(&shop, &path, &say, &[("a.png", &picture)]).await;
        assert_eq!(answer.location, format!("{path}?done=said"));
        // An acceptance without an address comes back open, with what was typed.
        let total = commission.sees().await.quotes[0]
            .totals
            .total
            .minor
            .to_string();
        let mut accept = vec![
            ("action", "accept"),
            ("version", "1"),
            ("seen_total", &total),
            ("full_name", "Ada Lovelace"),
            ("line1", "Ringstraße 1"),
            ("country", "DE"),
            ("payment_method", "card"),
        ];
        let answer = visitor.posts(&path, &accept).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.body.contains("Ringstraße 1") && answer.body.contains("Tick that you agree")
        );
        accept.extend([
            ("city", "Berlin"),
            ("postal_code", "10115"),
            ("agree", "on"),
        ]);
        let answer = visitor.posts(&path, &accept).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert!(answer.location.starts_with("/pay/"), "{}", answer.location);
        let page = visitor.gets(&answer.location).await;
        assert!(page.status == 200 && page.body.contains("noindex"));
        // Withdrawing needs what the page showed.
        let form = [
            ("action", "withdraw"),
            ("reason", "Moved away"),
            ("seen_back", "1"),
        ];
        let refused = visitor.posts(&path, &form).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("Moved away"));
        let form = [("action", "withdraw"), ("reason", ""), ("seen_back", "0")];
        assert_eq!(visitor.posts(&path, &form).await.status, 303);
        let gone = visitor.gets(&answer.location).await;
        assert_eq!(gone.status, 410);
        assert!(gone.body.contains("nothing can be paid here"));
        shop.drains().await;
    })
    .await;
}

#[tokio::test]
async fn a_quote_that_ran_out_says_so_and_takes_no_yes() {
    each_shop(async |shop| {
        let commission = shop.quoted(&quote("100")).await;
        shop.waits(15 * DAY_MS).await;
        let page = commission.visitor.gets(&commission.path()).await;
        assert!(page.body.contains("The time for this ran out"));
        assert!(!page.body.contains("value=\"accept\""));
        assert!(page.body.contains("Ask for something else"));
    })
    .await;
}

#[tokio::test]
async fn news_reach_who_listens_and_end_with_the_process() {
    each_shop(async |shop| {
        let commission = shop.asked(&[]).await;
        let address = |token: &str| format!("{}/custom/{token}/events", shop.base);
        let stranger = shop
            .http
            .get(address(&random_token()))
            .send()
            .await
            .unwrap();
        assert_eq!(stranger.status(), 404);
        let mut line = shop
            .http
            .get(address(&commission.token))
            .send()
            .await
            .unwrap();
        let kind = line.headers()["content-type"].to_str().unwrap();
        assert_eq!(kind, "text/event-stream");
        let mut hears = async || {
            let heard = timeout(Duration::from_secs(20), line.chunk())
                .await
                .unwrap();
            heard
                .unwrap()
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        let first = commission.sees().await.revision;
        assert!(hears().await.unwrap().contains(&format!("data: {first}")));
        let words = MessageForm {
            body: "Hello".into(),
            ..MessageForm::default()
        };
        messages::send(&shop.app, &commission.id, &mia(), &words)
            .await
            .unwrap();
        assert!(
            hears()
                .await
                .unwrap()
                .contains(&format!("data: {}", first + 1))
        );
        shop.app.shutdown.cancel();
        assert_eq!(
            hears().await,
            None,
            "the line ends when the process is asked to stop"
        );
        shop.drains().await;
    })
    .await;
}
