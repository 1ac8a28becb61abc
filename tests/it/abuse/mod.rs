//! What strangers can't do to others: use up their tries, come from somewhere else, see what they left, stop the shop.

mod addresses;
mod database_down;
mod known_browser;
mod password_hashing;
mod production;
mod sign_out;
mod slow_clients;
