-- CreateEnum
CREATE TYPE "role" AS ENUM ('student', 'auditor', 'ta', 'instructor');

-- CreateEnum
CREATE TYPE "submission_status" AS ENUM ('queued', 'scoring', 'scored', 'invalid', 'failed');

-- CreateEnum
CREATE TYPE "reveal_mode" AS ENUM ('at_close', 'manual');

-- CreateEnum
CREATE TYPE "board_kind" AS ENUM ('public', 'private');

-- CreateEnum
CREATE TYPE "link_purpose" AS ENUM ('first_instructor', 'set_password');

-- CreateEnum
CREATE TYPE "exception_kind" AS ENUM ('extra_attempts', 'extended_deadline');

-- CreateEnum
CREATE TYPE "file_kind" AS ENUM ('data', 'sample_submission', 'reference', 'metric');

-- CreateEnum
CREATE TYPE "regrade_status" AS ENUM ('scoring', 'ready', 'committed', 'cancelled', 'failed');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "email" TEXT,
    "student_id" TEXT,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "session_epoch" INTEGER NOT NULL DEFAULT 0,
    "can_create_courses" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "external_identity" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "external_identity_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "secret_link" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "purpose" "link_purpose" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "user_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "secret_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "course" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "course_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "enrolment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "course_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "display_name" TEXT NOT NULL,
    "display_name_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrolment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "course_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment_page" (
    "assignment_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "markdown" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "assignment_page_pkey" PRIMARY KEY ("assignment_id","slug")
);

-- CreateTable
CREATE TABLE "assignment_file" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "assignment_id" UUID NOT NULL,
    "kind" "file_kind" NOT NULL,
    "path" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "assignment_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "competition" (
    "assignment_id" UUID NOT NULL,
    "metric" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "id_column" TEXT NOT NULL,
    "target_columns" TEXT[],
    "labels" TEXT[],
    "split" JSONB,
    "daily_limit" INTEGER,
    "limit_timezone" TEXT NOT NULL DEFAULT 'UTC',
    "failed_per_day_max" INTEGER NOT NULL DEFAULT 50,
    "final_submissions" INTEGER NOT NULL DEFAULT 2,
    "reveal_mode" "reveal_mode" NOT NULL DEFAULT 'at_close',
    "revealed_at" TIMESTAMPTZ(3),
    "precision" INTEGER NOT NULL DEFAULT 5,
    "file_bytes_max" INTEGER NOT NULL DEFAULT 67108864,
    "rules_required" BOOLEAN NOT NULL DEFAULT true,
    "late_submissions" BOOLEAN NOT NULL DEFAULT false,
    "active_solution_id" UUID,

    CONSTRAINT "competition_pkey" PRIMARY KEY ("assignment_id")
);

-- CreateTable
CREATE TABLE "solution_version" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "competition_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "rows_public" INTEGER NOT NULL,
    "rows_private" INTEGER NOT NULL,
    "rows_ignored" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "solution_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "baseline" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "competition_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_name" TEXT,
    "sha256" TEXT,
    "public_score" DOUBLE PRECISION,
    "private_score" DOUBLE PRECISION,
    "solution_id" UUID,

    CONSTRAINT "baseline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "participant" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "competition_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "rules_accepted_at" TIMESTAMPTZ(3),
    "hidden_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "participant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "participant_exception" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "participant_id" UUID NOT NULL,
    "kind" "exception_kind" NOT NULL,
    "attempts" INTEGER,
    "quota_day" TEXT,
    "closes_at" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "participant_exception_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "submission" (
    "id" SERIAL NOT NULL,
    "competition_id" UUID NOT NULL,
    "participant_id" UUID NOT NULL,
    "status" "submission_status" NOT NULL,
    "sha256" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_bytes" INTEGER NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "quota_day" TEXT NOT NULL,
    "counts_for_limit" BOOLEAN NOT NULL,
    "late" BOOLEAN NOT NULL DEFAULT false,
    "problems" JSONB,
    "problem_count" INTEGER NOT NULL DEFAULT 0,
    "selected_at" TIMESTAMPTZ(3),
    "invalidated_at" TIMESTAMPTZ(3),
    "invalidated_reason" TEXT,
    "scored_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,

    CONSTRAINT "submission_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score" (
    "submission_id" INTEGER NOT NULL,
    "solution_id" UUID NOT NULL,
    "metric" TEXT NOT NULL,
    "public_score" DOUBLE PRECISION,
    "private_score" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "score_pkey" PRIMARY KEY ("submission_id","solution_id","metric")
);

-- CreateTable
CREATE TABLE "board_entry" (
    "participant_id" UUID NOT NULL,
    "competition_id" UUID NOT NULL,
    "best_score" DOUBLE PRECISION,
    "best_submission_id" INTEGER,
    "best_at" TIMESTAMPTZ(3),
    "entries" INTEGER NOT NULL DEFAULT 0,
    "last_entry_at" TIMESTAMPTZ(3),
    "progress" DOUBLE PRECISION[],

    CONSTRAINT "board_entry_pkey" PRIMARY KEY ("participant_id")
);

-- CreateTable
CREATE TABLE "board_state" (
    "competition_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "board_state_pkey" PRIMARY KEY ("competition_id")
);

-- CreateTable
CREATE TABLE "board_snapshot" (
    "competition_id" UUID NOT NULL,
    "kind" "board_kind" NOT NULL,
    "version" INTEGER NOT NULL,
    "etag" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "built_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "board_snapshot_pkey" PRIMARY KEY ("competition_id","kind")
);

-- CreateTable
CREATE TABLE "regrade_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "competition_id" UUID NOT NULL,
    "from_solution_id" UUID,
    "to_solution_id" UUID NOT NULL,
    "metric" TEXT NOT NULL,
    "baseline_scores" JSONB,
    "status" "regrade_status" NOT NULL DEFAULT 'scoring',
    "reason" TEXT NOT NULL,
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "regrade_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "upload" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "competition_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "bytes_total" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "submission_id" INTEGER,

    CONSTRAINT "upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "course_id" UUID,
    "assignment_id" UUID,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "site_setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "site_setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "user_student_id_key" ON "user"("student_id");

-- CreateIndex
CREATE INDEX "external_identity_user_id_idx" ON "external_identity"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "secret_link_token_hash_key" ON "secret_link"("token_hash");

-- CreateIndex
CREATE INDEX "secret_link_user_id_idx" ON "secret_link"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_token_hash_key" ON "api_token"("token_hash");

-- CreateIndex
CREATE INDEX "api_token_user_id_idx" ON "api_token"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "course_slug_key" ON "course"("slug");

-- CreateIndex
CREATE INDEX "enrolment_user_id_idx" ON "enrolment"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_course_id_user_id_key" ON "enrolment"("course_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_course_id_display_name_key_key" ON "enrolment"("course_id", "display_name_key");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_course_id_slug_key" ON "assignment"("course_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "assignment_file_assignment_id_path_key" ON "assignment_file"("assignment_id", "path");

-- CreateIndex
CREATE UNIQUE INDEX "competition_active_solution_id_key" ON "competition"("active_solution_id");

-- CreateIndex
CREATE UNIQUE INDEX "solution_version_competition_id_number_key" ON "solution_version"("competition_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "baseline_competition_id_name_key" ON "baseline"("competition_id", "name");

-- CreateIndex
CREATE INDEX "participant_user_id_idx" ON "participant"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "participant_competition_id_user_id_key" ON "participant"("competition_id", "user_id");

-- CreateIndex
CREATE INDEX "participant_exception_participant_id_idx" ON "participant_exception"("participant_id");

-- CreateIndex
CREATE INDEX "submission_participant_id_quota_day_idx" ON "submission"("participant_id", "quota_day");

-- CreateIndex
CREATE INDEX "submission_competition_id_accepted_at_idx" ON "submission"("competition_id", "accepted_at");

-- CreateIndex
CREATE INDEX "submission_status_accepted_at_idx" ON "submission"("status", "accepted_at");

-- CreateIndex
CREATE UNIQUE INDEX "submission_participant_id_idempotency_key_key" ON "submission"("participant_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "score_solution_id_idx" ON "score"("solution_id");

-- CreateIndex
CREATE INDEX "board_entry_competition_id_idx" ON "board_entry"("competition_id");

-- CreateIndex
CREATE INDEX "regrade_run_competition_id_created_at_idx" ON "regrade_run"("competition_id", "created_at");

-- CreateIndex
CREATE INDEX "upload_expires_at_idx" ON "upload"("expires_at");

-- CreateIndex
CREATE INDEX "upload_user_id_idx" ON "upload"("user_id");

-- CreateIndex
CREATE INDEX "audit_entry_course_id_id_idx" ON "audit_entry"("course_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_assignment_id_id_idx" ON "audit_entry"("assignment_id", "id");

-- AddForeignKey
ALTER TABLE "external_identity" ADD CONSTRAINT "external_identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret_link" ADD CONSTRAINT "secret_link_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_page" ADD CONSTRAINT "assignment_page_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "assignment_file" ADD CONSTRAINT "assignment_file_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "competition" ADD CONSTRAINT "competition_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "competition" ADD CONSTRAINT "competition_active_solution_id_fkey" FOREIGN KEY ("active_solution_id") REFERENCES "solution_version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "solution_version" ADD CONSTRAINT "solution_version_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "baseline" ADD CONSTRAINT "baseline_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "participant_exception" ADD CONSTRAINT "participant_exception_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission" ADD CONSTRAINT "submission_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission" ADD CONSTRAINT "submission_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score" ADD CONSTRAINT "score_submission_id_fkey" FOREIGN KEY ("submission_id") REFERENCES "submission"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score" ADD CONSTRAINT "score_solution_id_fkey" FOREIGN KEY ("solution_id") REFERENCES "solution_version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "board_entry" ADD CONSTRAINT "board_entry_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "board_state" ADD CONSTRAINT "board_state_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "board_snapshot" ADD CONSTRAINT "board_snapshot_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "regrade_run" ADD CONSTRAINT "regrade_run_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "upload" ADD CONSTRAINT "upload_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The one clock. Every rule about time asks it, so application servers with wrong clocks agree, and a test can replace it.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT date_trunc('milliseconds', clock_timestamp()) $$;
