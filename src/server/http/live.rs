//! Live updates of an order's page and of a custom order's: server-sent events that say that something changed, and
//! nothing more. The page then reads itself again. They end when the process is asked to stop, so that they don't hold
//! it up.

use super::refusals::Refusal;
use crate::server::commissions::{by_number, find, maker};
use crate::server::customers::account_orders;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::limits::address_key;
use crate::server::orders;
use crate::server::slots::{Full, Slot};
use crate::server::state::App;
use crate::server::visit::Visit;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// How often the database is asked, whichever process changed it.
const EVERY: Duration = Duration::from_secs(2);
/// A browser that is still there asks again after this long.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Of all listeners, as many as one address may have, and as many as may listen to one order or custom order.
const AT_ONCE_ADDRESS: usize = 12;
const AT_ONCE_TOPIC: usize = 16;

pub async fn of_thread(
    State(app): State<App>,
    Path(token): Path<String>,
    visit: Visit,
) -> Response {
    let id = async {
        let mut conn = app.db.read().await?;
        Result::Ok(find(&app, &mut conn, &token).await?.id)
    };
    answer(id.await.map(Of::Thread), &visit)
}

pub async fn of_order(State(app): State<App>, Path(token): Path<String>, visit: Visit) -> Response {
    let id = async {
        let mut conn = app.db.read().await?;
        Result::Ok(orders::find(&app, &mut conn, &token).await?.id)
    };
    answer(id.await.map(Of::Order), &visit)
}

/// The same for the customer of an order's account.
pub async fn of_own_order(Path(number): Path<String>, visit: Visit) -> Response {
    let id = account_orders::order(&visit, &number).await;
    answer(id.map(|order| Of::Order(order.id)), &visit)
}

/// Whose news somebody listens for, by its id.
#[derive(Clone)]
pub enum Of {
    Thread(String),
    Order(String),
}

pub async fn for_staff(Path(number): Path<String>, visit: Visit) -> Response {
    let id = async {
        maker(&visit).await?;
        let mut conn = visit.app.db.read().await?;
        Result::Ok(by_number(&mut conn, &number).await?.id)
    };
    answer(id.await.map(Of::Thread), &visit)
}

/// The events, for whoever was let in.
pub fn answer(of: Result<Of>, visit: &Visit) -> Response {
    let listening = of.and_then(|of| Ok((place(&of, visit)?, of)));
    match listening {
        Ok((place, of)) => Sse::new(changes(visit.app.clone(), of, place))
            .keep_alive(KeepAlive::default())
            .into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// A place among the listeners: whoever has many of them, or shares one link with many, has no more.
fn place(of: &Of, visit: &Visit) -> Result<Slot> {
    let (Of::Thread(topic) | Of::Order(topic)) = of;
    let address = format!("address {}", address_key(visit.ip));
    let keys = [
        (address.as_str(), AT_ONCE_ADDRESS),
        (topic.as_str(), AT_ONCE_TOPIC),
    ];
    visit.app.listeners.take(&keys).map_err(|full| match full {
        Full::Own => Error::TooMany {
            retry_after_secs: 60,
            message: "This page is open many times already. Close some of them, or reload this one to see what is new.".into(),
        },
        Full::All => Error::Busy {
            retry_after_secs: 60,
            message: "Many pages are open just now. Reload this one to see what is new.".into(),
        },
    })
}

/// One event `changed` for each new version, with the version; the first says where it stands. `place` is held
/// for as long as somebody listens.
fn changes(
    app: App,
    of: Of,
    place: Slot,
) -> impl futures::Stream<Item = std::result::Result<Event, Infallible>> {
    let begun = Instant::now();
    futures::stream::unfold((0_i64, place), move |(told, place)| {
        let (app, of) = (app.clone(), of.clone());
        async move {
            loop {
                if begun.elapsed() > LONGEST {
                    return None;
                }
                let version = version(&app, &of).await.unwrap_or(told);
                if version != told {
                    let event = Event::default().event("changed").data(version.to_string());
                    return Some((Ok(event), (version, place)));
                }
                tokio::select! {
                    () = app.shutdown.cancelled() => return None,
                    () = tokio::time::sleep(EVERY) => {}
                }
            }
        }
    })
}

/// A number that grows with each change that can be seen.
async fn version(app: &App, of: &Of) -> Result<i64> {
    let mut conn = app.db.read().await?;
    match of {
        Of::Thread(id) => {
            let row = db::commissions::by_id(&mut conn, id).await?;
            Ok(row.map_or(0, |row| row.version))
        }
        Of::Order(id) => db::orders::correct::last_news_ms(&mut conn, id).await,
    }
}
