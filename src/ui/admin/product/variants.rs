//! The variants of a product: what is chosen, its price in each currency, and its stock.

use super::typed::of;
use crate::domain::catalogue_form::{StaffProductView, StaffVariantView, VariantForm};
use crate::domain::stock::PieceState;
use crate::ui::admin::fields::{Choice, Line};
use crate::ui::form::sent_back;
use leptos::prelude::*;

#[component]
pub fn Variants(product: StaffProductView) -> impl IntoView {
    let back = sent_back();
    let adding = back.value("action") == "save_variant" && back.value("id").is_empty();
    let none = product.variants.is_empty();
    let blank = VariantForm {
        active: "true".into(),
        ..Default::default()
    };
    let (id, currencies) = (product.id.clone(), product.currencies.clone());
    let items = product
        .variants
        .into_iter()
        .map(
            |variant| view! { <Variant product=id.clone() currencies=currencies.clone() variant/> },
        )
        .collect_view();
    view! {
        <section aria-labelledby="product-variants">
            <h2 id="product-variants">"Variants and stock"</h2>
            <ul class="counter-list">{items}</ul>
            <details class="fold" open={adding || none}>
                <summary>{if none { "Give it a price" } else { "Add a variant" }}</summary>
                <VariantFields product=id currencies form=blank/>
            </details>
        </section>
    }
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
fn Variant(product: String, currencies: Vec<String>, variant: StaffVariantView) -> impl IntoView {
    let back = sent_back();
    let editing = back.value("action") == "save_variant" && back.value("id") == variant.id;
    let booking = back.value("action") == "change_stock" && back.value("variant") == variant.id;
    let form = variant.form.clone();
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
                .filter(|text| !text.is_empty())
                .map(|text| format!("{text} {code}"))
        })
        .collect();
    let offered = form.active == "true";
    let short = variant.sold_short;
    let new = variant.is_new;
    view! {
        <li class="counter-card" class=("counter-gone", !offered)>
            <p class="counter-split"><strong>{title}</strong><span class="tabular">{prices.join(" · ")}</span></p>
            <p class="quiet tabular">
                {format!("{} on the shelf, {} held, {} sold", variant.available, variant.held, variant.sold)}
                {variant.piece.map(|piece| format!(" · {}", if new { "new: it is there once as soon as it is in the shop" } else { piece_words(piece) }))}
                {(!offered).then_some(" · not offered")}
            </p>
            {(short > 0).then(|| view! { <p class="counter-error">{format!("{short} sold short: owed to customers")}</p> })}
            <details class="fold" open=booking>
                <summary>{format!("Book stock of {}", form.sku)}</summary>
                <StockFields product=product.clone() variant=variant.id.clone()/>
            </details>
            <details class="fold" open=editing>
                <summary>{format!("Change {}", form.sku)}</summary>
                <VariantFields product currencies form=VariantForm { id: variant.id, ..form }/>
            </details>
        </li>
    }
}

#[component]
fn VariantFields(product: String, currencies: Vec<String>, form: VariantForm) -> impl IntoView {
    let back = sent_back();
    let mine = back.value("action") == "save_variant" && back.value("id") == form.id;
    let about = if form.id.is_empty() {
        "new".to_string()
    } else {
        form.id.clone()
    };
    let id = |name: &str| format!("{name}-save-variant-{about}");
    let prices = currencies
        .into_iter()
        .map(|code| {
            let name = format!("price_{code}");
            let stored = form.prices.get(&name).cloned().unwrap_or_default();
            let (filled, id) = (of(&back, mine, &name, &stored), id(&name));
            view! { <Line name id label=format!("Price in {code}") filled optional=true/> }
        })
        .collect_view();
    let active = if mine {
        back.value("active") == "true"
    } else {
        form.active == "true"
    };
    let active_id = id("active");
    view! {
        <form method="post" action=format!("/admin/products/{product}") class="counter-form">
            <input type="hidden" name="action" value="save_variant"/>
            <input type="hidden" name="id" value=form.id.clone()/>
            <div class="counter-row">
                <Line name="name" id=id("name") label="What is chosen" filled=of(&back, mine, "name", &form.name) optional=true/>
                <Line name="sku" id=id("sku") label="SKU" filled=of(&back, mine, "sku", &form.sku) optional=true/>
                {prices}
            </div>
            <label class="choice-line">
                <input type="checkbox" id=active_id name="active" value="true" checked=active/>
                "Offered"
            </label>
            <button class="button button-quiet button-small" type="submit">"Save the variant"</button>
        </form>
    }
}

#[component]
fn StockFields(product: String, variant: String) -> impl IntoView {
    let back = sent_back();
    let mine = back.value("action") == "change_stock" && back.value("variant") == variant;
    let id = |name: &str| format!("{name}-change-stock-{variant}");
    let changes = vec![
        ("receive".to_string(), "Came in".to_string()),
        (
            "adjust".to_string(),
            "Counted: found more, or fewer as −2".to_string(),
        ),
    ];
    view! {
        <form method="post" action=format!("/admin/products/{product}") class="counter-form">
            <input type="hidden" name="action" value="change_stock"/>
            <input type="hidden" name="variant" value=variant.clone()/>
            <div class="counter-row">
                <Choice name="change" id=id("change") label="What happened" options=changes filled=of(&back, mine, "change", "receive")/>
                <Line name="quantity" id=id("quantity") label="Units" filled=of(&back, mine, "quantity", "")/>
                <Line name="reason" id=id("reason") label="Why" filled=of(&back, mine, "reason", "") optional=true/>
            </div>
            <button class="button button-quiet button-small" type="submit">"Book it"</button>
        </form>
    }
}
