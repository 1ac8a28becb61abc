//! Who acts: it stands in histories, in the audit log and beside every movement of stock.

use super::visit::Visit;
use crate::domain::audit::Actor as By;
use crate::domain::history::Who;
use crate::domain::staff::StaffView;

/// Who does something in the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    Customer,
    /// The payment provider's word.
    Provider,
    /// The shop itself: a timer ran out.
    Shop,
    Staff {
        id: String,
        name: String,
        /// Where they sat, for the audit log.
        ip: String,
    },
    /// A program in the place of a member of staff.
    Program {
        name: String,
        ip: String,
    },
}

impl Actor {
    /// Whoever is signed in, or the program that calls.
    pub fn at_work(visit: &Visit, by: StaffView) -> Actor {
        let ip = visit.ip.to_string();
        let StaffView { id, name, .. } = by;
        match visit.program {
            Some(_) => Self::Program { name, ip },
            None => Self::Staff { id, name, ip },
        }
    }

    /// Who it is in histories.
    pub fn who(&self) -> Who {
        match self {
            Self::Customer => Who::Customer,
            Self::Provider => Who::Provider,
            Self::Shop => Who::Shop,
            Self::Staff { name, .. } => Who::Staff(name.clone()),
            Self::Program { name, .. } => Who::Program(name.clone()),
        }
    }

    /// The name in logs.
    pub fn label(&self) -> &str {
        match self {
            Self::Customer => "customer",
            Self::Provider => "provider",
            Self::Shop => "shop",
            Self::Staff { name, .. } | Self::Program { name, .. } => name,
        }
    }

    /// Who the audit log says it was, and from which network address; nobody else is in it.
    pub fn audited(&self) -> Option<(By, &str)> {
        match self {
            Self::Customer | Self::Provider | Self::Shop => None,
            Self::Staff { name, ip, .. } => Some((By::Staff(name.clone()), ip)),
            Self::Program { name, ip } => Some((By::Program(name.clone()), ip)),
        }
    }

    pub fn is_of_the_studio(&self) -> bool {
        self.audited().is_some()
    }
}
