//! Options and personalisation: the answers are a part of a line's identity and of its price, and go with it everywhere.

mod admin;
mod api;
mod orders;
mod stock;

use crate::support::browser::Answer;
use crate::support::editor;
use crate::support::goods::{BOWL, MUG};
use crate::support::shop::{Shop, each_shop};
use crate::support::visitor::{Placed, Visitor};
use atelier::domain::catalogue_form::{ChoiceForm, Prices, QuestionForm};
use atelier::server::catalogue::edit::{self, questions};

/// What the mug asks, by the ids of its questions and choices.
struct Asked {
    product: String,
    ribbon: String,
    linen: String,
    wool: String,
    raffia: String,
    name: String,
}

fn prices(given: &[(&str, &str)]) -> Prices {
    let each = given.iter();
    each.map(|(code, amount)| (format!("price_{code}"), (*amount).into()))
        .collect()
}

async fn question(
    shop: &Shop,
    product: &str,
    kind: &str,
    label: &str,
    on_top: &[(&str, &str)],
) -> String {
    let form = QuestionForm {
        kind: kind.into(),
        label: label.into(),
        required: kind == "choice",
        max_length: 12.into(),
        prices: prices(on_top),
        ..QuestionForm::default()
    };
    questions::save(&editor(&shop.app).await, product, &form)
        .await
        .unwrap()
}

async fn choice(
    shop: &Shop,
    product: &str,
    question: &str,
    name: &str,
    on_top: &[(&str, &str)],
) -> String {
    let form = ChoiceForm {
        question: question.into(),
        name: name.into(),
        prices: prices(on_top),
        ..ChoiceForm::default()
    };
    questions::save_choice(&editor(&shop.app).await, product, &form)
        .await
        .unwrap();
    shop.text(format!(
        "SELECT id FROM question_choices WHERE name = '{name}'"
    ))
    .await
}

/// Lets a product ask for a ribbon, which has to be chosen, and for a name.
async fn asks(shop: &Shop, sku: &str) -> Asked {
    let product = shop
        .text(format!(
            "SELECT product_id FROM variants WHERE sku = '{sku}'"
        ))
        .await;
    let ribbon = question(shop, &product, "choice", "Ribbon", &[]).await;
    let wool = [("EUR", "2.50"), ("USD", "3")];
    Asked {
        linen: choice(shop, &product, &ribbon, "Linen", &[]).await,
        wool: choice(shop, &product, &ribbon, "Red wool", &wool).await,
        raffia: choice(shop, &product, &ribbon, "Raffia", &[]).await,
        name: question(
            shop,
            &product,
            "text",
            "Name to engrave",
            &[("EUR", "6.00")],
        )
        .await,
        product,
        ribbon,
    }
}

/// Puts a mug with a name on it into somebody's cart.
pub async fn engraves(shop: &Shop, who: &Visitor) {
    let question = "SELECT id FROM product_questions WHERE kind = 'text'";
    let name = match shop.texts(question).await.pop() {
        Some(id) => id,
        None => {
            let product = "SELECT product_id FROM variants WHERE sku = 'MUG'";
            let product = shop.text(product).await;
            question_for_a_name(shop, &product).await
        }
    };
    let field = format!("answer_{name}");
    let form = [
        ("action", "add"),
        ("sku", MUG),
        ("quantity", "1"),
        (field.as_str(), "Ada"),
    ];
    let answer = who.posts("/shop/mug", &form).await;
    assert!(answer.went_on(), "{} {}", answer.status, answer.body);
}

async fn question_for_a_name(shop: &Shop, product: &str) -> String {
    question(shop, product, "text", "Name to engrave", &[("EUR", "6.00")]).await
}

/// A paid order of a mug with a name on it.
pub async fn engraved(shop: &Shop) -> (Placed, Visitor) {
    let ada = shop.visitor();
    engraves(shop, &ada).await;
    let order = ada.orders(&[]).await;
    ada.pays(&order, "pm_card_visa").await;
    shop.hears().await;
    (order, ada)
}

impl Asked {
    async fn sent(
        &self,
        who: &Visitor,
        sku: &str,
        quantity: &str,
        ribbon: &str,
        name: &str,
    ) -> Answer {
        let (first, second) = (
            format!("answer_{}", self.name),
            format!("answer_{}", self.ribbon),
        );
        let form = [
            ("action", "add"),
            ("sku", sku),
            ("quantity", quantity),
            (&first, name),
            (&second, ribbon),
        ];
        who.posts(&format!("/shop/{}", sku.to_lowercase()), &form)
            .await
    }

    async fn adds(&self, who: &Visitor, quantity: i64, ribbon: &str, name: &str) {
        let answer = self
            .sent(who, MUG, &quantity.to_string(), ribbon, name)
            .await;
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (303, "/cart"),
            "{}",
            answer.body
        );
    }
}

/// Quantity, unit price in minor units, and the answers of each line.
async fn lines(who: &Visitor) -> Vec<(i64, i64, String)> {
    let lines = who.cart().await.lines.into_iter();
    let read = |line: atelier::domain::cart::CartLineView| {
        let answers: Vec<String> = line.answered.iter().map(|a| a.answer.clone()).collect();
        (
            line.quantity,
            line.unit_price.unwrap().minor,
            answers.join(", "),
        )
    };
    lines.map(read).collect()
}

#[tokio::test]
async fn the_answers_are_a_part_of_the_line_and_of_its_price() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let ada = shop.visitor();
        asked.adds(&ada, 1, &asked.wool, "Zo\u{eb}  K").await;
        asked.adds(&ada, 1, &asked.linen, "").await;
        // The same again, otherwise spaced and spelt.
        asked.adds(&ada, 2, &asked.wool, " Zoe\u{308} K ").await;
        asked.adds(&ada, 1, &asked.linen, "Ada").await;
        assert_eq!(
            lines(&ada).await,
            [
                (3, 2200 + 250 + 600, "Red wool, Zo\u{eb} K".to_string()),
                (1, 2200, "Linen".to_string()),
                (1, 2200 + 600, "Linen, Ada".to_string()),
            ]
        );
        let page = ada.gets("/cart").await.body;
        for words in ["Ribbon: Red wool (+€2.50)", "Name to engrave: Ada (+€6.00)"] {
            assert!(page.contains(words), "{words}");
        }
        let page = ada.gets("/checkout").await.body;
        assert!(page.contains("Ribbon: Red wool (+€2.50)"));
        // A browser sends the whole form to the server function.
        let form = format!(
            "answer_{}={}&answer_{}=Ada",
            asked.ribbon, asked.linen, asked.name
        );
        let call = [("sku", MUG), ("quantity", "1"), ("form", form.as_str())];
        let refused = ada.posts("/_fn/cart/add", &call).await;
        assert_eq!(
            refused.status, 409,
            "all five are in the cart: {}",
            refused.body
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_not_answered_as_asked_is_refused_with_everything_kept() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let ada = shop.visitor();
        let page = ada.gets("/shop/mug").await.body;
        for words in [
            "Red wool",
            "+€2.50",
            "Up to 12 characters, +€6.00",
            "Ribbon",
        ] {
            assert!(page.contains(words), "{words}");
        }
        let refused = asked.sent(&ada, MUG, "2", "", "Ada").await;
        assert_eq!(refused.status, 422);
        for words in [
            "Choose one for “Ribbon”.",
            "value=\"Ada\"",
            "value=\"2\"",
            "error-summary",
        ] {
            assert!(refused.body.contains(words), "{words}");
        }
        for (ribbon, name, told) in [
            (
                "gold",
                "Ada",
                "What was chosen for “Ribbon” is no longer offered",
            ),
            (
                asked.wool.as_str(),
                "Wilhelmina the Second",
                "“Name to engrave” is too long",
            ),
            (
                asked.wool.as_str(),
                "A\u{7}da",
                "Something in “Name to engrave”",
            ),
        ] {
            let refused = asked.sent(&ada, MUG, "1", ribbon, name).await;
            assert_eq!(refused.status, 422, "{told}");
            assert!(refused.body.contains(told), "{told}");
        }
        // A list's button, a bowl with an answer that nobody asked for, a form without its fields.
        assert_eq!(ada.tries_to_add(MUG, 1).await.status, 422);
        assert_eq!(
            asked.sent(&ada, BOWL, "1", &asked.wool, "").await.status,
            422
        );
        assert_eq!(
            ada.posts("/shop/mug", &[("action", "remove")]).await.status,
            422
        );
        assert_eq!(ada.cart().await.count, 0);
        assert!(
            !ada.gets("/shop").await.body.contains("value=\"MUG\""),
            "nothing to add from a list"
        );
    })
    .await;
}

#[tokio::test]
async fn a_cart_follows_what_is_offered_and_loses_nothing() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let ada = shop.visitor();
        asked.adds(&ada, 1, &asked.wool, "Ada").await;
        asked.adds(&ada, 1, &asked.linen, "").await;
        let dearer = ChoiceForm {
            id: asked.wool.clone(),
            question: asked.ribbon.clone(),
            name: "Crimson wool".into(),
            prices: prices(&[("EUR", "4.00"), ("USD", "5")]),
        };
        questions::save_choice(&editor(&shop.app).await, &asked.product, &dearer)
            .await
            .unwrap();
        assert_eq!(ada.problems().await, ["price_changed", ""]);
        assert_eq!(ada.tries_to_order(&[]).await.status, 409);
        let id = ada.cart().await.lines[0].id.clone();
        let agrees = [("action", "accept_price"), ("line", id.as_str())];
        assert!(ada.posts("/cart", &agrees).await.went_on());
        assert_eq!(
            lines(&ada).await[0],
            (1, 2200 + 400 + 600, "Crimson wool, Ada".into())
        );

        // A name can't be had in dollars, and nothing is converted.
        ada.chooses_currency("USD").await;
        assert_eq!(ada.problems().await, ["payment_not_available", ""]);
        ada.chooses_currency("EUR").await;
        questions::remove_choice(
            &editor(&shop.app).await,
            &asked.product,
            &asked.ribbon,
            &asked.wool,
        )
        .await
        .unwrap();
        assert_eq!(ada.problems().await, ["invalid_item_data", ""]);
        let page = ada.gets("/cart").await.body;
        assert!(
            page.contains("What was chosen for “Ribbon” is no longer offered")
                && page.contains("Name to engrave: Ada")
        );
        let refused = ada.tries_to_order(&[]).await;
        assert_eq!(refused.status, 409);
        questions::remove(&editor(&shop.app).await, &asked.product, &asked.name)
            .await
            .unwrap();
        questions::remove(&editor(&shop.app).await, &asked.product, &asked.ribbon)
            .await
            .unwrap();
        assert_eq!(
            ada.problems().await,
            ["invalid_item_data", "invalid_item_data"]
        );
        assert_eq!(ada.cart().await.lines.len(), 2);
        assert_eq!(shop.orders("pending").await, 0);
        let open = edit::open(&shop.app, &asked.product).await.unwrap();
        assert!(open.questions.is_empty());
    })
    .await;
}

#[tokio::test]
async fn carts_that_meet_keep_both_answers() {
    each_shop(async |shop| {
        let asked = asks(&shop, MUG).await;
        let (desk, phone) = (shop.visitor(), shop.visitor());
        asked.adds(&desk, 1, &asked.wool, "Ada").await;
        desk.registers(crate::accounts::ADA).await;
        asked.adds(&phone, 1, &asked.wool, "Ada").await;
        asked.adds(&phone, 1, &asked.linen, "Grace").await;
        phone.signs_in(crate::accounts::ADA).await;
        let whole = [
            (2, 2200 + 250 + 600, "Red wool, Ada".to_string()),
            (1, 2200 + 600, "Linen, Grace".to_string()),
        ];
        assert_eq!(lines(&phone).await, whole);
        assert_eq!(lines(&desk).await, whole);
    })
    .await;
}
