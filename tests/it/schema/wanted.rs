//! How the schema differs from that of the unreleased builds, and why.

/// A difference that is meant: why, and the lines of each database that went (`-`) and came (`+`).
pub struct Wanted {
    pub why: &'static str,
    pub sqlite: &'static [&'static str],
    pub postgres: &'static [&'static str],
}

pub const WANTED: &[Wanted] = &[
    Wanted {
        why: "Of two pictures of a product none can say which comes first where both are in one place.",
        sqlite: &[
            "- CREATE INDEX pictures_by_product ON pictures (product_id, position)",
            "+ CREATE UNIQUE INDEX one_picture_in_a_place ON pictures (product_id, position)",
        ],
        postgres: &[
            "- index CREATE INDEX pictures_by_product ON pictures USING btree (product_id, \"position\")",
            "+ index CREATE UNIQUE INDEX one_picture_in_a_place ON pictures USING btree (product_id, \"position\")",
        ],
    },
    Wanted {
        why: "A payment link is a method of its own. It was stored as a hosted page with a mark, because SQLite can't widen a CHECK.",
        sqlite: &[
            "- table payment_attempts: by_link BOOLEAN NOT NULL DEFAULT FALSE",
            "- table payment_attempts: method TEXT NOT NULL CHECK (method IN ('card', 'hosted', 'bank_transfer', 'cash_on_collection'))",
            "+ table payment_attempts: method TEXT NOT NULL CHECK (method IN ('card', 'hosted', 'payment_link', 'bank_transfer', 'cash_on_collection'))",
        ],
        postgres: &[
            "- column payment_attempts.by_link boolean NOT NULL DEFAULT false",
            "- constraint payment_attempts.payment_attempts_method_check CHECK ((method = ANY (ARRAY['card'::text, 'hosted'::text, 'bank_transfer'::text, 'cash_on_collection'::text])))",
            "+ constraint payment_attempts.payment_attempts_method_check CHECK ((method = ANY (ARRAY['card'::text, 'hosted'::text, 'payment_link'::text, 'bank_transfer'::text, 'cash_on_collection'::text])))",
        ],
    },
    Wanted {
        why: "What was added to a form waits in a table of its own until the form is sent, whatever it is for; it waited among the pictures of custom orders.",
        sqlite: &[
            "- CREATE INDEX commission_pictures_by_age ON commission_pictures (commission_id, created_at_ms)",
            "- CREATE INDEX commission_pictures_waiting ON commission_pictures (upload_hash, position)",
            "+ CREATE INDEX waiting_pictures_by_age ON waiting_pictures (created_at_ms)",
            "+ CREATE INDEX waiting_pictures_by_form ON waiting_pictures (upload_hash, position)",
            "- table commission_pictures: CONSTRAINT it_waits_or_belongs CHECK ((upload_hash IS NULL) = (commission_id IS NOT NULL))",
            "- table commission_pictures: commission_id TEXT REFERENCES commissions (id)",
            "- table commission_pictures: created_at_ms BIGINT NOT NULL",
            "+ table commission_pictures: commission_id TEXT NOT NULL REFERENCES commissions (id)",
            "- table commission_pictures: upload_hash TEXT",
            "+ table waiting_pictures: created_at_ms BIGINT NOT NULL",
            "+ table waiting_pictures: height BIGINT NOT NULL",
            "+ table waiting_pictures: id TEXT PRIMARY KEY",
            "+ table waiting_pictures: media_key TEXT NOT NULL UNIQUE",
            "+ table waiting_pictures: placeholder TEXT NOT NULL",
            "+ table waiting_pictures: position BIGINT NOT NULL",
            "+ table waiting_pictures: sizes TEXT NOT NULL",
            "+ table waiting_pictures: upload_hash TEXT NOT NULL",
            "+ table waiting_pictures: width BIGINT NOT NULL",
        ],
        postgres: &[
            "- column commission_pictures.commission_id text",
            "- column commission_pictures.created_at_ms bigint NOT NULL",
            "+ column commission_pictures.commission_id text NOT NULL",
            "- column commission_pictures.upload_hash text",
            "+ column waiting_pictures.created_at_ms bigint NOT NULL",
            "+ column waiting_pictures.height bigint NOT NULL",
            "+ column waiting_pictures.id text NOT NULL",
            "+ column waiting_pictures.media_key text NOT NULL",
            "+ column waiting_pictures.placeholder text NOT NULL",
            "+ column waiting_pictures.position bigint NOT NULL",
            "+ column waiting_pictures.sizes text NOT NULL",
            "+ column waiting_pictures.upload_hash text NOT NULL",
            "+ column waiting_pictures.width bigint NOT NULL",
            "- constraint commission_pictures.it_waits_or_belongs CHECK (((upload_hash IS NULL) = (commission_id IS NOT NULL)))",
            "+ constraint waiting_pictures.waiting_pictures_media_key_key UNIQUE (media_key)",
            "+ constraint waiting_pictures.waiting_pictures_pkey PRIMARY KEY (id)",
            "- index CREATE INDEX commission_pictures_by_age ON commission_pictures USING btree (commission_id, created_at_ms)",
            "- index CREATE INDEX commission_pictures_waiting ON commission_pictures USING btree (upload_hash, \"position\")",
            "+ index CREATE INDEX waiting_pictures_by_age ON waiting_pictures USING btree (created_at_ms)",
            "+ index CREATE INDEX waiting_pictures_by_form ON waiting_pictures USING btree (upload_hash, \"position\")",
            "+ index CREATE UNIQUE INDEX waiting_pictures_media_key_key ON waiting_pictures USING btree (media_key)",
            "+ index CREATE UNIQUE INDEX waiting_pictures_pkey ON waiting_pictures USING btree (id)",
        ],
    },
    Wanted {
        why: "Why a refund is made is one of a few causes, and what staff wrote stands beside it alone. The cause was told by a sentence; what staff had chosen was kept, and read by nobody.",
        sqlite: &[
            "+ table refunds: CONSTRAINT staff_alone_write_why CHECK ((cause = 'staff') = (reason <> ''))",
            "+ table refunds: cause TEXT NOT NULL CHECK (cause IN ('staff', 'order_cancelled', 'custom_order_ended', 'second_payment', 'piece_gone', 'dashboard'))",
            "- table refunds: kind TEXT NOT NULL DEFAULT ''",
        ],
        postgres: &[
            "+ column refunds.cause text NOT NULL",
            "- column refunds.kind text NOT NULL DEFAULT ''::text",
            "+ constraint refunds.refunds_cause_check CHECK ((cause = ANY (ARRAY['staff'::text, 'order_cancelled'::text, 'custom_order_ended'::text, 'second_payment'::text, 'piece_gone'::text, 'dashboard'::text])))",
            "+ constraint refunds.staff_alone_write_why CHECK (((cause = 'staff'::text) = (reason <> ''::text)))",
        ],
    },
];
