-- PostgreSQL with two roles: the owner migrates, sipas_app serves. Run as the owner after sipas init and after each upgrade:
--     psql OWNER_URL --single-transaction --set ON_ERROR_STOP=1 --file grants.sql
-- The guards refuse a change of an answer; these grants do not even let it be tried, nor a guard be taken away.

GRANT USAGE ON SCHEMA public TO sipas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sipas_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO sipas_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM sipas_app;

-- What a guard forbids is not granted either. A guard that ends in RETURN OLD lets rows move on, so their table keeps DELETE.
DO $$
DECLARE
    guard record;
BEGIN
    FOR guard IN
        SELECT tgrelid::regclass AS name, upper(substring(tgname FROM '[a-z]+$')) AS action
        FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE tgname ~ '^guard_.*_(update|delete)$' AND position('RETURN OLD' IN prosrc) = 0
    LOOP
        EXECUTE format('REVOKE %s ON %s FROM sipas_app', guard.action, guard.name);
    END LOOP;
    -- Closing a day ends with a VACUUM, which before version 17 is the owner's alone.
    IF current_setting('server_version_num')::int >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON arrival, receipt, comment_arrival, ddci_arrival, ddci_receipt TO sipas_app';
    END IF;
END $$;
