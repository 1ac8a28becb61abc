//! How many one-of-a-kind pieces somebody can hold in orders that are not paid: by visit, network and e-mail address, for
//! all pieces together. Otherwise a single person could empty the shop for days without paying anything.

use super::place::Draft;
use crate::domain::attention::{CountedBy, Matter};
use crate::domain::shop::Shop;
use crate::server::actor::Actor;
use crate::server::clock::DAY_MS;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::state::App;
use crate::server::unpaid::{self, Limit, Subject};
use crate::server::work::Work;
use crate::unit_of_work;

/// The code of the refusal.
pub const CODE: &str = "too_many_unpaid_pieces";
/// How long an entry stands, and how long what staff lifted stays lifted.
const LASTS_MS: i64 = 7 * DAY_MS;

/// Whom an order counts for, and how many pieces each may hold.
fn subjects(shop: &Shop, draft: &Draft) -> Vec<(Subject, i64)> {
    let visit = draft.visit_key.as_deref().unwrap_or_default();
    let all = [
        (CountedBy::Visit, visit, shop.unpaid_pieces_per_visitor),
        (
            CountedBy::Network,
            draft.network_key.as_str(),
            shop.unpaid_pieces_per_network,
        ),
        (
            CountedBy::Email,
            &draft.input.email.key(),
            shop.unpaid_pieces_per_email,
        ),
    ]
    .map(|(by, key, most)| (Subject::new(by, key), most));
    all.into_iter()
        .filter(|(subject, _)| !subject.key.is_empty())
        .collect()
}

/// The first of them who would hold more than they may, with what they hold and may.
async fn over(
    work: &mut Work<'_>,
    draft: &Draft,
    wanted: i64,
) -> Result<Option<(Subject, i64, i64)>> {
    let Work { app, shop, now, .. } = *work;
    if wanted == 0 {
        return Ok(None);
    }
    for (subject, most) in subjects(shop, draft) {
        let held = db::checkout::unpaid::pieces_held(work, subject.by, &subject.key).await?;
        if held + wanted > most
            && !unpaid::is_lifted(work, app, Limit::UnpaidPieces, &subject, now).await?
        {
            return Ok(Some((subject, held, most)));
        }
    }
    Ok(None)
}

/// Refuses an order that wants more pieces than its buyer may hold unpaid. The caller holds the counter of orders, so that
/// no other order is being written.
pub async fn check(work: &mut Work<'_>, draft: &Draft, wanted: i64) -> Result<()> {
    let Some((_, held, most)) = over(work, draft, wanted).await? else {
        return Ok(());
    };
    let message = match held {
        0 => format!(
            "At most {most} one-of-a-kind pieces can be kept for you before they are paid. Order {most} of them first, pay, and then order the others; or write to us."
        ),
        _ => format!(
            "{held} one-of-a-kind pieces are kept already in orders that are not paid, and at most {most} can be. Pay or cancel one of these orders first, or write to us."
        ),
    };
    Err(Error::conflict_of(CODE, message))
}

/// The entry for staff, after an order was refused for this.
pub async fn record(app: &App, draft: &Draft) -> Result<()> {
    let variants: Vec<String> = draft.lines.iter().map(|l| l.variant_id.clone()).collect();
    unit_of_work!(app, &Actor::Customer, work => {
        let wanted = db::checkout::unpaid::pieces_among(&mut work, &variants).await?;
        let Some((subject, held, most)) = over(&mut work, draft, wanted).await? else {
            return Ok(());
        };
        let matter = Matter::UnpaidPieces {
            name: draft.input.shipping.full_name.clone(),
            email: draft.input.email.to_string(),
            wanted,
            by: subject.by,
            held,
            most,
        };
        let until = work.now + LASTS_MS;
        unpaid::reached(&mut work, Limit::UnpaidPieces, &subject, until, None, &matter).await.map(drop)
    })
}
