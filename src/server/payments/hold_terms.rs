//! Until when an order holds its pieces once another way to pay is chosen. A hold counts from the placing of the order, so
//! that going to and fro between ways to pay never renews it.

use super::methods::{Terms, terms as from};
use crate::domain::order::OrderKind;
use crate::domain::payment::PaymentMethod;
use crate::domain::shop::Shop;
use crate::server::clock::{HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::server::db::orders::OrderRow;
use crate::server::db::{self, Conn};
use crate::server::error::{Error, Result};
use crate::server::state::App;

/// What is left at least of a longer hold for whoever goes over to a shorter one: time enough to pay.
const LEFT_MS: i64 = 36 * MINUTE_MS;
/// By how much a hosted page that needs its half hour may lengthen the hold, once.
const LENGTHENED_MS: i64 = 35 * MINUTE_MS;
/// The provider's shortest page, and a little for the call to arrive.
const SHORTEST_MS: i64 = 30 * MINUTE_MS;
const CALL_MS: i64 = 5 * SECOND_MS;
/// A hosted page closes this long before the hold ends.
const BEFORE_MS: i64 = 5 * MINUTE_MS;
/// The provider's longest page, a little less.
const LONGEST_MS: i64 = 23 * HOUR_MS;

/// What another way to pay gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    pub terms: Terms,
    /// The hold was lengthened for it.
    pub lengthened: bool,
}

/// How an order is held when it is paid in another way.
#[derive(Clone, Copy, Debug)]
struct Hold {
    placed_ms: i64,
    ends_ms: i64,
    lengthened: bool,
}

/// What another way to pay gives an order. Refused where there is not time enough left for the provider's page.
pub async fn terms(
    conn: &mut Conn,
    app: &App,
    shop: &Shop,
    order: &OrderRow,
    method: PaymentMethod,
) -> Result<Changed> {
    let (ttl, now) = (app.settings.reservation_ttl, app.now_ms());
    if order.kind == OrderKind::Commission {
        // Nothing is held.
        return Ok(Changed {
            terms: from(shop, method, ttl, now),
            lengthened: false,
        });
    }
    let hold = Hold {
        placed_ms: order.placed_at_ms,
        ends_ms: order.hold_expires_at_ms.unwrap_or(now),
        lengthened: db::checkout::unpaid::was_lengthened(conn, &order.id).await?,
    };
    changed(shop, method, ttl, hold, now).ok_or_else(|| {
        let message = "Your pieces are not kept long enough any more for Stripe’s payment page. Choose another way to pay.";
        Error::conflict_of("too_late", message)
    })
}

fn changed(
    shop: &Shop,
    method: PaymentMethod,
    ttl_ms: i64,
    hold: Hold,
    now: i64,
) -> Option<Changed> {
    let given = from(shop, method, ttl_ms, hold.placed_ms).hold_until_ms;
    // Of a hold that lasts longer than this way gives, enough is left to pay; never more than there was.
    let until = given.max(hold.ends_ms.min(now + LEFT_MS));
    if method != PaymentMethod::Hosted {
        let terms = Terms {
            hold_until_ms: until,
            session_until_ms: None,
        };
        return Some(Changed {
            terms,
            lengthened: false,
        });
    }
    let page = |hold_until_ms: i64, lengthened: bool| {
        let session = (hold_until_ms - BEFORE_MS).min(now + LONGEST_MS);
        let terms = Terms {
            hold_until_ms: session + BEFORE_MS,
            session_until_ms: Some(session),
        };
        (session >= now + SHORTEST_MS + CALL_MS).then_some(Changed { terms, lengthened })
    };
    let longer = || match hold.lengthened {
        true => None,
        false => page(hold.ends_ms + LENGTHENED_MS, true),
    };
    page(until, false).or_else(longer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::DAY_MS;

    const TTL: i64 = 4 * HOUR_MS;

    fn until(method: PaymentMethod, hold: Hold, now: i64) -> Option<(i64, bool)> {
        let changed = changed(&Shop::default(), method, TTL, hold, now)?;
        if let Some(session) = changed.terms.session_until_ms {
            assert_eq!(changed.terms.hold_until_ms, session + BEFORE_MS);
            assert!(
                (SHORTEST_MS..=DAY_MS).contains(&(session - now)),
                "{session}"
            );
        }
        Some((changed.terms.hold_until_ms, changed.lengthened))
    }

    fn hold(ends_ms: i64) -> Hold {
        Hold {
            placed_ms: 0,
            ends_ms,
            lengthened: false,
        }
    }

    #[test]
    fn another_way_counts_from_the_placing_of_the_order() {
        use PaymentMethod::{BankTransfer, Card, Hosted};
        for now in [0, HOUR_MS, 3 * HOUR_MS] {
            assert_eq!(
                until(BankTransfer, hold(TTL), now),
                Some((7 * DAY_MS, false))
            );
            assert_eq!(until(Card, hold(7 * DAY_MS), now), Some((TTL, false)));
            assert_eq!(
                until(Hosted, hold(TTL), now),
                Some((TTL + BEFORE_MS, false))
            );
        }
    }

    #[test]
    fn a_longer_hold_leaves_time_to_pay_and_is_never_renewed() {
        let (card, hosted) = (PaymentMethod::Card, PaymentMethod::Hosted);
        let third_day = 3 * DAY_MS;
        let left = Some((third_day + LEFT_MS, false));
        assert_eq!(until(card, hold(7 * DAY_MS), third_day), left);
        assert_eq!(until(hosted, hold(7 * DAY_MS), third_day), left);
        let nearly = 7 * DAY_MS - 10 * MINUTE_MS;
        assert_eq!(
            until(card, hold(7 * DAY_MS), nearly),
            Some((7 * DAY_MS, false))
        );
    }

    #[test]
    fn a_hosted_page_lengthens_a_hold_once_by_thirty_five_minutes() {
        let late = TTL - 10 * MINUTE_MS;
        let longer = TTL + LENGTHENED_MS;
        assert_eq!(
            until(PaymentMethod::Hosted, hold(TTL), late),
            Some((longer, true))
        );
        let again = Hold {
            lengthened: true,
            ..hold(longer)
        };
        assert_eq!(
            until(PaymentMethod::Hosted, again, late + HOUR_MS / 2),
            None
        );
    }
}
