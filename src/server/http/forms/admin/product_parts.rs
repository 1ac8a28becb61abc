//! The parts of the product's page. It is one form: a field of a part is called by its own name and the part's, such as
//! `price_EUR-save-variant-new`; the fields of the product itself and of a new picture have no part behind them. A button
//! says what it does, and to what: `save_variant:new`.

use crate::domain::catalogue_form::{
    ChoiceForm, PictureForm, Prices, ProductForm, QuestionForm, StaffProductView,
    StaffQuestionView, StaffVariantView, StockForm, VariantForm,
};
use crate::domain::form::{self, Fields};
use crate::server::error::Error;
use serde::de::DeserializeOwned;

/// Fields of a new picture.
const PICTURE: [&str; 5] = ["alt", "caption", "credit", "licence", "upload_key"];

/// What a button says: what is done, and to which thing. Both are empty where no button was pressed.
pub fn pressed(values: &Fields) -> (String, String) {
    let action = form::text(values, "action");
    let (verb, about) = action.split_once(':').unwrap_or((action, ""));
    (verb.to_string(), about.to_string())
}

/// A form that has one part only calls its fields by their own names, and names its thing in a field of its own; here it
/// becomes a part of the page's form.
pub fn into_one_form(values: &mut Fields) {
    let text = |name: &str| form::text(values, name).to_string();
    let action = text("action");
    let or_new = |id: String| if id.is_empty() { "new".into() } else { id };
    let (about, section) = match action.as_str() {
        "save_variant" => (or_new(text("id")), "save-variant"),
        "change_stock" => (text("variant"), "change-stock"),
        "save_question" => (or_new(text("id")), "save-question"),
        "question_up" | "question_down" | "remove_question" => (text("question"), "save-question"),
        "save_choice" if text("id").is_empty() => {
            (format!("new-{}", text("question")), "save-choice")
        }
        "save_choice" | "remove_choice" => (text("id"), "save-choice"),
        "describe_picture" | "move_forward" | "move_back" | "remove_picture" => {
            (text("picture_id"), "describe-picture")
        }
        _ => return,
    };
    for (name, value) in values.iter_mut() {
        match name.as_str() {
            "action" => *value = format!("{action}:{about}"),
            own => *name = format!("{own}-{section}-{about}"),
        }
    }
}

/// The fields of a part by their own names; empty where the part was not sent.
pub fn part(values: &Fields, section: &str) -> Fields {
    let behind = format!("-{section}");
    let own = values
        .iter()
        .filter_map(|(name, value)| Some((name.strip_suffix(&behind)?.to_string(), value.clone())));
    own.collect()
}

/// Takes a part out of the form: it is done, and the page shows what is stored.
pub fn done_with(values: &mut Fields, section: &str) {
    let behind = format!("-{section}");
    values.retain(|(name, _)| !name.ends_with(&behind));
}

/// Takes the fields of a new picture out of the form.
pub fn done_with_picture(values: &mut Fields) {
    values.retain(|(name, _)| !PICTURE.contains(&name.as_str()));
}

/// The problem's fields as they are called on the page.
pub fn beside(mut error: Error, part: &str, about: &str) -> Error {
    if let Error::Invalid(problems) = &mut error {
        for problem in &mut problems.0 {
            problem.field = format!("{}-{part}-{about}", problem.field);
        }
    }
    error
}

fn read<T: DeserializeOwned + Default>(fields: &Fields) -> T {
    form::read(fields).unwrap_or_default()
}

fn own_id(about: &str) -> String {
    if about == "new" { "" } else { about }.to_string()
}

pub fn product(values: &Fields) -> ProductForm {
    read(values)
}

pub fn picture(values: &Fields) -> PictureForm {
    read(values)
}

pub fn variant(values: &Fields, about: &str) -> VariantForm {
    let id = own_id(about);
    let form: VariantForm = read(&part(values, &format!("save-variant-{about}")));
    VariantForm { id, ..form }
}

pub fn stock(values: &Fields, variant: &str) -> StockForm {
    let form: StockForm = read(&part(values, &format!("change-stock-{variant}")));
    StockForm {
        variant: variant.into(),
        ..form
    }
}

pub fn question(values: &Fields, about: &str) -> QuestionForm {
    let form: QuestionForm = read(&part(values, &format!("save-question-{about}")));
    QuestionForm {
        id: own_id(about),
        ..form
    }
}

pub fn choice(values: &Fields, about: &str) -> ChoiceForm {
    let form: ChoiceForm = read(&part(values, &format!("save-choice-{about}")));
    match about.strip_prefix("new-") {
        Some(question) => ChoiceForm {
            id: String::new(),
            question: question.into(),
            ..form
        },
        None => ChoiceForm {
            id: about.into(),
            ..form
        },
    }
}

pub fn described(values: &Fields, picture: &str) -> PictureForm {
    read(&part(values, &format!("describe-picture-{picture}")))
}

/// A part of the page on which something was typed that is not stored.
pub struct Unsaved {
    /// What its button says.
    pub verb: &'static str,
    pub about: String,
    /// How its fields end; empty for those of the product and of a new picture.
    pub section: String,
}

/// The parts on which something was typed that is not stored, in the order of the page. Those of the product itself are
/// the last: only they have a version.
pub fn unsaved(values: &Fields, stored: &StaffProductView, picture_waits: bool) -> Vec<Unsaved> {
    let mut found = Vec::new();
    let mut add = |verb: &'static str, section: &str, about: &str| {
        found.push(Unsaved {
            verb,
            about: about.to_string(),
            section: format!("{section}-{about}"),
        });
    };
    // A part was sent where its first field was: a button that only moves its thing names no more than that.
    let sent = |section: &str, about: &str, first: &str| {
        let name = format!("{first}-{section}-{about}");
        values.iter().any(|(known, _)| *known == name)
    };
    for StaffVariantView { id, form, .. } in &stored.variants {
        if sent("save-variant", id, "sku") && !same_variant(&variant(values, id), form) {
            add("save_variant", "save-variant", id);
        }
        let typed = stock(values, id);
        if !typed.quantity.is_empty() || !typed.reason.trim().is_empty() {
            add("change_stock", "change-stock", id);
        }
    }
    let new = variant(values, "new");
    if !new.name.trim().is_empty() || !new.sku.trim().is_empty() || !priced(&new.prices).is_empty()
    {
        add("save_variant", "save-variant", "new");
    }
    for StaffQuestionView { form, choices } in &stored.questions {
        if sent("save-question", &form.id, "label")
            && !same_question(&question(values, &form.id), form)
        {
            add("save_question", "save-question", &form.id);
        }
        for old in choices {
            let typed = choice(values, &old.id);
            let same =
                typed.name.trim() == old.name && priced(&typed.prices) == priced(&old.prices);
            if sent("save-choice", &old.id, "name") && !same {
                add("save_choice", "save-choice", &old.id);
            }
        }
        let about = format!("new-{}", form.id);
        let new = choice(values, &about);
        if !new.name.trim().is_empty() || !priced(&new.prices).is_empty() {
            add("save_choice", "save-choice", &about);
        }
    }
    let new = question(values, "new");
    let limits = !new.max_length.is_empty() || !priced(&new.prices).is_empty();
    if !new.label.trim().is_empty() || limits {
        add("save_question", "save-question", "new");
    }
    for (id, old) in &stored.pictures {
        let typed = described(values, id);
        let now =
            [&typed.alt, &typed.caption, &typed.credit, &typed.licence].map(|text| text.trim());
        let before = [&old.alt, &old.caption, &old.credit, &old.licence].map(|text| text.as_str());
        if sent("describe-picture", id, "alt") && now != before {
            add("describe_picture", "describe-picture", id);
        }
    }
    let words = picture(values);
    let typed = [&words.alt, &words.caption, &words.credit, &words.licence];
    if picture_waits || typed.iter().any(|text| !text.trim().is_empty()) {
        found.push(Unsaved {
            verb: "add_picture",
            about: String::new(),
            section: String::new(),
        });
    }
    if values.iter().any(|(name, _)| name == "title")
        && !same_product(&product(values), &stored.form)
    {
        found.push(Unsaved {
            verb: "save",
            about: String::new(),
            section: String::new(),
        });
    }
    found
}

/// Of the form only what belongs to these parts.
pub fn only(values: &Fields, parts: &[Unsaved]) -> Fields {
    let has = |verb: &str| parts.iter().any(|part| part.verb == verb);
    let (words, new_picture) = (has("save"), has("add_picture"));
    let sections: Vec<String> = parts
        .iter()
        .filter(|part| !part.section.is_empty())
        .map(|part| format!("-{}", part.section))
        .collect();
    let kept = values.iter().filter(|(name, _)| {
        let in_part = sections.iter().any(|behind| name.ends_with(behind));
        let of_a_part = ["-save-", "-change-stock-", "-describe-picture-"]
            .iter()
            .any(|mark| name.contains(mark));
        let picture = PICTURE.contains(&name.as_str());
        let own = !of_a_part && !picture && name != "action";
        in_part || (picture && new_picture) || (own && words)
    });
    kept.cloned().collect()
}

/// Prices that were typed at all.
fn priced(prices: &Prices) -> Vec<(&str, String)> {
    let named = prices
        .iter()
        .filter(|(name, amount)| name.starts_with("price_") && !amount.is_empty());
    named
        .map(|(name, amount)| (name.as_str(), amount.to_string()))
        .collect()
}

fn same_variant(typed: &VariantForm, stored: &VariantForm) -> bool {
    let sku = typed.sku.trim();
    typed.name.trim() == stored.name
        && (sku.is_empty() || sku == stored.sku)
        && typed.active == stored.active
        && priced(&typed.prices) == priced(&stored.prices)
}

fn same_question(typed: &QuestionForm, stored: &QuestionForm) -> bool {
    let text = stored.kind == "text";
    typed.label.trim() == stored.label
        && typed.required == stored.required
        && (!text || typed.max_length == stored.max_length)
        && (!text || priced(&typed.prices) == priced(&stored.prices))
}

fn same_product(typed: &ProductForm, stored: &ProductForm) -> bool {
    let plain = |form: &ProductForm| {
        let mut form = serde_json::to_value(form).unwrap_or_default();
        let fields = form.as_object_mut().into_iter().flatten();
        for (name, value) in fields {
            if name == "version" {
                *value = serde_json::Value::Null;
            } else if let Some(text) = value.as_str() {
                *value = text.replace("\r\n", "\n").trim().into();
            }
        }
        form
    };
    plain(typed) == plain(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Fields {
        let owned = pairs.iter().map(|(n, v)| (n.to_string(), v.to_string()));
        owned.collect()
    }

    #[test]
    fn a_form_with_one_part_becomes_a_part_of_the_page() {
        let mut sent = values(&[("action", "save_variant"), ("id", ""), ("price_EUR", "5")]);
        into_one_form(&mut sent);
        assert_eq!(pressed(&sent), ("save_variant".into(), "new".into()));
        let read = variant(&sent, "new");
        assert_eq!(
            (read.id.as_str(), priced(&read.prices)),
            ("", vec![("price_EUR", "5".to_string())])
        );
        let mut whole = values(&[("action", "save_variant:new"), ("title", "Bowl")]);
        let before = whole.clone();
        into_one_form(&mut whole);
        assert_eq!(whole, before);
    }

    #[test]
    fn only_what_was_typed_and_not_stored_is_unsaved() {
        let stored = StaffProductView {
            form: ProductForm {
                title: "Bowl".into(),
                story: "One.\nTwo.".into(),
                version: 3.into(),
                ..ProductForm::default()
            },
            ..StaffProductView::default()
        };
        let same = values(&[
            ("title", "Bowl"),
            ("story", "One.\r\nTwo. "),
            ("version", "2"),
        ]);
        assert!(unsaved(&same, &stored, false).is_empty());
        let changed = values(&[
            ("action", "publish"),
            ("title", "Bowl"),
            ("story", "Another"),
            ("name-save-variant-new", "Large"),
            ("label-save-question-new", ""),
            ("alt", ""),
        ]);
        let found = unsaved(&changed, &stored, false);
        let verbs: Vec<&str> = found.iter().map(|part| part.verb).collect();
        assert_eq!(verbs, ["save_variant", "save"]);
        let names: Vec<String> = only(&changed, &found).into_iter().map(|(n, _)| n).collect();
        assert_eq!(names, ["title", "story", "name-save-variant-new"]);
    }
}
