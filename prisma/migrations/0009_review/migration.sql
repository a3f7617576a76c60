-- CreateTable
CREATE TABLE "review_comment" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "handin_id" INTEGER NOT NULL,
    "author_id" UUID,
    "path" TEXT NOT NULL,
    "cell" INTEGER,
    "line" INTEGER NOT NULL,
    "markdown" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_version" (
    "handin_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "reviewer_id" UUID,
    "points" JSONB NOT NULL,
    "comment" TEXT NOT NULL,
    "unreasonable" BOOLEAN NOT NULL,
    "comments" JSONB NOT NULL,
    "completed_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_version_pkey" PRIMARY KEY ("handin_id","number")
);

-- CreateTable
CREATE TABLE "review_snippet" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "assignment_id" UUID NOT NULL,
    "markdown" TEXT NOT NULL,
    "item_key" TEXT,
    "points" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_snippet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "second_look" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "handin_id" INTEGER NOT NULL,
    "item_key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted" BOOLEAN,
    "reply" TEXT,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "second_look_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "similarity_run" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "assignment_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "summary" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "similarity_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "similarity_pair" (
    "run_id" UUID NOT NULL,
    "rank" INTEGER NOT NULL,
    "left" INTEGER NOT NULL,
    "right" INTEGER NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "similarity_pair_pkey" PRIMARY KEY ("run_id","rank")
);

-- CreateIndex
CREATE INDEX "review_comment_handin_id_idx" ON "review_comment"("handin_id");

-- CreateIndex
CREATE INDEX "review_snippet_assignment_id_idx" ON "review_snippet"("assignment_id");

-- CreateIndex
CREATE UNIQUE INDEX "second_look_handin_id_item_key_key" ON "second_look"("handin_id", "item_key");

-- CreateIndex
CREATE INDEX "similarity_run_assignment_id_kind_started_at_idx" ON "similarity_run"("assignment_id", "kind", "started_at");

-- AddForeignKey
ALTER TABLE "review_comment" ADD CONSTRAINT "review_comment_handin_id_fkey" FOREIGN KEY ("handin_id") REFERENCES "handin"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_comment" ADD CONSTRAINT "review_comment_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_version" ADD CONSTRAINT "review_version_handin_id_fkey" FOREIGN KEY ("handin_id") REFERENCES "handin"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_snippet" ADD CONSTRAINT "review_snippet_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "second_look" ADD CONSTRAINT "second_look_handin_id_fkey" FOREIGN KEY ("handin_id") REFERENCES "handin"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "second_look" ADD CONSTRAINT "second_look_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "similarity_run" ADD CONSTRAINT "similarity_run_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "similarity_pair" ADD CONSTRAINT "similarity_pair_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "similarity_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
