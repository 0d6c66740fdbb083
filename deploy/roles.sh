#!/bin/bash
# Runs once, when the database is made: the role that the app runs as, beside the owner.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --set=password="$APP_PASSWORD" \
    --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
CREATE ROLE mlscore_app LOGIN PASSWORD :'password';
SQL
