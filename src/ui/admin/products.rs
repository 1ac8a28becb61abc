//! `/admin/products`: every product, drafts and archived ones included.

use super::layout::{Heading, content};
use super::paging::{self, Beside};
use crate::actions::admin;
use crate::domain::catalogue::ProductStatus;
use crate::domain::catalogue_form::{StaffListQuery, StaffListRow, StaffListView};
use crate::ui::components::Picture;
use crate::ui::form::{Filled, Select};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub fn status_words(status: ProductStatus) -> &'static str {
    match status {
        ProductStatus::Draft => "Draft",
        ProductStatus::Published => "In the shop",
        ProductStatus::Archived => "Archived",
    }
}

#[component]
pub fn ProductsPage() -> impl IntoView {
    let asked = use_query_map().get_untracked();
    let query = StaffListQuery {
        q: asked.get("q").unwrap_or_default(),
        status: asked.get("status").unwrap_or_default(),
        cursor: asked.get("cursor").unwrap_or_default(),
    };
    content(move || async move {
        let list = admin::products(query).await?;
        Ok(view! {
            <Heading title="Products"><a class="button button-small" href="/admin/products/new">"New product"</a></Heading>
            <Filters query=list.query.clone()/>
            {if list.rows.is_empty() {
                view! { <p class="counter-empty">"No product is like that. Search for another word, or make a new one."</p> }.into_any()
            } else {
                view! { <Table rows=list.rows.clone()/> }.into_any()
            }}
            <Pages list/>
        }
        .into_any())
    })
}

#[component]
fn Filters(query: StaffListQuery) -> impl IntoView {
    let mut states = vec![(String::new(), "All".to_string())];
    states.extend(
        ProductStatus::ALL.map(|status| (status.as_str().into(), status_words(status).into())),
    );
    view! {
        <form method="get" action="/admin/products" class="counter-filters" role="search">
            <div class="field counter-filter-wide">
                <label for="q">"Title, kind or SKU"</label>
                <input class="input" id="q" name="q" type="search" value=query.q maxlength="80" autocomplete="off"/>
            </div>
            <Select name="status" label="State" options=states filled=Filled::with(query.status)/>
            <button class="button button-quiet button-small" type="submit">"Show"</button>
        </form>
    }
}

#[component]
fn Table(rows: Vec<StaffListRow>) -> impl IntoView {
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <table class="counter-table counter-products">
            <caption class="sr-only">"Products, the last changed first"</caption>
            <thead>
                <tr>
                    <th scope="col">"Product"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="counter-number">"Variants"</th>
                    <th scope="col" class="counter-number">"On the shelf"</th>
                    <th scope="col" class="counter-number">"Held"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(product: StaffListRow) -> impl IntoView {
    let href = format!("/admin/products/{}", product.id);
    let kind = match (product.kind.as_str(), product.one_of_a_kind) {
        ("", true) => "one of a kind".to_string(),
        (kind, true) => format!("{kind}, one of a kind"),
        (kind, false) => kind.to_string(),
    };
    view! {
        <tr>
            <th scope="row">
                <span class="counter-product">
                    <span class="counter-thumb">
                        {product.picture.map(|picture| view! { <Picture picture sizes="3.5rem" decorative=true/> })}
                    </span>
                    <span class="counter-two-lines">
                        <a class="link counter-row-link" href=href>{product.title}</a>
                        <span class="quiet">{kind}</span>
                    </span>
                </span>
            </th>
            <td data-label="State" class="cell-plain"><span class="badge">{status_words(product.status)}</span></td>
            <td data-label="Variants" class="counter-number" class=("cell-spare", product.variants == 1)>{product.variants}</td>
            <td data-label="On the shelf" class="counter-number">{product.available}</td>
            <td data-label="Held" class="counter-number" class=("cell-spare", product.held == 0)>{product.held}</td>
        </tr>
    }
}

#[component]
fn Pages(list: StaffListView) -> impl IntoView {
    let query = list.query;
    let pairs = [("q", query.q.as_str()), ("status", query.status.as_str())];
    let at = |cursor: String| paging::address("/admin/products", &pairs, &cursor);
    let (before, after) = (list.before.map(at), list.after.map(at));
    view! { <Beside words=["Back", "On"] before=before after=after/> }
}
