-- What is for sale, and what a product asks its buyer. Stock and a piece's state belong to the variant.
CREATE TABLE categories (
    id TEXT PRIMARY KEY,
    parent_id TEXT REFERENCES categories (id),
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    position BIGINT NOT NULL DEFAULT 0,
    -- So that nobody overwrites what another saved meanwhile.
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX categories_by_parent ON categories (parent_id, position);

CREATE TABLE products (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    -- The folded title, by which titles are sorted, letter by letter as SQLite does it.
    sort_key TEXT COLLATE "C" NOT NULL DEFAULT '',
    story TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    category_id TEXT REFERENCES categories (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
    featured BOOLEAN NOT NULL DEFAULT FALSE,
    one_of_a_kind BOOLEAN NOT NULL DEFAULT FALSE,
    tax_class TEXT NOT NULL DEFAULT 'standard',
    -- Facts as JSON: medium, materials, size, year, provenance, exhibitions, weight, attributes.
    facts TEXT NOT NULL DEFAULT '{}',
    meta_title TEXT NOT NULL DEFAULT '',
    meta_description TEXT NOT NULL DEFAULT '',
    -- Kept beside the variants so that a list can filter on it; doctor recomputes it.
    in_stock BOOLEAN NOT NULL DEFAULT FALSE,
    published_at_ms BIGINT,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX products_newest ON products (status, published_at_ms DESC, id DESC);
CREATE INDEX products_by_title ON products (status, sort_key, id);
CREATE INDEX products_by_category ON products (category_id, status, published_at_ms DESC, id DESC);
CREATE INDEX products_by_kind ON products (status, kind, published_at_ms DESC, id DESC);
CREATE INDEX products_by_stock ON products (status, in_stock, published_at_ms DESC, id DESC);
CREATE INDEX products_featured ON products (featured, status, published_at_ms DESC, id DESC);
CREATE INDEX products_by_id ON products (status, id);
CREATE INDEX products_by_change ON products (updated_at_ms DESC, id DESC);

-- Where a renamed product or category is found now.
CREATE TABLE slug_redirects (
    noun TEXT NOT NULL CHECK (noun IN ('product', 'category')),
    old_slug TEXT NOT NULL,
    target_id TEXT NOT NULL,
    PRIMARY KEY (noun, old_slug)
);

CREATE TABLE variants (
    id TEXT PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES products (id),
    sku TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    position BIGINT NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    one_of_a_kind BOOLEAN NOT NULL DEFAULT FALSE,
    piece_state TEXT CHECK (piece_state IN ('available', 'reserved', 'sold', 'archived')),
    -- A one-of-a-kind piece that was sold may come into the shop again, bought back or made anew. Each time is a life of
    -- its own, and each life is sold at most once.
    life BIGINT NOT NULL DEFAULT 1,
    received BIGINT NOT NULL DEFAULT 0 CHECK (received >= 0),
    adjusted BIGINT NOT NULL DEFAULT 0,
    restocked BIGINT NOT NULL DEFAULT 0 CHECK (restocked >= 0),
    available BIGINT NOT NULL DEFAULT 0 CHECK (available >= 0),
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    sold BIGINT NOT NULL DEFAULT 0 CHECK (sold >= 0),
    -- Units paid for that the shop did not have.
    sold_short BIGINT NOT NULL DEFAULT 0 CHECK (sold_short >= 0),
    CONSTRAINT stock_adds_up CHECK (received + adjusted + restocked = available + held + sold),
    CONSTRAINT a_piece_exists_once CHECK (NOT one_of_a_kind OR (piece_state IS NOT NULL AND available + held <= 1))
);
CREATE INDEX variants_by_product ON variants (product_id, position);

CREATE TABLE stock_moves (
    id TEXT PRIMARY KEY,
    variant_id TEXT NOT NULL REFERENCES variants (id),
    kind TEXT NOT NULL CHECK (kind IN ('receive', 'adjust', 'hold', 'release', 'sell', 'sell_short', 'restock')),
    quantity BIGINT NOT NULL,
    order_id TEXT,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    at_ms BIGINT NOT NULL
);
CREATE INDEX stock_moves_by_variant ON stock_moves (variant_id, at_ms);

CREATE TABLE prices (
    variant_id TEXT NOT NULL REFERENCES variants (id),
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (variant_id, currency)
);

-- The range of a product's prices, kept with the prices so that a list can sort on it; doctor recomputes it.
CREATE TABLE product_prices (
    product_id TEXT NOT NULL REFERENCES products (id),
    currency TEXT NOT NULL,
    from_minor BIGINT NOT NULL,
    to_minor BIGINT NOT NULL,
    -- The product is published.
    listed BOOLEAN NOT NULL DEFAULT FALSE,
    -- The product's category, so that one category can be walked in the order of prices.
    category_id TEXT,
    PRIMARY KEY (product_id, currency)
);
CREATE INDEX product_prices_by_amount ON product_prices (currency, listed, from_minor, product_id);
CREATE INDEX product_prices_by_category ON product_prices (category_id, currency, listed, from_minor, product_id);

CREATE TABLE pictures (
    id TEXT PRIMARY KEY,
    product_id TEXT REFERENCES products (id),
    position BIGINT NOT NULL DEFAULT 0,
    -- The unguessable folder of its files; two products may show the same ones.
    media_key TEXT NOT NULL,
    alt TEXT NOT NULL CHECK (alt <> ''),
    caption TEXT NOT NULL DEFAULT '',
    credit TEXT NOT NULL DEFAULT '',
    licence TEXT NOT NULL DEFAULT '',
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    -- A JSON list of the widths that exist.
    sizes TEXT NOT NULL,
    placeholder TEXT NOT NULL DEFAULT '',
    created_at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX one_picture_in_a_place ON pictures (product_id, position);
CREATE INDEX pictures_by_key ON pictures (media_key);

-- What a product asks its buyer: options to choose from, texts to personalise it with.
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
