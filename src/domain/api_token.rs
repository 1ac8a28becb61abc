//! API tokens: what a program may do with one, and what the owner sees of them.

use super::problem::Problems;
use super::staff::Permission;
use atelier_derive::Named;
use serde::{Deserialize, Serialize};

/// One thing that a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Named)]
pub enum Scope {
    #[named("products:write")]
    ProductsWrite,
    #[named("orders:read")]
    OrdersRead,
    #[named("orders:write")]
    OrdersWrite,
    Refunds,
    CustomOrders,
    #[named("customers:read")]
    CustomersRead,
    #[named("customers:write")]
    CustomersWrite,
    Webhooks,
}

impl Scope {
    /// What it allows, for whoever chooses it.
    pub fn description(self) -> &'static str {
        match self {
            Self::ProductsWrite => "Make and change products, pictures, stock and categories.",
            Self::OrdersRead => "See orders and payments, with names and addresses.",
            Self::OrdersWrite => "See orders; record payments, ship, complete, cancel.",
            Self::Refunds => "See orders; give money back, without a code.",
            Self::CustomOrders => "See and answer custom orders.",
            Self::CustomersRead => "See customers’ accounts.",
            Self::CustomersWrite => "See, invite, change and delete customers’ accounts.",
            Self::Webhooks => "Say who is told of what happens here, and see what was told.",
        }
    }

    pub fn allows(self, permission: Permission) -> bool {
        use Permission::*;
        match self {
            Self::ProductsWrite => permission == EditCatalogue,
            Self::OrdersRead => permission == SeeOrders,
            Self::OrdersWrite => matches!(permission, SeeOrders | Fulfil | HandleMoney),
            Self::Refunds => matches!(permission, SeeOrders | Refund),
            Self::CustomOrders => permission == AnswerCommissions,
            Self::CustomersRead => permission == SeeCustomers,
            Self::CustomersWrite => matches!(permission, SeeCustomers | KeepCustomers),
            Self::Webhooks => permission == ManageWebhooks,
        }
    }
}

/// Longest name of a token, in characters.
pub const NAME_MAX: usize = 60;

/// Reads what was typed for a new token: its name and its scopes, at least one.
pub fn read(name: &str, scopes: &[&str]) -> Result<(String, Vec<Scope>), Problems> {
    let mut problems = Problems::default();
    let name = name.trim().to_string();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        let message =
            format!("Name the program that will use it, in at most {NAME_MAX} characters.");
        problems.add("name", "required", message);
    }
    let known: Vec<Scope> = scopes
        .iter()
        .filter_map(|word| Scope::parse(word))
        .collect();
    if known.is_empty() {
        problems.add("scopes", "required", "Choose what the program may do.");
    }
    problems.or((name, known))
}

/// A token as the owner sees it, once it was made: never the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiTokenView {
    pub id: String,
    pub name: String,
    /// How it begins.
    pub hint: String,
    pub scopes: Vec<Scope>,
    pub made_by: String,
    pub created_at_ms: i64,
    pub last_used_at_ms: Option<i64>,
    pub revoked: bool,
    /// Whoever made it is no owner any more, so it does not work.
    pub orphaned: bool,
}

/// The page of API tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiTokensView {
    pub tokens: Vec<ApiTokenView>,
    /// The token that was made a moment ago: it is shown once.
    pub new_token: Option<String>,
    /// Whether a code was shown recently enough to change anything.
    pub confirmed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_runs_the_shop_and_reading_orders_moves_none() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            assert!(!scope.allows(Permission::RunShop));
            assert!(!scope.allows(Permission::ClearAttention));
        }
        assert!(!Scope::OrdersRead.allows(Permission::Fulfil));
        assert!(!Scope::ProductsWrite.allows(Permission::SeeOrders));
        assert!(!Scope::OrdersWrite.allows(Permission::Refund));
        assert!(!Scope::CustomersRead.allows(Permission::KeepCustomers));
    }

    #[test]
    fn a_token_has_a_name_and_something_to_do() {
        let problems = read(" ", &["nonsense"]).unwrap_err();
        assert!(problems.of("name").is_some() && problems.of("scopes").is_some());
        let (name, scopes) = read(" Scale ", &["orders:read"]).unwrap();
        assert_eq!((name.as_str(), scopes), ("Scale", vec![Scope::OrdersRead]));
    }
}
