//! Paying an order: what is due, changing the way to pay, and asking how it went.

use super::call::Call;
use crate::domain::action_error::ActionError;
use crate::domain::payment::PayView;
use leptos::prelude::*;

/// What the pay page needs, for whoever holds the order's link.
#[server(prefix = "/_fn", endpoint = "payments/due", input = Call)]
pub async fn due(token: String) -> Result<PayView, ActionError> {
    use super::context;
    use crate::server::payments;
    context::answer(payments::due(&context::visit()?, &token).await)
}

/// Chooses another way to pay the same amount; the earlier attempt is cancelled first. Returns where to go on.
#[server(prefix = "/_fn", endpoint = "payments/choose", input = Call)]
pub async fn choose(token: String, method: String) -> Result<String, ActionError> {
    use super::context;
    use crate::server::payments;
    context::answer(payments::choose(&context::visit()?, &token, &method).await)
}

/// Asks the provider how the payment stands and settles it. Returns where to go on.
#[server(prefix = "/_fn", endpoint = "payments/finish", input = Call)]
pub async fn finish(token: String) -> Result<String, ActionError> {
    use super::context;
    use crate::server::payments;
    context::answer(payments::finish(&context::visit()?, &token).await)
}
