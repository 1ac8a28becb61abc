//! What was answered about a line: options chosen and texts to personalise it with, and what follows from a text.

use crate::domain::answers::{Answered, is_personalised};
use leptos::prelude::*;

#[component]
pub fn AnswerList(answered: Vec<Answered>) -> impl IntoView {
    let items = answered
        .iter()
        .map(|answered| view! { <li>{answered.to_string()}</li> })
        .collect_view();
    let exempt = is_personalised(&answered);
    (!answered.is_empty()).then(|| view! {
        <ul class="answers quiet">{items}</ul>
        {exempt.then(|| view! { <p class="answers-exempt quiet">"Made to your wish: you can’t withdraw from it."</p> })}
    })
}
