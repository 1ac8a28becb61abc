//! Custom orders: what their customers do, and what the studio does at the counter, each behind its permission.
//! Pictures are sent to plain addresses (`/custom/pictures`, see `server::http::commissions`), never through here.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::commission::desk::DeskForm;
use crate::domain::commission::quote::QuoteTotalsView;
use crate::domain::commission::quote_form::QuoteForm;
use crate::domain::commission::request::CommissionForm;
use crate::domain::commission::thread_form::{AcceptForm, BoardQuery, MessageForm};
use crate::domain::commission::view::{
    BoardView, BulkResult, CommissionPageView, DeskView, PayLinkView, PrivatePictureView,
    StudioThreadView, ThreadView,
};
use leptos::prelude::*;

/// What the studio takes on and the form as typed so far; an empty form gets a guessed country and an upload key.
#[server(prefix = "/_fn", endpoint = "commissions/page", input = Call)]
pub async fn page(form: CommissionForm) -> Result<CommissionPageView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::front::page(&context::visit()?, form).await)
}

/// Sends a request. Answers the address of its thread.
#[server(prefix = "/_fn", endpoint = "commissions/ask", input = Call)]
pub async fn ask(form: CommissionForm) -> Result<String, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::ask::ask(&context::visit()?, form).await)
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

/// Sends the links of somebody's custom orders again, to that address only. Answers alike for hit and miss.
#[server(prefix = "/_fn", endpoint = "commissions/send-link", input = Call)]
pub async fn send_link(email: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::link::send_again(&context::visit()?, &email).await)
}

/// The thread, for whoever holds its link.
#[server(prefix = "/_fn", endpoint = "commissions/thread", input = Call)]
pub async fn thread(token: String) -> Result<ThreadView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::thread::by_link(&context::visit()?, &token).await)
}

#[server(prefix = "/_fn", endpoint = "commissions/say", input = Call)]
pub async fn say(token: String, form: MessageForm) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::say::customer(&context::visit()?, &token, form).await)
}

/// Accepts the version that was read, for the price that was read. Answers where the first payment is made.
#[server(prefix = "/_fn", endpoint = "commissions/accept", input = Call)]
pub async fn accept(token: String, form: AcceptForm) -> Result<String, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::accept::accept(&context::visit()?, &token, form).await)
}

/// Asks for changes to the quote; the form's words say which.
#[server(prefix = "/_fn", endpoint = "commissions/ask-for-changes", input = Call)]
pub async fn ask_for_changes(token: String, form: MessageForm) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::answer::ask_for_changes(&context::visit()?, &token, form).await)
}

/// Declines the quote; a reason is welcome and may be empty.
#[server(prefix = "/_fn", endpoint = "commissions/decline", input = Call)]
pub async fn decline(token: String, reason: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::answer::decline(&context::visit()?, &token, &reason).await)
}

/// Withdraws. `seen_back` is what goes back in minor units, as the page showed it (`0` where nothing was paid): if it
/// is another by now, nothing is done and 409 `settlement_changed` says so.
#[server(prefix = "/_fn", endpoint = "commissions/withdraw", input = Call)]
pub async fn withdraw(token: String, reason: String, seen_back: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    let visit = context::visit()?;
    context::answer(commissions::end::withdraw(&visit, &token, &reason, &seen_back).await)
}

/// Says yes to pictures of the work.
#[server(prefix = "/_fn", endpoint = "commissions/approve-progress", input = Call)]
pub async fn approve_progress(token: String, entry: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::making::approve(&context::visit()?, &token, &entry).await)
}

/// One payment of a custom order, for whoever holds its link.
#[server(prefix = "/_fn", endpoint = "commissions/pay-link", input = Call)]
pub async fn pay_link(token: String) -> Result<PayLinkView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::pay::view(&context::visit()?, &token).await)
}

/// Chooses another way to pay the same amount. Answers where to go on.
#[server(prefix = "/_fn", endpoint = "commissions/pay-choose", input = Call)]
pub async fn pay_choose(token: String, method: String) -> Result<String, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::pay::choose(&context::visit()?, &token, &method).await)
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

#[server(prefix = "/_fn", endpoint = "admin/commission/say", input = Call)]
pub async fn studio_say(number: String, form: MessageForm) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::say::studio(&context::visit()?, &number, form).await)
}

/// What a quote comes to as typed; 422 with every problem while it can't be sent.
#[server(prefix = "/_fn", endpoint = "admin/commission/totals", input = Call)]
pub async fn quote_totals(number: String, form: QuoteForm) -> Result<QuoteTotalsView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::draft::totals(&context::visit()?, &number, form).await)
}

/// Keeps a quote as typed. Nothing is checked but its size, and the customer sees none of it.
#[server(prefix = "/_fn", endpoint = "admin/commission/draft", input = Call)]
pub async fn save_draft(number: String, form: QuoteForm) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::draft::save(&context::visit()?, &number, form).await)
}

/// Approves a quote and sends it: from now on this version never changes. Answers its version.
#[server(prefix = "/_fn", endpoint = "admin/commission/send-quote", input = Call)]
pub async fn send_quote(number: String, form: QuoteForm) -> Result<i64, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::send::approve_and_send(&context::visit()?, &number, form).await)
}

/// Says no, with a reason that the customer reads. `seen_back` as in [`withdraw`]; where money goes back, `code` is a fresh
/// one of whoever is signed in.
#[server(prefix = "/_fn", endpoint = "admin/commission/reject", input = Call)]
pub async fn reject(
    number: String,
    reason: String,
    seen_back: String,
    #[server(default)] code: String,
) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    let visit = context::visit()?;
    context::answer(commissions::end::reject(&visit, &number, &reason, &seen_back, &code).await)
}

/// The making begins: from now on the agreed rule for this stage holds.
#[server(prefix = "/_fn", endpoint = "admin/commission/begin", input = Call)]
pub async fn begin(number: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::making::begin(&context::visit()?, &number).await)
}

/// Shows the work: words, pictures under the form's upload key, and whether the customer is asked for a yes.
#[server(prefix = "/_fn", endpoint = "admin/commission/progress", input = Call)]
pub async fn show_progress(
    number: String,
    form: MessageForm,
    ask_approval: bool,
) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    let visit = context::visit()?;
    context::answer(commissions::making::show_progress(&visit, &number, form, ask_approval).await)
}

/// Asks for the next stage that is due while it is made.
#[server(prefix = "/_fn", endpoint = "admin/commission/ask-for-stage", input = Call)]
pub async fn ask_for_stage(number: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::making::ask_for_stage(&context::visit()?, &number).await)
}

/// Makes a payment link at the provider for a part (its id) that is asked for and not paid: from then on that is the
/// one way to pay it.
#[server(prefix = "/_fn", endpoint = "admin/commission/make-link", input = Call)]
pub async fn make_link(number: String, part: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::by_link::make(&context::visit()?, &number, &part).await)
}

/// Takes a part's payment link back; the part is paid in the ordinary ways again.
#[server(prefix = "/_fn", endpoint = "admin/commission/take-link-back", input = Call)]
pub async fn take_link_back(number: String, part: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::by_link::take_back(&context::visit()?, &number, &part).await)
}

/// It is finished: shows it (words and pictures may be empty) and asks for what is left to pay.
#[server(prefix = "/_fn", endpoint = "admin/commission/finish", input = Call)]
pub async fn finish(number: String, form: MessageForm) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::making::finish(&context::visit()?, &number, form).await)
}

/// Ships it or hands it over, in the given way (a tracked parcel unless said); refused while something is left to pay.
#[server(prefix = "/_fn", endpoint = "admin/commission/ship", input = Call)]
pub async fn ship(
    number: String,
    carrier: String,
    tracking_number: String,
    tracking_url: String,
    upload_key: String,
    #[server(default)] despite_dispute: String,
    way: Option<String>,
) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    let visit = context::visit()?;
    let parcel = commissions::shipping::ParcelForm {
        way: way.unwrap_or_default(),
        carrier,
        tracking_number,
        tracking_url,
        upload_key,
        despite_dispute,
    };
    context::answer(commissions::shipping::ship(&visit, &number, &parcel).await)
}

#[server(prefix = "/_fn", endpoint = "admin/commission/complete", input = Call)]
pub async fn complete(number: String) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::shipping::complete(&context::visit()?, &number).await)
}

/// Does one thing with several requests and reports on each: `reject` (with a reason), `begin`, `complete`.
#[server(prefix = "/_fn", endpoint = "admin/commissions/bulk", input = Call)]
pub async fn bulk(
    action: String,
    numbers: Vec<String>,
    reason: String,
) -> Result<Vec<BulkResult>, ActionError> {
    use super::context;
    use crate::server::commissions;
    let visit = context::visit()?;
    context::answer(commissions::bulk::each(&visit, &action, &numbers, &reason).await)
}

/// The studio's settings for custom orders.
#[server(prefix = "/_fn", endpoint = "admin/commissions/desk", input = Call)]
pub async fn desk() -> Result<DeskView, ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::desk::view(&context::visit()?).await)
}

#[server(prefix = "/_fn", endpoint = "admin/commissions/save-desk", input = Call)]
pub async fn save_desk(form: DeskForm) -> Result<(), ActionError> {
    use super::context;
    use crate::server::commissions;
    context::answer(commissions::desk::save(&context::visit()?, form).await)
}
