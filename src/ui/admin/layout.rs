//! The guard and the layout of every admin page: who is signed in, where one can go.

use crate::actions::admin;
use crate::domain::action_error::ActionError;
use crate::domain::admin::AdminLayoutView;
use crate::domain::staff::{Permission, Role};
use crate::ui::admin::keep_typed::KeepTyped;
use crate::ui::answer;
use crate::ui::components::icon;
use crate::ui::layout::later;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::{use_location, use_query_map};

/// Pages that whoever is not signed in may open.
const OPEN: [&str; 2] = ["/admin/login", "/admin/welcome/"];

/// Lets nobody past who is not signed in: they are led to the sign-in and back.
#[component]
pub fn AdminLayout() -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    if OPEN.iter().any(|open| path.starts_with(open)) {
        return view! {
            <Noindex/>
            <main id="main" class="counter-door" tabindex="-1"><Outlet/></main>
        }
        .into_any();
    }
    later(async move {
        match admin::frame().await {
            Ok(frame) => framed(frame, path).into_any(),
            Err(error) if error.status == 401 => {
                // A path with anything else in it would have to be written differently behind the question mark.
                let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~".contains(c);
                let login = match path.as_str() {
                    "/admin" | "/admin/" => "/admin/login".to_string(),
                    wanted if wanted.chars().all(plain) => format!("/admin/login?next={wanted}"),
                    _ => "/admin/login".to_string(),
                };
                view! { <Redirect path=login/> }.into_any()
            }
            Err(error) => {
                view! { <main id="main" class="counter-door">{refused(error)}</main> }.into_any()
            }
        }
    })
}

fn framed(frame: AdminLayoutView, path: String) -> impl IntoView {
    provide_context(frame.clone());
    let waiting = frame.commissions + frame.attention + frame.dead_jobs;
    view! {
        <Noindex/>
        <a class="skip-link" href="#main">"Skip to the content"</a>
        <header class="counter-bar">
            <a class="wordmark counter-name" href="/admin">{frame.shop_name.clone()}</a>
            <div class="max-lg:hidden">{who(&frame, &path)}</div>
            <nav class="counter-nav" aria-label="Counter">
                <ul class="counter-places max-lg:hidden">{links(&frame, &path)}</ul>
                // The same places where they would not fit beside each other.
                <details class="counter-menu lg:hidden">
                    <summary>{icon::menu()}"Menu" {waits(waiting)}</summary>
                    <ul>{links(&frame, &path)}</ul>
                    {who(&frame, &path)}
                </details>
            </nav>
        </header>
        <main id="main" class="counter-page" tabindex="-1"><Outlet/></main>
        <KeepTyped/>
    }
}

/// Who is signed in, and the way out.
fn who(frame: &AdminLayoutView, path: &str) -> impl IntoView + use<> {
    let here = (path == "/admin/account").then_some("page");
    view! {
        <div class="counter-who">
            <a class="link" href="/admin/account" aria-current=here>{frame.staff.name.clone()}</a>
            <form method="post" action="/admin/sign-out">
                <button class="link link-quiet" type="submit">"Sign out"</button>
            </form>
        </div>
    }
}

/// How much waits for somebody, where anything does.
fn waits(count: i64) -> impl IntoView {
    (count > 0).then(|| {
        view! {
            <span class="counter-count">{count}<span class="sr-only">" open"</span></span>
        }
    })
}

/// The places that this role may go to.
fn links(frame: &AdminLayoutView, path: &str) -> impl IntoView + use<> {
    use Permission::*;
    let role = frame.staff.role;
    let places = [
        ("/admin", "Today", true, 0),
        ("/admin/orders", "Orders", role.may(SeeOrders), 0),
        (
            "/admin/commissions",
            "Custom orders",
            role.may(AnswerCommissions),
            frame.commissions,
        ),
        ("/admin/products", "Products", role.may(EditCatalogue), 0),
        (
            "/admin/categories",
            "Categories",
            role.may(EditCatalogue),
            0,
        ),
        ("/admin/pages", "Pages", role.may(EditCatalogue), 0),
        (
            "/admin/attention",
            "Attention",
            role.may(ClearAttention),
            frame.attention,
        ),
        (
            "/admin/jobs",
            "Jobs",
            role.may(ClearAttention),
            frame.dead_jobs,
        ),
        ("/admin/staff", "Staff", role.may(RunShop), 0),
        ("/admin/settings", "Settings", role.may(RunShop), 0),
        ("/admin/log", "Log", role.may(RunShop), 0),
    ];
    let shown = places.into_iter().filter(|(_, _, may, _)| *may);
    shown
        .map(|(href, label, _, count)| {
            let current = (path == href
                || (href != "/admin" && path.starts_with(&format!("{href}/"))))
            .then_some("page");
            view! {
                <li>
                    <a href=href aria-current=current>
                        {label}
                        {waits(count)}
                    </a>
                </li>
            }
        })
        .collect_view()
}

/// No page of the admin belongs into a search engine.
#[component]
fn Noindex() -> impl IntoView {
    view! { <Meta name="robots" content="noindex"/> }
}

/// The title of a page and, at its top, the heading with whatever belongs beside it.
#[component]
pub fn Heading(
    #[prop(into)] title: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let shop = use_context::<AdminLayoutView>().map(|frame| frame.shop_name);
    let full = match shop {
        Some(shop) => format!("{title} · {shop} counter"),
        None => format!("{title} · Counter"),
    };
    view! {
        <Title text=full/>
        <div class="counter-heading">
            <h1>{title}</h1>
            {children.map(|children| children())}
        </div>
    }
}

/// A page's content, or the reason why it can't be shown.
pub fn content<Fut>(build: impl FnOnce() -> Fut + Send + 'static) -> AnyView
where
    Fut: Future<Output = Result<AnyView, ActionError>> + Send + 'static,
{
    later(async move {
        match build().await {
            Ok(view) => view,
            Err(error) => refused(error),
        }
    })
}

/// The error as content, with its status.
pub fn refused(error: ActionError) -> AnyView {
    answer::status(error.status);
    let heading = match error.status {
        403 => "Not yours to do",
        404 => "Nothing here",
        429 => "A moment, please",
        _ => "Something went wrong",
    };
    view! {
        <Heading title=heading/>
        <p class="lede">{error.message}</p>
        <p><a class="button button-quiet" href="/admin">"To the counter"</a></p>
    }
    .into_any()
}

/// The role of whoever is signed in.
pub fn role() -> Option<Role> {
    use_context::<AdminLayoutView>().map(|frame| frame.staff.role)
}

/// Whether whoever is signed in may do something.
pub fn may(permission: Permission) -> bool {
    role().is_some_and(|role| role.may(permission))
}

/// What was just done, read out when the page opens. `words` turns the word in the address into a sentence.
#[component]
pub fn Flash(words: fn(&str) -> Option<&'static str>) -> impl IntoView {
    let done = use_query_map()
        .get_untracked()
        .get("done")
        .unwrap_or_default();
    words(&done)
        .map(|sentence| view! { <p class="notice counter-done" role="status">{sentence}</p> })
}
