#!/bin/bash
# Run once by the postgres image on an empty volume: the portal's role owns its database and is no superuser.
set -eu
export PORTAL_DATABASE="${PORTAL_DATABASE:-portal}"
: "${PORTAL_DATABASE_PASSWORD:?set it}"
psql --no-psqlrc --set ON_ERROR_STOP=1 --dbname postgres <<'SQL'
\getenv name PORTAL_DATABASE
\getenv password PORTAL_DATABASE_PASSWORD
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
SQL
