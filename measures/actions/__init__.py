"""Every change of the catalogue as a verb: atomic, with its event."""
