-- What records are found by: words as the shop itself folds and cuts them, so that every database finds the same. One
-- row for each language of a record; `und` is the language of one that says none. The rows are written with their records.

-- Every word of the catalogue, for searches that forgive a typo.
CREATE TABLE search_words (
    language TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (language, word)
);

CREATE TABLE product_texts (
    product_id TEXT NOT NULL,
    language TEXT NOT NULL,
    words TEXT NOT NULL,
    -- The words come folded: they stand here as they are.
    body TSVECTOR NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED,
    PRIMARY KEY (product_id, language)
);
CREATE INDEX product_texts_body ON product_texts USING GIN (body);

-- Orders, customers and custom orders, which the back office alone may find.
CREATE TABLE record_texts (
    kind TEXT NOT NULL CHECK (kind IN ('order', 'customer', 'commission')),
    record_id TEXT NOT NULL,
    language TEXT NOT NULL,
    words TEXT NOT NULL,
    body TSVECTOR NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED,
    PRIMARY KEY (kind, record_id, language)
);
CREATE INDEX record_texts_body ON record_texts USING GIN (body);
