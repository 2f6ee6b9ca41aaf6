"""Runs every measurement in a database of its own and prints a table; ends with 1 when a must is missed."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator

os.environ.setdefault("PORTAL_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402 - the settings come first
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

import bench  # noqa: E402
from bench.result import Result  # noqa: E402


def results(only: list[str]) -> Iterator[Result]:
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name.startswith("_") or (only and module.name not in only):
            continue
        measure = getattr(importlib.import_module(f"bench.{module.name}"), "measure", None)
        if measure is not None:
            yield from measure()


def run(only: list[str]) -> int:
    test = connection.settings_dict["TEST"]
    test["NAME"] = f"bench_{connection.settings_dict['NAME']}"  # beside the tests' own
    databases = setup_databases(verbosity=0, interactive=False)
    missed = 0
    try:
        print(f"{'id':<5} {'what':<52} {'measured':>12} {'must':>12} {'aim':>12}")
        for result in results(only):
            print(result.line(), flush=True)
            missed += not result.is_met
    finally:
        teardown_databases(databases, verbosity=0)
    return 1 if missed else 0


def main() -> int:
    if not settings.PORTAL_EMBEDDED:
        return run(sys.argv[1:])
    from portal.services import EmbeddedServices

    services = EmbeddedServices(settings.EMBEDDED_DIR, durable=False)
    services.start()
    try:
        return run(sys.argv[1:])
    finally:
        services.stop()


sys.exit(main())
