//! The people behind the counter: roles, and what each may do.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Artisan,
    Fulfilment,
    Finance,
    Editor,
}

/// Something that a member of staff may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See orders, their addresses and payments.
    SeeOrders,
    /// Start making, ship, complete.
    Fulfil,
    /// Confirm manual payments, cancel orders.
    HandleMoney,
    /// Create and edit products, pictures, stock.
    EditCatalogue,
    /// Answer custom-order requests.
    AnswerCommissions,
    /// Settle what is in the attention queue.
    ClearAttention,
    /// Shop settings and staff accounts.
    RunShop,
}

impl Role {
    pub const ALL: [Role; 5] = [
        Self::Owner,
        Self::Artisan,
        Self::Fulfilment,
        Self::Finance,
        Self::Editor,
    ];

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
            Self::Finance => matches!(permission, SeeOrders | HandleMoney | ClearAttention),
            Self::Editor => matches!(permission, EditCatalogue),
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Artisan => "artisan",
            Self::Fulfilment => "fulfilment",
            Self::Finance => "finance",
            Self::Editor => "editor",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == text)
    }
}

/// Who is signed in at the counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffView {
    pub id: String,
    pub name: String,
    pub email: String,
    pub role: Role,
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
