//! An order keeps what was answered as it read, shows it wherever its lines are, and can be bought again.

use super::{asks, lines};
use crate::support::editor;
use crate::support::goods::MUG;
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::catalogue_form::{ChoiceForm, QuestionForm};
use atelier::domain::invoice::Invoice;
use atelier::server::catalogue::edit::questions;
use atelier::server::mail::eml;

/// Title, detail and so on of an order's mails, and its invoice, as texts.
async fn shown_lines(shop: &Shop, who: &Visitor, order: &Placed) -> Vec<(&'static str, String)> {
    let mails = std::fs::read_dir(shop.app.settings.data.join("mail")).unwrap();
    let mails: Vec<eml::Eml> = mails
        .map(|entry| eml::read(&std::fs::read(entry.unwrap().path()).unwrap()))
        .collect();
    let letter = |to: &str| {
        let found = mails.iter().find(|mail| {
            mail.to.contains(to) && mail.text.contains("Mug") | mail.text.contains("mug")
        });
        found.unwrap().text.clone()
    };
    let (letters, staff) = (letter("ada@home.example"), letter("maker@kiln.example"));
    let document = shop.text("SELECT document FROM invoices").await;
    let invoice: Invoice = serde_json::from_str(&document).unwrap();
    vec![
        (
            "order page",
            who.gets(&format!("/o/{}", order.token)).await.body,
        ),
        ("mail", letters),
        ("staff's mail", staff),
        ("invoice", invoice.lines[0].words.clone()),
    ]
}

#[tokio::test]
async fn an_order_keeps_what_was_answered_as_it_read() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let ada = shop.visitor();
        asked.adds(&ada, 2, &asked.wool, "Ada").await;
        let order = ada.orders(&[]).await;
        let pay = ada.gets(&order.url).await.body;
        assert!(pay.contains("Ribbon: Red wool (+€2.50)"), "the pay page");
        // Added while the order waits: it stays when the order is paid.
        asked.adds(&ada, 1, &asked.linen, "Grace").await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        shop.drains().await;
        assert_eq!(lines(&ada).await, [(1, 2800, "Linen, Grace".to_string())]);
        let before = shown_lines(&shop, &ada, &order).await;
        for (place, text) in &before {
            assert!(
                text.contains("Ribbon: Red wool (+€2.50)"),
                "{place}: {text}"
            );
            assert!(text.contains("Name to engrave: Ada (+€6.00)"), "{place}");
        }
        let line = ada.sees(&order).await.lines.remove(0);
        assert_eq!((line.unit_price.minor, line.total.minor), (3050, 6100));
        assert!(line.answered[1].personal && !line.answered[0].personal);
        let stored = {
            let mut conn = shop.app.db.read().await.unwrap();
            atelier::server::db::orders::lines(&mut conn, &order.id)
                .await
                .unwrap()
        };
        assert!(stored[0].personalised().unwrap());

        let renamed = QuestionForm {
            id: asked.name.clone(),
            label: "Initials".into(),
            max_length: 3.into(),
            ..QuestionForm::default()
        };
        questions::save(&editor(&shop.app).await, &asked.product, &renamed)
            .await
            .unwrap();
        questions::remove(&editor(&shop.app).await, &asked.product, &asked.ribbon)
            .await
            .unwrap();
        assert_eq!(ada.sees(&order).await.lines[0], line);
        assert_eq!(shown_lines(&shop, &ada, &order).await[3], before[3]);
    })
    .await;
}

#[tokio::test]
async fn buying_again_prices_and_checks_the_answers_of_today() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let ada = shop.visitor();
        asked.adds(&ada, 1, &asked.wool, "Ada").await;
        asked.adds(&ada, 1, &asked.linen, "").await;
        let order = ada.orders(&[]).await;
        ada.pays(&order, "pm_card_visa").await;
        shop.hears().await;
        assert_eq!(ada.cart().await.count, 0);
        let dearer = ChoiceForm {
            id: asked.wool.clone(),
            question: asked.ribbon.clone(),
            name: "Red wool".into(),
            prices: super::prices(&[("EUR", "4.00")]),
        };
        questions::save_choice(&editor(&shop.app).await, &asked.product, &dearer)
            .await
            .unwrap();
        let path = format!("/o/{}", order.token);
        let again = [("action", "buy_again")];
        assert_eq!(ada.posts(&path, &again).await.location, "/cart");
        let both = [
            (1, 2200 + 400 + 600, "Red wool, Ada".to_string()),
            (1, 2200, "Linen".to_string()),
        ];
        assert_eq!(lines(&ada).await, both);
        // Three are left, and two lines want them: no more is added than there is.
        assert_eq!(
            ada.posts(&path, &again).await.location.split('?').next(),
            Some(path.as_str())
        );
        assert_eq!(ada.cart().await.count, 3);
        questions::remove_choice(
            &editor(&shop.app).await,
            &asked.product,
            &asked.ribbon,
            &asked.wool,
        )
        .await
        .unwrap();
        let eve = shop.visitor();
        let answer = eve.posts(&path, &again).await;
        assert!(
            answer.location.contains("again=") && answer.location.contains("invalid_answer"),
            "{}",
            answer.location
        );
        assert_eq!(lines(&eve).await, [both[1].clone()]);
        assert!(
            eve.gets(&answer.location)
                .await
                .body
                .contains("what you chose or had written on it then")
        );
    })
    .await;
}

#[tokio::test]
async fn the_same_form_twice_is_one_order_and_another_answer_is_another() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let ada = shop.visitor();
        asked.adds(&ada, 1, &asked.linen, "Ada").await;
        let first = ada.orders(&[]).await;
        assert_eq!(ada.orders(&[]).await.id, first.id);
        ada.changes(MUG, "remove", 0).await;
        asked.adds(&ada, 1, &asked.raffia, "Ada").await;
        let second = ada.orders(&[]).await;
        assert_ne!(
            second.id, first.id,
            "the same price, the same piece, another ribbon"
        );
        assert_eq!(
            ada.sees(&second).await.lines[0].answered[0].answer,
            "Raffia"
        );
        assert_eq!(shop.standing(&first).await.0, "cancelled");
    })
    .await;
}
