//! One thing done with several requests: each is reported on by itself, and none stops the others.

use super::{end, maker, making, shipping};
use crate::domain::action_error::ActionError;
use crate::domain::commission::commission_number;
use crate::domain::commission::refund::EndedBy;
use crate::domain::commission::thread_form::reason;
use crate::domain::commission::view::BulkResult;
use crate::domain::problem::Problems;
use crate::server::actor::Actor;
use crate::server::error::{Error, Result};
use crate::server::state::App;
use crate::server::visit::Visit;

/// Most requests at once.
const MOST: usize = 100;

/// What can be done with several.
enum Bulk {
    Reject(String),
    Begin,
    Complete,
}

impl Bulk {
    fn read(action: &str, why: &str) -> Result<Bulk> {
        Ok(match action {
            "reject" => Bulk::Reject(reason("reason", why, 1)?),
            "begin" => Bulk::Begin,
            "complete" => Bulk::Complete,
            _ => {
                let message = "Choose what to do with the ticked requests.";
                return Err(Problems::one("action", "invalid", message).into());
            }
        })
    }

    async fn take(&self, app: &App, id: &str, actor: &Actor) -> Result<&'static str> {
        match self {
            // Where money was paid, the refund is looked at on the custom order's own page.
            Bulk::Reject(why) => end::end(app, id, EndedBy::Studio, actor, why, 0)
                .await
                .map(|()| "Rejected, and the customer was told."),
            Bulk::Begin => making::start(app, id, actor)
                .await
                .map(|()| "The making has begun."),
            Bulk::Complete => shipping::done(app, id, actor).await.map(|()| "Completed."),
        }
    }
}

pub async fn each(
    visit: &Visit,
    action: &str,
    numbers: &[String],
    why: &str,
) -> Result<Vec<BulkResult>> {
    let (_, actor) = maker(visit).await?;
    let bulk = Bulk::read(action, why)?;
    if numbers.is_empty() || numbers.len() > MOST {
        let message = format!("Tick one to {MOST} requests.");
        return Err(Problems::one("numbers", "required", message).into());
    }
    let app = &visit.app;
    let mut results = Vec::with_capacity(numbers.len());
    for number in numbers {
        let outcome = one(app, &bulk, number, &actor).await;
        let (number, done, sentence) = match outcome {
            Ok((number, sentence)) => (number, true, sentence.to_string()),
            Err(error) => (number.clone(), false, ActionError::from(error).message),
        };
        results.push(BulkResult {
            number,
            done,
            sentence,
        });
    }
    Ok(results)
}

async fn one(
    app: &App,
    bulk: &Bulk,
    number: &str,
    actor: &Actor,
) -> Result<(String, &'static str), Error> {
    let row = {
        let mut conn = app.db.read().await?;
        super::by_number(&mut conn, number).await?
    };
    let sentence = bulk.take(app, &row.id, actor).await?;
    Ok((commission_number(row.number), sentence))
}
