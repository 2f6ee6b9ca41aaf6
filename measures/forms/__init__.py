"""Forms of the catalogue: they parse and validate, nothing else."""
