//! `/admin/pages`: the line across every page, and the pages of text as the footer lists them.

use super::categories::Arrange;
use super::layout::{Flash, Heading, content};
use crate::actions::admin;
use crate::domain::shop_form::PageRowView;
use crate::ui::form::{ErrorSummary, Field, Typed, sent_back};
use crate::ui::moment;
use leptos::prelude::*;

#[component]
pub fn PagesPage() -> impl IntoView {
    content(|| async {
        let view = admin::pages().await?;
        let back = sent_back();
        let last = view.pages.len().saturating_sub(1);
        let rows = view.pages.into_iter().enumerate();
        let rows = rows
            .map(|(place, page)| row(page, place == 0, place == last))
            .collect_view();
        let banner = Typed::of_action("banner").of("banner", &view.banner);
        Ok(view! {
            <Heading title="Pages"><a class="button button-small" href="/admin/pages/new">"New page"</a></Heading>
            <Flash words=done/>
            <ErrorSummary problems=back.problems notice=back.notice/>
            <p class="quiet counter-lead">"The footer lists those that are shown, in this order."</p>
            <ul class="counter-rows">{rows}</ul>
            <section class="counter-band" aria-labelledby="banner-title">
                <h2 id="banner-title">"A line across every page"</h2>
                <form method="post" action="/admin/pages" class="counter-form">
                    <input type="hidden" name="action" value="banner"/>
                    <Field name="banner" label="Banner" filled=banner optional=true autocomplete="off" maxlength=160
                        hint="A holiday, a market, a new kiln. Empty takes it away."/>
                    <button class="button button-quiet" type="submit">"Save the banner"</button>
                </form>
            </section>
        }
        .into_any())
    })
}

fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "deleted" => "The page is gone.",
        "moved" => "The pages have a new order.",
        "banner" => "The banner is saved.",
        _ => return None,
    })
}

fn row(page: PageRowView, first: bool, last: bool) -> impl IntoView {
    let changed = format!("Changed {}", moment::date_and_time(page.updated_at_ms));
    view! {
        <li class="counter-line">
            <p class="counter-two-lines">
                <a class="link counter-row-link" href=format!("/admin/pages/{}", page.slug)>{page.title.clone()}</a>
                <span class="quiet">{changed}</span>
            </p>
            {(!page.published).then(|| view! { <span class="badge">"Hidden"</span> })}
            <Arrange action="/admin/pages" name="page" value=page.slug title=page.title first last/>
        </li>
    }
}
