//! Which rows are sealed, and how each is read: as texts, the same for writing its seal and for verifying it.

use crate::server::db::{Conn, on, push_in};
use crate::server::error::{Error, Result};
use atelier_derive::Named;
use serde_json::Value;
use sqlx::{AssertSqlSafe, QueryBuilder, Row};
use std::collections::BTreeMap;

/// A kind of row that must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Named)]
pub enum Kind {
    Audit,
    /// Its ids are the order's and the version, with a `/` between.
    OrderHistory,
    /// Its ids are the order's and the role.
    OrderAddress,
    Invoice,
    /// Its ids are the return's and the version.
    ReturnEvent,
    /// Its ids are the custom order's and the version.
    CommissionEvent,
}

/// How the rows of a kind are read. Everything is SQL that both databases understand.
struct Shape {
    table: &'static str,
    /// The table as `t`, with what is needed to name a row.
    from: &'static str,
    /// The column by which its rows are found: the first part of an id.
    owner: &'static str,
    id: &'static str,
    chain: &'static str,
    /// What a person calls it.
    label: &'static str,
    order: &'static str,
    /// Each field and its text.
    fields: &'static [(&'static str, &'static str)],
}

const TIME: (&str, &str) = ("at_ms", "CAST(t.at_ms AS TEXT)");
const INTERNAL: (&str, &str) = (
    "internal",
    "CASE WHEN t.internal THEN 'true' ELSE 'false' END",
);

const AUDIT: Shape = Shape {
    table: "audit_log",
    from: "audit_log t",
    owner: "t.id",
    id: "t.id",
    chain: "'audit'",
    label: "'entry ' || t.id || ' of the audit log'",
    order: "t.id",
    fields: &[
        TIME,
        ("actor", "t.actor"),
        ("actor_name", "t.actor_name"),
        ("kind", "t.kind"),
        (ARGS, "t.args"),
        ("subject", "t.subject"),
        ("ip", "t.ip"),
    ],
};

const ORDER_HISTORY: Shape = Shape {
    table: "order_history",
    from: "order_history t JOIN orders o ON o.id = t.order_id",
    owner: "t.order_id",
    id: "t.order_id || '/' || t.version",
    chain: "'order:' || t.order_id",
    label: "'row ' || t.version || ' in the history of ORD-' || o.number",
    order: "t.order_id, t.version",
    fields: &[
        TIME,
        ("actor", "t.actor"),
        ("actor_name", "t.actor_name"),
        ("from_status", "t.from_status"),
        ("to_status", "t.to_status"),
        ("kind", "t.kind"),
        (ARGS, "t.args"),
        INTERNAL,
    ],
};

const ORDER_ADDRESS: Shape = Shape {
    table: "order_addresses",
    from: "order_addresses t JOIN orders o ON o.id = t.order_id",
    owner: "t.order_id",
    id: "t.order_id || '/' || t.role",
    chain: "'order:' || t.order_id",
    label: "'the ' || t.role || ' address of ORD-' || o.number",
    order: "t.order_id, t.role",
    fields: &[
        ("full_name", "t.full_name"),
        ("line1", "t.line1"),
        ("line2", "t.line2"),
        ("city", "t.city"),
        ("region", "t.region"),
        ("postal_code", "t.postal_code"),
        ("country", "t.country"),
        ("phone", "t.phone"),
    ],
};

const INVOICE: Shape = Shape {
    table: "invoices",
    from: "invoices t JOIN orders o ON o.id = t.order_id",
    owner: "t.id",
    id: "t.id",
    chain: "'order:' || t.order_id",
    label: "REPLACE(t.kind, '_', ' ') || ' ' || t.year || '-' || t.number || ' of ORD-' || o.number",
    order: "t.id",
    fields: &[
        ("kind", "t.kind"),
        ("year", "CAST(t.year AS TEXT)"),
        ("number", "CAST(t.number AS TEXT)"),
        ("order_id", "t.order_id"),
        ("refund_id", "t.refund_id"),
        ("currency", "t.currency"),
        ("total_minor", "CAST(t.total_minor AS TEXT)"),
        ("tax_minor", "CAST(t.tax_minor AS TEXT)"),
        ("issued_on", "CAST(t.issued_on AS TEXT)"),
        ("issued_at_ms", "CAST(t.issued_at_ms AS TEXT)"),
        (DOCUMENT, "t.document"),
    ],
};

const RETURN_EVENT: Shape = Shape {
    table: "return_events",
    from: "return_events t JOIN returns r ON r.id = t.return_id JOIN orders o ON o.id = r.order_id",
    owner: "t.return_id",
    id: "t.return_id || '/' || t.version",
    chain: "'order:' || r.order_id",
    label: "'step ' || t.version || ' of return ' || r.number || ' of ORD-' || o.number",
    order: "t.return_id, t.version",
    fields: &[
        TIME,
        ("actor", "t.actor"),
        ("actor_name", "t.actor_name"),
        ("from_status", "t.from_status"),
        ("to_status", "t.to_status"),
        ("kind", "t.kind"),
        (ARGS, "t.args"),
    ],
};

const COMMISSION_EVENT: Shape = Shape {
    table: "commission_events",
    from: "commission_events t JOIN commissions c ON c.id = t.commission_id",
    owner: "t.commission_id",
    id: "t.commission_id || '/' || t.version",
    chain: "'commission:' || t.commission_id",
    label: "'row ' || t.version || ' in the history of CUS-' || c.number",
    order: "t.commission_id, t.version",
    fields: &[
        TIME,
        ("actor", "t.actor"),
        ("actor_name", "t.actor_name"),
        ("from_status", "t.from_status"),
        ("to_status", "t.to_status"),
        ("kind", "t.kind"),
        (ARGS, "t.args"),
        INTERNAL,
    ],
};

/// The fields that hold an object as JSON: a document, and the arguments of what happened. Each of its members is a field of
/// its own, so that whom it is addressed to, or what was typed, can be erased and the sums stay; the field itself is the
/// list of their names.
const DOCUMENT: &str = "document";
const ARGS: &str = "args";
pub const OBJECTS: [&str; 2] = [DOCUMENT, ARGS];

impl Kind {
    fn shape(self) -> &'static Shape {
        match self {
            Self::Audit => &AUDIT,
            Self::OrderHistory => &ORDER_HISTORY,
            Self::OrderAddress => &ORDER_ADDRESS,
            Self::Invoice => &INVOICE,
            Self::ReturnEvent => &RETURN_EVENT,
            Self::CommissionEvent => &COMMISSION_EVENT,
        }
    }

    pub fn table(self) -> &'static str {
        self.shape().table
    }

    pub fn of_table(table: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|kind| kind.table() == table)
    }

    /// Whether the shop itself may write over it. Its newest seal is what it must be then.
    pub fn may_be_corrected(self) -> bool {
        self == Self::OrderAddress
    }

    /// A query for what rows of this kind without a seal are called, in the column `id`.
    pub fn without_seal(self) -> String {
        let Shape {
            table, from, label, ..
        } = self.shape();
        let unsealed = self.is_unsealed();
        format!("SELECT '{table}: ' || {label} AS id FROM {from} WHERE {unsealed}")
    }

    fn is_unsealed(self) -> String {
        let Shape { table, id, .. } = self.shape();
        format!(
            "NOT EXISTS (SELECT 1 FROM record_seals s WHERE s.record = '{table}' AND s.record_id = {id})"
        )
    }

    fn select(self) -> String {
        let shape = self.shape();
        let texts = shape.fields.iter().map(|(_, text)| format!(", {text}"));
        let texts: String = texts.collect();
        format!(
            "SELECT {}, {}, {}{texts} FROM {}",
            shape.id, shape.chain, shape.label, shape.from
        )
    }
}

/// A row as it stands.
#[derive(Clone, Debug)]
pub struct Record {
    pub id: String,
    pub chain: String,
    /// What a person calls it.
    pub label: String,
    pub fields: BTreeMap<String, Option<String>>,
}

/// The first part of an id: what its row is found by.
pub fn owner(id: &str) -> &str {
    id.split_once('/').map_or(id, |(owner, _)| owner)
}

/// The rows of a kind that belong to these owners.
pub async fn read(conn: &mut Conn, kind: Kind, owners: &[&str]) -> Result<Vec<Record>> {
    let sql = format!("{} WHERE {}", kind.select(), kind.shape().owner);
    let rows: Vec<Vec<Option<String>>> = on!(conn, c => {
        let mut query = QueryBuilder::new(sql);
        push_in!(query, owners.iter().map(|owner| owner.to_string()));
        let rows = query.build().fetch_all(&mut *c).await?;
        rows.iter().map(|row| (0..row.len()).map(|at| row.try_get(at)).collect()).collect::<sqlx::Result<_>>()?
    });
    rows.into_iter().map(|row| parse(kind, row)).collect()
}

/// Rows of a kind that have no seal, from an owner on.
pub async fn unsealed(conn: &mut Conn, kind: Kind, from: &str, limit: i64) -> Result<Vec<Record>> {
    let Shape { owner, order, .. } = kind.shape();
    let sql = format!(
        "{} WHERE {owner} >= $1 AND {} ORDER BY {order} LIMIT $2",
        kind.select(),
        kind.is_unsealed()
    );
    let rows: Vec<Vec<Option<String>>> = on!(conn, c => {
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(from).bind(limit).fetch_all(&mut *c).await?;
        rows.iter().map(|row| (0..row.len()).map(|at| row.try_get(at)).collect()).collect::<sqlx::Result<_>>()?
    });
    rows.into_iter().map(|row| parse(kind, row)).collect()
}

fn parse(kind: Kind, row: Vec<Option<String>>) -> Result<Record> {
    let shape = kind.shape();
    let mut texts = row.into_iter();
    let mut named = || {
        let text = texts.next().flatten();
        text.ok_or_else(|| Error::fault(format!("a row of {} has no id", shape.table)))
    };
    let (id, chain, label) = (named()?, named()?, named()?);
    let names = shape.fields.iter().map(|(name, _)| name.to_string());
    let mut fields: BTreeMap<String, Option<String>> = names.zip(texts).collect();
    for object in OBJECTS {
        if let Some(Some(text)) = fields.get(object)
            && let Ok(Value::Object(members)) = serde_json::from_str(text)
        {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            let names = names.into_iter().map(String::as_str).collect::<Vec<_>>();
            fields.insert(object.into(), Some(names.join(" ")));
            for (name, value) in &members {
                fields.insert(format!("{object}.{name}"), Some(canonical(value)));
            }
        }
    }
    Ok(Record {
        id,
        chain,
        label,
        fields,
    })
}

/// A value as text with its members in one order, whatever order they were written in.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let each = members.into_iter();
            let each = each.map(|(name, value)| {
                format!("{}:{}", Value::from(name.as_str()), canonical(value))
            });
            format!("{{{}}}", each.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => {
            let each: Vec<String> = values.iter().map(canonical).collect();
            format!("[{}]", each.join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_reads_the_same_in_whatever_order_it_was_written() {
        let of = |text: &str| canonical(&serde_json::from_str(text).unwrap());
        let one = of(r#"{"b":[1,{"y":null,"x":"é\""}],"a":true}"#);
        assert_eq!(
            one,
            of(r#"{ "a": true, "b": [1, {"x": "é\"", "y": null}] }"#)
        );
        assert_eq!(one, r#"{"a":true,"b":[1,{"x":"é\"","y":null}]}"#);
    }

    #[test]
    fn the_members_of_a_document_are_fields_of_their_own() {
        let mut row: Vec<Option<String>> = vec![Some("x".into()); 3 + INVOICE.fields.len()];
        *row.last_mut().unwrap() = Some(r#"{"total":5,"buyer":["Ada"]}"#.into());
        let record = parse(Kind::Invoice, row).unwrap();
        let field = |name: &str| record.fields[name].as_deref();
        assert_eq!(field("document"), Some("buyer total"));
        assert_eq!(field("document.buyer"), Some(r#"["Ada"]"#));
        assert_eq!(field("document.total"), Some("5"));
    }

    #[test]
    fn a_table_names_its_kind() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_table(kind.table()), Some(kind));
        }
        assert_eq!(Kind::of_table("erasure"), None);
    }
}
