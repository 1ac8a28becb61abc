//! One mail of each kind about returns, with everything in it that such a mail can have.

use super::samples::{LINK, NOON};
use super::{Mail, ReturnFacts, ReturnNews};

/// Every mail about something that is sent back.
pub fn samples() -> Vec<Mail> {
    let news = [
        ReturnNews::Asked {
            reason: "It is damaged".into(),
            words: "The rim has a <b>crack</b>\nall around".into(),
        },
        ReturnNews::Received,
        ReturnNews::Declared {
            declared_at_ms: NOON,
            has_left: true,
        },
        ReturnNews::Declared {
            declared_at_ms: NOON,
            has_left: false,
        },
        ReturnNews::Confirmed {
            declared_at_ms: NOON,
            has_left: true,
        },
        ReturnNews::Confirmed {
            declared_at_ms: NOON,
            has_left: false,
        },
        ReturnNews::NotPossible {
            reason: "The time to withdraw ended on 16 November 2026.".into(),
        },
        ReturnNews::Approved {
            instructions: "Kiln Row 3".into(),
            withdrawal: true,
        },
        ReturnNews::Approved {
            instructions: "Fern & Thread, Kiln Row 3\n20457 Hamburg".into(),
            withdrawal: false,
        },
        ReturnNews::Refused {
            reason: "It was used for <x>.".into(),
        },
        ReturnNews::Arrived,
        ReturnNews::Withdrawn,
    ];
    let mail = |news: ReturnNews| {
        let to_maker = matches!(
            news,
            ReturnNews::Asked { .. } | ReturnNews::Declared { .. } | ReturnNews::Withdrawn
        );
        let facts = ReturnFacts {
            number: 2,
            order_number: "ORD-000042".into(),
            name: "Ada <b>Lovelace</b>".into(),
            link: LINK.into(),
            pieces: vec![
                "1 × Fern & bead collar".into(),
                "2 × Tea bowl (Ash glaze)".into(),
            ],
            reply_to: if to_maker { "ada@example.org" } else { "" }.into(),
        };
        Mail::Return { facts, news }
    };
    news.map(mail).into()
}
