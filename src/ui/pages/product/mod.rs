//! `/shop/{slug}`: one piece, its pictures, its description, and the way to buy it.

mod buy;
mod gallery;
mod questions;
mod structured;
mod viewer;

use crate::actions::catalogue;
use crate::domain::action_error::ActionError;
use crate::domain::catalogue::{Facts, Found, ProductView};
use crate::domain::shop::Frame;
use crate::ui::answer;
use crate::ui::components::{Breadcrumbs, CardGrid};
use crate::ui::layout::{Chrome, Head, JsonLd, OpenGraphKind, page};
use buy::Buy;
use gallery::Gallery;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
pub use structured::breadcrumb_list;

#[component]
pub fn ProductPage() -> impl IntoView {
    let slug = use_params_map()
        .get_untracked()
        .get("slug")
        .unwrap_or_default();
    page(Chrome::Full, move |frame| async move {
        match catalogue::product(slug).await? {
            Found::Here(product) => Ok(view! { <Product product frame/> }.into_any()),
            Found::Moved(slug) => {
                let to = format!("/shop/{slug}");
                answer::moved_to(&to);
                Ok(view! { <p class="page">"This has moved "<a class="link" href=to>"here"</a>"."</p> }.into_any())
            }
            Found::Nowhere => Err(ActionError::not_found(
                "There is no such piece. It may have been sold long ago.",
            )),
        }
    })
}

#[component]
fn Product(product: ProductView, frame: Frame) -> impl IntoView {
    let path = format!("/shop/{}", product.slug);
    let title = if product.meta_title.is_empty() {
        product.title.clone()
    } else {
        product.meta_title.clone()
    };
    let description = if product.meta_description.is_empty() {
        product.summary.clone()
    } else {
        product.meta_description.clone()
    };
    let image = product.pictures.first().map(|picture| picture.src(1280));
    let data = structured::product(&product, &frame.public_url, &frame.shop.name);
    let trail = structured::breadcrumbs(&product, &frame.public_url);
    view! {
        <Head title description path image=image.unwrap_or_default() kind=OpenGraphKind::Product/>
        <JsonLd value=data/>
        <JsonLd value=trail/>
        <article class="product">
            <div class="product-pictures">
                <Gallery title=product.title.clone() pictures=product.pictures.clone()/>
            </div>
            <div class="product-words">
                <Breadcrumbs parents=product.breadcrumbs.clone()/>
                <h1>{product.title.clone()}</h1>
                {(!product.kind.is_empty() || product.one_of_a_kind).then(|| view! {
                    <p class="product-kind">
                        {product.kind.clone()}
                        {product.one_of_a_kind.then_some(" · one of a kind")}
                    </p>
                })}
                {if product.archived {
                    view! { <p class="notice">"This piece is no longer for sale. It stays here to be looked at."</p> }.into_any()
                } else {
                    view! { <Buy product=product.clone()/> }.into_any()
                }}
                {(!product.story_html.is_empty()).then(|| view! {
                    <div class="product-story prose-shop" inner_html=product.story_html.clone()></div>
                })}
                <FactList facts=product.facts.clone()/>
            </div>
        </article>
        {(!product.related.is_empty()).then(|| view! {
            <section class="band" aria-labelledby="related">
                <div class="band-head"><h2 id="related">"From the same bench"</h2></div>
                <CardGrid cards=product.related.clone()/>
            </section>
        })}
    }
}

#[component]
fn FactList(facts: Facts) -> impl IntoView {
    let weight = facts
        .weight_grams
        .map(|grams| format!("{grams} g"))
        .unwrap_or_default();
    let known = [
        ("Medium", facts.medium),
        ("Materials", facts.materials),
        ("Size", facts.size),
        ("Weight", weight),
        ("Made in", facts.year),
        ("Provenance", facts.provenance),
        ("Exhibitions", facts.exhibitions),
    ];
    let all: Vec<(String, String)> = known
        .into_iter()
        .map(|(name, value)| (name.to_string(), value))
        .chain(facts.attributes)
        .filter(|(_, value)| !value.trim().is_empty())
        .collect();
    (!all.is_empty()).then(|| {
        let rows = all
            .into_iter()
            .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
            .collect_view();
        view! {
            <section class="product-facts" aria-labelledby="facts">
                <h2 id="facts" class="eyebrow">"About the piece"</h2>
                <dl class="facts">{rows}</dl>
            </section>
        }
    })
}
