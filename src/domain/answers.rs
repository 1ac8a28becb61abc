//! What a product asks its buyer beside the variant: options to choose from, and texts that personalise it. The answers
//! are a part of a line's identity and of its price, and never of which piece is taken from the shelf.

use super::cart::LineProblem;
use super::money::{Currency, Money};
use super::problem::Problems;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// What a form's field for the answer to a question is called, before the question's id.
pub const FIELD: &str = "answer_";

/// One question as a buyer is asked it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub id: String,
    pub label: String,
    pub required: bool,
    pub asks: Asks,
}

/// What can be answered. A surcharge is `None` where the answer can't be had in the visitor's currency, and zero where
/// it is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asks {
    Choice(Vec<Choice>),
    /// At most so many characters.
    Text {
        max_length: i64,
        surcharge: Option<Money>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub id: String,
    pub name: String,
    pub surcharge: Option<Money>,
}

impl Question {
    /// The name of its field in a form.
    pub fn field(&self) -> String {
        format!("{FIELD}{}", self.id)
    }
}

/// One answer as it reads, kept with an order as it read when it was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub label: String,
    pub answer: String,
    /// For one unit, contained in its price; `None` where it is free.
    pub surcharge: Option<Money>,
    /// A text of the buyer's own: the thing is made for one person.
    pub personal: bool,
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.label, self.answer)?;
        match self.surcharge {
            Some(surcharge) => write!(f, " (+{surcharge})"),
            None => Ok(()),
        }
    }
}

/// Whether something with these answers is personalised, with a text of the buyer's own: then nobody can withdraw
/// from it (Directive 2011/83/EU, article 16 (c)), and says so before the order.
pub fn is_personalised(answered: &[Answered]) -> bool {
    answered.iter().any(|answered| answered.personal)
}

/// A variant's name and the answers in one line, where there is no room for more; empty where there are neither.
pub fn in_one_line(variant_name: &str, answered: &[Answered]) -> String {
    let name = Some(variant_name.to_string()).filter(|name| !name.is_empty());
    let answers = answered.iter().map(Answered::to_string);
    name.into_iter()
        .chain(answers)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The answers of a line: by the question's id the id of what was chosen, or the text. What was not answered is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answers(BTreeMap<String, String>);

impl Answers {
    /// From questions' ids and what was given for each; spaces and line breaks in a row become one space.
    pub fn of(given: impl IntoIterator<Item = (String, String)>) -> Answers {
        let tidy = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let given = given.into_iter().map(|(id, text)| (id, tidy(text)));
        Answers(given.filter(|(_, text)| !text.is_empty()).collect())
    }

    /// The canonical form: two lines with the same are one. Empty where nothing was answered.
    pub fn key(&self) -> String {
        match self.0.is_empty() {
            true => String::new(),
            false => serde_json::json!(self.0).to_string(),
        }
    }

    /// Reads the canonical form.
    pub fn parse(key: &str) -> Option<Answers> {
        match key {
            "" => Some(Answers::default()),
            key => serde_json::from_str(key).ok().map(Answers),
        }
    }

    pub fn get(&self, question_id: &str) -> Option<&str> {
        self.0.get(question_id).map(String::as_str)
    }
}

/// Characters that nobody can see or that turn the reading direction of what follows.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}')
}

/// Everything that is wrong with the answers to these questions, by the fields of the form.
pub fn check(questions: &[Question], answers: &Answers) -> Problems {
    let mut problems = Problems::default();
    for question in questions {
        let (field, label) = (question.field(), &question.label);
        match (&question.asks, answers.get(&question.id)) {
            (_, None) if !question.required => {}
            (Asks::Choice(_), None) => {
                problems.add(&field, "required", format!("Choose one for “{label}”."));
            }
            (Asks::Text { .. }, None) => {
                problems.add(
                    &field,
                    "required",
                    format!("Write something for “{label}”."),
                );
            }
            (Asks::Choice(choices), Some(chosen)) => {
                if choices.iter().all(|choice| choice.id != chosen) {
                    let sentence = format!(
                        "What was chosen for “{label}” is no longer offered. Choose another."
                    );
                    problems.add(&field, "not_offered", sentence);
                }
            }
            (Asks::Text { max_length, .. }, Some(text)) => {
                if text.chars().any(unseen) {
                    let sentence = format!(
                        "Something in “{label}” can’t be written. Use letters, digits and ordinary signs."
                    );
                    problems.add(&field, "unreadable", sentence);
                } else if text.chars().count() as i64 > *max_length {
                    let sentence =
                        format!("“{label}” is too long. Shorten it to {max_length} characters.");
                    problems.add(&field, "too_long", sentence);
                }
            }
        }
    }
    let asked = |id: &String| questions.iter().any(|question| question.id == *id);
    if let Some(id) = answers.0.keys().find(|id| !asked(id)) {
        let sentence = "Something was answered that is not asked of this piece any more. Look at its page and choose again.";
        problems.add(&format!("{FIELD}{id}"), "not_asked", sentence);
    }
    problems
}

/// What a line's answers come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// In the order of the questions.
    pub answered: Vec<Answered>,
    /// For one unit.
    pub surcharge_minor: i64,
    /// Why the line can't be bought with these answers.
    pub problem: Option<LineProblem>,
}

/// Prices the answers in `currency`. What can't be read is left out and reported as the problem.
pub fn settle(questions: &[Question], answers: &Answers, currency: Currency) -> Settled {
    let mut settled = Settled::default();
    for question in questions {
        let Some(given) = answers.get(&question.id) else {
            continue;
        };
        let (answer, surcharge, personal) = match &question.asks {
            Asks::Choice(choices) => match choices.iter().find(|choice| choice.id == given) {
                Some(choice) => (choice.name.clone(), choice.surcharge, false),
                None => continue,
            },
            Asks::Text { surcharge, .. } => (given.to_string(), *surcharge, true),
        };
        match surcharge {
            Some(surcharge) => {
                settled.surcharge_minor = settled.surcharge_minor.saturating_add(surcharge.minor);
            }
            None => settled.problem = Some(LineProblem::PaymentNotAvailable { currency }),
        }
        settled.answered.push(Answered {
            label: question.label.clone(),
            answer,
            surcharge: surcharge.filter(|surcharge| surcharge.minor > 0),
            personal,
        });
    }
    if let Some(wrong) = check(questions, answers).0.into_iter().next() {
        let sentence = wrong.message;
        settled.problem = Some(LineProblem::InvalidAnswer { sentence });
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EUR: Currency = Currency::EUR;

    fn eur(minor: i64) -> Option<Money> {
        Some(Money::new(minor, EUR))
    }

    fn choice(id: &str, surcharge: Option<Money>) -> Choice {
        Choice {
            id: id.into(),
            name: format!("{id} ribbon"),
            surcharge,
        }
    }

    fn questions() -> Vec<Question> {
        let ribbons = vec![
            choice("linen", eur(0)),
            choice("wool", eur(250)),
            choice("silk", None),
        ];
        vec![
            Question {
                id: "ribbon".into(),
                label: "Ribbon".into(),
                required: true,
                asks: Asks::Choice(ribbons),
            },
            Question {
                id: "name".into(),
                label: "Name to engrave".into(),
                required: false,
                asks: Asks::Text {
                    max_length: 5,
                    surcharge: eur(600),
                },
            },
        ]
    }

    fn answers(given: &[(&str, &str)]) -> Answers {
        Answers::of(
            given
                .iter()
                .map(|(id, text)| (id.to_string(), text.to_string())),
        )
    }

    #[test]
    fn answers_are_priced_and_read_in_the_order_of_the_questions() {
        let settled = settle(
            &questions(),
            &answers(&[("name", " Ada\n L"), ("ribbon", "wool")]),
            EUR,
        );
        assert_eq!(settled.problem, None);
        assert_eq!(settled.surcharge_minor, 850);
        let read: Vec<String> = settled.answered.iter().map(Answered::to_string).collect();
        assert_eq!(
            read,
            [
                "Ribbon: wool ribbon (+€2.50)",
                "Name to engrave: Ada L (+€6.00)"
            ]
        );
        assert_eq!(
            settled
                .answered
                .iter()
                .map(|a| a.personal)
                .collect::<Vec<_>>(),
            [false, true]
        );
        assert_eq!(
            in_one_line("large", &settled.answered[..1]),
            "large · Ribbon: wool ribbon (+€2.50)"
        );
        assert_eq!(
            settle(&questions(), &answers(&[("ribbon", "linen")]), EUR).surcharge_minor,
            0
        );
    }

    #[test]
    fn what_cannot_be_answered_like_this_is_told_with_a_sentence() {
        let told = |given: &[(&str, &str)]| {
            let problems = check(&questions(), &answers(given)).0;
            problems
                .into_iter()
                .map(|p| (p.field, p.code))
                .collect::<Vec<_>>()
        };
        let one = |field: &str, code: &str| vec![(field.to_string(), code.to_string())];
        assert_eq!(told(&[]), one("answer_ribbon", "required"));
        assert_eq!(
            told(&[("ribbon", "straw")]),
            one("answer_ribbon", "not_offered")
        );
        assert_eq!(
            told(&[("ribbon", "wool"), ("name", "Ottoline")]),
            one("answer_name", "too_long")
        );
        for odd in ["A\u{7}a", "A\u{202e}a", "\u{200b}A"] {
            assert_eq!(
                told(&[("ribbon", "wool"), ("name", odd)]),
                one("answer_name", "unreadable")
            );
        }
        assert_eq!(
            told(&[("ribbon", "wool"), ("size", "9")]),
            one("answer_size", "not_asked")
        );
        assert_eq!(told(&[("ribbon", "linen"), ("name", "Žofie")]), []);
        let currency = EUR;
        assert_eq!(
            settle(&questions(), &answers(&[("ribbon", "silk")]), EUR).problem,
            Some(LineProblem::PaymentNotAvailable { currency })
        );
        let missing = settle(&questions(), &Answers::default(), EUR)
            .problem
            .unwrap();
        assert_eq!(
            (missing.code(), missing.sentence().as_str()),
            ("invalid_item_data", "Choose one for “Ribbon”.")
        );
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_the_identity(
            given in prop::collection::vec(("[a-c]", "[ab \"\\\\:,ž]{0,4}"), 0..5),
            seed in 0_usize..100,
        ) {
            // A form has each field once.
            let once: BTreeMap<String, String> = given.into_iter().collect();
            let mut shuffled: Vec<_> = once.clone().into_iter().collect();
            if !shuffled.is_empty() {
                let by = seed % shuffled.len();
                shuffled.rotate_left(by);
            }
            let (one, other) = (Answers::of(once.clone()), Answers::of(shuffled));
            prop_assert_eq!(one.key(), other.key(), "the order of the fields does not matter");
            prop_assert_eq!(Answers::parse(&one.key()), Some(one.clone()));
            prop_assert_eq!(one.key().is_empty(), once.values().all(|text| text.trim().is_empty()));
            let spaced = once.iter().map(|(id, text)| (id.clone(), format!("  {text} \n")));
            prop_assert_eq!(Answers::of(spaced).key(), one.key());
        }

        #[test]
        fn different_answers_have_different_keys(a in "[ab\" ,:]{0,5}", b in "[ab\" ,:]{0,5}", c in "[ab]{0,2}") {
            let make = |x: &str, y: &str| Answers::of([("q".to_string(), x.to_string()), ("r".to_string(), y.to_string())]);
            let (one, other) = (make(&a, &c), make(&b, &c));
            prop_assert_eq!(one == other, one.key() == other.key());
        }

        #[test]
        fn the_surcharge_is_the_sum_of_what_is_read(
            pick in 0_usize..4, name in "[A-Za-z]{0,5}",
        ) {
            let ribbon = ["linen", "wool", "silk", ""][pick];
            let settled = settle(&questions(), &answers(&[("ribbon", ribbon), ("name", &name)]), EUR);
            let sum: i64 = settled.answered.iter().filter_map(|a| a.surcharge).map(|s| s.minor).sum();
            prop_assert_eq!(settled.surcharge_minor, sum);
            prop_assert_eq!(settled.problem.is_none(), pick < 2);
        }
    }
}
