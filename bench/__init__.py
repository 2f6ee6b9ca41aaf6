"""Measurements of speed and size: `make bench` runs each module's `measure()` and prints one table.

Timings are ratios taken in one run, so that they mean the same on every machine.
"""
