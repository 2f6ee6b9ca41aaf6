"""Saved searches (Gespeicherte Suchen): the filter of a list under a name, for its menu and the digest."""
