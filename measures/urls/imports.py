"""Addresses of the import of measures."""

from portal.imports.urls import import_patterns

PATTERNS = import_patterns()
