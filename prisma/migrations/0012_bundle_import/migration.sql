-- CreateEnum
CREATE TYPE "BundleImportStatus" AS ENUM ('reading', 'ready', 'refused', 'applying', 'applied');

-- CreateTable
CREATE TABLE "bundle_import" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "course_id" UUID NOT NULL,
    "actor_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "without_missing" BOOLEAN NOT NULL,
    "status" "BundleImportStatus" NOT NULL DEFAULT 'reading',
    "assignment" TEXT,
    "lines" JSONB NOT NULL DEFAULT '[]',
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "problems" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "bundle_import_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "bundle_import_course_id_created_at_idx" ON "bundle_import"("course_id", "created_at");

-- AddForeignKey
ALTER TABLE "bundle_import" ADD CONSTRAINT "bundle_import_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bundle_import" ADD CONSTRAINT "bundle_import_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
