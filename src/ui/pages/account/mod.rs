//! `/account`: a customer's own pages, and the ways into them.

mod addresses;
mod code;
mod confirm;
mod layout;
mod login;
mod overview;
mod profile;
mod register;
mod reset;
mod security;
mod verify;

pub use addresses::{AddressPage, AddressesPage};
pub use code::LoginCodePage;
pub use confirm::ConfirmPage;
pub use layout::login_path;
pub use login::LoginPage;
pub use overview::AccountPage;
pub use profile::ProfilePage;
pub use register::RegisterPage;
pub use reset::ResetPage;
pub use security::SecurityPage;
pub use verify::VerifyPage;
