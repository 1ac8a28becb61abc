//! Checks for everything that has a number, moves along a published state machine and has a history.

use super::Check;

/// The tables and names of one such record.
pub struct Recorded {
    /// Before its number, such as `ORD-`.
    pub prefix: &'static str,
    pub table: &'static str,
    pub counter: &'static str,
    pub history: &'static str,
    /// The history's column that names what it is about.
    pub key: &'static str,
    pub first_state: &'static str,
    /// The steps of the machine as an SQL list: `'pending>confirmed', …`.
    pub steps: String,
    /// Names and rules, in the order of [`Recorded::checks`].
    pub names: [(&'static str, &'static str); 4],
}

impl Recorded {
    /// Numbers without gaps, a history without gaps, steps of the machine alone, states that connect.
    pub fn checks(self) -> Vec<Check> {
        let Recorded {
            prefix,
            table,
            counter,
            history,
            key,
            first_state,
            steps,
            names,
        } = self;
        let queries = [
            format!(
                "SELECT c.name AS id FROM counters c WHERE c.name = '{counter}'
                AND (c.value <> (SELECT COUNT(*) FROM {table})
                    OR c.value <> (SELECT COALESCE(MAX(number), 0) FROM {table}))"
            ),
            format!(
                "SELECT '{prefix}' || o.number AS id FROM {table} o
                LEFT JOIN (SELECT {key}, COUNT(*) AS entries, MIN(version) AS first, MAX(version) AS last
                    FROM {history} GROUP BY {key}) h ON h.{key} = o.id
                WHERE COALESCE(h.entries, 0) <> o.version OR h.first <> 1 OR h.last <> o.version"
            ),
            format!(
                "SELECT DISTINCT '{prefix}' || o.number AS id FROM {history} h JOIN {table} o ON o.id = h.{key}
                WHERE h.to_status IS NOT NULL AND NOT (
                    (h.from_status IS NULL AND h.version = 1 AND h.to_status = '{first_state}')
                    OR (h.from_status IS NOT NULL AND h.from_status || '>' || h.to_status IN ({steps})))"
            ),
            format!(
                "SELECT DISTINCT '{prefix}' || o.number AS id FROM {table} o LEFT JOIN (
                    SELECT {key}, from_status, to_status,
                        LAG(to_status) OVER (PARTITION BY {key} ORDER BY version) AS before,
                        LEAD(to_status) OVER (PARTITION BY {key} ORDER BY version) AS after
                    FROM {history} WHERE to_status IS NOT NULL) h ON h.{key} = o.id
                WHERE h.{key} IS NULL OR COALESCE(h.from_status, '') <> COALESCE(h.before, '')
                    OR (h.after IS NULL AND h.to_status <> o.status)"
            ),
        ];
        let checks = names.into_iter().zip(queries);
        checks
            .map(|((name, rule), sql)| Check::new(name, rule, sql))
            .collect()
    }
}
