-- CreateEnum
CREATE TYPE "upload_purpose" AS ENUM ('prediction', 'handin', 'file', 'bundle');

-- CreateEnum
CREATE TYPE "upload_state" AS ENUM ('receiving', 'sealed', 'consumed', 'refused');

-- An upload is a state machine now. What was under way lies in a place nobody looks at any more and is sent again.
DELETE FROM "upload" WHERE "submission_id" IS NULL;

ALTER TABLE "upload"
    ADD COLUMN "course_id" UUID,
    ADD COLUMN "purpose" "upload_purpose" NOT NULL DEFAULT 'prediction',
    ADD COLUMN "state" "upload_state" NOT NULL DEFAULT 'receiving',
    ADD COLUMN "bytes_received" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "idempotency_key" TEXT,
    ADD COLUMN "content_hash" TEXT,
    ADD COLUMN "sealed_file" TEXT,
    ADD COLUMN "became" TEXT,
    ADD COLUMN "problems" JSONB,
    ALTER COLUMN "bytes_total" TYPE BIGINT,
    ALTER COLUMN "competition_id" DROP NOT NULL,
    ALTER COLUMN "created_at" SET DEFAULT app_now();
ALTER TABLE "upload" RENAME COLUMN "competition_id" TO "assignment_id";
ALTER TABLE "upload" RENAME COLUMN "completed_at" TO "received_at";

DELETE FROM "upload" u WHERE NOT EXISTS (SELECT 1 FROM "assignment" a WHERE a."id" = u."assignment_id");
UPDATE "upload" u SET "course_id" = a."course_id", "state" = 'consumed', "bytes_received" = u."bytes_total",
    "became" = u."submission_id"::text
FROM "assignment" a WHERE a."id" = u."assignment_id";

ALTER TABLE "upload"
    DROP COLUMN "submission_id",
    ALTER COLUMN "course_id" SET NOT NULL,
    ALTER COLUMN "purpose" DROP DEFAULT;

-- CreateTable
CREATE TABLE "upload_piece" (
    "upload_id" UUID NOT NULL,
    "start" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "file" TEXT NOT NULL,

    CONSTRAINT "upload_piece_pkey" PRIMARY KEY ("upload_id", "start")
);

-- CreateTable
CREATE TABLE "store_damage" (
    "hash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "mended_at" TIMESTAMPTZ(3),

    CONSTRAINT "store_damage_pkey" PRIMARY KEY ("hash")
);

-- AlterTable
ALTER TABLE "submission" ADD COLUMN "file_removed_at" TIMESTAMPTZ(3);
ALTER TABLE "bundle_import" ADD COLUMN "file_removed_at" TIMESTAMPTZ(3);

-- DropIndex
DROP INDEX "upload_user_id_idx";

-- CreateIndex
CREATE INDEX "upload_user_id_state_idx" ON "upload"("user_id", "state");

-- CreateIndex
CREATE INDEX "upload_course_id_state_idx" ON "upload"("course_id", "state");

-- AddForeignKey
ALTER TABLE "upload_piece" ADD CONSTRAINT "upload_piece_upload_id_fkey" FOREIGN KEY ("upload_id") REFERENCES "upload"("id") ON DELETE CASCADE ON UPDATE CASCADE;
