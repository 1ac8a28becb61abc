//! What the mails about custom orders contain, as it was when they were enqueued.

use super::content::Panel;
use super::templates::{moment, one_line};
use crate::domain::day::Day;
use crate::domain::money::Money;
use crate::domain::parcel::DeliveryWay;
use crate::domain::time_zone::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What every mail about a custom order begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommissionFacts {
    /// As people read it: `CUS-000042`.
    pub number: String,
    pub name: String,
    /// The custom order's page, or the admin's: an absolute address, sealed while it is stored.
    pub link: String,
    /// Where it is paid, in mails that ask for money; sealed too.
    pub pay_link: Option<String>,
    /// Who reads an answer to a mail that goes to the maker; empty: the studio.
    pub reply_to: String,
    pub pictures: Vec<MailPicture>,
}

/// A private picture that travels inside the mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MailPicture {
    pub key: String,
    pub width: u32,
    pub alt: String,
}

/// A payment that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentAsked {
    pub label: String,
    pub amount: Money,
    pub due_at_ms: Option<i64>,
    /// Bank details, where it is paid by transfer.
    pub instructions: String,
    /// What the transfer is marked with.
    pub reference: String,
}

/// The news itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum CommissionNews {
    /// To the maker: somebody asks, with pictures.
    New {
        email: String,
        request: Vec<String>,
    },
    Received {
        answer_by: Day,
        waitlisted: bool,
        request: Vec<String>,
    },
    Quoted {
        version: i64,
        total: Money,
        quote: Vec<String>,
        changes: Vec<String>,
        note: String,
        valid_until_ms: i64,
        due_date: Day,
    },
    /// What the other side wrote.
    Message {
        body: String,
        to_maker: bool,
    },
    /// To the maker: the customer accepted, wants changes, declined, withdrew or approved.
    Answered {
        sentence: String,
        body: String,
    },
    QuoteReminder {
        total: Money,
        valid_until_ms: i64,
    },
    Accepted {
        version: i64,
        total: Money,
        payment: PaymentAsked,
    },
    PaymentDue {
        payment: PaymentAsked,
    },
    PaymentReminder {
        payment: PaymentAsked,
        overdue: bool,
    },
    Paid {
        label: String,
        amount: Money,
        /// The first payment: now it is in production.
        first: bool,
        due_date: Option<Day>,
        /// What is still to be paid later.
        left: Money,
    },
    Progress {
        body: String,
        approval: bool,
    },
    Ready {
        body: String,
        payment: Option<PaymentAsked>,
    },
    Shipped {
        #[serde(default)]
        way: DeliveryWay,
        carrier: String,
        tracking_number: String,
        tracking_url: Option<String>,
        care: String,
    },
    Rejected {
        reason: String,
        collection: String,
        back: Option<Money>,
    },
    Withdrawn {
        back: Option<Money>,
        kept: Option<Money>,
    },
    Expired {
        collection: String,
    },
    Link,
}

impl CommissionNews {
    /// The name of its template.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::New { .. } => "commission_new",
            Self::Received { .. } => "commission_received",
            Self::Quoted { .. } => "commission_quoted",
            Self::Message { .. } => "commission_message",
            Self::Answered { .. } => "commission_answered",
            Self::QuoteReminder { .. } => "commission_quote_reminder",
            Self::Accepted { .. } => "commission_accepted",
            Self::PaymentDue { .. } => "commission_payment_due",
            Self::PaymentReminder { .. } => "commission_payment_reminder",
            Self::Paid { .. } => "commission_paid",
            Self::Progress { .. } => "commission_progress",
            Self::Ready { .. } => "commission_ready",
            Self::Shipped { .. } => "commission_shipped",
            Self::Rejected { .. } => "commission_rejected",
            Self::Withdrawn { .. } => "commission_withdrawn",
            Self::Expired { .. } => "commission_expired",
            Self::Link => "commission_link",
        }
    }

    /// The payment that the mail asks for, if it asks for one.
    fn payment(&self) -> Option<&PaymentAsked> {
        match self {
            Self::Accepted { payment, .. }
            | Self::PaymentDue { payment }
            | Self::PaymentReminder { payment, .. } => Some(payment),
            Self::Ready { payment, .. } => payment.as_ref(),
            _ => None,
        }
    }

    /// Where the button leads.
    pub fn address(&self, facts: &CommissionFacts) -> String {
        let web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
        match self {
            Self::Shipped { tracking_url, .. } => tracking_url.as_ref().filter(web),
            Self::Rejected { collection, .. } | Self::Expired { collection } => Some(collection),
            _ => facts.pay_link.as_ref(),
        }
        .unwrap_or(&facts.link)
        .clone()
    }

    /// A few lines to keep.
    pub fn panel(&self) -> Option<Panel> {
        let of = |title: &str, lines: Vec<String>| {
            let lines: Vec<String> = lines
                .iter()
                .flat_map(|text| text.lines())
                .map(one_line)
                .filter(|line| !line.is_empty())
                .collect();
            (!lines.is_empty()).then(|| Panel {
                title: title.into(),
                lines,
            })
        };
        if let Some(payment) = self.payment().filter(|p| !p.instructions.is_empty()) {
            return of(
                "Where to transfer",
                vec![
                    payment.instructions.clone(),
                    format!("Amount: {}", payment.amount),
                    format!("Reference: {}", payment.reference),
                ],
            );
        }
        match self {
            Self::New { request, .. } | Self::Received { request, .. } => {
                of("The request", request.clone())
            }
            Self::Quoted {
                quote,
                changes,
                note,
                ..
            } => {
                let mut lines = quote.clone();
                if !changes.is_empty() {
                    lines.push("Changed since the last version:".into());
                    lines.extend(changes.clone());
                }
                lines.push(note.clone());
                of("The quote", lines)
            }
            Self::Message { body, .. } | Self::Answered { body, .. } => {
                of("What was written", vec![body.clone()])
            }
            Self::Progress { body, .. } | Self::Ready { body, .. } => {
                of("From the studio", vec![body.clone()])
            }
            Self::Shipped {
                carrier,
                tracking_number,
                care,
                way,
                ..
            } => of(
                if way.in_person() {
                    "To keep"
                } else {
                    "Your parcel"
                },
                vec![
                    one_line(carrier),
                    match tracking_number.trim() {
                        "" => String::new(),
                        number => format!("Tracking number: {number}"),
                    },
                    match care.trim() {
                        "" => String::new(),
                        care => format!("How to care for it:\n{care}"),
                    },
                ],
            ),
            Self::Rejected { reason, .. } => of("The reason", vec![reason.clone()]),
            _ => None,
        }
    }

    /// The values that its words may name.
    pub fn values(&self, facts: &CommissionFacts, zone: &TimeZone) -> Vec<(&'static str, Value)> {
        let money = |amount: &Option<Money>| match amount.filter(|m| m.minor > 0) {
            Some(amount) => json!(amount.to_string()),
            None => json!(""),
        };
        let mut values = vec![
            ("number", json!(facts.number)),
            ("name", json!(facts.name)),
            ("link", json!(facts.link)),
            ("pictures", json!(facts.pictures.len())),
        ];
        if let Some(payment) = self.payment() {
            values.extend([
                ("label", json!(payment.label.to_lowercase())),
                ("amount", json!(payment.amount.to_string())),
                ("until", json!(moment(zone, payment.due_at_ms))),
                ("transfer", json!(!payment.instructions.is_empty())),
            ]);
        }
        match self {
            Self::New { email, .. } => values.push(("email", json!(email))),
            Self::Received {
                answer_by,
                waitlisted,
                ..
            } => values.extend([
                ("answer_by", json!(answer_by.words())),
                ("waitlisted", json!(waitlisted)),
            ]),
            Self::Quoted {
                version,
                total,
                valid_until_ms,
                due_date,
                ..
            } => values.extend([
                ("version", json!(version)),
                ("total", json!(total.to_string())),
                ("until", json!(moment(zone, Some(*valid_until_ms)))),
                ("promise", json!(due_date.words())),
            ]),
            Self::Message { to_maker, .. } => values.push(("to_maker", json!(to_maker))),
            Self::Answered { sentence, .. } => values.push(("sentence", json!(sentence))),
            Self::QuoteReminder {
                total,
                valid_until_ms,
            } => values.extend([
                ("total", json!(total.to_string())),
                ("until", json!(moment(zone, Some(*valid_until_ms)))),
            ]),
            Self::Accepted { version, total, .. } => values.extend([
                ("version", json!(version)),
                ("total", json!(total.to_string())),
            ]),
            Self::PaymentDue { .. } => {}
            Self::PaymentReminder { overdue, .. } => values.push(("overdue", json!(overdue))),
            Self::Paid {
                label,
                amount,
                first,
                due_date,
                left,
            } => values.extend([
                ("label", json!(label.to_lowercase())),
                ("amount", json!(amount.to_string())),
                ("first", json!(first)),
                (
                    "promise",
                    json!(due_date.map(Day::words).unwrap_or_default()),
                ),
                ("left", money(&Some(*left))),
            ]),
            Self::Progress { approval, .. } => values.push(("approval", json!(approval))),
            Self::Ready { payment, .. } => values.push(("due", json!(payment.is_some()))),
            Self::Shipped {
                carrier,
                tracking_number,
                tracking_url,
                way,
                ..
            } => values.extend([
                ("way", json!(way.as_str())),
                ("carrier", json!(carrier)),
                ("tracking_number", json!(tracking_number)),
                ("tracking_url", json!(tracking_url)),
            ]),
            Self::Rejected { back, .. } => values.push(("back", money(back))),
            Self::Withdrawn { back, kept } => {
                values.extend([("back", money(back)), ("kept", money(kept))]);
            }
            Self::Expired { .. } | Self::Link => {}
        }
        values
    }
}
