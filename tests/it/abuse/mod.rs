//! Abuse that is prevented: using up others' tries, forging an address, seeing what others left behind, stopping the shop.

mod addresses;
mod database_down;
mod known_browser;
mod password_hashing;
mod production;
mod sign_out;
mod slow_clients;
