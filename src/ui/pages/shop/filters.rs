//! What narrows a list: one form of plain fields, sent by a button, or at once where scripts run.

use super::address::address_of;
use crate::domain::catalogue::{CategoryLink, ListQuery, ListView, Sort};
use crate::ui::form::Tick;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

#[component]
pub fn Filters(list: ListView, base: String, count: String) -> impl IntoView {
    let query = list.query.clone();
    let chips = chips(&list, &query);
    let sorts = Sort::ALL
        .into_iter()
        .filter(|sort| *sort != Sort::BestMatch || query.q.is_some())
        .map(|sort| view! { <option value=sort.as_str() selected={sort == query.sort}>{sort.label()}</option> })
        .collect_view();
    let kinds = list
        .kinds
        .iter()
        .map(|kind| {
            let selected = query.kind.as_deref() == Some(kind.as_str());
            view! { <option value=kind.clone() selected=selected>{kind.clone()}</option> }
        })
        .collect_view();
    let has_kinds = list.kinds.len() > 1;
    let narrowed =
        query.in_stock || query.min.is_some() || query.max.is_some() || query.kind.is_some();
    let symbol = list.currency.symbol().trim().to_string();
    view! {
        <div class="filters">
            {chips}
            <form class="filter-form" method="get" action=base data-filter>
                {query.q.clone().map(|q| view! { <input type="hidden" name="q" value=q/> })}
                <p class="filter-count tabular">{count}</p>
                <details class="filter-fold" open=narrowed>
                    <summary>"Filter"</summary>
                    <div class="filter-fields">
                        {has_kinds.then(|| view! {
                            <div class="filter-field">
                                <label for="kind">"Kind"</label>
                                <select class="select" id="kind" name="kind"><option value="">"All"</option>{kinds}</select>
                            </div>
                        })}
                        <fieldset class="filter-field filter-price">
                            <legend>{format!("Price in {symbol}")}</legend>
                            <label class="sr-only" for="min">"From"</label>
                            <input class="input" id="min" name="min" inputmode="decimal" placeholder="from" maxlength="12"
                                value=query.min.clone().unwrap_or_default()/>
                            <span aria-hidden="true">"–"</span>
                            <label class="sr-only" for="max">"To"</label>
                            <input class="input" id="max" name="max" inputmode="decimal" placeholder="to" maxlength="12"
                                value=query.max.clone().unwrap_or_default()/>
                        </fieldset>
                        <Tick name="in_stock" value="1" ticked=query.in_stock>"Only what is there"</Tick>
                        <button class="button button-quiet button-small" type="submit">"Show"</button>
                    </div>
                </details>
                <div class="filter-field filter-sort">
                    <label for="sort">"Sort"</label>
                    <select class="select" id="sort" name="sort">{sorts}</select>
                </div>
                <SendOnChange/>
            </form>
        </div>
    }
}

/// Links into the branch of the category that is shown, or into every category while searching. The top
/// categories themselves stand in the header already.
fn chips(list: &ListView, query: &ListQuery) -> Option<impl IntoView + use<>> {
    let here = list.category.as_ref().map(|c| c.slug.as_str());
    let shown = match here {
        _ if query.q.is_some() => &list.categories[..],
        Some(slug) => branch(&list.categories, slug),
        None => &[],
    };
    let everywhere = ListQuery {
        category: None,
        page: 1,
        ..query.clone()
    };
    let links = shown
        .iter()
        .map(|link| {
            let href = address_of(&format!("/categories/{}", link.slug), &everywhere);
            let current = (here == Some(link.slug.as_str())).then_some("page");
            view! { <li><a class="chip" href=href aria-current=current>{link.name.clone()}</a></li> }
        })
        .collect_view();
    let all = query.q.is_some().then(|| {
        let current = here.is_none().then_some("page");
        view! { <li><a class="chip" href=address_of("/shop", &everywhere) aria-current=current>"Everything"</a></li> }
    });
    (shown.len() > 1).then(|| {
        view! {
            <nav aria-label="Narrow by category"><ul class="chips">{all}{links}</ul></nav>
        }
    })
}

/// The top category above `slug` and all that is below it; the list is in tree order.
fn branch<'a>(categories: &'a [CategoryLink], slug: &str) -> &'a [CategoryLink] {
    let Some(at) = categories.iter().position(|c| c.slug == slug) else {
        return &[];
    };
    let start = categories[..=at]
        .iter()
        .rposition(|c| c.depth == 0)
        .unwrap_or(at);
    let after = &categories[start + 1..];
    let length = after
        .iter()
        .position(|c| c.depth == 0)
        .unwrap_or(after.len());
    &categories[start..=start + length]
}

/// Sends the filter form as soon as a list or box in it changes; typed prices wait for the button or Enter.
#[island]
fn SendOnChange() -> impl IntoView {
    Effect::new(|_| {
        let _ = window_event_listener(ev::change, |event| {
            let Some(field) = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok())
            else {
                return;
            };
            let typed = field.get_attribute("inputmode").is_some();
            let form = field.closest("form[data-filter]").ok().flatten();
            if let (false, Some(form)) = (
                typed,
                form.and_then(|f| f.dyn_into::<web_sys::HtmlFormElement>().ok()),
            ) {
                // A form that can't be sent now can still be sent by its button.
                let _ = form.request_submit();
            }
        });
    });
    view! { <button class="button button-quiet button-small needs-no-js" type="submit">"Sort"</button> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_a_top_category_with_all_below_it() {
        let tree = [("a", 0), ("b", 0), ("b1", 1), ("b2", 2), ("c", 0)];
        let tree = tree.map(|(slug, depth)| CategoryLink {
            slug: slug.into(),
            name: slug.into(),
            depth,
        });
        let slugs = |at: &str| {
            branch(&tree, at)
                .iter()
                .map(|c| c.slug.clone())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(slugs("b2"), "b b1 b2");
        assert_eq!(slugs("b"), "b b1 b2");
        assert_eq!(slugs("c"), "c");
        assert_eq!(slugs("nowhere"), "");
    }
}
