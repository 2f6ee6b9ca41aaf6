#!/usr/bin/env bash
# Everything that can be checked without running the portal; stops at the first that fails.
set -eu
PY=${PY:-.venv/bin/python}
BIN=$(dirname "$PY")
say() { printf '== %s\n' "$1"; }

say "ruff: format and lint"
"$BIN/ruff" format --check --quiet .
"$BIN/ruff" check --quiet .

say "djade: templates"
git ls-files -z 'templates/*.html' 'templates/**/*.html' | xargs -0 "$BIN/djade" --check --target-version 5.2

say "Django: migrations complete"
PORTAL_MODE=test PORTAL_VAR_DIR=var/test "$PY" manage.py makemigrations --check --dry-run --verbosity 0

say "Django: check --deploy with production settings"
env -u PORTAL_EMBEDDED PORTAL_MODE=production SECRET_KEY="$("$PY" -c 'import secrets; print(secrets.token_urlsafe(50))')" \
  FIELD_KEYS="$("$PY" -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
  PORTAL_URL=https://portal.example DATABASE_URL=postgresql://portal@localhost/portal REDIS_URL=redis://localhost/0 \
  EMAIL_HOST=mail.example DEFAULT_FROM_EMAIL=portal@portal.example PORTAL_VAR_DIR=var \
  "$PY" -Wd manage.py check --deploy --fail-level WARNING

say "data catalogue complete"
PORTAL_MODE=test PORTAL_VAR_DIR=var/test "$PY" manage.py datamap --check

say "German catalogue complete"
PORTAL_MODE=test PORTAL_VAR_DIR=var/test "$PY" manage.py translations --check

say "pip-audit: known holes"
"$PY" ops/audit.py
