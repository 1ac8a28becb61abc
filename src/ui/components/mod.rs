//! Pieces of interface that at least two features share.

mod amounts;
pub mod answer_list;
mod breadcrumbs;
mod card_swipe;
pub mod cart_lines;
mod hold_countdown;
pub mod icon;
mod in_place;
mod invoice_list;
mod live_updates;
mod parcels;
mod passkey_step;
mod passkeys;
mod picture;
mod picture_picker;
mod picture_sending;
mod private_picture;
mod product_card;
mod quote_lines;

pub use amounts::{Amounts, OrderLines};
pub use answer_list::AnswerList;
pub use breadcrumbs::Breadcrumbs;
pub use cart_lines::{CartLines, CartTotal};
pub use hold_countdown::HoldCountdown;
pub use in_place::{ErrorsInPlace, REFUSED};
pub use invoice_list::InvoiceList;
pub use live_updates::LiveUpdates;
pub use parcels::{Parcel, Parcels};
pub use passkey_step::PasskeyStep;
pub use passkeys::Passkeys;
pub use picture::Picture;
pub use picture_picker::PicturePicker;
pub use private_picture::{PrivatePicture, PrivatePictures};
pub use product_card::CardGrid;
pub use quote_lines::{QuoteAmounts, QuoteLines};
