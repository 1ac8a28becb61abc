//! Custom orders: from a request to a shipped piece.

pub mod accept;
pub mod answer;
pub mod ask;
pub mod board;
pub mod bulk;
pub mod desk;
pub mod draft;
pub mod end;
pub mod front;
pub mod link;
pub mod making;
pub mod pay;
pub mod say;
pub mod send;
pub mod shipping;
pub mod studio;
pub mod thread;
pub mod uploads;
