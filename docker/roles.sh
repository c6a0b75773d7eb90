#!/bin/bash
# Runs when the database's volume is new: two roles, of which only the owner may make and alter tables. Run again it
# makes what is missing, a database that was moved away for example, and gives the roles the passwords of .env.
set -euo pipefail

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set owner_password="$CBM_OWNER_PASSWORD" --set app_password="$CBM_APP_PASSWORD" <<'SQL'
SELECT format('CREATE ROLE %I', name) FROM (VALUES ('cbm_owner'), ('cbm_app')) AS roles (name)
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE cbm_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE cbm_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
SELECT 'CREATE DATABASE cbm OWNER cbm_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'cbm') \gexec
\connect cbm
REVOKE ALL ON DATABASE cbm FROM PUBLIC;
GRANT CONNECT ON DATABASE cbm TO cbm_app;
ALTER SCHEMA public OWNER TO cbm_owner;
SQL
