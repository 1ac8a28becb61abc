//! Parcels of an order: another one that was sent, and the day on which each arrived.

use super::mails;
use super::{audited, only_ready_made, record};
use crate::domain::audit::Action;
use crate::domain::form_values::FormNumber;
use crate::domain::order::history::OrderFact;
use crate::domain::order_status::OrderStatus;
use crate::domain::parcel::{ShipForm, read_delivery};
use crate::server::actor::Actor;
use crate::server::db;
use crate::server::error::{Error, Result};
use crate::server::keys::new_id;
use crate::server::search::records;
use crate::server::state::App;
use crate::unit_of_work;

/// Most parcels of one order.
const PARCELS_MAX: usize = 50;

/// One more parcel of an order that has left already; its customer is notified.
pub async fn add(app: &App, actor: &Actor, order_id: &str, form: &ShipForm) -> Result<()> {
    let dispatch = form.read()?;
    unit_of_work!(app, actor, work => {
        let now = work.now;
        let mut order = db::orders::lock(&mut work, order_id).await?;
        only_ready_made(&order)?;
        if !matches!(order.status, OrderStatus::Shipped | OrderStatus::Completed) {
            let message = "Nothing of this order has left yet: mark it as shipped, then further parcels can be added.";
            return Err(Error::conflict(message));
        }
        if db::orders::parcels::of_order(&mut work, order_id).await?.len() >= PARCELS_MAX {
            return Err(Error::conflict(format!("An order can have {PARCELS_MAX} parcels at most.")));
        }
        let today = work.today();
        db::orders::parcels::insert(&mut work, &new_id(), order_id, &dispatch, today, now).await?;
        records::order(&mut work, order_id).await?;
        record(&mut work, &mut order, &OrderFact::Dispatched(dispatch.clone()), false).await?;
        audited(&mut work, &order, Action::ParcelAdded { dispatch: dispatch.clone() }).await?;
        mails::shipped(&mut work, &order, &dispatch).await
    })
}

/// Records on which day a parcel arrived, or that it is not known after all. The days to withdraw from the contract count
/// from the last one.
pub async fn record_delivery(
    app: &App,
    actor: &Actor,
    order_id: &str,
    parcel: &FormNumber,
    delivered_on: &str,
) -> Result<()> {
    let zone = app.time_zone().await?;
    unit_of_work!(app, actor, work => {
        let mut order = db::orders::lock(&mut work, order_id).await?;
        let parcels = db::orders::parcels::of_order(&mut work, order_id).await?;
        let wanted = parcels.iter().find(|known| Some(known.number) == parcel.whole());
        let Some(parcel) = wanted else {
            return Err(Error::not_found("This order has no such parcel. Reload the page and look again."));
        };
        let day = read_delivery(delivered_on, parcel, zone.day_of(parcel.sent_at_ms), work.today())?;
        if day == parcel.delivered {
            return Ok(());
        }
        db::orders::parcels::set_delivered(&mut work, order_id, parcel.number, day).await?;
        let parcel = (parcels.len() != 1).then_some(parcel.number);
        record(&mut work, &mut order, &OrderFact::DeliveryRecorded { parcel, day }, false).await?;
        audited(&mut work, &order, Action::DeliveryRecorded { parcel, day }).await
    })
}
