//! Fault switches for tests: slow, failing, forgetful, repeating.

use serde::{Deserialize, Serialize};

/// What is to go wrong. Every field is optional in `POST /_faults`; `{"reset": true}` first puts all back to normal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Every API answer waits this long.
    pub delay_ms: u64,
    /// So many API requests are answered with `fail_status` and not worked on.
    pub fail_next_5xx: u32,
    /// 500 (kept under the idempotency key, as Stripe does) or 503 (never started, so not kept).
    pub fail_status: u16,
    /// So many API requests are worked on, then the connection is dropped without an answer.
    pub reset_after_processing: u32,
    /// So many API requests are worked on, then answered with 500, which is kept under the idempotency key.
    pub fail_after_processing: u32,
    /// Every API answer waits this long after the request was worked on, so that events overtake it.
    pub delay_after_ms: u64,
    /// Limits the five above to paths that begin so, e.g. `/v1/refunds`; empty means every path.
    pub path_prefix: String,
    /// Limits them to a method, `GET` or `POST`; empty means both.
    pub method: String,
    /// Each event is sent this many times more.
    pub duplicate_webhooks: u32,
    /// Events are gathered for a moment, then sent newest first.
    pub reorder_webhooks: bool,
    /// Events are counted as delivered without being sent.
    pub drop_webhooks: bool,
    /// Events wait until this is switched off.
    pub hold_webhooks: bool,
    /// Lists are empty: what was made has not reached them yet.
    pub stale_lists: bool,
    /// Sessions of a payment link are paid though it is used up: Stripe's restriction has a hole.
    pub exceed_links: bool,
    /// How long the delayed method stays in `processing`.
    pub settle_after_ms: i64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            delay_ms: 0,
            fail_next_5xx: 0,
            fail_status: 500,
            reset_after_processing: 0,
            fail_after_processing: 0,
            delay_after_ms: 0,
            path_prefix: String::new(),
            method: String::new(),
            duplicate_webhooks: 0,
            reorder_webhooks: false,
            drop_webhooks: false,
            hold_webhooks: false,
            stale_lists: false,
            exceed_links: false,
            settle_after_ms: 4_000,
        }
    }
}

/// What one API request is to suffer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Suffering {
    pub delay_ms: u64,
    pub fail_status: Option<u16>,
    pub reset: bool,
    /// Worked on, and answered with 500 all the same.
    pub fail_after: bool,
    pub delay_after_ms: u64,
}

impl Faults {
    /// Takes the faults for one request, counting them down.
    pub fn take(&mut self, method: &str, path: &str) -> Suffering {
        let named = path.starts_with(&self.path_prefix)
            && (self.method.is_empty() || self.method.eq_ignore_ascii_case(method));
        if !named {
            return Suffering::default();
        }
        let mut suffering = Suffering {
            delay_ms: self.delay_ms,
            delay_after_ms: self.delay_after_ms,
            ..Suffering::default()
        };
        if self.fail_next_5xx > 0 {
            self.fail_next_5xx -= 1;
            suffering.fail_status = Some(self.fail_status);
        } else if self.reset_after_processing > 0 {
            self.reset_after_processing -= 1;
            suffering.reset = true;
        } else if self.fail_after_processing > 0 {
            self.fail_after_processing -= 1;
            suffering.fail_after = true;
        }
        suffering
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_faults_end_and_spare_other_paths() {
        let mut faults = Faults {
            fail_next_5xx: 1,
            path_prefix: "/v1/refunds".into(),
            ..Faults::default()
        };
        assert_eq!(faults.take("POST", "/v1/charges"), Suffering::default());
        assert_eq!(faults.take("POST", "/v1/refunds").fail_status, Some(500));
        assert_eq!(faults.take("POST", "/v1/refunds"), Suffering::default());
    }
}
