//! The audit log: who did what, recorded as a kind with its arguments.

mod detail;
#[cfg(test)]
pub(crate) mod samples;

use super::api_token::Scope;
use super::commission::capacity::Openness;
use super::day::Day;
use super::money::Money;
use super::parcel::Dispatch;
use super::refund::SentWay;
use super::returns::ReturnKind;
use super::staff::Role;
use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff, by name.
    Staff(String),
    /// A program in the place of a member of staff.
    Program(String),
    /// Whoever may start the shop's own program.
    CommandLine,
    /// Somebody who is not known.
    Anybody,
}

impl Actor {
    /// The name of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Staff(_) => "staff",
            Self::Program(_) => "program",
            Self::CommandLine => "command_line",
            Self::Anybody => "anybody",
        }
    }

    /// Empty where the kind says all.
    pub fn name(&self) -> &str {
        match self {
            Self::Staff(name) | Self::Program(name) => name,
            Self::CommandLine | Self::Anybody => "",
        }
    }

    pub fn parse(kind: &str, name: &str) -> Option<Actor> {
        [
            Self::Staff(name.into()),
            Self::Program(name.into()),
            Self::CommandLine,
            Self::Anybody,
        ]
        .into_iter()
        .find(|actor| actor.kind() == kind)
    }

    /// What it is called in the log.
    pub fn label(&self) -> &str {
        match self {
            Self::Staff(name) | Self::Program(name) => name,
            Self::CommandLine => "command line",
            Self::Anybody => "anybody",
        }
    }
}

/// What was done or rejected, with what the log records of it beside its subject: an order's number, an address, a name
/// or an id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    // Orders
    Making,
    Ready,
    Shipped {
        dispatch: Dispatch,
    },
    ParcelAdded {
        dispatch: Dispatch,
    },
    /// `parcel` is its number where there are several.
    DeliveryRecorded {
        parcel: Option<i64>,
        day: Option<Day>,
    },
    Completed,
    Cancelled {
        reason: String,
    },
    Noted,
    // Money
    PaymentConfirmed {
        reference: String,
    },
    LatePaymentRecorded {
        reference: String,
    },
    MoneyRefunded {
        amount: Money,
        reason: String,
    },
    MoneyGivenBack {
        amount: Money,
        reference: String,
    },
    MoneySentAnotherWay {
        amount: Money,
        way: SentWay,
        sent_at_ms: i64,
        reference: String,
    },
    RefundWaived {
        amount: Money,
        reason: String,
    },
    // Returns
    ReturnAsked {
        number: i64,
        pieces: Vec<String>,
    },
    WithdrawalDeclared {
        number: i64,
        pieces: Vec<String>,
    },
    ReturnApproved {
        of: ReturnKind,
        number: i64,
    },
    ReturnRefused {
        of: ReturnKind,
        number: i64,
        reason: String,
    },
    ReturnReceived {
        of: ReturnKind,
        number: i64,
        had_left: bool,
    },
    ReturnWithdrawn {
        of: ReturnKind,
        number: i64,
    },
    // Custom orders
    QuoteSent {
        version: i64,
        total: Money,
    },
    CommissionRejected {
        reason: String,
    },
    CommissionBegun,
    ProgressShown,
    StageAsked {
        part: String,
        amount: Money,
    },
    CommissionFinished,
    CommissionShipped {
        dispatch: Dispatch,
    },
    CommissionCompleted,
    PaymentLinkMade {
        part: String,
    },
    PaymentLinkTakenBack {
        part: String,
    },
    CommissionDeskSaved {
        openness: Openness,
    },
    // The catalogue
    ProductCreated {
        title: String,
    },
    ProductSaved {
        title: String,
    },
    ProductPublished,
    ProductArchived,
    ProductWithdrawn,
    ProductVariantSaved {
        sku: String,
    },
    ProductStockChanged {
        change: String,
        quantity: String,
        reason: String,
    },
    ProductQuestionsSaved,
    ProductQuestionSaved {
        label: String,
    },
    ProductQuestionsMoved,
    ProductQuestionRemoved,
    ProductChoiceSaved {
        name: String,
    },
    ProductChoiceRemoved,
    ProductPictureAdded {
        alt: String,
    },
    ProductPictureSaved {
        alt: String,
    },
    ProductPictureDescribed,
    ProductPictureMoved,
    ProductPictureRemoved,
    ProductPictureForgotten,
    CategoryCreated {
        name: String,
    },
    CategorySaved {
        name: String,
    },
    CategoryMoved,
    CategoryDeleted {
        name: String,
    },
    // The shop
    PageCreated {
        title: String,
    },
    PageSaved,
    PagePublished,
    PageHidden,
    PageMoved,
    PageDeleted,
    BannerWritten {
        text: String,
    },
    SettingsSaved {
        name: String,
    },
    // Customers
    CustomerInvited,
    CustomerChanged,
    CustomerDeleted,
    // Other programs
    ApiTokenMade {
        scopes: Vec<Scope>,
    },
    ApiTokenRevoked,
    /// `events` are their names with spaces between.
    WebhookEndpointAdded {
        events: String,
    },
    WebhookEndpointChanged {
        events: String,
    },
    WebhookEndpointDisabled,
    WebhookEndpointEnabled,
    WebhookEndpointRemoved,
    WebhookSecretRotated,
    WebhookTested,
    WebhookReplayed {
        delivery: String,
    },
    // What waits
    AttentionResolved {
        resolution: String,
    },
    LimitLifted {
        resolution: String,
    },
    JobReplayed,
    JobsReplayed {
        jobs: usize,
    },
    // Staff
    /// The subject is the permission that was missing. No role: a program.
    Refused {
        role: Option<Role>,
    },
    StaffInvited {
        role: Role,
    },
    StaffRoleChanged {
        role: Role,
    },
    StaffDeactivated {
        role: Role,
    },
    StaffStartedAfresh,
    StaffUnlocked,
    StaffResetLink,
    SignInRefused,
    SecondFactorRefused {
        how: Factor,
    },
    SecondFactorSetUp,
    SignedIn {
        how: Factor,
    },
    ConfirmedAgain {
        how: Factor,
    },
    SignedOut,
    SignedOutEverywhere,
    /// By the link that an account begins with.
    PasswordSet,
    PasswordChanged,
    RecoveryCodesRenewed,
    PasskeyAdded {
        device: String,
    },
    PasskeyRemoved {
        name: String,
    },
}

/// What was shown as the second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    App,
    RecoveryCode,
    Passkey {
        name: String,
    },
    /// One whose counter went back.
    CopiedPasskey {
        name: String,
    },
    UnknownPasskey,
}

/// One entry of the log, as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    pub at_ms: i64,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
    pub ip: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditListView {
    pub entries: Vec<AuditView>,
    /// What `?before=` takes to show older ones; `None` at the end.
    pub next: Option<String>,
}
