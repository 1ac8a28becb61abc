//! One custom order on the board: who, what, whose turn, by when.

use crate::domain::commission::status::CommissionStatus;
use crate::domain::commission::turn::Side;
use crate::domain::commission::view::BoardRow;
use crate::ui::components::PrivatePicture;
use crate::ui::form::sent_back;
use leptos::prelude::*;

/// The state in words, and what makes it stand out.
#[component]
pub fn CommissionBadges(
    status: CommissionStatus,
    #[prop(into)] label: String,
    waitlisted: bool,
    overdue: bool,
) -> impl IntoView {
    view! {
        <span class="counter-states">
            <span class="badge" data-status=status.as_str()>{label}</span>
            {waitlisted.then(|| view! { <span class="badge">"Waiting list"</span> })}
            {overdue.then(|| view! { <span class="badge counter-warn">"Overdue"</span> })}
        </span>
    }
}

/// `picked`: with a box to tick, inside the form that does something with several.
#[component]
pub fn Row(row: BoardRow, #[prop(optional)] picked: bool) -> impl IntoView {
    let href = format!("/admin/commissions/{}", row.number);
    let mine = row.turn.whose == Side::Studio;
    let by = row.due_date.map(|day| ("Promised", day));
    let wanted = row.wanted_by.map(|day| ("Wanted", day));
    let days = by
        .into_iter()
        .chain(wanted)
        .map(|(label, day)| view! { <span><span class="quiet">{label} " "</span>{day.words()}</span> })
        .collect_view();
    let number = row.number.clone();
    view! {
        <li class="counter-card work-row" class=("work-row-mine", mine) class=("work-row-late", row.overdue)>
            {picked.then(|| view! { <Pick number=row.number.clone() name=row.name.clone()/> })}
            <div class="work-row-words">
                <p class="counter-split">
                    <a class="link work-row-link" href=href>{number}</a>
                    <CommissionBadges status=row.status label=row.status_label waitlisted=row.waitlisted overdue=row.overdue/>
                </p>
                <p class="work-row-who"><strong>{row.name}</strong> " " <span class="quiet">{row.email}</span></p>
                <p class="work-row-summary">{row.summary}</p>
                <p class="work-row-turn">{row.turn.for_studio}</p>
                <p class="work-row-facts tabular">
                    {days}
                    {row.total.map(|total| view! { <span class="price">{total.to_string()}</span> })}
                </p>
            </div>
            {row.picture.map(|mut picture| {
                // The row's words say the same.
                picture.alt.clear();
                view! { <span class="work-row-picture"><PrivatePicture picture sizes="5rem"/></span> }
            })}
        </li>
    }
}

/// The box that takes a request into a bulk action. One that was refused stays ticked.
#[component]
fn Pick(number: String, name: String) -> impl IntoView {
    let back = sent_back();
    let id = format!("pick-{number}");
    let ticked = back
        .values
        .iter()
        .any(|(field, value)| field == "numbers" && *value == number);
    let refused = back.problems.of(&id).map(str::to_string);
    let others_refused = back.problems.0.iter().any(|p| p.field.starts_with("pick-"));
    let checked = refused.is_some() || (ticked && !others_refused);
    let describedby = refused.is_some().then(|| format!("{id}-error"));
    view! {
        <div class="work-pick">
            <label for=id.clone()>
                <input type="checkbox" id=id.clone() name="numbers" value=number.clone() checked=checked aria-describedby=describedby/>
                <span class="sr-only">{format!("Choose {number} of {name}")}</span>
            </label>
            {refused.map(|sentence| view! { <p class="sr-only" id=format!("{id}-error")>{sentence}</p> })}
        </div>
    }
}
