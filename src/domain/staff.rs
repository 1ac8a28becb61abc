//! Staff: their roles, and what each may do.

use super::passkey::PasskeysView;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Named)]
pub enum Role {
    Owner,
    Artisan,
    Fulfilment,
    Finance,
    Editor,
}

/// Something that a member of staff may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Named)]
pub enum Permission {
    /// See orders, their addresses and payments.
    SeeOrders,
    /// Start making, ship, record deliveries, complete, answer and receive returns.
    Fulfil,
    /// Confirm manual payments, cancel orders.
    HandleMoney,
    /// Give money back.
    Refund,
    /// Create and edit products, pictures, stock, categories, pages of text and the banner.
    EditCatalogue,
    /// Answer custom-order requests.
    AnswerCommissions,
    /// See customers' accounts.
    SeeCustomers,
    /// Invite customers, change and delete their accounts.
    KeepCustomers,
    /// Settle what is in the attention queue.
    ClearAttention,
    /// Say which other programs are notified of what happens.
    ManageWebhooks,
    /// Shop settings and staff accounts.
    RunShop,
}

impl Role {
    pub fn may(self, permission: Permission) -> bool {
        use Permission::*;
        match self {
            Self::Owner => true,
            Self::Artisan => {
                matches!(
                    permission,
                    SeeOrders | Fulfil | EditCatalogue | AnswerCommissions | ClearAttention
                )
            }
            Self::Fulfilment => matches!(permission, SeeOrders | Fulfil | ClearAttention),
            Self::Finance => {
                matches!(
                    permission,
                    SeeOrders | HandleMoney | Refund | ClearAttention
                )
            }
            Self::Editor => matches!(permission, EditCatalogue),
        }
    }

    /// What the role is called on pages.
    pub fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Artisan => "Artisan",
            Self::Fulfilment => "Fulfilment",
            Self::Finance => "Finance",
            Self::Editor => "Editor",
        }
    }

    /// What somebody in this role does, for whoever chooses it.
    pub fn description(self) -> &'static str {
        match self {
            Self::Owner => "Everything: refunds, settings and staff included.",
            Self::Artisan => {
                "Orders, making and shipping, returns, custom orders, the catalogue. No refunds."
            }
            Self::Fulfilment => "Orders, making and shipping, returns. No refunds.",
            Self::Finance => "Orders and money: manual payments, refunds, cancelling.",
            Self::Editor => "The catalogue and the shop’s own pages; no orders.",
        }
    }
}

/// Staff who are signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffView {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: Role,
}

/// Somebody on the list of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMemberView {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub active: bool,
    pub has_password: bool,
    pub has_second_factor: bool,
    pub signed_in_at_ms: Option<i64>,
    /// The set-password link, while it waits to be used.
    pub welcome_url: Option<String>,
}

/// The list of staff, for the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    pub members: Vec<StaffMemberView>,
    /// Whether a code was shown recently enough to change anything.
    pub confirmed: bool,
}

/// Whom a set-password link welcomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelcomeView {
    pub name: String,
    pub email: String,
}

/// What somebody needs to set up the second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentView {
    pub email: String,
    /// Base32 in groups of four, to be typed.
    pub secret: String,
    /// The same as a picture to scan, as a `data:` address.
    pub picture: String,
}

/// The signed-in person's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub staff: StaffView,
    pub recovery_codes_left: i64,
    /// Recovery codes that were just made and not kept yet.
    pub new_codes: Vec<String>,
    /// Whether a code was shown recently enough to change how one signs in.
    pub confirmed: bool,
    pub passkeys: PasskeysView,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_runs_the_shop_and_an_editor_sees_no_orders() {
        for role in Role::ALL {
            assert_eq!(role.may(Permission::RunShop), role == Role::Owner);
        }
        assert!(
            !Role::Editor.may(Permission::SeeOrders)
                && !Role::Fulfilment.may(Permission::HandleMoney)
        );
    }
}
