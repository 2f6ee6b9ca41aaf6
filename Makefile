# make run    the portal with demonstration data at http://localhost:8000 (PORT changes it)
# make test   the whole test suite
# make check  everything that can be checked without running the portal

PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
PIP := $(PY) -m pip --disable-pip-version-check --quiet install --require-hashes
QUIETLY := 2>$(VENV)/pip.log || { echo "The packages could not be installed; is there a network? Details: $(VENV)/pip.log"; exit 1; }
PORT ?= 8000
WORKERS ?= 2

# The embedded servers are the default; give both addresses to use servers of your own.
ifeq ($(and $(DATABASE_URL),$(REDIS_URL)),)
export PORTAL_EMBEDDED ?= 1
endif

.PHONY: run test check check-slow bench lock messages clean python

run: $(VENV)/run.done var/assets.done var/translations.done
	@PORTAL_MODE=demo PORT=$(PORT) $(MANAGE) up

test: $(VENV)/dev.done var/assets.done var/translations.done var/chromium.done
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal -q -m "not slow and not browser" $(TESTS)
	@$(if $(TESTS),,$(PY) -m pytest -q -m browser tests/browser)

check-slow: $(VENV)/dev.done var/assets.done var/translations.done
	@$(PY) -m pytest -q -m slow

bench: $(VENV)/dev.done var/assets.done
	@$(PY) -m bench $(ONLY)

check: $(VENV)/dev.done var/assets.done
	@PY=$(PY) bash ops/check.sh

messages: $(VENV)/run.done
	@PORTAL_MODE=demo $(MANAGE) translations --verbosity 2

lock:
	@bash ops/lock.sh

clean:
	rm -rf $(VENV) node_modules var

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing: install it (Debian: python3 and python3-venv)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old: the portal needs Python 3.11 or newer."; exit 1; }

$(PY): | python
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment could be made: install Python's venv module (Debian: python3-venv)."; exit 1; }

$(VENV)/run.done: requirements/run.txt | $(PY)
	@echo "Installing the packages …"
	@$(PIP) -r requirements/run.txt $(QUIETLY)
	@touch $@

$(VENV)/dev.done: requirements/dev.txt | $(PY)
	@echo "Installing the packages and the test tools …"
	@$(PIP) -r requirements/dev.txt $(QUIETLY)
	@touch $@ $(VENV)/run.done

STATIC_SOURCES := $(shell find static -type f 2>/dev/null)

var/assets.done: package-lock.json portal/assets.py $(STATIC_SOURCES)
	@PORTAL_MODE=demo $(MANAGE) build_assets
	@PORTAL_MODE=demo $(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

var/translations.done: locale/de/LC_MESSAGES/django.po
	@mkdir -p var
	@PORTAL_MODE=demo $(MANAGE) translations --compile
	@touch $@

var/chromium.done:
	@bash ops/chromium.sh
	@touch $@
