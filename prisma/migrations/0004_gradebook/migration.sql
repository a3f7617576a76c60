-- CreateTable
CREATE TABLE "grading" (
    "assignment_id" UUID NOT NULL,
    "settings" JSONB NOT NULL,

    CONSTRAINT "grading_pkey" PRIMARY KEY ("assignment_id")
);

-- CreateTable
CREATE TABLE "grade_release" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "assignment_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "made_with" JSONB NOT NULL,
    "settings" JSONB NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "grade_release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published_grade" (
    "release_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "total" DECIMAL(12,2) NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "published_grade_pkey" PRIMARY KEY ("release_id","user_id")
);

-- CreateTable
CREATE TABLE "grade_override" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "assignment_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "points" DECIMAL(12,2) NOT NULL,
    "reason" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "grade_override_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rule_breach" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "assignment_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "evidence" TEXT NOT NULL,
    "factor" DECIMAL(5,4) NOT NULL,
    "reply" TEXT,
    "replied_at" TIMESTAMPTZ(3),
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "rule_breach_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "grade_release_assignment_id_number_key" ON "grade_release"("assignment_id", "number");

-- CreateIndex
CREATE INDEX "grade_override_assignment_id_user_id_idx" ON "grade_override"("assignment_id", "user_id");

-- CreateIndex
CREATE INDEX "rule_breach_assignment_id_user_id_idx" ON "rule_breach"("assignment_id", "user_id");

-- AddForeignKey
ALTER TABLE "grading" ADD CONSTRAINT "grading_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grade_release" ADD CONSTRAINT "grade_release_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "published_grade" ADD CONSTRAINT "published_grade_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "grade_release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grade_override" ADD CONSTRAINT "grade_override_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rule_breach" ADD CONSTRAINT "rule_breach_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
