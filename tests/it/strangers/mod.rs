//! What strangers can't do to others: use up their tries, come from somewhere else, see what they left, stop the shop.

mod addresses;
mod away;
mod known;
mod left;
mod production;
mod slow;
mod weighing;
