-- A session is a row that its cookie names, so it can be ended here. Cookies made before name none: people sign in once more.
CREATE TABLE "session" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "session_epoch" INTEGER NOT NULL,
    "course_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT app_now(),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "lti_pending_link" (
    "token_hash" TEXT NOT NULL,
    "platform_id" UUID NOT NULL,
    "claims" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lti_pending_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateIndex
CREATE INDEX "lti_pending_link_platform_id_idx" ON "lti_pending_link"("platform_id");

-- AddForeignKey
ALTER TABLE "lti_pending_link" ADD CONSTRAINT "lti_pending_link_platform_id_fkey" FOREIGN KEY ("platform_id") REFERENCES "lti_platform"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Until now a platform's word was enough to bind an account to it. Everybody who came that way signs in here once and binds it themselves.
DELETE FROM "external_identity" WHERE "provider" LIKE 'lti:%';

-- Whatever takes a right away tells the processes that hold a stream open for the person.
CREATE FUNCTION tell_access_changed(who uuid) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('saddlepoint_live', json_build_object('kind', 'access', 'userId', who)::text)
$$;

CREATE FUNCTION on_access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'user' THEN
    PERFORM tell_access_changed(NEW.id);
  ELSE
    PERFORM tell_access_changed(OLD.user_id);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER user_access_changed AFTER UPDATE OF session_epoch, disabled_at ON "user"
  FOR EACH ROW WHEN (OLD.session_epoch <> NEW.session_epoch OR OLD.disabled_at IS DISTINCT FROM NEW.disabled_at)
  EXECUTE FUNCTION on_access_changed();
CREATE TRIGGER session_ended AFTER DELETE ON "session" FOR EACH ROW EXECUTE FUNCTION on_access_changed();
CREATE TRIGGER token_access_changed AFTER DELETE OR UPDATE OF revoked_at, expires_at ON "api_token"
  FOR EACH ROW EXECUTE FUNCTION on_access_changed();
CREATE TRIGGER enrolment_access_changed AFTER DELETE OR UPDATE OF removed_at, role ON "enrolment"
  FOR EACH ROW EXECUTE FUNCTION on_access_changed();
