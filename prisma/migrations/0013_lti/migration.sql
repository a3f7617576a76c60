-- CreateTable
CREATE TABLE "lti_platform" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "course_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "auth_url" TEXT NOT NULL,
    "token_url" TEXT NOT NULL,
    "jwks_url" TEXT NOT NULL,
    "context_id" TEXT,
    "context_title" TEXT,
    "line_items_url" TEXT,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "last_launch_at" TIMESTAMPTZ(3),
    "last_refusal" TEXT,

    CONSTRAINT "lti_platform_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lti_state" (
    "state_hash" TEXT NOT NULL,
    "platform_id" UUID NOT NULL,
    "nonce" TEXT NOT NULL,
    "browser_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lti_state_pkey" PRIMARY KEY ("state_hash")
);

-- CreateTable
CREATE TABLE "lti_line_item" (
    "platform_id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "url" TEXT NOT NULL,

    CONSTRAINT "lti_line_item_pkey" PRIMARY KEY ("platform_id","assignment_id")
);

-- CreateTable
CREATE TABLE "lti_score" (
    "id" BIGSERIAL NOT NULL,
    "platform_id" UUID NOT NULL,
    "assignment_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "release_number" INTEGER NOT NULL,
    "total" DECIMAL(10,2) NOT NULL,
    "possible" DECIMAL(10,2) NOT NULL,
    "comment" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "lti_score_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lti_key" (
    "kid" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "private_jwe" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),

    CONSTRAINT "lti_key_pkey" PRIMARY KEY ("kid")
);

-- CreateIndex
CREATE INDEX "lti_platform_course_id_idx" ON "lti_platform"("course_id");

-- CreateIndex
CREATE INDEX "lti_state_platform_id_idx" ON "lti_state"("platform_id");

-- CreateIndex
CREATE INDEX "lti_score_next_try_at_idx" ON "lti_score"("next_try_at");

-- CreateIndex
CREATE UNIQUE INDEX "lti_score_platform_id_assignment_id_user_id_key" ON "lti_score"("platform_id", "assignment_id", "user_id");

-- AddForeignKey
ALTER TABLE "lti_platform" ADD CONSTRAINT "lti_platform_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lti_state" ADD CONSTRAINT "lti_state_platform_id_fkey" FOREIGN KEY ("platform_id") REFERENCES "lti_platform"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lti_line_item" ADD CONSTRAINT "lti_line_item_platform_id_fkey" FOREIGN KEY ("platform_id") REFERENCES "lti_platform"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lti_line_item" ADD CONSTRAINT "lti_line_item_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lti_score" ADD CONSTRAINT "lti_score_platform_id_fkey" FOREIGN KEY ("platform_id") REFERENCES "lti_platform"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lti_score" ADD CONSTRAINT "lti_score_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lti_score" ADD CONSTRAINT "lti_score_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
