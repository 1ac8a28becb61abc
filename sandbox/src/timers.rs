//! What happens by itself: debits settle, refunds arrive or bounce, disputes come in, sessions expire.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::Sandbox;
use crate::ids;
use crate::rules::{payments, refunds, sessions};
use crate::transaction::{Cause, Transaction};

const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Looks at the due list until `shutdown`; what came due while the sandbox was down is done at once.
pub async fn run_forever(sandbox: Arc<Sandbox>, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let now_ms = ids::now_ms();
        let due: Vec<String> = {
            let books = sandbox.books();
            books
                .due
                .iter()
                .take_while(|(at_ms, _)| *at_ms <= now_ms)
                .map(|(_, id)| id.clone())
                .collect()
        };
        for id in due {
            let acted = sandbox.transact(Cause::default(), |transaction| {
                act(transaction, &id);
                Ok(())
            });
            if acted.await.is_err() {
                return;
            }
        }
    }
}

fn act(transaction: &mut Transaction, id: &str) {
    if let Some(intent) = transaction.books.intents.get(id).cloned() {
        payments::act_when_due(transaction, intent);
    } else if let Some(refund) = transaction.books.refunds.get(id).cloned() {
        refunds::act_when_due(transaction, refund);
    } else {
        // Only an open session is due, so this cannot be refused; a session that was just completed needs nothing.
        let _ = sessions::expire(transaction, id);
    }
}
