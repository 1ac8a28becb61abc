//! The layout of the account's pages: who may see them, the navigation, and the flash message.

use crate::domain::action_error::ActionError;
use crate::domain::problem::FormBack;
use crate::ui::form::{ErrorSummary, Filled, sent_back};
use crate::ui::layout::{Chrome, Head, page};
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_location, use_query_map};

/// What is said of every new password.
pub const PASSWORD_HINT: &str =
    "At least 10 characters. A few unrelated words are strong and easy to remember.";

/// The sign-in page, which leads back to `wanted`.
pub fn login_path(wanted: &str) -> String {
    match wanted.starts_with("/account") || wanted.starts_with("/-/") {
        true => "/account/login".into(),
        false => back_to(wanted),
    }
}

/// The same from a page of the account itself. What would have to be written differently in a query is not led back to.
fn back_to(wanted: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~".contains(c);
    match wanted.chars().all(plain) {
        true => format!("/account/login?next={wanted}"),
        false => "/account/login".into(),
    }
}

/// A page for whoever is signed in; everybody else is led to the sign-in and back.
pub fn own_page<Fut>(title: &'static str, build: impl FnOnce() -> Fut + Send + 'static) -> AnyView
where
    Fut: Future<Output = Result<AnyView, ActionError>> + Send + 'static,
{
    let here = use_location().pathname.get_untracked();
    page(Chrome::Full, move |_| async move {
        let content = match build().await {
            Ok(content) => content,
            Err(error) if error.status == 401 => {
                return Ok(view! { <Redirect path=back_to(&here)/> }.into_any());
            }
            Err(error) => return Err(error),
        };
        Ok(view! {
            <Head title/>
            <div class="page account">
                <AccountNav here/>
                <div class="account-main">
                    <h1>{title}</h1>
                    {content}
                </div>
            </div>
        }
        .into_any())
    })
}

/// A page on the way in: narrow, with its title and what is wrong above its form.
pub fn signed_out_page(title: &str, back: &FormBack, content: AnyView) -> AnyView {
    let title = title.to_string();
    view! {
        <Head title=title.clone()/>
        <div class="page account-door">
            <h1>{title}</h1>
            <Flash/>
            <ErrorSummary problems=back.problems.clone() notice=back.notice.clone()/>
            {content}
        </div>
    }
    .into_any()
}

/// The account's pages, and the way out.
#[component]
fn AccountNav(here: String) -> impl IntoView {
    let places = [
        ("/account", "Overview"),
        ("/orders", "Orders"),
        ("/account/addresses", "Addresses"),
        ("/account/profile", "Profile"),
        ("/account/security", "Sign-in and privacy"),
    ];
    let links = places
        .into_iter()
        .map(|(path, name)| {
            let below = path != "/account" && here.starts_with(&format!("{path}/"));
            let current = (here == path || below).then_some("page");
            view! { <li><a href=path aria-current=current>{name}</a></li> }
        })
        .collect_view();
    view! {
        <nav class="account-nav" aria-label="Account">
            <ul>{links}</ul>
            <form method="post" action="/account/sign-out">
                <button class="link link-quiet" type="submit">"Sign out"</button>
            </form>
        </nav>
    }
}

/// What was just done, read out when the page opens.
#[component]
pub fn Flash() -> impl IntoView {
    let done = use_query_map()
        .get_untracked()
        .get("done")
        .unwrap_or_default();
    words(&done).map(|words| view! { <p class="notice" role="status">{words}</p> })
}

fn words(done: &str) -> Option<&'static str> {
    Some(match done {
        "welcome" => "Your address is confirmed and your account is ready.",
        "signed_out" => "You are signed out.",
        "deleted" => "Your account is deleted. Thank you for having been here.",
        "password" => "Your new password is set, and every other browser is signed out.",
        "email_asked" => "A link is on its way to the new address. Open it, and the account moves.",
        "email" => "Your account uses the new address from now on.",
        "ended" => "That browser is signed out.",
        "saved" => "Saved.",
        "passkey_added" => "Your passkey is added. It signs you in from now on.",
        "passkey_removed" => "The passkey is removed. Delete it on your device too.",
        "openid_removed" => "It opens your account no more.",
        "chosen" => "Your checkout begins with it from now on.",
        "removed" => "The address is removed.",
        _ => return None,
    })
}

/// What is wrong with a password field; what was typed into it is never sent back.
pub fn password_field(back: &FormBack, name: &str) -> Filled {
    Filled::of(&back.problems, name, "")
}

/// The way in with an account of the OpenID Connect provider, where the shop takes one. A link: it leaves the shop.
#[component]
pub fn Elsewhere(provider: Option<String>) -> impl IntoView {
    let wanted = wanted();
    provider.map(|provider| {
        let own = wanted.starts_with('/') && !wanted.contains(['&', '#', '%', '+', ' ']);
        let address = match own {
            true => format!("/account/openid?next={wanted}"),
            false => "/account/openid".to_string(),
        };
        view! { <p><a class="button button-quiet" rel="nofollow external" href=address>{format!("Go on with {provider}")}</a></p> }
    })
}

/// The page that was wanted before the sign-in; empty if none was.
fn wanted() -> String {
    let asked = use_query_map()
        .get_untracked()
        .get("next")
        .unwrap_or_default();
    match asked.is_empty() {
        true => sent_back().value("next").to_string(),
        false => asked,
    }
}

/// The page that was wanted, as a hidden field.
#[component]
pub fn Next() -> impl IntoView {
    let next = wanted();
    (!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next/> })
}

#[cfg(test)]
mod tests {
    use super::{back_to, login_path};

    #[test]
    fn signing_in_leads_back_to_where_one_was() {
        assert_eq!(
            login_path("/shop/tea-bowl"),
            "/account/login?next=/shop/tea-bowl"
        );
        assert_eq!(login_path("/account/reset"), "/account/login");
        // A line end would break the header that it is put into.
        assert_eq!(back_to("/orders/\n"), "/account/login");
        assert_eq!(
            back_to("/account/profile"),
            "/account/login?next=/account/profile"
        );
        assert_eq!(login_path("/shop/a&next=//evil"), "/account/login");
    }
}
