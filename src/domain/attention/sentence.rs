//! What staff read of a matter, in English.

use super::{CountedBy, DisputeNews, Matter, NotRefunded, ProviderObject, WhyDisabled};
use crate::domain::job::title;
use crate::domain::order::order_number;
use crate::domain::time_zone::TimeZone;

impl Matter {
    /// What is the matter, and what to do. `zone` is the shop's.
    pub fn sentence(&self, zone: &TimeZone) -> String {
        match self {
            Self::DeadJob {
                order,
                job,
                tries,
                reason,
            } => {
                let about = order.map(|order| format!("{}: ", order_number(order)));
                let (about, title) = (about.unwrap_or_default(), title(job));
                format!(
                    "{about}“{title}” was given up after {tries} tries: {reason}. Try it again under Jobs."
                )
            }
            Self::UndeliveredMail {
                order,
                template,
                recipient,
                reason,
            } => {
                let about = order.map(|order| format!(" for {}", order_number(order)));
                let (about, template) = (about.unwrap_or_default(), template.replace('_', " "));
                format!(
                    "The mail “{template}”{about} to {recipient} could not be sent: {reason}. Write another way, or mend it and send it again under Jobs."
                )
            }
            Self::RepeatingJob { job, times, reason } => match job.as_str() {
                "reconcile" => format!(
                    "The payment provider could not be asked for news {times} times in a row ({reason}). Payments, refunds and disputes whose notices are lost stay unseen until it can be: check the keys and the provider’s status page."
                ),
                _ => format!(
                    "The job {job}, which repeats itself, failed {times} times in a row ({reason}). Ask whoever runs the shop to look at its log."
                ),
            },
            Self::WebhookDisabled { host, because } => format!(
                "The webhook endpoint at {host} was disabled: {} Look at its deliveries, and enable it again when it is mended.",
                because.sentence()
            ),
            Self::UnpaidPieces {
                name,
                email,
                wanted,
                by,
                held,
                most,
            } => {
                let who = match by {
                    CountedBy::Visit => "one browser",
                    CountedBy::Network => "one network address",
                    CountedBy::Order | CountedBy::Email => "one e-mail address",
                };
                format!(
                    "{name} ({email}) wanted {wanted} more one-of-a-kind pieces, while unpaid orders from {who} hold {held} of at most {most}. Lift the limit if you know them: for a week they can then order more."
                )
            }
            Self::DeclinedCards {
                order,
                name,
                by,
                declined,
            } => {
                let who = match by {
                    CountedBy::Visit => "in one browser",
                    CountedBy::Network => "from one network address",
                    CountedBy::Order | CountedBy::Email => "for one order",
                };
                let number = order_number(*order);
                format!(
                    "{declined} cards were declined {who}, the last for {number} of {name}: somebody may be trying cards. Paying by card is closed to them for an hour; lift that if you know better."
                )
            }
            Self::RefundFailed {
                order,
                amount,
                because,
            } => {
                let number = order_number(*order);
                match because {
                    NotRefunded::DidNotGoThrough => format!(
                        "The refund of {amount} for {number} did not go through. On the order’s page, try again or record how you sent the money."
                    ),
                    NotRefunded::Disputed => format!(
                        "The refund of {amount} for {number} can’t be made: the customer’s bank disputes the payment. Answer the dispute at the provider."
                    ),
                    NotRefunded::ChargedBack { lost, name } => format!(
                        "{number}: the customer’s bank took {lost} back; the other {amount} can’t be refunded at the provider. Send it to {name} another way, and record on the order’s page how."
                    ),
                }
            }
            Self::ManualRefund {
                order,
                amount,
                name,
                method,
                cause,
                reason,
            } => {
                let (number, way) = (order_number(*order), method.label().to_lowercase());
                let reason = cause.label(reason);
                format!(
                    "{number}: give {amount} back to {name}, who paid by {way} ({reason}). Then mark it on the order as given back."
                )
            }
            Self::UnknownRefund { refund, amount } => format!(
                "The provider tells of a refund {refund} of {amount} for a payment that is not known here."
            ),
            Self::UnknownPayment {
                order: Some(order),
                payment,
                amount,
            } => {
                let number = order_number(*order);
                format!(
                    "A payment of {amount} ({payment}) names {number} and none of the ways in which it was to be paid. Look at it at the provider, and give it back or record it by hand."
                )
            }
            Self::UnknownPayment {
                order: None,
                payment,
                amount,
            } => format!(
                "A payment of {amount} ({payment}) belongs to no order here. Look at it at the provider."
            ),
            Self::UnknownDispute { dispute, amount } => format!(
                "A dispute {dispute} of {amount} concerns a payment that is not known here."
            ),
            Self::UnreadableEvent => "A signed event of the payment provider could not be read. Compare the payments at the provider.".into(),
            Self::UnreadablePayment { object, id, reason } => {
                let what = object.label();
                format!(
                    "The payment provider has a {what} {id} that can’t be read here ({reason}). Look at it at the provider: if it is for this shop, record it by hand."
                )
            }
            Self::WrongMode { event } => format!(
                "An event of the provider’s other mode (test or live) arrived: {event}. Check the webhook’s address."
            ),
            Self::PaymentMismatch {
                order,
                payment,
                difference,
            } => {
                let number = order_number(*order);
                let difference = difference.words();
                format!(
                    "A payment for {number} does not match: {difference}. Look at {payment} at the provider."
                )
            }
            Self::Dispute {
                order,
                amount,
                reason,
                news,
            } => {
                let number = order_number(*order);
                match news {
                    DisputeNews::Opened { evidence_due_at_ms } => {
                        let due = evidence_due_at_ms
                            .map(|at| format!(" Evidence is due by {}.", zone.date(at)))
                            .unwrap_or_default();
                        format!(
                            "{number}: a payment of {amount} is disputed ({reason}).{due} Answer at the provider."
                        )
                    }
                    DisputeNews::Lost => format!(
                        "{number}: The dispute of {amount} ({reason}) is lost: the bank took the money back for good. Decide what becomes of the order."
                    ),
                }
            }
            Self::StockShortage { order, units } => {
                let number = order_number(*order);
                format!(
                    "{number} was paid after its hold ran out and {units} units are short. Make them, or refund and write."
                )
            }
            Self::OtherAddress {
                order,
                entered,
                agreed,
            } => {
                let number = order_number(*order);
                format!(
                    "{number} was paid at Stripe with another address: {entered}. Agreed on was: {agreed}. Ask your customer which is right before you send it."
                )
            }
        }
    }
}

impl WhyDisabled {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Gone => "It answered 410 Gone.",
            Self::Silent => "It has taken nothing for three days.",
        }
    }
}

impl ProviderObject {
    fn label(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::PaymentPage => "payment page",
            Self::Refund => "refund",
            Self::Dispute => "dispute",
        }
    }
}
