//! Histories of orders, custom orders and returns: who did what they record.

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Customer,
    /// The payment provider's word.
    Provider,
    /// The shop itself: a timer ran out.
    Shop,
    /// A member of staff, by name.
    Staff(String),
    /// A program in the place of a member of staff.
    Program(String),
}

impl Who {
    /// The name of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Provider => "provider",
            Self::Shop => "shop",
            Self::Staff(_) => "staff",
            Self::Program(_) => "program",
        }
    }

    /// Empty where the kind says all.
    pub fn name(&self) -> &str {
        match self {
            Self::Customer | Self::Provider | Self::Shop => "",
            Self::Staff(name) | Self::Program(name) => name,
        }
    }

    pub fn parse(kind: &str, name: &str) -> Option<Who> {
        [
            Self::Customer,
            Self::Provider,
            Self::Shop,
            Self::Staff(name.into()),
            Self::Program(name.into()),
        ]
        .into_iter()
        .find(|who| who.kind() == kind)
    }

    /// What it is called where a history is shown. Customers don't see which member of staff it was.
    pub fn label(&self, for_staff: bool) -> &str {
        match self {
            Self::Customer | Self::Provider | Self::Shop => self.kind(),
            Self::Staff(name) | Self::Program(name) if for_staff => name,
            Self::Staff(_) | Self::Program(_) => "studio",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_it_was_is_read_back_and_customers_are_told_no_names() {
        for (who, label, shown) in [
            (Who::Customer, "customer", "customer"),
            (Who::Provider, "provider", "provider"),
            (Who::Shop, "shop", "shop"),
            (Who::Staff("Ines".into()), "Ines", "studio"),
            (Who::Program("API: Till".into()), "API: Till", "studio"),
        ] {
            assert_eq!(Who::parse(who.kind(), who.name()), Some(who.clone()));
            assert_eq!((who.label(true), who.label(false)), (label, shown));
        }
        assert_eq!(Who::parse("nobody", "Ines"), None);
    }
}
