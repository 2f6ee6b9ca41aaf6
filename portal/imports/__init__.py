"""Importing tables, for every area: upload, columns, preview per row, import in the background, taking back.

An area describes what it imports as a Kind (kinds.py) and mounts the pages (urls.py). The cells of an
upload are stored encrypted, by chunks, and are gone after the import but for the rows that were rejected.
"""
