-- Mails are taken one by one, for a time.
DROP INDEX "mail_outbox_sent_at_id_idx";
ALTER TABLE "mail_outbox" ADD COLUMN "next_try_at" TIMESTAMPTZ(3) DEFAULT app_now();
UPDATE "mail_outbox" SET "next_try_at" = NULL WHERE "sent_at" IS NOT NULL OR "tries" >= 8;
CREATE INDEX "mail_outbox_next_try_at_idx" ON "mail_outbox"("next_try_at");
