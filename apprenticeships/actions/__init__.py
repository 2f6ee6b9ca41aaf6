"""Every change of this area as a verb: atomic, with its event, and with the mail it causes."""
