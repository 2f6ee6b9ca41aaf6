#!/usr/bin/env bash
# Makes the hashed lock files anew; needs uv.
set -eu
lock() {
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command 'make lock' pyproject.toml "$@"
}
lock -o requirements/main.txt
lock --extra local --extra assets -c requirements/main.txt -o requirements/run.txt
lock --extra local --extra assets --extra test --extra check -c requirements/run.txt -o requirements/dev.txt
