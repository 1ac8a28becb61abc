-- What records are found by: words as the shop itself folds and cuts them, so that every database finds the same. One
-- row for each language of a record; `und` is the language of one that says none. The rows are written with their records.

-- Every word of the catalogue, for searches that forgive a typo.
CREATE TABLE search_words (
    language TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (language, word)
) WITHOUT ROWID;

CREATE TABLE product_texts (
    number INTEGER PRIMARY KEY,
    product_id TEXT NOT NULL,
    language TEXT NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (product_id, language)
);
-- The words come folded: this tokenizer parts them at spaces and leaves every letter as it is.
CREATE VIRTUAL TABLE product_search USING fts5 (
    words, content = 'product_texts', content_rowid = 'number', detail = 'none', prefix = '2 3', tokenize = 'ascii'
);
-- The index keeps no text of its own: it is told of each row, with the words that it knew it by.
CREATE TRIGGER product_texts_come AFTER INSERT ON product_texts BEGIN
    INSERT INTO product_search (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER product_texts_change AFTER UPDATE ON product_texts BEGIN
    INSERT INTO product_search (product_search, rowid, words) VALUES ('delete', old.number, old.words);
    INSERT INTO product_search (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER product_texts_go AFTER DELETE ON product_texts BEGIN
    INSERT INTO product_search (product_search, rowid, words) VALUES ('delete', old.number, old.words);
END;

-- Orders, customers and custom orders, which the back office alone may find.
CREATE TABLE record_texts (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('order', 'customer', 'commission')),
    record_id TEXT NOT NULL,
    language TEXT NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (kind, record_id, language)
);
CREATE VIRTUAL TABLE record_search USING fts5 (
    words, content = 'record_texts', content_rowid = 'number', detail = 'none', prefix = '2 3', tokenize = 'ascii'
);
-- Told of each row, as the index of products is.
CREATE TRIGGER record_texts_come AFTER INSERT ON record_texts BEGIN
    INSERT INTO record_search (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER record_texts_change AFTER UPDATE ON record_texts BEGIN
    INSERT INTO record_search (record_search, rowid, words) VALUES ('delete', old.number, old.words);
    INSERT INTO record_search (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER record_texts_go AFTER DELETE ON record_texts BEGIN
    INSERT INTO record_search (record_search, rowid, words) VALUES ('delete', old.number, old.words);
END;
