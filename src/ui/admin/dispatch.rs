//! The fields that say how an order leaves: the way, and for a parcel who carries it under which number.

use crate::domain::parcel::{DeliveryWay, NAME_MAX, URL_MAX};
use crate::ui::form::{Field, FieldProblem, filled_in};
use leptos::prelude::*;

/// `usual` is what stands there before anything is chosen.
#[component]
pub fn DispatchFields(action: &'static str, usual: DeliveryWay) -> impl IntoView {
    let way = filled_in(action, "way");
    let chosen = DeliveryWay::parse(&way.value).unwrap_or(usual);
    let invalid = way.problem.is_some().then_some("true");
    let ways = DeliveryWay::ALL
        .into_iter()
        .enumerate()
        .map(|(place, way)| {
            // The summary of what is wrong leads to the first.
            let id = if place == 0 { "way".to_string() } else { format!("way-{}", way.as_str()) };
            view! {
                <label class="choice-line">
                    <input type="radio" id=id name="way" value=way.as_str() checked={way == chosen}/>
                    <span>{way.label()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="dispatch-ways" aria-invalid=invalid>
            <legend>"How it reaches the customer"</legend>
            {ways}
            <FieldProblem name="way" problem=way.problem/>
        </fieldset>
        <div class="fields">
            <Field name="carrier" label="Carrier" filled=filled_in(action, "carrier") class="field-half" autocomplete="off"
                maxlength=NAME_MAX optional=true hint="A tracked parcel needs carrier and number."/>
            <Field name="tracking_number" label="Tracking number" filled=filled_in(action, "tracking_number") class="field-half"
                autocomplete="off" maxlength=NAME_MAX optional=true/>
            <Field name="tracking_url" label="Tracking link" filled=filled_in(action, "tracking_url") kind="url" optional=true
                autocomplete="off" maxlength=URL_MAX/>
        </div>
    }
}
