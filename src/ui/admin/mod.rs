//! The admin: one parent route with a guard, and a child route for each page. Every page works as plain HTML.

mod account;
mod api_tokens;
mod attention;
mod audit;
mod categories;
mod category;
mod commission;
mod commissions;
mod dashboard;
mod dispatch;
mod jobs;
mod keep_typed;
mod layout;
mod order;
mod order_table;
mod orders;
mod page;
mod pages;
mod paging;
mod product;
mod products;
mod refund;
mod settings;
mod signin;
mod staff;
mod webhook;
mod webhooks;

use account::AccountPage;
use api_tokens::ApiTokensPage;
use attention::AttentionPage;
use audit::AuditPage;
use categories::CategoriesPage;
use category::{CategoryPage, NewCategoryPage};
use commission::{ApprovePage, CommissionPage, QuotePage, ShipPage};
use commissions::{BoardPage, StudioSettingsPage};
use dashboard::DashboardPage;
use jobs::JobsPage;
use layout::AdminLayout;
use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route};
use leptos_router::{SsrMode, path};
use order::OrderPage;
use orders::OrdersPage;
use page::{NewTextPage, TextPage};
use pages::PagesPage;
use product::{NewProductPage, ProductPage};
use products::ProductsPage;
use refund::RefundPage;
use settings::SettingsPage;
use signin::{CodePage, ConfirmPage, PasswordPage, SetUpPage, WelcomePage};
use staff::StaffPage;
use webhook::WebhookPage;
use webhooks::WebhooksPage;

/// Every page of the admin. The guard in [`AdminLayout`] lets the sign-in pages pass and nothing else.
#[component(transparent)]
pub fn AdminRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/admin") view=AdminLayout ssr=SsrMode::Async>
            <Route path=path!("") view=DashboardPage ssr=SsrMode::Async/>
            <Route path=path!("login") view=PasswordPage ssr=SsrMode::Async/>
            <Route path=path!("login/code") view=CodePage ssr=SsrMode::Async/>
            <Route path=path!("login/set-up") view=SetUpPage ssr=SsrMode::Async/>
            <Route path=path!("welcome/:token") view=WelcomePage ssr=SsrMode::Async/>
            <Route path=path!("confirm") view=ConfirmPage ssr=SsrMode::Async/>
            <Route path=path!("orders") view=OrdersPage ssr=SsrMode::Async/>
            <Route path=path!("orders/:number") view=OrderPage ssr=SsrMode::Async/>
            <Route path=path!("orders/:number/refund") view=RefundPage ssr=SsrMode::Async/>
            <Route path=path!("products") view=ProductsPage ssr=SsrMode::Async/>
            <Route path=path!("products/new") view=NewProductPage ssr=SsrMode::Async/>
            <Route path=path!("products/:id") view=ProductPage ssr=SsrMode::Async/>
            <Route path=path!("products/:id/pictures") view=ProductPage ssr=SsrMode::Async/>
            <Route path=path!("categories") view=CategoriesPage ssr=SsrMode::Async/>
            <Route path=path!("categories/new") view=NewCategoryPage ssr=SsrMode::Async/>
            <Route path=path!("categories/:id") view=CategoryPage ssr=SsrMode::Async/>
            <Route path=path!("pages") view=PagesPage ssr=SsrMode::Async/>
            <Route path=path!("pages/new") view=NewTextPage ssr=SsrMode::Async/>
            <Route path=path!("pages/:slug") view=TextPage ssr=SsrMode::Async/>
            <Route path=path!("settings") view=SettingsPage ssr=SsrMode::Async/>
            <Route path=path!("commissions") view=BoardPage ssr=SsrMode::Async/>
            <Route path=path!("commissions/desk") view=StudioSettingsPage ssr=SsrMode::Async/>
            <Route path=path!("commissions/:number") view=CommissionPage ssr=SsrMode::Async/>
            <Route path=path!("commissions/:number/quote") view=QuotePage ssr=SsrMode::Async/>
            <Route path=path!("commissions/:number/quote/send") view=ApprovePage ssr=SsrMode::Async/>
            <Route path=path!("commissions/:number/ship") view=ShipPage ssr=SsrMode::Async/>
            <Route path=path!("attention") view=AttentionPage ssr=SsrMode::Async/>
            <Route path=path!("jobs") view=JobsPage ssr=SsrMode::Async/>
            <Route path=path!("staff") view=StaffPage ssr=SsrMode::Async/>
            <Route path=path!("api-tokens") view=ApiTokensPage ssr=SsrMode::Async/>
            <Route path=path!("webhooks") view=WebhooksPage ssr=SsrMode::Async/>
            <Route path=path!("webhooks/:id") view=WebhookPage ssr=SsrMode::Async/>
            <Route path=path!("log") view=AuditPage ssr=SsrMode::Async/>
            <Route path=path!("account") view=AccountPage ssr=SsrMode::Async/>
        </ParentRoute>
    }
    .into_inner()
}
