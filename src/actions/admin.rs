//! The admin: what staff see, each behind its permission. What they change goes through plain forms.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::admin::{AdminLayoutView, DashboardView, JobsView};
use crate::domain::api_token::ApiTokensView;
use crate::domain::attention::AttentionView;
use crate::domain::audit::AuditListView;
use crate::domain::catalogue_form::{StaffListQuery, StaffListView, StaffProductView};
use crate::domain::order::{OrderListView, OrderQuery, OrderView};
use crate::domain::refund::{RefundForm, RefundFormView};
use crate::domain::shop_form::{
    CategoryEditView, CategoryRowView, PageEditView, PagesView, SettingsView,
};
use crate::domain::staff::{AccountView, EnrolmentView, TeamView, WelcomeView};
use crate::domain::webhooks::{EndpointPageView, EndpointsView};
use leptos::prelude::*;

/// The layout of every page of the admin; 401 when nobody is signed in.
#[server(prefix = "/_fn", endpoint = "admin/frame", input = Call)]
pub async fn frame() -> Result<AdminLayoutView, ActionError> {
    use super::context;
    use crate::server::{admin, staff};
    let visit = context::visit()?;
    let staff = context::answer(staff::signed_in(&visit).await)?;
    context::answer(admin::layout(&visit, staff).await)
}

#[server(prefix = "/_fn", endpoint = "admin/front", input = Call)]
pub async fn front() -> Result<DashboardView, ActionError> {
    use super::context;
    use crate::server::{admin, staff};
    let visit = context::visit()?;
    let staff = context::answer(staff::signed_in(&visit).await)?;
    context::answer(admin::dashboard(&visit, &staff).await)
}

#[server(prefix = "/_fn", endpoint = "admin/orders", input = Call)]
pub async fn orders(query: OrderQuery) -> Result<OrderListView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{admin, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::SeeOrders).await)?;
    context::answer(admin::orders(&visit, query).await)
}

#[server(prefix = "/_fn", endpoint = "admin/order", input = Call)]
pub async fn order(number: String) -> Result<OrderView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{admin, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::SeeOrders).await)?;
    context::answer(admin::order(&visit, &number).await)
}

/// What can be refunded of an order; with `ask`, what the form comes to.
#[server(prefix = "/_fn", endpoint = "admin/refund-desk", input = Call)]
pub async fn refund_page(
    number: String,
    form: RefundForm,
    ask: bool,
) -> Result<RefundFormView, ActionError> {
    use super::context;
    use crate::server::refunds::request;
    context::answer(request::view(&context::visit()?, &number, form, ask).await)
}

#[server(prefix = "/_fn", endpoint = "admin/attention", input = Call)]
pub async fn attention() -> Result<Vec<AttentionView>, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{admin, staff};
    let visit = context::visit()?;
    let staff = context::answer(staff::require(&visit, Permission::ClearAttention).await)?;
    context::answer(admin::attention(&visit, &staff).await)
}

#[server(prefix = "/_fn", endpoint = "admin/jobs", input = Call)]
pub async fn jobs() -> Result<JobsView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{admin, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::ClearAttention).await)?;
    context::answer(admin::jobs::jobs(&visit).await)
}

/// One page of the audit log; `before` is the `next` of the page before.
#[server(prefix = "/_fn", endpoint = "admin/audit", input = Call)]
pub async fn audit_log(before: Option<String>) -> Result<AuditListView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::staff;
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::RunShop).await)?;
    context::answer(staff::audit::list(&visit, before.as_deref()).await)
}

#[server(prefix = "/_fn", endpoint = "admin/staff", input = Call)]
pub async fn staff_list() -> Result<TeamView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::staff;
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::RunShop).await)?;
    context::answer(staff::accounts::list(&visit).await)
}

/// The signed-in person's own account.
#[server(prefix = "/_fn", endpoint = "admin/account", input = Call)]
pub async fn account() -> Result<AccountView, ActionError> {
    use super::context;
    use crate::server::staff;
    context::answer(staff::accounts::own(&context::visit()?).await)
}

/// Whom a set-password link welcomes; 404 when it was used or has ended.
#[server(prefix = "/_fn", endpoint = "admin/welcome", input = Call)]
pub async fn welcome(token: String) -> Result<WelcomeView, ActionError> {
    use super::context;
    use crate::server::staff;
    context::answer(staff::accounts::welcome(&context::visit()?, &token).await)
}

/// What somebody who has shown a password needs to set up the second factor.
#[server(prefix = "/_fn", endpoint = "admin/enrolment", input = Call)]
pub async fn enrolment() -> Result<EnrolmentView, ActionError> {
    use super::context;
    use crate::server::staff;
    context::answer(staff::signin::enrolment(&context::visit()?).await)
}

/// The admin's list of products, drafts and archived ones included.
#[server(prefix = "/_fn", endpoint = "admin/products", input = Call)]
pub async fn products(query: StaffListQuery) -> Result<StaffListView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{catalogue::edit, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::EditCatalogue).await)?;
    context::answer(edit::list(&visit.app, query).await)
}

/// One product with everything that can be changed, and the picture that waits under the form's key, if it has one yet.
#[server(prefix = "/_fn", endpoint = "admin/product", input = Call)]
pub async fn product(
    id: String,
    upload_key: Option<String>,
) -> Result<StaffProductView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{catalogue::edit, keys, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::EditCatalogue).await)?;
    let mut product = context::answer(edit::open(&visit.app, &id).await)?;
    product.upload_key = upload_key
        .filter(|key| !key.is_empty())
        .unwrap_or_else(keys::random_token);
    product.waiting = context::answer(edit::uploads::shown(&visit.app, &product.upload_key).await)?;
    Ok(product)
}

/// Every category in the order of display.
#[server(prefix = "/_fn", endpoint = "admin/categories", input = Call)]
pub async fn categories() -> Result<Vec<CategoryRowView>, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{catalogue::categories, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::EditCatalogue).await)?;
    context::answer(categories::list(&visit.app).await)
}

/// One category with everything that can be changed; without an id, what a new one needs.
#[server(prefix = "/_fn", endpoint = "admin/category", input = Call)]
pub async fn category(id: Option<String>) -> Result<CategoryEditView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{catalogue::categories, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::EditCatalogue).await)?;
    context::answer(categories::open(&visit.app, id.as_deref()).await)
}

/// Every page of text, those that are hidden included, and the banner.
#[server(prefix = "/_fn", endpoint = "admin/pages", input = Call)]
pub async fn pages() -> Result<PagesView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{shop::pages, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::EditCatalogue).await)?;
    context::answer(pages::list(&visit.app).await)
}

/// One page of text with everything that can be changed.
#[server(prefix = "/_fn", endpoint = "admin/page", input = Call)]
pub async fn page(slug: String) -> Result<PageEditView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{shop::pages, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::EditCatalogue).await)?;
    context::answer(pages::open(&visit.app, &slug).await)
}

/// Every API token, and the one that was just made, once.
#[server(prefix = "/_fn", endpoint = "admin/api-tokens", input = Call)]
pub async fn api_tokens() -> Result<ApiTokensView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::staff;
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::RunShop).await)?;
    context::answer(staff::programs::list(&visit).await)
}

/// Every webhook endpoint.
#[server(prefix = "/_fn", endpoint = "admin/webhooks", input = Call)]
pub async fn webhooks() -> Result<EndpointsView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{announce::endpoints, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::ManageWebhooks).await)?;
    context::answer(endpoints::list(&visit).await)
}

/// One webhook endpoint with its deliveries; `before` is the id of the last delivery of the page before.
#[server(prefix = "/_fn", endpoint = "admin/webhook", input = Call)]
pub async fn webhook(id: String, before: Option<String>) -> Result<EndpointPageView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{announce::endpoints, staff};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::ManageWebhooks).await)?;
    context::answer(endpoints::open(&visit, &id, before.as_deref()).await)
}

/// The shop's settings.
#[server(prefix = "/_fn", endpoint = "admin/settings", input = Call)]
pub async fn settings() -> Result<SettingsView, ActionError> {
    use super::context;
    use crate::domain::staff::Permission;
    use crate::server::{shop::settings, staff, time_zone};
    let visit = context::visit()?;
    context::answer(staff::require(&visit, Permission::RunShop).await)?;
    Ok(SettingsView {
        form: context::answer(settings::open(&visit.app).await)?,
        time_zones: time_zone::names(),
        confirmed: context::answer(staff::is_recent(&visit).await)?,
    })
}
