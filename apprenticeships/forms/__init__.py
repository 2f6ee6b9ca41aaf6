"""Forms of this area: they parse and validate, nothing else."""
