//! The variants of a product: what is chosen, its price in each currency, and its stock.

use super::part::{Part, stored_price};
use crate::domain::catalogue_form::{StaffProductView, StaffVariantView, VariantForm};
use crate::domain::stock::PieceState;
use crate::ui::form::{Field, Select, Tick};
use leptos::prelude::*;

#[component]
pub fn Variants(product: StaffProductView) -> impl IntoView {
    let none = product.variants.is_empty();
    let blank = VariantForm {
        active: true,
        ..Default::default()
    };
    let currencies = product.currencies;
    let adding = opened(&Part::of("save-variant-new"), &blank, &currencies);
    let items = product
        .variants
        .into_iter()
        .map(|variant| view! { <Variant currencies=currencies.clone() variant/> })
        .collect_view();
    view! {
        <section aria-labelledby="product-variants">
            <h2 id="product-variants">"Variants and stock"</h2>
            <ul class="counter-list">{items}</ul>
            <details class="fold" open={adding || none}>
                <summary>{if none { "Give it a price" } else { "Add a variant" }}</summary>
                <VariantFields currencies form=blank/>
            </details>
        </section>
    }
}

/// Whether something of a variant was typed that is not stored, or is wrong.
fn opened(part: &Part, form: &VariantForm, currencies: &[String]) -> bool {
    let prices = currencies.iter().map(|code| {
        let name = format!("price_{code}");
        let stored = stored_price(&form.prices, &name);
        (name, stored)
    });
    let active = if form.active { "true" } else { "" };
    let own = [
        ("name".to_string(), form.name.clone()),
        ("sku".to_string(), form.sku.clone()),
        ("active".to_string(), active.to_string()),
    ];
    part.is_open(own.into_iter().chain(prices))
}

fn piece_words(piece: PieceState) -> &'static str {
    match piece {
        PieceState::Available => "the piece is here",
        PieceState::Reserved => "the piece is reserved",
        PieceState::Sold => "the piece is sold",
        PieceState::Archived => "the piece is archived",
    }
}

#[component]
fn Variant(currencies: Vec<String>, variant: StaffVariantView) -> impl IntoView {
    let form = variant.form.clone();
    let editing = opened(
        &Part::of(format!("save-variant-{}", variant.id)),
        &form,
        &currencies,
    );
    let stock = [("quantity", ""), ("reason", ""), ("change", "receive")];
    let stock = stock.map(|(name, usual)| (name.to_string(), usual.to_string()));
    let booking = Part::of(format!("change-stock-{}", variant.id)).is_open(stock.into_iter());
    let title = if form.name.is_empty() {
        form.sku.clone()
    } else {
        format!("{} ({})", form.name, form.sku)
    };
    let prices: Vec<String> = currencies
        .iter()
        .filter_map(|code| {
            form.prices
                .get(&format!("price_{code}"))
                .filter(|price| !price.is_empty())
                .map(|price| format!("{price} {code}"))
        })
        .collect();
    let offered = form.active;
    let short = variant.sold_short;
    let piece = match variant.is_new {
        true => "new: it is there once as soon as it is in the shop",
        false => variant.piece.map_or("", piece_words),
    };
    let piece = variant.piece.map(|_| format!(" · {piece}"));
    view! {
        <li class="counter-card" class=("counter-gone", !offered)>
            <p class="counter-split"><strong>{title}</strong><span class="tabular">{prices.join(" · ")}</span></p>
            <p class="quiet tabular">
                {format!("{} on the shelf, {} held, {} sold", variant.available, variant.held, variant.sold)}
                {piece}
                {(!offered).then_some(" · not offered")}
            </p>
            {(short > 0).then(|| view! { <p class="counter-error">{format!("{short} sold short: owed to customers")}</p> })}
            <details class="fold" open=booking>
                <summary>{format!("Book stock of {}", form.sku)}</summary>
                <StockFields variant=variant.id.clone()/>
            </details>
            <details class="fold" open=editing>
                <summary>{format!("Change {}", form.sku)}</summary>
                <VariantFields currencies form=VariantForm { id: variant.id, ..form }/>
            </details>
        </li>
    }
}

#[component]
fn VariantFields(currencies: Vec<String>, form: VariantForm) -> impl IntoView {
    let about = match form.id.as_str() {
        "" => "new".to_string(),
        id => id.to_string(),
    };
    let part = Part::of(format!("save-variant-{about}"));
    let prices = currencies
        .into_iter()
        .map(|code| {
            let price = format!("price_{code}");
            let stored = stored_price(&form.prices, &price);
            let (name, filled) = (part.name(&price), part.filled(&price, &stored));
            view! { <Field name=name label=format!("Price in {code}") autocomplete="off" maxlength=500 filled optional=true/> }
        })
        .collect_view();
    let (name, sku, active) = (part.name("name"), part.name("sku"), part.name("active"));
    let offered = part.ticked("active", form.active);
    view! {
        <div class="counter-form">
            <div class="counter-row">
                <Field name=name label="What is chosen" autocomplete="off" maxlength=500 filled=part.filled("name", &form.name) optional=true/>
                <Field name=sku label="SKU" autocomplete="off" maxlength=500 filled=part.filled("sku", &form.sku) optional=true/>
                {prices}
            </div>
            <Tick name=active.clone() id=active value="true" ticked=offered>"Offered"</Tick>
            <button class="button button-quiet button-small" type="submit" name="action" value=format!("save_variant:{about}")>
                "Save the variant"
            </button>
        </div>
    }
}

#[component]
fn StockFields(variant: String) -> impl IntoView {
    let part = Part::of(format!("change-stock-{variant}"));
    let changes = vec![
        ("receive".to_string(), "Came in".to_string()),
        (
            "adjust".to_string(),
            "Counted: found more, or fewer as −2".to_string(),
        ),
    ];
    let [change, quantity, reason] = ["change", "quantity", "reason"].map(|field| part.name(field));
    view! {
        <div class="counter-form">
            <div class="counter-row">
                <Select name=change label="What happened" options=changes filled=part.filled("change", "receive")/>
                <Field name=quantity label="Units" autocomplete="off" maxlength=500 filled=part.filled("quantity", "") optional=true/>
                <Field name=reason label="Why" autocomplete="off" maxlength=500 filled=part.filled("reason", "") optional=true/>
            </div>
            <button class="button button-quiet button-small" type="submit" name="action" value=format!("change_stock:{variant}")>
                "Book it"
            </button>
        </div>
    }
}
