//! The cookies of one browser: stored by name, removed when the shop removes them.

use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub struct Jar(BTreeMap<String, String>);

/// What the mark of a known browser ends with; every other cookie of the shop is the session's.
const MARK: &str = "-known";

impl Jar {
    /// Takes what a `Set-Cookie` line says.
    pub fn takes(&mut self, line: &str) {
        let (pair, rules) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if value.is_empty() || rules.contains("Max-Age=0") {
            self.0.remove(name);
        } else {
            self.0.insert(name.into(), value.into());
        }
    }

    /// All of them, as they are sent.
    pub fn header(&self) -> Option<String> {
        let pairs: Vec<String> = self.0.iter().map(|(n, v)| format!("{n}={v}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn pair(&self, is_mark: bool) -> Option<String> {
        let found = self
            .0
            .iter()
            .find(|(name, _)| name.ends_with(MARK) == is_mark);
        found.map(|(name, value)| format!("{name}={value}"))
    }

    /// The session's, as it is sent.
    pub fn session(&self) -> Option<String> {
        self.pair(false)
    }

    /// The mark of a known browser, as it is sent.
    pub fn mark(&self) -> Option<String> {
        self.pair(true)
    }
}
