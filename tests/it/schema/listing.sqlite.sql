-- What a schema of SQLite consists of: SQLite keeps the text of each part as it was typed. The tables below a full-text
-- index are its own affair.
SELECT s.type, s.name, s.sql FROM sqlite_schema s
LEFT JOIN pragma_table_list l ON l.name = s.name
WHERE s.sql IS NOT NULL AND COALESCE(l.type, '') <> 'shadow' AND s.name NOT LIKE 'sqlite\_%' ESCAPE '\'
UNION ALL SELECT 'row', 'counters', name || ' ' || value FROM counters
UNION ALL SELECT 'row', 'ledger_head', id || ' ' || seq || ' ' || quote(hash) FROM ledger_head
UNION ALL SELECT 'row', 'write_probe', id || ' ' || at_ms FROM write_probe
