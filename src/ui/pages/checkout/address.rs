//! The fields of an address, labelled as its country does.

use crate::domain::contact::Address;
use crate::domain::country::Country;
use crate::domain::problem::Problems;
use crate::ui::form::{Field, Filled, Select};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The fields of one address.
#[component]
pub fn AddressFields(
    /// Before each field's name: `""` or `"billing_"`.
    prefix: &'static str,
    address: Address,
    problems: Problems,
    countries: Vec<String>,
    /// The address's country is settled: it is shown and sent along, and can't be chosen.
    #[prop(optional)]
    fixed_country: bool,
) -> impl IntoView {
    let section = if prefix.is_empty() {
        "shipping"
    } else {
        "billing"
    };
    let name = |name: &str| format!("{prefix}{name}");
    let field = |part: &str, value: &str| Filled::of(&problems, &name(part), value);
    let token = |token: &str| format!("{section} {token}");
    let country = Country::find(&address.country);
    let found = countries.iter().filter_map(|code| Country::find(code));
    let options = found
        .map(|country| (country.code().to_string(), country.name().to_string()))
        .collect();
    let postal_label = country.map_or("Postal code", Country::postal_label);
    let region_label = country.map_or("Region", Country::region_label);
    view! {
        <div class="fields">
            <Field name=name("full_name") label="Full name" filled=field("full_name", &address.full_name)
                autocomplete=token("name")/>
            <Field name=name("line1") label="Street and house number" filled=field("line1", &address.line1)
                autocomplete=token("address-line1")/>
            <Field name=name("line2") label="Flat, floor, company" filled=field("line2", &address.line2)
                autocomplete=token("address-line2") optional=true/>
            {match country.filter(|_| fixed_country) {
                Some(country) => view! { <SettledCountry name=name("country") country/> }.into_any(),
                None => view! {
                    <Select name=name("country") label="Country" filled=field("country", &address.country) options
                        nothing="Choose a country" autocomplete=token("country") class="field-half"/>
                }.into_any(),
            }}
            <Field name=name("postal_code") label=postal_label filled=field("postal_code", &address.postal_code)
                optional=country.is_some_and(|c| !c.needs_postal_code())
                autocomplete=token("postal-code") class="field-half" maxlength=16/>
            <Field name=name("city") label="Town or city" filled=field("city", &address.city)
                autocomplete=token("address-level2") class="field-half"/>
            <Field name=name("region") label=region_label filled=field("region", &address.region)
                optional=country.is_none_or(|c| !c.needs_region())
                autocomplete=token("address-level1") class="field-half"/>
            {prefix.is_empty().then(|| view! {
                <Field name="phone" label="Phone" kind="tel" filled=field("phone", &address.phone)
                    autocomplete=token("tel") optional=true hint="Only for the carrier, should a parcel get stuck."/>
            })}
        </div>
    }
}

#[component]
fn SettledCountry(name: String, country: Country) -> impl IntoView {
    view! {
        <div class="field field-half">
            <p class="field-label">"Country"</p>
            <p class="field-settled">{country.name()}</p>
            <input type="hidden" name=name value=country.code()/>
        </div>
    }
}

/// Another address of the book is chosen than the one in the fields: it was chosen before anybody listened.
pub fn book_is_ahead() -> bool {
    let value = |id: &str| {
        let field = document().get_element_by_id(id)?;
        let list = field.dyn_ref::<web_sys::HtmlSelectElement>();
        let input = field.dyn_ref::<web_sys::HtmlInputElement>();
        list.map(web_sys::HtmlSelectElement::value)
            .or_else(|| input.map(web_sys::HtmlInputElement::value))
    };
    let chosen = value("saved_address");
    chosen.is_some() && chosen != value("saved_address_shown")
}

/// Puts the address that is chosen from the book into the fields. `false`: the address below was chosen, as it stands.
pub fn take_from_book() -> bool {
    let chosen = document()
        .query_selector("#saved_address option:checked")
        .ok()
        .flatten();
    let Some(chosen) = chosen else { return false };
    let address = chosen.get_attribute("data-address");
    let address: Option<Address> = address.and_then(|text| serde_json::from_str(&text).ok());
    let Some(address) = address else { return false };
    for (name, value) in [
        ("full_name", &address.full_name),
        ("line1", &address.line1),
        ("line2", &address.line2),
        ("city", &address.city),
        ("region", &address.region),
        ("postal_code", &address.postal_code),
        ("country", &address.country),
        ("phone", &address.phone),
        (
            "saved_address_shown",
            &chosen.get_attribute("value").unwrap_or_default(),
        ),
    ] {
        put(name, value);
    }
    if let Some(said) = document().get_element_by_id("saved_address_said") {
        said.set_text_content(Some("The address below is filled in."));
    }
    true
}

/// Puts a value into a field.
fn put(id: &str, value: &str) {
    let Some(field) = document().get_element_by_id(id) else {
        return;
    };
    if let Some(field) = field.dyn_ref::<web_sys::HtmlInputElement>() {
        field.set_value(value);
    } else if let Some(list) = field.dyn_ref::<web_sys::HtmlSelectElement>() {
        list.set_value(value);
    }
}

/// Puts the words of an address in step with its country, chosen in the list named `field`.
pub fn follow_country(field: &str) {
    let list = document().get_element_by_id(field);
    let Some(list) = list.and_then(|e| e.dyn_into::<web_sys::HtmlSelectElement>().ok()) else {
        return;
    };
    let prefix = field.trim_end_matches("country");
    let country = Country::find(&list.value());
    let postal = country.map_or("Postal code", Country::postal_label);
    let region = country.map_or("Region", Country::region_label);
    let needs_postal = country.is_none_or(Country::needs_postal_code);
    let needs_region = country.is_some_and(Country::needs_region);
    say(&format!("{prefix}postal_code"), postal, needs_postal);
    say(&format!("{prefix}region"), region, needs_region);
}

/// Puts new words beside a field.
fn say(field: &str, label: &str, required: bool) {
    let words = document().query_selector(&format!("label[for={field}]"));
    if let Some(words) = words.ok().flatten() {
        words.set_text_content(Some(label));
        let optional = document().create_element("span");
        if let Some(optional) = optional.ok().filter(|_| !required) {
            optional.set_class_name("field-optional");
            optional.set_text_content(Some(" (optional)"));
            let _ = words.append_child(&optional);
        }
    }
    if let Some(input) = document().get_element_by_id(field) {
        // Said to assistive technology only; the server decides.
        let _ = input.set_attribute("aria-required", if required { "true" } else { "false" });
    }
}
