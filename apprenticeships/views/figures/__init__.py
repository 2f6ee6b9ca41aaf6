"""The page "Überblick": key figures, charts, map and tables of a reporting year, and its downloads."""
