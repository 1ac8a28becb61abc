//! The state rules, tried on books in memory.

use super::cards::{self, Method};
use super::{amounts, disputes, intents, payments, refunds, sessions};
use crate::books::Books;
use crate::errors::ApiError;
use crate::form::Form;
use crate::objects::{Intent, IntentStatus, RefundStatus, SessionStatus};
use crate::transaction::{Cause, Transaction};

const NOW_MS: i64 = 1_790_000_000_000;

fn with_books<T>(books: &mut Books, work: impl FnOnce(&mut Transaction) -> T) -> T {
    let mut transaction =
        Transaction::begin(books, NOW_MS, "http://shop.test", 4_000, Cause::default());
    work(&mut transaction)
}

fn card(token: &str) -> Method {
    cards::from_token(token).unwrap()
}

fn intent(t: &mut Transaction, fields: &str) -> Intent {
    intents::create(t, &Form::parse(fields.as_bytes())).unwrap()
}

fn pay(t: &mut Transaction, intent: Intent, token: &str) -> Intent {
    payments::confirm(
        t,
        intent,
        &card(token),
        Some("http://shop.test/back".into()),
    )
    .unwrap()
}

fn kinds(t: &Transaction) -> Vec<String> {
    t.books
        .events
        .oldest_first()
        .map(|event| event.kind.clone())
        .collect()
}

fn code(error: ApiError) -> String {
    error.code.clone().unwrap_or_default()
}

#[test]
fn a_declined_card_leaves_the_intent_open_for_another() {
    with_books(&mut Books::default(), |t| {
        let open = intent(t, "amount=2500&currency=eur&metadata[order_id]=o1");
        let declined = pay(t, open, "pm_card_chargeDeclined");
        assert_eq!(declined.status, IntentStatus::RequiresPaymentMethod);
        assert_eq!(
            code(payments::decline(t, &declined).unwrap()),
            "card_declined"
        );
        let paid = pay(t, declined, "pm_card_visa");
        assert_eq!(
            (paid.status, paid.amount_received),
            (IntentStatus::Succeeded, 2500)
        );
        assert!(paid.last_error.is_none());
        let expected = [
            "payment_intent.created",
            "charge.failed",
            "payment_intent.payment_failed",
            "charge.succeeded",
            "payment_intent.succeeded",
        ];
        assert_eq!(kinds(t), expected);
        assert!(
            payments::confirm(t, paid, &card("pm_card_visa"), None).is_err(),
            "no second payment"
        );
    });
}

#[test]
fn cancelling_is_for_what_still_waits() {
    with_books(&mut Books::default(), |t| {
        let open = intent(t, "amount=2500&currency=eur");
        let none = Form::default();
        let closed = intents::cancel(t, &open.id, &none).unwrap();
        assert_eq!(closed.status, IntentStatus::Canceled);
        assert_eq!(
            code(intents::cancel(t, &open.id, &none).unwrap_err()),
            "payment_intent_unexpected_state"
        );
        let open = intent(t, "amount=2500&currency=eur");
        let debit = pay(t, open, "pm_sandbox_bank_debit");
        assert_eq!(debit.status, IntentStatus::Processing);
        assert!(
            intents::cancel(t, &debit.id, &none).is_err(),
            "not while the bank is at it"
        );
        let open = intent(t, "amount=2500&currency=eur");
        let paid = pay(t, open, "pm_card_visa");
        assert!(intents::cancel(t, &paid.id, &none).is_err());
    });
}

#[test]
fn the_amount_changes_only_before_the_money_moves() {
    with_books(&mut Books::default(), |t| {
        let open = intent(t, "amount=2500&currency=eur&metadata[a]=1");
        let changed = intents::update(
            t,
            &open.id,
            &Form::parse(b"amount=3000&metadata[a]=&metadata[b]=2"),
        )
        .unwrap();
        assert_eq!(changed.amount, 3000);
        assert_eq!(
            changed.metadata.into_iter().collect::<Vec<_>>(),
            [("b".to_owned(), "2".to_owned())]
        );
        let open = payments::find(t, &open.id).unwrap();
        let waiting = pay(t, open, "pm_card_threeDSecure2Required");
        assert_eq!(waiting.status, IntentStatus::RequiresAction);
        let again = intents::update(t, &waiting.id, &Form::parse(b"amount=3100")).unwrap();
        assert_eq!(
            again.status,
            IntentStatus::RequiresPaymentMethod,
            "a changed amount is confirmed anew"
        );
        let paid = pay(t, again, "pm_card_visa");
        assert!(intents::update(t, &paid.id, &Form::parse(b"amount=1")).is_err());
        assert!(intents::update(t, &paid.id, &Form::parse(b"description=x")).is_ok());
    });
}

#[test]
fn amounts_have_limits_by_currency() {
    assert!(amounts::check(50, "eur", "amount").is_ok());
    assert_eq!(
        code(amounts::check(49, "eur", "amount").unwrap_err()),
        "amount_too_small"
    );
    assert_eq!(
        code(amounts::check(100_000_000, "eur", "amount").unwrap_err()),
        "amount_too_large"
    );
    assert!(
        amounts::check(1_234, "kwd", "amount").is_err(),
        "three decimals end in 0"
    );
    assert!(amounts::check(0, "jpy", "amount").is_err());
    for hundredths in ["isk", "ugx"] {
        assert!(amounts::check(500_050, hundredths, "amount").is_err());
        assert!(amounts::check(500_000, hundredths, "amount").is_ok());
        let eight = amounts::check(100_000_000, hundredths, "amount").unwrap_err();
        assert_eq!(code(eight), "amount_too_large");
    }
    for (amount, currency, written) in [
        (1_205, "eur", "€12.05"),
        (1_500, "jpy", "¥1,500"),
        (1_230, "kwd", "KWD 1.230"),
        // Two decimals at the provider, none for people.
        (350_000, "isk", "ISK 3,500"),
        (1_205, "xyz", "XYZ 12.05"),
        (1_500, "xaf", "XAF 1,500"),
        (99_900_005, "usd", "$999,000.05"),
    ] {
        assert_eq!(amounts::shown(amount, currency), written);
    }
}

#[test]
fn authentication_and_the_wallet_wait_for_the_customer() {
    with_books(&mut Books::default(), |t| {
        for (token, page) in [
            ("pm_card_threeDSecure2Required", "/sandbox/3ds/"),
            ("pm_sandbox_wallet", "/sandbox/wallet/"),
        ] {
            let open = intent(t, "amount=2500&currency=eur");
            let waiting = pay(t, open, token);
            assert!(
                waiting
                    .next_page("http://shop.test")
                    .unwrap()
                    .contains(page)
            );
            let refused = payments::answer_step(t, waiting, false);
            assert_eq!(refused.status, IntentStatus::RequiresPaymentMethod);
            assert!(refused.last_error.is_some());
            let waiting = pay(t, refused, token);
            let paid = payments::answer_step(t, waiting, true);
            assert_eq!(paid.status, IntentStatus::Succeeded);
            let late = payments::answer_step(t, paid, false);
            assert_eq!(
                late.status,
                IntentStatus::Succeeded,
                "a late click changes nothing"
            );
        }
    });
}

#[test]
fn a_debit_settles_or_fails_when_it_is_due() {
    with_books(&mut Books::default(), |t| {
        for (token, end) in [
            ("pm_sandbox_bank_debit", IntentStatus::Succeeded),
            (
                "pm_sandbox_bank_debit_fails",
                IntentStatus::RequiresPaymentMethod,
            ),
        ] {
            let open = intent(t, "amount=2500&currency=eur");
            let debit = pay(t, open, token);
            assert!(t.books.due.contains(&(NOW_MS + 4_000, debit.id.clone())));
            payments::act_when_due(t, debit.clone());
            let now = payments::find(t, &debit.id).unwrap();
            assert_eq!(now.status, end);
            assert_eq!(
                now.latest_charge, debit.latest_charge,
                "the pending charge is the one that ends"
            );
            assert!(t.books.due.is_empty());
        }
    });
}

#[test]
fn refunds_go_until_nothing_is_left() {
    with_books(&mut Books::default(), |t| {
        let open = intent(t, "amount=2500&currency=eur");
        let refund = |t: &mut Transaction, id: &str, amount: &str| {
            refunds::create(
                t,
                &Form::parse(format!("payment_intent={id}{amount}").as_bytes()),
            )
        };
        assert!(
            refund(t, &open.id, "").is_err(),
            "nothing paid, nothing to give back"
        );
        let paid = pay(t, open, "pm_card_visa");
        assert!(refund(t, &paid.id, "&amount=2600").is_err());
        assert_eq!(
            refund(t, &paid.id, "&amount=1000").unwrap().status,
            RefundStatus::Succeeded
        );
        assert!(refund(t, &paid.id, "&amount=1600").is_err());
        assert_eq!(refund(t, &paid.id, "").unwrap().amount, 1500);
        assert_eq!(
            code(refund(t, &paid.id, "").unwrap_err()),
            "charge_already_refunded"
        );
    });
}

#[test]
fn refunds_are_in_the_steps_of_their_currency() {
    with_books(&mut Books::default(), |t| {
        for (currency, odd, even) in [("kwd", 1_234, 1_230), ("isk", 150_050, 150_000)] {
            let open = intent(t, &format!("amount=500000&currency={currency}"));
            let paid = pay(t, open, "pm_card_visa");
            let mut refund = |amount: i64| {
                let form = format!("payment_intent={}&amount={amount}", paid.id);
                refunds::create(t, &Form::parse(form.as_bytes()))
            };
            let refused = refund(odd).unwrap_err();
            assert_eq!(code(refused), "parameter_invalid_integer", "{currency}");
            assert_eq!(refund(even).unwrap().amount, even);
        }
    });
}

#[test]
fn a_bounced_refund_puts_the_money_back() {
    with_books(&mut Books::default(), |t| {
        let open = intent(t, "amount=2500&currency=eur");
        let paid = pay(t, open, "pm_card_refundFail");
        let refund = refunds::create(
            t,
            &Form::parse(format!("payment_intent={}", paid.id).as_bytes()),
        )
        .unwrap();
        refunds::act_when_due(t, refund.clone());
        assert_eq!(
            refunds::find(t, &refund.id).unwrap().status,
            RefundStatus::Failed
        );
        assert_eq!(
            t.books.charges.get(&refund.charge).unwrap().refundable(),
            2500
        );
        assert!(kinds(t).ends_with(&[
            "refund.failed".into(),
            "refund.updated".into(),
            "charge.refund.updated".into()
        ]));
    });
}

#[test]
fn the_disputing_card_pays_then_disputes() {
    with_books(&mut Books::default(), |t| {
        let open = intent(t, "amount=2500&currency=eur");
        let paid = pay(t, open, "pm_card_createDispute");
        assert_eq!(paid.status, IntentStatus::Succeeded);
        payments::act_when_due(t, paid.clone());
        let dispute = t.books.disputes.newest_first().next().unwrap().id.clone();
        let refused = refunds::create(
            t,
            &Form::parse(format!("payment_intent={}", paid.id).as_bytes()),
        )
        .unwrap_err();
        assert_eq!(code(refused), "charge_disputed");
        disputes::close(t, &dispute, true).unwrap();
        assert!(disputes::close(t, &dispute, false).is_err(), "decided once");
        assert!(kinds(t).ends_with(&[
            "charge.dispute.closed".into(),
            "charge.dispute.funds_reinstated".into()
        ]));
    });
}

#[test]
fn a_session_is_paid_once_or_expires() {
    with_books(&mut Books::default(), |t| {
        let fields = "mode=payment&success_url=http://shop.test/ok?s={CHECKOUT_SESSION_ID}&payment_intent_data[metadata][order_id]=o1\
                      &line_items[0][quantity]=2&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=500\
                      &line_items[0][price_data][product_data][name]=Bowl";
        let session = sessions::create(t, &Form::parse(fields.as_bytes())).unwrap();
        assert_eq!(
            (session.total(), session.payment_intent.clone()),
            (1000, None)
        );
        let declined = sessions::pay(t, &session, &card("pm_card_chargeDeclined")).unwrap();
        let session = sessions::find(t, &session.id).unwrap();
        assert_eq!(session.status, SessionStatus::Open);
        let paid = sessions::pay(t, &session, &card("pm_card_visa")).unwrap();
        assert_eq!(paid.id, declined.id, "one intent for one session");
        assert_eq!(paid.metadata["order_id"], "o1");
        let session = sessions::find(t, &session.id).unwrap();
        assert_eq!(session.status, SessionStatus::Complete);
        assert_eq!(
            sessions::success_address(&session),
            format!("http://shop.test/ok?s={}", session.id)
        );
        assert!(sessions::pay(t, &session, &card("pm_card_visa")).is_err());
        assert!(sessions::expire(t, &session.id).is_err());

        let other = sessions::create(t, &Form::parse(fields.as_bytes())).unwrap();
        let expired = sessions::expire(t, &other.id).unwrap();
        assert_eq!(expired.status, SessionStatus::Expired);
        assert!(sessions::pay(t, &expired, &card("pm_card_visa")).is_err());
    });
}
