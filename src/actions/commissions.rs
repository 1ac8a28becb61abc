//! Custom orders: what their customers see and answer, and what the studio sees in the admin.
//! Pictures are sent to plain addresses (`/custom/pictures`, see `server::http::commissions`), never through here.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::quote_form::QuoteForm;
use crate::domain::commission::request::CommissionForm;
use crate::domain::commission::thread_form::{AcceptForm, BoardQuery, MessageForm};
use crate::domain::commission::view::{
    BoardView, CommissionPageView, PayLinkView, PrivatePictureView, StudioSettingsView,
    StudioThreadView, ThreadView,
};
use leptos::prelude::*;

/// What the studio takes on and the form as typed so far; an empty form gets a guessed country and an upload key.
#[server(prefix = "/_fn", endpoint = "commissions/page", input = Call)]
pub async fn page(form: CommissionForm) -> Result<CommissionPageView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::request_page::page(&context::visit()?, form).await)
}

/// Pictures that were taken already and wait under an upload key.
#[server(prefix = "/_fn", endpoint = "commissions/waiting-pictures", input = Call)]
pub async fn waiting_pictures(upload_key: String) -> Result<Vec<PrivatePictureView>, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::uploads::list(&context::visit()?.app, &upload_key).await)
}

/// Takes a picture away that waits under an upload key.
#[server(prefix = "/_fn", endpoint = "commissions/remove-picture", input = Call)]
pub async fn remove_picture(upload_key: String, picture: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(
        commissions::uploads::remove(&context::visit()?.app, &upload_key, &picture).await,
    )
}

/// The custom order, for whoever holds its link.
#[server(prefix = "/_fn", endpoint = "commissions/thread", input = Call)]
pub async fn thread(token: String) -> Result<ThreadView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::thread::by_link(&context::visit()?, &token).await)
}

/// Accepts the version that was read, for the price that was read. Returns where the first payment is made.
#[server(prefix = "/_fn", endpoint = "commissions/accept", input = Call)]
pub async fn accept(token: String, form: AcceptForm) -> Result<String, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::accept::accept(&context::visit()?, &token, form.read()).await)
}

/// Asks for changes to the quote; the form's words say which. Returns where it is said that they have come.
#[server(prefix = "/_fn", endpoint = "commissions/ask-for-changes", input = Call)]
pub async fn ask_for_changes(token: String, form: MessageForm) -> Result<String, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::answer::ask_for_changes(&context::visit()?, &token, form).await)?;
    Ok(format!("/custom/{token}?done=changes"))
}

/// One payment of a custom order, for whoever holds its link.
#[server(prefix = "/_fn", endpoint = "commissions/pay-link", input = Call)]
pub async fn pay_link(token: String) -> Result<PayLinkView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::pay::view(&context::visit()?, &token).await)
}

/// The board of custom orders.
#[server(prefix = "/_fn", endpoint = "admin/commissions", input = Call)]
pub async fn board(query: BoardQuery) -> Result<BoardView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::board::board(&context::visit()?, query).await)
}

/// One custom order, by number.
#[server(prefix = "/_fn", endpoint = "admin/commission", input = Call)]
pub async fn studio_thread(number: String) -> Result<StudioThreadView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::studio::open(&context::visit()?, &number).await)
}

/// What a quote comes to as typed; 422 with every problem while it can't be sent.
#[server(prefix = "/_fn", endpoint = "admin/commission/totals", input = Call)]
pub async fn quote_totals(number: String, form: QuoteForm) -> Result<QuoteTotalsView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::draft::totals(&context::visit()?, &number, form).await)
}

/// The studio's settings for custom orders.
#[server(prefix = "/_fn", endpoint = "admin/commissions/desk", input = Call)]
pub async fn studio_settings() -> Result<StudioSettingsView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::studio_settings::view(&context::visit()?).await)
}
