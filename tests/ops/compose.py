"""Reads docker-compose.yml and the Dockerfile as an engine does, so that tests can run what they say."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"
_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<word>[^}]*))?\}")


class MissingValue(Exception):
    """The compose file wants a variable that is not set."""


def interpolate(text: str, values: Mapping[str, str]) -> str:
    """`text` with ${NAME}, ${NAME:-default}, ${NAME:?message} and $$ replaced."""

    def value(match: re.Match) -> str:
        if match[0] == "$$":
            return "$"
        given = values.get(match["name"], "")
        if given or match["kind"] is None:
            return given
        if match["kind"] == ":?":
            raise MissingValue(match["name"])
        return match["word"]

    return _VARIABLE.sub(value, text)


def raw() -> dict:
    return YAML(typ="safe").load(COMPOSE_FILE)


def services(values: Mapping[str, str]) -> dict[str, dict]:
    """The services with anchors merged and variables replaced."""

    def replaced(node: object) -> object:
        if isinstance(node, dict):
            return {key: replaced(child) for key, child in node.items()}
        if isinstance(node, list):
            return [replaced(child) for child in node]
        return interpolate(node, values) if isinstance(node, str) else node

    return replaced(raw()["services"])


def image_command(instruction: str) -> list[str]:
    """The JSON form of the image's CMD or HEALTHCHECK."""
    lines = DOCKERFILE.read_text().replace("\\\n", " ").splitlines()
    found = [line for line in lines if line.startswith(f"{instruction} ")]
    return json.loads(found[-1][found[-1].index("[") :])


def argv(check: list[str]) -> list[str]:
    """A healthcheck's `test` as a command line."""
    kind, *rest = check
    return ["sh", "-c", *rest] if kind == "CMD-SHELL" else rest
