//! `/shop` and `/categories/{slug}`: the catalogue, filtered, sorted and paged.

mod address;
mod filters;
mod load_more;

use crate::actions::catalogue;
use crate::domain::action_error::ActionError;
use crate::domain::catalogue::{CategoryView, Found, ListQuery, ListView, ProductCard};
use crate::domain::shop::Frame;
use crate::ui::answer;
use crate::ui::components::{Breadcrumbs, CardGrid};
use crate::ui::layout::{Chrome, Head, JsonLd, page};
use address::{address_of, query_of};
use filters::Filters;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use load_more::LoadMore;

#[component]
pub fn ShopPage() -> impl IntoView {
    let query = query_of(&use_query_map().get_untracked());
    page(Chrome::Full, move |frame| async move {
        match catalogue::list(query.clone()).await? {
            Found::Here(list) => {
                Ok(view! { <List list base="/shop".to_string() frame/> }.into_any())
            }
            Found::Moved(slug) => {
                let to = ListQuery {
                    category: Some(slug),
                    ..query
                };
                Ok(moved(address_of("/shop", &to)))
            }
            Found::Nowhere => Err(ActionError::not_found(
                "There is no such category. Look at everything instead.",
            )),
        }
    })
}

#[component]
pub fn CategoryPage() -> impl IntoView {
    let slug = use_params_map()
        .get_untracked()
        .get("slug")
        .unwrap_or_default();
    let query = ListQuery {
        category: Some(slug),
        ..query_of(&use_query_map().get_untracked())
    };
    page(Chrome::Full, move |frame| async move {
        match catalogue::list(query.clone()).await? {
            Found::Here(list) => {
                let base = format!("/categories/{}", query.category.unwrap_or_default());
                Ok(view! { <List list base frame/> }.into_any())
            }
            Found::Moved(slug) => Ok(moved(format!("/categories/{slug}"))),
            Found::Nowhere => Err(ActionError::not_found(
                "There is no such category. Look at everything instead.",
            )),
        }
    })
}

fn moved(to: String) -> AnyView {
    answer::moved_to(&to);
    view! { <p class="page">"This has moved "<a class="link" href=to>"here"</a>"."</p> }.into_any()
}

#[component]
fn List(list: ListView, base: String, frame: Frame) -> impl IntoView {
    let query = list.query.clone();
    let searched = query.q.clone().filter(|q| !q.trim().is_empty());
    let title = match (&list.category, &searched) {
        (_, Some(words)) => format!("“{words}”"),
        (Some(category), None) => category.name.clone(),
        (None, None) => "Everything".to_string(),
    };
    let description = list
        .category
        .as_ref()
        .map(|c| c.description.clone())
        .unwrap_or_default();
    // Filtered and sorted lists are one page to a search engine; its further pages are their own.
    let canonical = match query.page {
        0 | 1 => base.clone(),
        page => format!("{base}?page={page}"),
    };
    let trail = list
        .category
        .as_ref()
        .map(|category| breadcrumb_data(&frame, category));
    let path = searched.is_none().then_some(canonical);
    let head = match path {
        Some(path) => {
            view! { <Head title=title.clone() description=description.clone() path/> }.into_any()
        }
        None => view! { <Head title=title.clone()/> }.into_any(),
    };
    let count = match (list.total, list.total_is_capped) {
        (n, true) => format!("{n}+ pieces"),
        (1, _) => "1 piece".to_string(),
        (n, _) => format!("{n} pieces"),
    };
    let empty = list.cards.is_empty();
    let filtered = is_filtered(&query);
    view! {
        {head}
        {trail.map(|value| view! { <JsonLd value/> })}
        <div class="page list-page">
            <header class="list-head">
                {list.category.as_ref().filter(|c| !c.parents.is_empty()).map(|c| view! {
                    <Breadcrumbs parents=c.parents.clone()/>
                })}
                <h1>{title}</h1>
                {(!description.is_empty()).then(|| view! { <p class="lede">{description}</p> })}
                {list.corrected.clone().map(|words| view! {
                    <p class="notice" role="status">"Nothing is called that. These are for “" <strong>{words}</strong> "”."</p>
                })}
            </header>
            {(!empty || filtered).then(|| view! { <Filters list=list.clone() base=base.clone() count/> })}
            {if empty {
                view! { <NothingFound query=query.clone() base=base.clone() meanwhile=list.meanwhile/> }.into_any()
            } else {
                view! {
                    <h2 class="sr-only">"Pieces"</h2>
                    <CardGrid cards=list.cards.clone() eager=true/>
                    <Pages list base/>
                }.into_any()
            }}
            <p class="list-custom">
                "Not quite what you are looking for? " <a class="link" href="/custom">"Have it made for you"</a> "."
            </p>
        </div>
    }
}

/// Whether the form above the list has taken anything away.
fn is_filtered(query: &ListQuery) -> bool {
    query.in_stock || query.min.is_some() || query.max.is_some() || query.kind.is_some()
}

#[component]
fn NothingFound(query: ListQuery, base: String, meanwhile: Vec<ProductCard>) -> impl IntoView {
    let filtered = is_filtered(&query);
    let words = match (filtered, &query.q) {
        (true, _) => "Nothing fits these wishes.",
        (false, Some(_)) => "Nothing here goes by these words. Try fewer, or others.",
        (false, None) => "Nothing is here yet; it is still on the bench.",
    };
    let unfiltered = ListQuery {
        category: query.category,
        q: query.q,
        sort: query.sort,
        ..Default::default()
    };
    view! {
        <div class="empty">
            <p class="lede">{words}</p>
            <p class="actions">
                {filtered.then(|| view! { <a class="button" href=address_of(&base, &unfiltered)>"Without filters"</a> })}
                <a class="link" href="/shop">"See everything"</a>
            </p>
        </div>
        {(!meanwhile.is_empty()).then(|| view! {
            <section class="meanwhile" aria-labelledby="meanwhile">
                <h2 id="meanwhile">"Meanwhile, new from the bench"</h2>
                <CardGrid cards=meanwhile/>
            </section>
        })}
    }
}

/// The way to further pages: plain links, and in place where scripts run.
#[component]
fn Pages(list: ListView, base: String) -> impl IntoView {
    let query = list.query;
    let page = query.page.max(1);
    let at = |page: i64| {
        address_of(
            &base,
            &ListQuery {
                page,
                ..query.clone()
            },
        )
    };
    let previous = (page > 1).then(|| at(page - 1));
    let next = (page < list.pages).then(|| at(page + 1));
    view! {
        <nav class="pages" aria-label="Further pages">
            {previous.map(|href| view! { <a class="link" rel="prev" href=href>"Earlier pieces"</a> })}
            {next.map(|href| view! { <LoadMore href/> })}
        </nav>
    }
}

fn breadcrumb_data(frame: &Frame, category: &CategoryView) -> serde_json::Value {
    let mut items = vec![("Shop".to_string(), "/shop".to_string())];
    let parents = category
        .parents
        .iter()
        .map(|p| (p.name.clone(), format!("/categories/{}", p.slug)));
    items.extend(parents);
    items.push((
        category.name.clone(),
        format!("/categories/{}", category.slug),
    ));
    crate::ui::pages::product::breadcrumb_list(&frame.public_url, &items)
}
