"""Loaded before Django's settings: test mode, on the embedded servers unless told otherwise."""

import os

os.environ["PORTAL_MODE"] = "test"
if not os.environ.get("DATABASE_URL"):
    os.environ.setdefault("PORTAL_EMBEDDED", "1")
os.environ.setdefault("PORTAL_VAR_DIR", "var/test")
