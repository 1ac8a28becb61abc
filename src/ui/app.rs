//! The document around every page, and the one list of routes.

use super::admin::AdminRoutes;
use super::layout::NotFoundPage;
use super::pages::{
    AccountPage, AddressPage, AddressesPage, CartPage, CategoryPage, CheckoutPage,
    ConfirmEmailPage, ConfirmPage, CustomLinkPage, CustomPage, HomePage, LoginCodePage, LoginPage,
    OrderPage, OrdersPage, OwnOrderPage, OwnReturnPage, OwnWithdrawPage, PayLinkPage, PayPage,
    ProductPage, ProfilePage, RegisterPage, ResetPage, ReturnPage, SecurityPage, ShopPage,
    TextPage, ThreadPage, TrackPage, VerifyPage, WithdrawPage,
};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// Runs before the first paint: the chosen theme, and a class that shows style sheets that scripts run.
const BEFORE_PAINT: &str = "(d=>{d.classList.add('js');try{let t=localStorage.getItem('theme');\
    if(t)d.dataset.theme=t}catch{}})(document.documentElement)";

/// A page that comes back from behind Back as it was left reloads when somebody has signed out in between. The page that
/// signing out leads to writes down when that was; whoever may keep nothing in this browser has no such page either.
const AFTER_SIGN_OUT: &str = "(()=>{let k='signed-out',s=()=>{try{return localStorage.getItem(k)}catch{}};\
    if(/[?&](done=(signed_out|deleted)|signed_out=1)(&|$)/.test(location.search))\
    try{localStorage.setItem(k,Date.now())}catch{}let a=s();\
    addEventListener('pageshow',e=>{if(e.persisted&&s()!==a)location.reload()})})()";

/// Pages that show the shop may be fetched when a link is hovered; those that show a visit may not.
const SPECULATION: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},
{"not":{"href_matches":"/cart*"}},{"not":{"href_matches":"/checkout*"}},{"not":{"href_matches":"/o/*"}},{"not":{"href_matches":"/confirm-email/*"}},
{"not":{"href_matches":"/custom/*"}},{"not":{"href_matches":"/pay/*"}},{"not":{"href_matches":"/orders*"}},{"not":{"href_matches":"/account*"}},{"not":{"href_matches":"/admin*"}},{"not":{"href_matches":"/dev/*"}},
{"not":{"href_matches":"/media/*"}},{"not":{"selector_matches":"[rel~=nofollow]"}}]},"eagerness":"moderate"}]}"#;

/// The HTML document that every page is rendered into. `pretended` is what payments are called by which no money moves:
/// every page says so, whatever else it shows. `options` say where Leptos finds the scripts and the stylesheet, `fonts` are
/// paths of those that a browser should fetch without waiting for the stylesheet.
pub fn shell(
    options: LeptosOptions,
    fonts: &[String],
    pretended: Option<&'static str>,
) -> impl IntoView + use<> {
    let fonts = fonts
        .iter()
        .map(|path| view! {
            <link rel="preload" href=path.clone() r#as="font" type="font/woff2" crossorigin="anonymous"/>
        })
        .collect_view();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf7f2"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#171412"/>
                <script nonce=use_nonce()>{BEFORE_PAINT}</script>
                <script nonce=use_nonce()>{AFTER_SIGN_OUT}</script>
                <HashedStylesheet options=options.clone()/>
                {fonts}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="alternate" type="application/atom+xml" title="New pieces" href="/feed.xml"/>
                <MetaTags/>
                <HydrationScripts options islands=true/>
                <script type="speculationrules" nonce=use_nonce()>{SPECULATION}</script>
            </head>
            <body>
                {pretended.map(|payments| view! {
                    <section aria-label="Payments">
                        <p class="strip strip-sandbox"><strong>{format!("{payments}: ")}</strong>"no real money moves."</p>
                    </section>
                })}
                <App/>
            </body>
        </html>
    }
}

/// Every page of the shop, by its path.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/shop") view=ShopPage ssr=SsrMode::Async/>
                <Route path=path!("/shop/:slug") view=ProductPage ssr=SsrMode::Async/>
                <Route path=path!("/categories/:slug") view=CategoryPage ssr=SsrMode::Async/>
                <Route path=path!("/cart") view=CartPage ssr=SsrMode::Async/>
                <Route path=path!("/checkout") view=CheckoutPage ssr=SsrMode::Async/>
                <Route path=path!("/checkout/pay/:token") view=PayPage ssr=SsrMode::Async/>
                <Route path=path!("/o/:token") view=OrderPage ssr=SsrMode::Async/>
                <Route path=path!("/o/:token/return") view=ReturnPage ssr=SsrMode::Async/>
                <Route path=path!("/o/:token/withdraw") view=WithdrawPage ssr=SsrMode::Async/>
                <Route path=path!("/confirm-email/:token") view=ConfirmEmailPage ssr=SsrMode::Async/>
                <Route path=path!("/orders") view=OrdersPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number") view=OwnOrderPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number/return") view=OwnReturnPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:number/withdraw") view=OwnWithdrawPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/account/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/account/login/code") view=LoginCodePage ssr=SsrMode::Async/>
                <Route path=path!("/account/register") view=RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/account/verify") view=VerifyPage ssr=SsrMode::Async/>
                <Route path=path!("/account/reset") view=ResetPage ssr=SsrMode::Async/>
                <Route path=path!("/account/confirm") view=ConfirmPage ssr=SsrMode::Async/>
                <Route path=path!("/account/profile") view=ProfilePage ssr=SsrMode::Async/>
                <Route path=path!("/account/addresses") view=AddressesPage ssr=SsrMode::Async/>
                <Route path=path!("/account/addresses/:id") view=AddressPage ssr=SsrMode::Async/>
                <Route path=path!("/account/security") view=SecurityPage ssr=SsrMode::Async/>
                <Route path=path!("/track") view=TrackPage ssr=SsrMode::Async/>
                <Route path=path!("/custom") view=CustomPage ssr=SsrMode::Async/>
                <Route path=path!("/custom/link") view=CustomLinkPage ssr=SsrMode::Async/>
                <Route path=path!("/custom/:token") view=ThreadPage ssr=SsrMode::Async/>
                <Route path=path!("/pay/:token") view=PayLinkPage ssr=SsrMode::Async/>
                <Route path=path!("/pages/:slug") view=TextPage ssr=SsrMode::Async/>
                <AdminRoutes/>
            </Routes>
        </Router>
    }
}
