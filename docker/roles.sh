#!/bin/bash
# Runs once, when the database's volume is new: two roles, of which only the owner may make and alter tables.
set -euo pipefail

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$CBM_OWNER_PASSWORD" --set app_password="$CBM_APP_PASSWORD" <<'SQL'
CREATE ROLE cbm_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE cbm_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE DATABASE cbm OWNER cbm_owner;
\connect cbm
REVOKE ALL ON DATABASE cbm FROM PUBLIC;
GRANT CONNECT ON DATABASE cbm TO cbm_app;
ALTER SCHEMA public OWNER TO cbm_owner;
SQL
