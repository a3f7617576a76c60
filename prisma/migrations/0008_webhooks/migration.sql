-- CreateTable
CREATE TABLE "webhook" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "course_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "failures" INTEGER NOT NULL DEFAULT 0,
    "disabled_at" TIMESTAMPTZ(3),
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" BIGSERIAL NOT NULL,
    "webhook_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "last_try_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "status_code" INTEGER,
    "failure" TEXT,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "competition_news" (
    "competition_id" UUID NOT NULL,
    "leader_id" UUID,
    "is_closed" BOOLEAN NOT NULL,
    "is_revealed" BOOLEAN NOT NULL,

    CONSTRAINT "competition_news_pkey" PRIMARY KEY ("competition_id")
);

-- CreateTable
CREATE TABLE "feed_token" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "course_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "feed_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_course_id_idx" ON "webhook"("course_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_next_try_at_idx" ON "webhook_delivery"("next_try_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_webhook_id_id_idx" ON "webhook_delivery"("webhook_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "feed_token_token_hash_key" ON "feed_token"("token_hash");

-- CreateIndex
CREATE INDEX "feed_token_course_id_idx" ON "feed_token"("course_id");

-- CreateIndex
CREATE UNIQUE INDEX "feed_token_user_id_course_id_key" ON "feed_token"("user_id", "course_id");

-- AddForeignKey
ALTER TABLE "webhook" ADD CONSTRAINT "webhook_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "competition_news" ADD CONSTRAINT "competition_news_competition_id_fkey" FOREIGN KEY ("competition_id") REFERENCES "competition"("assignment_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_token" ADD CONSTRAINT "feed_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_token" ADD CONSTRAINT "feed_token_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;
