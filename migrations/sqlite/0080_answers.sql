-- What a product asks its buyer (options to choose from, texts to personalise it with), and the answers of a line.
CREATE TABLE product_questions (
    id TEXT PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES products (id),
    kind TEXT NOT NULL CHECK (kind IN ('choice', 'text')),
    label TEXT NOT NULL CHECK (label <> ''),
    position BIGINT NOT NULL,
    required BOOLEAN NOT NULL,
    -- Most characters of a text; 0 for a choice.
    max_length BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT a_text_has_a_length CHECK ((kind = 'text') = (max_length > 0))
);
CREATE INDEX product_questions_by_product ON product_questions (product_id, position);

CREATE TABLE question_choices (
    id TEXT PRIMARY KEY,
    question_id TEXT NOT NULL REFERENCES product_questions (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    position BIGINT NOT NULL
);
CREATE INDEX question_choices_by_question ON question_choices (question_id, position);

-- What an answer costs on top. One without any row is free; one with rows can be had in these currencies only.
CREATE TABLE surcharges (
    question_id TEXT NOT NULL REFERENCES product_questions (id) ON DELETE CASCADE,
    -- Empty where the question asks for a text.
    choice_id TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (question_id, choice_id, currency)
);

-- The answers by question, in one canonical form: empty where nothing was answered. A part of the line's identity.
CREATE TABLE answered_cart_lines (
    id TEXT PRIMARY KEY,
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    variant_id TEXT NOT NULL REFERENCES variants (id),
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    -- The price that the visitor saw when adding or last agreeing, and its currency.
    seen_minor BIGINT NOT NULL,
    seen_currency TEXT NOT NULL,
    added_at_ms BIGINT NOT NULL,
    answers TEXT NOT NULL DEFAULT '',
    CONSTRAINT one_line_for_the_same_answers UNIQUE (cart_id, variant_id, answers)
);
INSERT INTO answered_cart_lines (id, cart_id, variant_id, quantity, seen_minor, seen_currency, added_at_ms)
    SELECT id, cart_id, variant_id, quantity, seen_minor, seen_currency, added_at_ms FROM cart_lines;
DROP TABLE cart_lines;
ALTER TABLE answered_cart_lines RENAME TO cart_lines;
CREATE INDEX cart_lines_by_variant ON cart_lines (variant_id);

-- The same of a line that was ordered, and how question and answer read then, with the surcharge, as JSON.
ALTER TABLE order_lines ADD COLUMN answers TEXT NOT NULL DEFAULT '';
ALTER TABLE order_lines ADD COLUMN answered TEXT NOT NULL DEFAULT '[]';
