-- Who may do what in a PostgreSQL database of Goalpost's. Run it as a superuser, in the database of the log and in that
-- of the sealing keys, before the first `goalpost migrate` and after each: it can be repeated, and does nothing halfway.
--
--   goalpost_owner     owns the tables: runs `goalpost migrate`, and nothing else
--   goalpost_app       `goalpost serve`: adds events, changes and removes none; owns the tables of the sealing keys, as
--                      whoever erases a person must VACUUM them
--   goalpost_signer    `goalpost sign`: reads the log and its checkpoints, writes nothing
--   goalpost_verifier  `goalpost verify`: reads what can be proved, adds what it found
--
-- They have no passwords yet: give them some, or let pg_hba.conf know them otherwise.

BEGIN;

-- Who runs this may do anything, and goalpost_owner may put functions into `public`: none of them is found by its name.
SET LOCAL search_path = pg_catalog, pg_temp;

DO $roles$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['goalpost_owner', 'goalpost_app', 'goalpost_signer', 'goalpost_verifier'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN', wanted);
        END IF;
        EXECUTE pg_catalog.format('ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', wanted);
        EXECUTE pg_catalog.format('ALTER ROLE %I SET search_path = public', wanted);
    END LOOP;
    ALTER ROLE goalpost_signer SET default_transaction_read_only = on;
END
$roles$;

DO $room$
BEGIN
    EXECUTE pg_catalog.format('REVOKE ALL ON DATABASE %I FROM PUBLIC, goalpost_owner, goalpost_app, goalpost_signer, '
        'goalpost_verifier', pg_catalog.current_database());
    EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %I TO goalpost_owner, goalpost_app, goalpost_signer, '
        'goalpost_verifier', pg_catalog.current_database());
END
$room$;

REVOKE ALL ON SCHEMA public FROM PUBLIC, goalpost_owner, goalpost_app, goalpost_signer, goalpost_verifier;
GRANT USAGE, CREATE ON SCHEMA public TO goalpost_owner;
GRANT USAGE ON SCHEMA public TO goalpost_app, goalpost_signer, goalpost_verifier;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, goalpost_app, goalpost_signer, goalpost_verifier;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, goalpost_app, goalpost_signer, goalpost_verifier;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, goalpost_app, goalpost_signer, goalpost_verifier;

DO $rights$
DECLARE
    found text;
    rights text;
BEGIN
    FOR found IN
        SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    LOOP
        rights := CASE
            WHEN found = 'alembic_version' THEN 'SELECT'
            WHEN found IN ('events', 'tree_nodes', 'checkpoints', 'access_log', 'ledger_checks', 'workspaces', 'secrets')
                THEN 'SELECT, INSERT'
            WHEN found = 'log_head' THEN 'SELECT, INSERT, UPDATE (position, recorded_at, clock, side)'
            WHEN found = 'api_keys' THEN 'SELECT, INSERT, UPDATE (revoked_at, last_used_at)'
            WHEN found = 'idempotency' THEN 'SELECT, INSERT, UPDATE (status, headers, body, fingerprint, subjects), DELETE'
            WHEN found IN ('sealing_keys', 'former_keys', 'subject_entries') THEN 'ALL'
            WHEN found = 'erasures_begun' THEN 'SELECT, INSERT, DELETE'
            WHEN found ~ '^side_[ab]__' THEN 'SELECT, INSERT, UPDATE, DELETE'
            ELSE 'SELECT, INSERT'
        END;
        IF found IN ('sealing_keys', 'former_keys', 'subject_entries') THEN
            EXECUTE pg_catalog.format('ALTER TABLE public.%I OWNER TO goalpost_app', found);
        END IF;
        EXECUTE pg_catalog.format('GRANT %s ON TABLE public.%I TO goalpost_app', rights, found);
        IF found IN ('workspaces', 'log_head', 'events', 'checkpoints') THEN
            EXECUTE pg_catalog.format('GRANT SELECT ON TABLE public.%I TO goalpost_signer', found);
        END IF;
        IF found IN ('workspaces', 'log_head', 'events', 'tree_nodes', 'checkpoints', 'alembic_version') THEN
            EXECUTE pg_catalog.format('GRANT SELECT ON TABLE public.%I TO goalpost_verifier', found);
        END IF;
        IF found IN ('access_log', 'ledger_checks') THEN
            EXECUTE pg_catalog.format('GRANT SELECT, INSERT ON TABLE public.%I TO goalpost_verifier', found);
        END IF;
    END LOOP;
END
$rights$;

-- A later release makes read models anew, and the application must find them open at once. So what the owner makes from
-- now on is open to it, up to the next run of this script: then a table of a new kind is narrowed to what it is for.
-- Before the first migration nothing is opened ahead: the log's own tables never stand open.

DO $ahead$
BEGIN
    ALTER DEFAULT PRIVILEGES FOR ROLE goalpost_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    IF pg_catalog.to_regclass('public.events') IS NOT NULL
        OR pg_catalog.to_regclass('public.sealing_keys') IS NOT NULL THEN
        ALTER DEFAULT PRIVILEGES FOR ROLE goalpost_owner IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO goalpost_app;
    END IF;
END
$ahead$;

COMMIT;
