//! Custom orders: what their customers do, and what the studio does at the counter, each behind its permission.
//! Pictures are sent to plain addresses (`/custom/pictures`, see `server::http::commissions`), never through here.

use super::call::Call;
use super::error::ActionError;
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
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::front::page(&visit::current()?, form).await)
}

/// Sends a request. Answers the address of its thread.
#[server(prefix = "/_fn", endpoint = "commissions/ask", input = Call)]
pub async fn ask(form: CommissionForm) -> Result<String, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::ask::ask(&visit::current()?, form).await)
}

/// Pictures that were taken already and wait under an upload key.
#[server(prefix = "/_fn", endpoint = "commissions/waiting-pictures", input = Call)]
pub async fn waiting_pictures(upload_key: String) -> Result<Vec<PrivatePictureView>, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::uploads::list(&visit::current()?.app, &upload_key).await)
}

/// Takes a picture away that waits under an upload key.
#[server(prefix = "/_fn", endpoint = "commissions/remove-picture", input = Call)]
pub async fn remove_picture(upload_key: String, picture: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::uploads::remove(&visit::current()?.app, &upload_key, &picture).await)
}

/// Sends the links of somebody's custom orders again, to that address only. Answers alike for hit and miss.
#[server(prefix = "/_fn", endpoint = "commissions/send-link", input = Call)]
pub async fn send_link(email: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::link::send_again(&visit::current()?, &email).await)
}

/// The thread, for whoever holds its link.
#[server(prefix = "/_fn", endpoint = "commissions/thread", input = Call)]
pub async fn thread(token: String) -> Result<ThreadView, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::thread::by_link(&visit::current()?, &token).await)
}

#[server(prefix = "/_fn", endpoint = "commissions/say", input = Call)]
pub async fn say(token: String, form: MessageForm) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::say::customer(&visit::current()?, &token, form).await)
}

/// Accepts the version that was read, for the price that was read. Answers where the first payment is made.
#[server(prefix = "/_fn", endpoint = "commissions/accept", input = Call)]
pub async fn accept(token: String, form: AcceptForm) -> Result<String, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::accept::accept(&visit::current()?, &token, form).await)
}

/// Asks for changes to the quote; the form's words say which.
#[server(prefix = "/_fn", endpoint = "commissions/ask-for-changes", input = Call)]
pub async fn ask_for_changes(token: String, form: MessageForm) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::answer::ask_for_changes(&visit::current()?, &token, form).await)
}

/// Declines the quote; a reason is welcome and may be empty.
#[server(prefix = "/_fn", endpoint = "commissions/decline", input = Call)]
pub async fn decline(token: String, reason: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::answer::decline(&visit::current()?, &token, &reason).await)
}

/// Withdraws. `seen_back` is what goes back in minor units, as the page showed it (`0` where nothing was paid): if it
/// is another by now, nothing is done and 409 `settlement_changed` says so.
#[server(prefix = "/_fn", endpoint = "commissions/withdraw", input = Call)]
pub async fn withdraw(token: String, reason: String, seen_back: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    let visit = visit::current()?;
    visit::answer(commissions::end::withdraw(&visit, &token, &reason, &seen_back).await)
}

/// Says yes to pictures of the work.
#[server(prefix = "/_fn", endpoint = "commissions/approve-progress", input = Call)]
pub async fn approve_progress(token: String, entry: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::making::approve(&visit::current()?, &token, &entry).await)
}

/// One payment of a custom order, for whoever holds its link.
#[server(prefix = "/_fn", endpoint = "commissions/pay-link", input = Call)]
pub async fn pay_link(token: String) -> Result<PayLinkView, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::pay::view(&visit::current()?, &token).await)
}

/// Chooses another way to pay the same amount. Answers where to go on.
#[server(prefix = "/_fn", endpoint = "commissions/pay-choose", input = Call)]
pub async fn pay_choose(token: String, method: String) -> Result<String, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::pay::choose(&visit::current()?, &token, &method).await)
}

/// The board of custom orders.
#[server(prefix = "/_fn", endpoint = "admin/commissions", input = Call)]
pub async fn board(query: BoardQuery) -> Result<BoardView, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::board::board(&visit::current()?, query).await)
}

/// One custom order, by number.
#[server(prefix = "/_fn", endpoint = "admin/commission", input = Call)]
pub async fn studio_thread(number: String) -> Result<StudioThreadView, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::studio::open(&visit::current()?, &number).await)
}

#[server(prefix = "/_fn", endpoint = "admin/commission/say", input = Call)]
pub async fn studio_say(number: String, form: MessageForm) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::say::studio(&visit::current()?, &number, form).await)
}

/// What a quote comes to as typed; 422 with every problem while it can't be sent.
#[server(prefix = "/_fn", endpoint = "admin/commission/totals", input = Call)]
pub async fn quote_totals(number: String, form: QuoteForm) -> Result<QuoteTotalsView, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::draft::totals(&visit::current()?, &number, form).await)
}

/// Keeps a quote as typed. Nothing is checked but its size, and the customer sees none of it.
#[server(prefix = "/_fn", endpoint = "admin/commission/draft", input = Call)]
pub async fn save_draft(number: String, form: QuoteForm) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::draft::save(&visit::current()?, &number, form).await)
}

/// Approves a quote and sends it: from now on this version never changes. Answers its version.
#[server(prefix = "/_fn", endpoint = "admin/commission/send-quote", input = Call)]
pub async fn send_quote(number: String, form: QuoteForm) -> Result<i64, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::send::approve_and_send(&visit::current()?, &number, form).await)
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
    use crate::server::{commissions, http::visit};
    let visit = visit::current()?;
    visit::answer(commissions::end::reject(&visit, &number, &reason, &seen_back, &code).await)
}

/// The making begins: from now on the agreed rule for this stage holds.
#[server(prefix = "/_fn", endpoint = "admin/commission/begin", input = Call)]
pub async fn begin(number: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::making::begin(&visit::current()?, &number).await)
}

/// Shows the work: words, pictures under the form's upload key, and whether the customer is asked for a yes.
#[server(prefix = "/_fn", endpoint = "admin/commission/progress", input = Call)]
pub async fn show_progress(
    number: String,
    form: MessageForm,
    ask_approval: bool,
) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    let visit = visit::current()?;
    visit::answer(commissions::making::show_progress(&visit, &number, form, ask_approval).await)
}

/// Asks for the next stage that is due while it is made.
#[server(prefix = "/_fn", endpoint = "admin/commission/ask-for-stage", input = Call)]
pub async fn ask_for_stage(number: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::making::ask_for_stage(&visit::current()?, &number).await)
}

/// Makes a payment link at the provider for a part (its id) that is asked for and not paid: from then on that is the
/// one way to pay it.
#[server(prefix = "/_fn", endpoint = "admin/commission/make-link", input = Call)]
pub async fn make_link(number: String, part: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::by_link::make(&visit::current()?, &number, &part).await)
}

/// Takes a part's payment link back; the part is paid in the ordinary ways again.
#[server(prefix = "/_fn", endpoint = "admin/commission/take-link-back", input = Call)]
pub async fn take_link_back(number: String, part: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::by_link::take_back(&visit::current()?, &number, &part).await)
}

/// It is finished: shows it (words and pictures may be empty) and asks for what is left to pay.
#[server(prefix = "/_fn", endpoint = "admin/commission/finish", input = Call)]
pub async fn finish(number: String, form: MessageForm) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::making::finish(&visit::current()?, &number, form).await)
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
    use crate::server::{commissions, http::visit};
    let visit = visit::current()?;
    let parcel = commissions::shipping::ParcelForm {
        way: way.unwrap_or_default(),
        carrier,
        tracking_number,
        tracking_url,
        upload_key,
        despite_dispute,
    };
    visit::answer(commissions::shipping::ship(&visit, &number, &parcel).await)
}

#[server(prefix = "/_fn", endpoint = "admin/commission/complete", input = Call)]
pub async fn complete(number: String) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::shipping::complete(&visit::current()?, &number).await)
}

/// Does one thing with several requests and reports on each: `reject` (with a reason), `begin`, `complete`.
#[server(prefix = "/_fn", endpoint = "admin/commissions/bulk", input = Call)]
pub async fn bulk(
    action: String,
    numbers: Vec<String>,
    reason: String,
) -> Result<Vec<BulkResult>, ActionError> {
    use crate::server::{commissions, http::visit};
    let visit = visit::current()?;
    visit::answer(commissions::bulk::each(&visit, &action, &numbers, &reason).await)
}

/// The studio's settings for custom orders.
#[server(prefix = "/_fn", endpoint = "admin/commissions/desk", input = Call)]
pub async fn desk() -> Result<DeskView, ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::desk::view(&visit::current()?).await)
}

#[server(prefix = "/_fn", endpoint = "admin/commissions/save-desk", input = Call)]
pub async fn save_desk(form: DeskForm) -> Result<(), ActionError> {
    use crate::server::{commissions, http::visit};
    visit::answer(commissions::desk::save(&visit::current()?, form).await)
}
