//! What was answered about a line: options chosen and texts to personalise it with.

use crate::domain::answers::Answered;
use leptos::prelude::*;

#[component]
pub fn AnswerList(answered: Vec<Answered>) -> impl IntoView {
    let items = answered
        .iter()
        .map(|answered| view! { <li>{answered.to_string()}</li> })
        .collect_view();
    (!answered.is_empty()).then(|| view! { <ul class="answers quiet">{items}</ul> })
}
