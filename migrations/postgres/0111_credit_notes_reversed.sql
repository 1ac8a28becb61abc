-- A credit note whose refund failed is taken back by a document of its own, with a number of its own, that names it.
ALTER TABLE invoices DROP CONSTRAINT invoices_kind_check;
ALTER TABLE invoices ADD CONSTRAINT invoices_kind_check CHECK (kind IN ('invoice', 'credit_note', 'credit_note_reversal'));
ALTER TABLE invoices DROP CONSTRAINT invoices_refund_id_key;
ALTER TABLE invoices ADD CONSTRAINT one_document_of_a_kind_for_a_refund UNIQUE (refund_id, kind);
ALTER TABLE invoices DROP CONSTRAINT a_credit_note_is_for_a_refund;
ALTER TABLE invoices ADD CONSTRAINT a_credit_note_is_for_a_refund CHECK ((kind <> 'invoice') = (refund_id IS NOT NULL));
