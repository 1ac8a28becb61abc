//! What must hold for every mail.

use super::content::MailContent;
use super::eml;
use super::mailer::Mailer;
use super::pictures::Inline;
use super::samples::{URL, order, samples, shop};
use super::{Mail, OrderFacts};
use crate::domain::mail::MailState;
use crate::server::config::Settings;
use crate::server::db::mails::MailRow;

fn content(mail: &Mail) -> MailContent {
    MailContent::write(mail, &shop(), URL).unwrap()
}

/// HTML as a person reads it: no tags, entities as characters, one space between words.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = true;
    for c in html.split("</head>").nth(1).unwrap().chars() {
        match c {
            '<' => {
                inside = false;
                text.push(' ');
            }
            '>' => inside = true,
            c if inside => text.push(c),
            _ => {}
        }
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'");
    let text = text.replace("&#x2f;", "/").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_kind_has_a_sample() {
    let mut kinds: Vec<&str> = samples().iter().map(Mail::kind).collect();
    kinds.dedup();
    assert_eq!(kinds.len(), 60, "{kinds:?}");
}

#[test]
fn text_and_html_tell_the_same() {
    for mail in samples() {
        let content = content(&mail);
        let (text, html) = (content.text().unwrap(), content.html().unwrap());
        let (text_words, html_words) = (super::templates::one_line(&text), visible(&html));
        let mut facts = content.paragraphs.clone();
        facts.push(content.heading.clone());
        facts.push("hello@shop.example".into());
        if let Some(panel) = &content.panel {
            facts.extend(panel.lines.clone());
        }
        if let Some(order) = &content.order {
            facts.extend([
                order.number.clone(),
                order.note.clone(),
                order.gift_message.clone(),
            ]);
            facts.extend(order.address.clone());
            facts.extend(
                order
                    .amounts
                    .iter()
                    .flat_map(|row| [row.label.clone(), row.amount.clone()]),
            );
            facts.extend(
                order
                    .lines
                    .iter()
                    .flat_map(|line| [line.title.clone(), line.detail.clone(), line.total.clone()]),
            );
        }
        for fact in facts {
            assert!(
                text_words.contains(&fact),
                "{}: no {fact:?} in\n{text}",
                mail.kind()
            );
            assert!(
                html_words.contains(&fact),
                "{}: no {fact:?} in\n{html_words}",
                mail.kind()
            );
        }
        let url = content.button.as_ref().unwrap().url.clone();
        assert!(text.contains(&url), "{}: no {url} in the text", mail.kind());
        assert!(
            html.replace("&#x2f;", "/")
                .contains(&format!("href=\"{url}\"")),
            "{}: no {url} in the HTML",
            mail.kind()
        );
    }
}

#[test]
fn nothing_that_was_typed_reaches_the_html_as_html() {
    for mail in samples() {
        let html = content(&mail).html().unwrap();
        for raw in ["<b>", "<x>", "<on linen>", "javascript:"] {
            assert!(!html.contains(raw), "{}: {raw}", mail.kind());
        }
    }
}

#[test]
fn every_mail_says_what_happens_next_and_is_signed() {
    for mail in samples() {
        let content = content(&mail);
        assert!(
            !content.subject.is_empty() && content.subject.chars().count() <= 90,
            "{}",
            content.subject
        );
        assert!(!content.subject.contains('\n') && !content.heading.is_empty());
        assert!(!content.paragraphs.is_empty() && content.shop_name == "Fern & Thread");
        if let Some(order) = mail.order() {
            assert!(
                content.subject.contains(&order.number)
                    || content.heading.contains(&order.number)
                    || content.paragraphs.join(" ").contains(&order.number)
            );
        }
        let text = content.text().unwrap();
        assert!(
            !text.contains("\n\n\n"),
            "{}: a gap in\n{text}",
            mail.kind()
        );
    }
}

#[test]
fn what_was_typed_stays_on_its_line() {
    let facts = OrderFacts {
        customer_name: "Ada\r\nBcc: x@example.org\n\nHello".into(),
        ..order(false)
    };
    let content = content(&Mail::OrderConfirmed {
        order: facts,
        invoice: None,
    });
    assert_eq!(content.heading, "Thank you, Ada Bcc: x@example.org Hello");
    assert_eq!(content.paragraphs.len(), 2);
}

#[test]
fn the_transfer_mail_reads_like_this() {
    insta::assert_snapshot!(content(&samples()[0]).text().unwrap());
}

#[test]
fn the_mails_about_custom_orders_read_like_this() {
    let mut told = String::new();
    for mail in super::commission_samples::samples() {
        let content = content(&mail);
        told.push_str(&format!(
            "# {}\nSubject: {}\n",
            mail.kind(),
            content.subject
        ));
        told.push_str(&content.text().unwrap());
        told.push('\n');
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_mails_about_returns_read_like_this() {
    let told = super::return_samples::samples();
    let told = told.iter().map(|mail| content(mail).text().unwrap());
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n=====\n\n"));
}

#[test]
fn the_shipped_mail_reads_like_this() {
    insta::assert_snapshot!(content(&samples()[7]).html().unwrap());
}

fn mailer(flags: &[&str]) -> crate::server::error::Result<Mailer> {
    use clap::Parser;
    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        settings: Settings,
    }
    let line = Line::try_parse_from(["atelier"].iter().chain(flags)).unwrap();
    Mailer::new(&line.settings)
}

fn row(recipient: &str) -> MailRow {
    MailRow {
        id: "0192-a".into(),
        recipient: recipient.into(),
        data: String::new(),
        state: MailState::Promised,
    }
}

#[test]
fn a_written_mail_is_read_back_whole() {
    let mailer = mailer(&["--public-url", URL]).unwrap();
    let mut content = content(&samples()[7]);
    content.order.as_mut().unwrap().lines[0]
        .picture
        .as_mut()
        .unwrap()
        .src = "cid:picture-0@atelier".into();
    let picture = Inline {
        content_id: "picture-0@atelier".into(),
        jpeg: vec![0xff, 0xd8, 0xff, 1, 2],
    };
    let message = mailer
        .compose(&row("ada@example.org"), &content, vec![picture])
        .unwrap();
    let bytes = message.formatted();
    let eml = eml::read(&bytes);
    assert_eq!(eml.subject, "Your order ORD-000042 is on its way");
    assert_eq!(eml.message_id, "<0192-a@shop.example>");
    assert_eq!(eml.to, "ada@example.org");
    assert_eq!(
        eml.text.trim_end(),
        content.text().unwrap().replace("\r\n", "\n").trim_end()
    );
    assert_eq!(eml.html.trim_end(), content.html().unwrap().trim_end());
    assert_eq!(
        eml.pictures,
        vec![(
            "picture-0@atelier".to_string(),
            "image/jpeg".to_string(),
            vec![0xff, 0xd8, 0xff, 1, 2]
        )]
    );
    assert_eq!(eml::read_headers(&bytes).subject, eml.subject);
    let raw = String::from_utf8_lossy(&bytes).into_owned();
    assert!(raw.contains("Auto-Submitted: auto-generated") && raw.contains("Reply-To:"));
}

#[test]
fn a_header_cannot_be_smuggled_in() {
    let mailer = mailer(&[]).unwrap();
    let mut evil = shop();
    evil.name = "Shop\r\nBcc: x@example.org".into();
    let content = MailContent::write(&samples()[2], &evil, URL).unwrap();
    let message = mailer
        .compose(&row("ada@example.org"), &content, vec![])
        .unwrap();
    let raw = String::from_utf8_lossy(&message.formatted()).into_owned();
    let head = raw.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
    let refusal = mailer
        .compose(
            &row("ada@example.org\r\nBcc: x@example.org"),
            &content,
            vec![],
        )
        .unwrap_err();
    assert!(refusal.for_good);
}

#[test]
fn wrong_settings_are_refused_without_repeating_the_password() {
    assert!(
        mailer(&["--default-from-email", "nobody"])
            .err()
            .unwrap()
            .to_string()
            .contains("DEFAULT_FROM_EMAIL")
    );
    let error = mailer(&["--smtp-url", "ftp://me:hunter2@mail.example"])
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("SMTP_URL") && !error.contains("hunter2"),
        "{error}"
    );
}

#[test]
fn a_note_is_called_by_whose_it_is() {
    for mail in samples() {
        let Some(order) = mail.order().filter(|order| !order.note.is_empty()) else {
            continue;
        };
        let text = content(&mail).text().unwrap();
        let title = match mail {
            Mail::NewOrder { .. } => "The customer’s note",
            _ => "Your note",
        };
        assert!(
            text.contains(&format!(
                "{title}: {}",
                super::templates::one_line(&order.note)
            )),
            "{}: {text}",
            mail.kind()
        );
    }
}

#[test]
fn times_in_a_mail_are_the_shops() {
    let said = |time_zone: &str| {
        let mut shop = shop();
        shop.time_zone = time_zone.into();
        let letters = samples().into_iter().map(|mail| {
            MailContent::write(&mail, &shop, URL)
                .unwrap()
                .text()
                .unwrap()
        });
        letters.collect::<Vec<_>>().join("\n")
    };
    let (utc, berlin) = (said("UTC"), said("Europe/Berlin"));
    assert!(utc.contains("Saturday 21 November, 12:00 UTC"), "{utc}");
    assert!(!berlin.contains("UTC"), "{berlin}");
    for words in [
        "Saturday 21 November, 13:00 CET",
        "21 November 2026, 13:00:00 CET",
    ] {
        assert!(berlin.contains(words), "{words}: {berlin}");
    }
}

#[test]
fn a_mail_comes_from_the_shop_unless_a_name_is_set() {
    let row = row("ada@example.org");
    let from = |flags: &[&str]| {
        let content = content(&samples()[0]);
        let message = mailer(flags).unwrap().compose(&row, &content, Vec::new());
        eml::read(&message.unwrap().formatted()).from
    };
    let name = shop().name;
    assert!(from(&[]).contains(&name), "{}", from(&[]));
    let bare = ["--default-from-email", "hello@fern.example"];
    assert!(from(&bare).contains(&name) && from(&bare).contains("hello@fern.example"));
    let named = ["--default-from-email", "Fern Post <hello@fern.example>"];
    assert!(from(&named).contains("Fern Post"), "{}", from(&named));
}
