-- CreateEnum
CREATE TYPE "checkpoint_source" AS ENUM ('generated', 'uploaded');

-- CreateTable
CREATE TABLE "quiz" (
    "assignment_id" UUID NOT NULL,
    "settings" JSONB NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "graded_at" TIMESTAMPTZ(3),
    "seed_started_at" TIMESTAMPTZ(3),
    "seed_finished_at" TIMESTAMPTZ(3),
    "seed_failure" TEXT,

    CONSTRAINT "quiz_pkey" PRIMARY KEY ("assignment_id")
);

-- CreateTable
CREATE TABLE "quiz_checkpoint" (
    "assignment_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "source" "checkpoint_source" NOT NULL DEFAULT 'generated',
    "wanted_class" TEXT,
    "network" JSONB,
    "file_name" TEXT,
    "loss" DOUBLE PRECISION,
    "gradient_norm" DOUBLE PRECISION,
    "minimum_ratio" DOUBLE PRECISION,
    "eigen_margin" DOUBLE PRECISION,
    "class" TEXT,
    "ambiguous" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "filled_at" TIMESTAMPTZ(3),
    "downloaded_at" TIMESTAMPTZ(3),

    CONSTRAINT "quiz_checkpoint_pkey" PRIMARY KEY ("assignment_id","user_id")
);

-- CreateTable
CREATE TABLE "quiz_answer" (
    "id" BIGSERIAL NOT NULL,
    "assignment_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "question_id" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quiz_answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quiz_acceptance" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "assignment_id" UUID NOT NULL,
    "user_id" UUID,
    "question_id" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "quiz_acceptance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quiz_result" (
    "assignment_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "question_id" TEXT NOT NULL,
    "points" DECIMAL(10,4) NOT NULL,
    "possible" DECIMAL(10,4) NOT NULL,
    "answer_id" BIGINT,
    "graded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quiz_result_pkey" PRIMARY KEY ("assignment_id","user_id","question_id")
);

-- CreateIndex
CREATE INDEX "quiz_checkpoint_user_id_idx" ON "quiz_checkpoint"("user_id");

-- CreateIndex
CREATE INDEX "quiz_answer_assignment_id_user_id_question_id_id_idx" ON "quiz_answer"("assignment_id", "user_id", "question_id", "id");

-- CreateIndex
CREATE INDEX "quiz_answer_user_id_idx" ON "quiz_answer"("user_id");

-- CreateIndex
CREATE INDEX "quiz_acceptance_assignment_id_idx" ON "quiz_acceptance"("assignment_id");

-- CreateIndex
CREATE INDEX "quiz_acceptance_user_id_idx" ON "quiz_acceptance"("user_id");

-- CreateIndex
CREATE INDEX "quiz_result_user_id_idx" ON "quiz_result"("user_id");

-- AddForeignKey
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_checkpoint" ADD CONSTRAINT "quiz_checkpoint_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "quiz"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_checkpoint" ADD CONSTRAINT "quiz_checkpoint_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_answer" ADD CONSTRAINT "quiz_answer_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "quiz"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_answer" ADD CONSTRAINT "quiz_answer_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_acceptance" ADD CONSTRAINT "quiz_acceptance_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "quiz"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_acceptance" ADD CONSTRAINT "quiz_acceptance_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_result" ADD CONSTRAINT "quiz_result_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "quiz"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quiz_result" ADD CONSTRAINT "quiz_result_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
