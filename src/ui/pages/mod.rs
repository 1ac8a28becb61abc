//! The pages, one folder a feature.

mod account;
mod cart;
mod checkout;
mod custom;
mod home;
mod order;
mod orders;
mod pay;
mod pay_link;
mod product;
mod shop;
mod text_page;
mod thread;
mod track;

pub use account::{
    AccountPage, AddressPage, AddressesPage, ConfirmPage, LoginCodePage, LoginPage, ProfilePage,
    RegisterPage, ResetPage, SecurityPage, VerifyPage, login_path,
};
pub use cart::CartPage;
pub use checkout::CheckoutPage;
pub use custom::{CustomLinkPage, CustomPage};
pub use home::HomePage;
pub use order::{
    ConfirmEmailPage, OrderPage, OwnOrderPage, OwnReturnPage, OwnWithdrawPage, ReturnPage,
    WithdrawPage,
};
pub use orders::OrdersPage;
pub use pay::PayPage;
pub use pay_link::PayLinkPage;
pub use product::ProductPage;
pub use shop::{CategoryPage, ShopPage};
pub use text_page::TextPage;
pub use thread::ThreadPage;
pub use track::TrackPage;
