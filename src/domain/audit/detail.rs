//! What the log says of an action beside its subject, in English.

use super::{Action, Factor};
use crate::domain::refund::sent_on;
use crate::domain::returns::ReturnKind;
use crate::domain::staff::Role;

impl Action {
    /// Empty where its name and its subject say all.
    pub fn detail(&self) -> String {
        match self {
            Self::Shipped { dispatch }
            | Self::ParcelAdded { dispatch }
            | Self::CommissionShipped { dispatch } => dispatch.sentence(),
            Self::DeliveryRecorded { parcel, day } => {
                let which = parcel.map(|number| format!("Parcel {number}: "));
                let which = which.unwrap_or_default();
                match day {
                    Some(day) => format!("{which}Delivered on {}.", day.words()),
                    None => format!("{which}Delivery unknown."),
                }
            }
            Self::MoneyRefunded { amount, reason } => format!("{amount}: {reason}"),
            Self::MoneyGivenBack { amount, reference } => format!("{amount} {reference}"),
            Self::MoneySentAnotherWay {
                amount,
                way,
                sent_at_ms,
                reference,
            } => {
                let (way, day) = (way.words(), sent_on(*sent_at_ms).words());
                format!("{amount} sent back {way} on {day}. {reference}")
            }
            Self::RefundWaived { amount, reason } => {
                format!(
                    "Nothing is owed for the refund of {amount} that did not go through: {reason}"
                )
            }
            Self::ReturnAsked { number, pieces } => {
                format!("Return {number} asked for: {}.", pieces.join(", "))
            }
            Self::WithdrawalDeclared { number, pieces } => format!(
                "Withdrawal {number} from the contract declared: {}.",
                pieces.join(", ")
            ),
            Self::ReturnApproved { of, number } => match of {
                ReturnKind::Return => format!("{} {number} approved.", of.label()),
                ReturnKind::Withdrawal => format!(
                    "{} {number}: the customer is told where to send it.",
                    of.label()
                ),
            },
            Self::ReturnRefused { of, number, reason } => {
                format!("{} {number} refused: {reason}", of.label())
            }
            Self::ReturnReceived {
                of,
                number,
                had_left,
            } => match had_left {
                true => format!("{} {number} has arrived.", of.label()),
                false => format!("{} {number}: it had not left.", of.label()),
            },
            Self::ReturnWithdrawn { of, number } => {
                format!("{} {number} taken back: the customer keeps it.", of.label())
            }
            Self::QuoteSent { version, total } => format!("Quote {version} sent: {total}."),
            Self::StageAsked { part, amount } => format!("{part} is due: {amount}."),
            Self::CommissionDeskSaved { openness } => openness.as_str().into(),
            Self::ProductStockChanged {
                change,
                quantity,
                reason,
            } => format!("{change} {quantity} {reason}"),
            Self::ApiTokenMade { scopes } => {
                let names: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
                names.join(" ")
            }
            Self::JobsReplayed { jobs } => format!("{jobs} jobs"),
            Self::Refused { role } => role.map_or("api token", Role::as_str).into(),
            Self::StaffInvited { role }
            | Self::StaffRoleChanged { role }
            | Self::StaffDeactivated { role } => role.as_str().into(),
            Self::SecondFactorRefused { how }
            | Self::SignedIn { how }
            | Self::ConfirmedAgain { how } => how.label(),
            Self::PasswordSet => "by link".into(),
            Self::Cancelled { reason: text }
            | Self::PaymentConfirmed { reference: text }
            | Self::LatePaymentRecorded { reference: text }
            | Self::CommissionRejected { reason: text }
            | Self::PaymentLinkMade { part: text }
            | Self::PaymentLinkTakenBack { part: text }
            | Self::ProductCreated { title: text }
            | Self::ProductSaved { title: text }
            | Self::ProductVariantSaved { sku: text }
            | Self::ProductQuestionSaved { label: text }
            | Self::ProductChoiceSaved { name: text }
            | Self::ProductPictureAdded { alt: text }
            | Self::ProductPictureSaved { alt: text }
            | Self::CategoryCreated { name: text }
            | Self::CategorySaved { name: text }
            | Self::CategoryDeleted { name: text }
            | Self::PageCreated { title: text }
            | Self::BannerWritten { text }
            | Self::SettingsSaved { name: text }
            | Self::WebhookEndpointAdded { events: text }
            | Self::WebhookEndpointChanged { events: text }
            | Self::WebhookReplayed { delivery: text }
            | Self::AttentionResolved { resolution: text }
            | Self::LimitLifted { resolution: text }
            | Self::PasskeyAdded { device: text }
            | Self::PasskeyRemoved { name: text } => text.clone(),
            Self::Making
            | Self::Ready
            | Self::Completed
            | Self::Noted
            | Self::CommissionBegun
            | Self::ProgressShown
            | Self::CommissionFinished
            | Self::CommissionCompleted
            | Self::ProductPublished
            | Self::ProductArchived
            | Self::ProductWithdrawn
            | Self::ProductQuestionsSaved
            | Self::ProductQuestionsMoved
            | Self::ProductQuestionRemoved
            | Self::ProductChoiceRemoved
            | Self::ProductPictureDescribed
            | Self::ProductPictureMoved
            | Self::ProductPictureRemoved
            | Self::ProductPictureForgotten
            | Self::CategoryMoved
            | Self::PageSaved
            | Self::PagePublished
            | Self::PageHidden
            | Self::PageMoved
            | Self::PageDeleted
            | Self::CustomerInvited
            | Self::CustomerChanged
            | Self::CustomerDeleted
            | Self::ApiTokenRevoked
            | Self::WebhookEndpointDisabled
            | Self::WebhookEndpointEnabled
            | Self::WebhookEndpointRemoved
            | Self::WebhookSecretRotated
            | Self::WebhookTested
            | Self::JobReplayed
            | Self::StaffStartedAfresh
            | Self::StaffUnlocked
            | Self::StaffResetLink
            | Self::SignInRefused
            | Self::SecondFactorSetUp
            | Self::SignedOut
            | Self::SignedOutEverywhere
            | Self::PasswordChanged
            | Self::RecoveryCodesRenewed => String::new(),
        }
    }
}

impl Factor {
    fn label(&self) -> String {
        match self {
            Self::App => "app".into(),
            Self::RecoveryCode => "recovery code".into(),
            Self::Passkey { name } => format!("passkey {name}"),
            Self::CopiedPasskey { name } => {
                format!("passkey {name}: its counter went back, there may be a copy")
            }
            Self::UnknownPasskey => "passkey".into(),
        }
    }
}
