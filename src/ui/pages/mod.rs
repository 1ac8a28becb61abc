//! The pages, one folder a feature.

mod cart;
mod checkout;
mod home;
mod order;
mod orders;
mod pay;
mod product;
mod shop;
mod text_page;
mod track;

pub use cart::CartPage;
pub use checkout::CheckoutPage;
pub use home::HomePage;
pub use order::OrderPage;
pub use orders::OrdersPage;
pub use pay::PayPage;
pub use product::ProductPage;
pub use shop::{CategoryPage, ShopPage};
pub use text_page::TextPage;
pub use track::TrackPage;
