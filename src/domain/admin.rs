//! What the admin's pages show beside the orders themselves.

use super::attention::AttentionView;
use super::commission::view::BoardRow;
use super::order::{OrderCard, Takings};
use super::staff::StaffView;
use serde::{Deserialize, Serialize};

/// What the layout of every admin page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminLayoutView {
    pub staff: StaffView,
    pub shop_name: String,
    /// Custom orders that wait for the studio.
    pub commissions: i64,
    /// Open attention items, counted to 100.
    pub attention: i64,
    /// Jobs that were given up, counted to 100.
    pub dead_jobs: i64,
}

/// The admin's dashboard. What the signed-in role may not see is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardView {
    pub attention: Vec<AttentionView>,
    /// Paid and not shipped, the oldest first.
    pub to_ship: Vec<OrderCard>,
    pub to_ship_total: i64,
    /// Custom orders that wait for the studio, the earliest due date first.
    pub commissions: Vec<BoardRow>,
    pub commissions_total: i64,
    /// Waiting for a transfer or for cash, the oldest first.
    pub to_confirm: Vec<OrderCard>,
    /// With a return that waits for the studio, the oldest first.
    pub returns: Vec<OrderCard>,
    pub today: Vec<Takings>,
    pub thirty_days: Vec<Takings>,
}

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadJobView {
    pub id: String,
    /// What it does, in a few words.
    pub title: String,
    /// Money leaves when it is tried again.
    pub sends_money: bool,
    pub about: String,
    pub attempts: i64,
    pub last_error: String,
    pub given_up_at_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsView {
    pub dead: Vec<DeadJobView>,
    pub waiting: i64,
    pub running: i64,
}
