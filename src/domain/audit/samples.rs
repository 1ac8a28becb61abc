//! One action of each kind, and what the log says of those that have something to say.

use super::*;
use crate::domain::money::Currency;
use crate::domain::parcel::DeliveryWay;

fn told() -> Vec<(Action, &'static str)> {
    use Action::*;
    let amount = Money::new(2690, Currency::EUR);
    let text = || "A text.".to_string();
    let dispatch = || Dispatch {
        way: DeliveryWay::Tracked,
        carrier: "DHL".into(),
        tracking_number: "JJD1".into(),
        tracking_url: None,
    };
    let pieces = || vec!["2 × Bowl".to_string(), "Mug".to_string()];
    let shipped = "Shipped with DHL, tracking number JJD1.";
    let (number, name) = (2, || "Ring".to_string());
    let received = |of, had_left| ReturnReceived {
        of,
        number,
        had_left,
    };
    let (a_return, withdrawal) = (ReturnKind::Return, ReturnKind::Withdrawal);
    let day = Some(Day(20_000));
    vec![
        (
            Shipped {
                dispatch: dispatch(),
            },
            shipped,
        ),
        (
            ParcelAdded {
                dispatch: dispatch(),
            },
            shipped,
        ),
        (
            CommissionShipped {
                dispatch: dispatch(),
            },
            shipped,
        ),
        (
            DeliveryRecorded {
                parcel: Some(2),
                day,
            },
            "Parcel 2: Delivered on 4 October 2024.",
        ),
        (
            DeliveryRecorded {
                parcel: None,
                day: None,
            },
            "Delivery unknown.",
        ),
        (Cancelled { reason: text() }, "A text."),
        (PaymentConfirmed { reference: text() }, "A text."),
        (LatePaymentRecorded { reference: text() }, "A text."),
        (
            MoneyRefunded {
                amount,
                reason: text(),
            },
            "€26.90: A text.",
        ),
        (
            MoneyGivenBack {
                amount,
                reference: text(),
            },
            "€26.90 A text.",
        ),
        (
            MoneySentAnotherWay {
                amount,
                way: SentWay::BankTransfer,
                sent_at_ms: 0,
                reference: text(),
            },
            "€26.90 sent back by bank transfer on 1 January 1970. A text.",
        ),
        (
            RefundWaived {
                amount,
                reason: text(),
            },
            "Nothing is owed for the refund of €26.90 that did not go through: A text.",
        ),
        (
            ReturnAsked {
                number,
                pieces: pieces(),
            },
            "Return 2 asked for: 2 × Bowl, Mug.",
        ),
        (
            WithdrawalDeclared {
                number,
                pieces: pieces(),
            },
            "Withdrawal 2 from the contract declared: 2 × Bowl, Mug.",
        ),
        (
            ReturnApproved {
                of: a_return,
                number,
            },
            "Return 2 approved.",
        ),
        (
            ReturnApproved {
                of: withdrawal,
                number,
            },
            "Withdrawal 2: the customer is told where to send it.",
        ),
        (
            ReturnRefused {
                of: a_return,
                number,
                reason: text(),
            },
            "Return 2 refused: A text.",
        ),
        (received(a_return, true), "Return 2 has arrived."),
        (
            received(withdrawal, false),
            "Withdrawal 2: it had not left.",
        ),
        (
            ReturnWithdrawn {
                of: a_return,
                number,
            },
            "Return 2 taken back: the customer keeps it.",
        ),
        (
            QuoteSent {
                version: 3,
                total: amount,
            },
            "Quote 3 sent: €26.90.",
        ),
        (CommissionRejected { reason: text() }, "A text."),
        (
            StageAsked {
                part: "Deposit".into(),
                amount,
            },
            "Deposit is due: €26.90.",
        ),
        (PaymentLinkMade { part: text() }, "A text."),
        (PaymentLinkTakenBack { part: text() }, "A text."),
        (
            CommissionDeskSaved {
                openness: Openness::Waitlist,
            },
            "waitlist",
        ),
        (ProductCreated { title: text() }, "A text."),
        (ProductSaved { title: text() }, "A text."),
        (ProductVariantSaved { sku: text() }, "A text."),
        (
            ProductStockChanged {
                change: "receive".into(),
                quantity: "3".into(),
                reason: text(),
            },
            "receive 3 A text.",
        ),
        (ProductQuestionSaved { label: text() }, "A text."),
        (ProductChoiceSaved { name: text() }, "A text."),
        (ProductPictureAdded { alt: text() }, "A text."),
        (ProductPictureSaved { alt: text() }, "A text."),
        (CategoryCreated { name: text() }, "A text."),
        (CategorySaved { name: text() }, "A text."),
        (CategoryDeleted { name: text() }, "A text."),
        (PageCreated { title: text() }, "A text."),
        (BannerWritten { text: text() }, "A text."),
        (SettingsSaved { name: text() }, "A text."),
        (
            ApiTokenMade {
                scopes: vec![Scope::OrdersRead, Scope::ProductsWrite],
            },
            "orders:read products:write",
        ),
        (WebhookEndpointAdded { events: text() }, "A text."),
        (WebhookEndpointChanged { events: text() }, "A text."),
        (WebhookReplayed { delivery: text() }, "A text."),
        (AttentionResolved { resolution: text() }, "A text."),
        (LimitLifted { resolution: text() }, "A text."),
        (JobsReplayed { jobs: 4 }, "4 jobs"),
        (
            Refused {
                role: Some(Role::Editor),
            },
            "editor",
        ),
        (Refused { role: None }, "api token"),
        (
            StaffInvited {
                role: Role::Finance,
            },
            "finance",
        ),
        (
            StaffRoleChanged {
                role: Role::Finance,
            },
            "finance",
        ),
        (
            StaffDeactivated {
                role: Role::Finance,
            },
            "finance",
        ),
        (SignedIn { how: Factor::App }, "app"),
        (
            ConfirmedAgain {
                how: Factor::RecoveryCode,
            },
            "recovery code",
        ),
        (
            SignedIn {
                how: Factor::Passkey { name: name() },
            },
            "passkey Ring",
        ),
        (
            SecondFactorRefused {
                how: Factor::CopiedPasskey { name: name() },
            },
            "passkey Ring: its counter went back, there may be a copy",
        ),
        (
            SecondFactorRefused {
                how: Factor::UnknownPasskey,
            },
            "passkey",
        ),
        (PasswordSet, "by link"),
        (PasskeyAdded { device: text() }, "A text."),
        (PasskeyRemoved { name: text() }, "A text."),
    ]
}

pub fn all() -> Vec<Action> {
    use Action::*;
    let silent = [
        Making,
        Ready,
        Completed,
        Noted,
        CommissionBegun,
        ProgressShown,
        CommissionFinished,
        CommissionCompleted,
        ProductPublished,
        ProductArchived,
        ProductWithdrawn,
        ProductQuestionsSaved,
        ProductQuestionsMoved,
        ProductQuestionRemoved,
        ProductChoiceRemoved,
        ProductPictureDescribed,
        ProductPictureMoved,
        ProductPictureRemoved,
        ProductPictureForgotten,
        CategoryMoved,
        PageSaved,
        PagePublished,
        PageHidden,
        PageMoved,
        PageDeleted,
        CustomerInvited,
        CustomerChanged,
        CustomerDeleted,
        ApiTokenRevoked,
        WebhookEndpointDisabled,
        WebhookEndpointEnabled,
        WebhookEndpointRemoved,
        WebhookSecretRotated,
        WebhookTested,
        JobReplayed,
        StaffStartedAfresh,
        StaffUnlocked,
        StaffResetLink,
        SignInRefused,
        SecondFactorSetUp,
        SignedOut,
        SignedOutEverywhere,
        PasswordChanged,
        RecoveryCodesRenewed,
    ];
    let told = told().into_iter().map(|(action, _)| action);
    told.chain(silent).collect()
}

#[test]
fn the_log_says_of_each_action_what_it_should() {
    for (action, detail) in told() {
        assert_eq!(action.detail(), detail);
    }
}

#[test]
fn who_it_was_is_read_back() {
    for (actor, label) in [
        (Actor::Staff("Ines".into()), "Ines"),
        (Actor::Program("API: Till".into()), "API: Till"),
        (Actor::CommandLine, "command line"),
        (Actor::Anybody, "anybody"),
    ] {
        let read = Actor::parse(actor.kind(), actor.name());
        assert_eq!(read.as_ref(), Some(&actor));
        assert_eq!(actor.label(), label);
    }
    assert_eq!(Actor::parse("nobody", "Ines"), None);
}
