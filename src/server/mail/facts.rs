//! What every mail about an order contains, as it was when the mail was enqueued.

use crate::domain::contact::Address;
use crate::domain::order::{AmountsView, OrderLineView, OrderView};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderFacts {
    /// As people read it: `ORD-000042`.
    pub number: String,
    pub customer_name: String,
    pub lines: Vec<OrderLineView>,
    pub amounts: AmountsView,
    pub shipping_address: Address,
    pub collection: bool,
    pub note: String,
    pub gift_message: String,
    /// Where its holder sees the order: an absolute address, sealed while it is stored.
    pub link: String,
}

impl OrderFacts {
    /// From the order as its customer sees it and the absolute address of its page.
    pub fn of(order: &OrderView, customer_name: &str, link: String) -> Self {
        let mut lines = order.lines.clone();
        // The blurred first paint is for pages; a mail would only carry its weight.
        for picture in lines.iter_mut().filter_map(|line| line.picture.as_mut()) {
            picture.placeholder.clear();
        }
        OrderFacts {
            number: order.number.clone(),
            customer_name: customer_name.to_string(),
            lines,
            amounts: order.amounts.clone(),
            shipping_address: order.shipping_address.clone(),
            collection: order.collection,
            note: order.note.clone(),
            gift_message: order.gift_message.clone(),
            link,
        }
    }

    /// `1 piece`, `3 pieces`.
    pub fn units(&self) -> String {
        match self.lines.iter().map(|line| line.quantity).sum::<i64>() {
            1 => "1 piece".into(),
            n => format!("{n} pieces"),
        }
    }
}
