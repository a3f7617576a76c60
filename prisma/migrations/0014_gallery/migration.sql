-- CreateTable
CREATE TABLE "gallery_rules" (
    "assignment_id" UUID NOT NULL,
    "settings" JSONB NOT NULL,

    CONSTRAINT "gallery_rules_pkey" PRIMARY KEY ("assignment_id")
);

-- CreateTable
CREATE TABLE "gallery_consent" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "assignment_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "handin_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_by_id" UUID,
    "reason" TEXT,

    CONSTRAINT "gallery_consent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "gallery_consent_assignment_id_user_id_idx" ON "gallery_consent"("assignment_id", "user_id");

-- AddForeignKey
ALTER TABLE "gallery_rules" ADD CONSTRAINT "gallery_rules_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gallery_consent" ADD CONSTRAINT "gallery_consent_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gallery_consent" ADD CONSTRAINT "gallery_consent_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gallery_consent" ADD CONSTRAINT "gallery_consent_handin_id_fkey" FOREIGN KEY ("handin_id") REFERENCES "handin"("id") ON DELETE CASCADE ON UPDATE CASCADE;
