-- AlterTable
ALTER TABLE "handin" ADD COLUMN "report_characters" INTEGER;
-- A report without text was counted as 0 words: its length is not known.
UPDATE "handin" SET "report_words" = NULL WHERE "report_words" = 0;
