//! The form that asks for something to be made. It is a plain form; its pictures come to life where scripts run.

use crate::domain::commission::request::{
    COLOURS_MAX, DESCRIPTION_MAX, NAME_MAX, PICTURE_BYTES_MAX, PICTURES_MAX, SIZE_MAX,
};
use crate::domain::commission::view::CommissionPageView;
use crate::domain::problem::Problems;
use crate::ui::components::PicturePicker;
use crate::ui::form::{Field, Filled, Select, TextArea};
use leptos::prelude::*;

/// More than is allowed, so that a text that is too long is reported and not cut off as it is pasted.
const PASTED_MAX: usize = 4 * DESCRIPTION_MAX;

#[component]
pub fn RequestForm(view: CommissionPageView, problems: Problems) -> impl IntoView {
    let form = view.form;
    let filled = |name: &str, value: &str| Filled::of(&problems, name, value);
    let budgets = budgets(view.budgets, &form.budget);
    view! {
        <form class="letter-form" method="post" action="/custom" enctype="multipart/form-data" novalidate>
            // The first button is the one that the Enter key presses; without it that would be a picture's.
            <button class="sr-only" type="submit" tabindex="-1" aria-hidden="true">"Send the request"</button>
            <h2>"What shall we make?"</h2>
            <div class="fields">
                <TextArea name="description" label="Your idea" rows=7 maxlength=PASTED_MAX
                    hint="What it is, who it is for, what it should feel like. A few sentences are enough to begin."
                    filled=filled("description", &form.description)/>
                <PicturePicker upload_key=form.upload_key.clone() kept=view.pictures problems=told(&problems)
                    label="Pictures".to_string() hint=pictures_hint("Sketches, photographs, a colour you love.")/>
                <Field name="colours" label="Colours and materials" filled=filled("colours", &form.colours) optional=true
                    maxlength=COLOURS_MAX/>
                <Field name="size" label="Size" filled=filled("size", &form.size) optional=true maxlength=SIZE_MAX
                    hint="Such as 40 cm around the neck." class="field-half"/>
                <Select name="budget" label="Budget" filled=filled("budget", &form.budget) options=budgets
                    nothing="I don’t know yet" optional=true hint="So that we plan within it." class="field-half"/>
                <Field name="wanted_by" label="Needed by" kind="date" filled=filled("wanted_by", &form.wanted_by)
                    optional=true hint="Leave it empty if there is no hurry." class="field-half"/>
                <Select name="country" label="Where it goes" filled=filled("country", &form.country) options=view.countries
                    nothing="Choose a country" hint="For shipping and tax in the quote." autocomplete="country" class="field-half"/>
            </div>
            <h2>"How do we reach you?"</h2>
            <div class="fields">
                <Field name="name" label="Your name" filled=filled("name", &form.name) autocomplete="name" maxlength=NAME_MAX/>
                <Field name="email" label="E-mail" kind="email" inputmode="email" autocomplete="email" maxlength=254
                    filled=filled("email", &form.email)
                    hint="Our answer goes there, with a private link to the conversation. No account is needed."/>
            </div>
            <div class="letter-send">
                <button class="button button-large" type="submit">"Send the request"</button>
                <p class="quiet">"It costs nothing and binds you to nothing."</p>
            </div>
        </form>
    }
}

/// The budgets that staff offer, and what was typed otherwise.
fn budgets(offered: Vec<String>, typed: &str) -> Vec<(String, String)> {
    let mut budgets: Vec<(String, String)> = offered
        .into_iter()
        .map(|words| (words.clone(), words))
        .collect();
    if !typed.is_empty() && budgets.iter().all(|(value, _)| value != typed) {
        budgets.push((typed.into(), typed.into()));
    }
    budgets
}

/// What is said beside every field for pictures, after words of its own.
pub fn pictures_hint(words: &str) -> String {
    let most = PICTURE_BYTES_MAX / (1024 * 1024);
    format!(
        "{words} Up to {PICTURES_MAX}, {most} MB each. Only you and we see them, without what the camera wrote into them."
    )
}

/// Every sentence about pictures that were refused.
pub fn told(problems: &Problems) -> Vec<String> {
    let about_pictures = problems.0.iter().filter(|p| p.field == "pictures");
    about_pictures.map(|p| p.message.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_of_ones_own_is_kept() {
        let budgets = budgets(vec!["Up to 100".into()], "about 70");
        assert_eq!(budgets.len(), 2);
        assert_eq!(budgets[1].0, "about 70");
    }
}
