//! The doctor: computes again what must always hold, and says what does not.

use super::db::checks;
use super::error::Result;
use super::search::catch_up;
use super::state::App;
use serde::Serialize;

/// Most offenders that are named.
const NAMED: usize = 20;

/// What one rule came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub check: &'static str,
    pub rule: &'static str,
    /// How many things break the rule.
    pub count: i64,
    /// The first of them: SKUs, order numbers, ids.
    pub offenders: Vec<String>,
}

impl Finding {
    pub fn is_well(&self) -> bool {
        self.count == 0
    }
}

/// Runs every check against the database, in the order of the report.
pub async fn examine(app: &App) -> Result<Vec<Finding>> {
    let mut conn = app.db.read().await?;
    let mut findings = Vec::new();
    for check in checks::all() {
        let (count, offenders) = checks::offenders(&mut conn, &check, app.now_ms()).await?;
        findings.push(Finding {
            check: check.name,
            rule: check.rule,
            count,
            offenders,
        });
    }
    let computed = [
        (
            "ledger_is_unchanged",
            "Every entry of the ledger has the keyed hash it was written with and follows the one before.",
            checks::ledger::broken_links(&mut conn, &app.seal_keys).await?,
        ),
        (
            "invoices_add_up",
            "The lines of every invoice and credit note come to the sums that are printed on it.",
            checks::invoices::wrong_sums(&mut conn).await?,
        ),
        (
            "rows_are_unchanged",
            "The audit log, histories, addresses of orders and documents are what was sealed when they were written.",
            checks::seals::broken_chains(&mut conn, &app.seal_keys).await?,
        ),
        (
            "heads_are_unchanged",
            "Every head over the ends of chains is what was written.",
            checks::heads::first_wrong_head(&mut conn, &app.seal_keys)
                .await?
                .into_iter()
                .collect(),
        ),
        (
            "search_is_true",
            "Everything is found by the words that it has, and sorted by its title; --rebuild-search puts it right.",
            catch_up::wrong(&mut conn).await?,
        ),
    ];
    for (check, rule, wrong) in computed {
        findings.push(Finding {
            check,
            rule,
            count: wrong.len() as i64,
            offenders: wrong.into_iter().take(NAMED).collect(),
        });
    }
    Ok(findings)
}

/// What the provider knows and the shop does not, or the other way round.
pub fn provider_finding(differences: Vec<String>) -> Finding {
    Finding {
        check: "provider_agrees",
        rule: "The payment provider and the shop know the same payments.",
        count: differences.len() as i64,
        offenders: differences,
    }
}

/// The findings for a person: one line each, what is wrong below it.
pub fn report(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let mark = if finding.is_well() { "ok  " } else { "FAIL" };
        text.push_str(&format!("{mark}  {}\n", finding.rule));
        if !finding.is_well() {
            let named = finding.offenders.join(", ");
            let more = finding.count - finding.offenders.len() as i64;
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            text.push_str(&format!(
                "      {} ({}): {named}{more}\n",
                finding.check, finding.count
            ));
        }
    }
    let ill = findings.iter().filter(|f| !f.is_well()).count();
    text.push_str(&match ill {
        0 => format!("All {} checks hold.\n", findings.len()),
        n => format!("{n} of {} checks do not hold.\n", findings.len()),
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_what_is_wrong_and_how_many() {
        let well = Finding {
            check: "a",
            rule: "A holds.",
            count: 0,
            offenders: vec![],
        };
        let ill = Finding {
            check: "b",
            rule: "B holds.",
            count: 3,
            offenders: vec!["ORD-1".into()],
        };
        let text = report(&[well, ill]);
        assert!(text.contains("ok    A holds."), "{text}");
        assert!(
            text.contains("FAIL  B holds.\n      b (3): ORD-1 and 2 more"),
            "{text}"
        );
        assert!(text.ends_with("1 of 2 checks do not hold.\n"), "{text}");
    }
}
