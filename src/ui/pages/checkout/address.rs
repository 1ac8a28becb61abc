//! The fields of an address, in the words of its country.

use crate::domain::contact::Address;
use crate::domain::country::Country;
use crate::domain::problem::Problems;
use crate::ui::form::{Field, FieldProblem, Filled, described_by};
use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Name, street and phone are plain fields; what changes with the country is an island.
#[component]
pub fn AddressFields(
    /// Before each field's name: `""` or `"billing_"`.
    prefix: &'static str,
    address: Address,
    problems: Problems,
    countries: Vec<String>,
) -> impl IntoView {
    let section = if prefix.is_empty() {
        "shipping"
    } else {
        "billing"
    };
    let field = |name: &str, value: &str| Filled {
        value: value.to_string(),
        problem: problems.of(&format!("{prefix}{name}")).map(str::to_string),
    };
    let name = |name: &str| format!("{prefix}{name}");
    let token = |token: &str| format!("{section} {token}");
    let town = Town {
        prefix: prefix.to_string(),
        country: PlainField::of(&address.country, problems.of(&name("country"))),
        city: PlainField::of(&address.city, problems.of(&name("city"))),
        postal_code: PlainField::of(&address.postal_code, problems.of(&name("postal_code"))),
        region: PlainField::of(&address.region, problems.of(&name("region"))),
        countries,
    };
    view! {
        <div class="fields">
            <Field name=name("full_name") label="Full name" filled=field("full_name", &address.full_name)
                autocomplete=token("name")/>
            <Field name=name("line1") label="Street and house number" filled=field("line1", &address.line1)
                autocomplete=token("address-line1")/>
            <Field name=name("line2") label="Flat, floor, company" filled=field("line2", &address.line2)
                autocomplete=token("address-line2") optional=true/>
            <TownFields town/>
            {prefix.is_empty().then(|| view! {
                <Field name="phone" label="Phone" kind="tel" filled=field("phone", &address.phone)
                    autocomplete=token("tel") optional=true hint="Only for the carrier, should a parcel get stuck."/>
            })}
        </div>
    }
}

/// One field as an island takes it.
#[derive(Clone, Serialize, Deserialize)]
pub struct PlainField {
    value: String,
    problem: Option<String>,
}

impl PlainField {
    fn of(value: &str, problem: Option<&str>) -> Self {
        PlainField {
            value: value.to_string(),
            problem: problem.map(str::to_string),
        }
    }

    fn filled(self) -> Filled {
        Filled {
            value: self.value,
            problem: self.problem,
        }
    }
}

/// What of an address depends on its country.
#[derive(Clone, Serialize, Deserialize)]
pub struct Town {
    prefix: String,
    country: PlainField,
    city: PlainField,
    postal_code: PlainField,
    region: PlainField,
    /// Codes of the countries to choose from.
    countries: Vec<String>,
}

/// Country, postal code, town and region: labels and what is required follow the country.
#[island(lazy)]
fn TownFields(town: Town) -> impl IntoView {
    let Town {
        prefix,
        country,
        city,
        postal_code,
        region,
        countries,
    } = town;
    let section = if prefix.is_empty() {
        "shipping"
    } else {
        "billing"
    };
    let code = RwSignal::new(country.value.clone());
    let select = NodeRef::<html::Select>::new();
    // The browser may have filled the list in before this page came to life.
    Effect::new(move |_| {
        if let Some(select) = select.get() {
            code.set(select.value());
        }
    });
    let chosen = Memo::new(move |_| code.with(|code| Country::find(code).map(Country::code)));
    let known = move || chosen.get().and_then(Country::find);
    let postal_label = move || known().map_or("Postal code", Country::postal_label);
    let region_label = move || known().map_or("Region", Country::region_label);
    let postal_optional = Signal::derive(move || known().is_some_and(|c| !c.needs_postal_code()));
    let region_optional = Signal::derive(move || known().is_none_or(|c| !c.needs_region()));
    let name = |name: &str| format!("{prefix}{name}");
    let token = |token: &str| format!("{section} {token}");
    let country_name = name("country");
    let options = countries
        .iter()
        .filter_map(|code| Country::find(code))
        .map(|known| view! {
            <option value=known.code() selected={known.code() == country.value}>{known.name()}</option>
        })
        .collect_view();
    let wrong = country.problem.is_some();
    view! {
        <div class="field field-half">
            <label for=country_name.clone()>"Country"</label>
            <select
                class="select" id=country_name.clone() name=country_name.clone() node_ref=select
                autocomplete=token("country") aria-required="true" aria-invalid=wrong.then_some("true")
                aria-describedby=described_by(&country_name, false, wrong)
                on:change=move |event| code.set(event_target_value(&event))
            >
                <option value="" selected=country.value.is_empty()>"Choose a country"</option>
                {options}
            </select>
            <FieldProblem name=country_name problem=country.problem/>
        </div>
        <Field name=name("postal_code") label=postal_label filled=postal_code.filled() optional=postal_optional
            autocomplete=token("postal-code") class="field-half" maxlength=16/>
        <Field name=name("city") label="Town or city" filled=city.filled()
            autocomplete=token("address-level2") class="field-half"/>
        <Field name=name("region") label=region_label filled=region.filled() optional=region_optional
            autocomplete=token("address-level1") class="field-half"/>
    }
}
