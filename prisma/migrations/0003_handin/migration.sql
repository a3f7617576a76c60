-- CreateTable
CREATE TABLE "handin_rules" (
    "assignment_id" UUID NOT NULL,
    "settings" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "handin_rules_pkey" PRIMARY KEY ("assignment_id")
);

-- CreateTable
CREATE TABLE "handin" (
    "id" SERIAL NOT NULL,
    "assignment_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "late_days" INTEGER NOT NULL,
    "entries" JSONB NOT NULL,
    "report_words" INTEGER,

    CONSTRAINT "handin_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review" (
    "handin_id" INTEGER NOT NULL,
    "reviewer_id" UUID,
    "claimed_until" TIMESTAMPTZ(3),
    "points" JSONB NOT NULL DEFAULT '{}',
    "comment" TEXT NOT NULL DEFAULT '',
    "unreasonable" BOOLEAN NOT NULL DEFAULT false,
    "completed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3),

    CONSTRAINT "review_pkey" PRIMARY KEY ("handin_id")
);

-- CreateIndex
CREATE INDEX "handin_assignment_id_user_id_received_at_idx" ON "handin"("assignment_id", "user_id", "received_at");

-- AddForeignKey
ALTER TABLE "handin_rules" ADD CONSTRAINT "handin_rules_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "handin" ADD CONSTRAINT "handin_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "handin" ADD CONSTRAINT "handin_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_handin_id_fkey" FOREIGN KEY ("handin_id") REFERENCES "handin"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_reviewer_id_fkey" FOREIGN KEY ("reviewer_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;
