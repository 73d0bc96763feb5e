# Everything the project can do, one word each. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PORT ?= 8000
export PORT
export PYTHONPATH := site
.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/pip
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: install install-dev tools
install: $(VENV)/.installed ## the packages the site runs on
install-dev: $(VENV)/.installed-dev ## and those for working on it
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
tools: ## what the tests use from outside: on Debian as root, installs a missing chromium, gettext and pango
	@command -v chromium >/dev/null && command -v xgettext >/dev/null && $(PY) -c "import weasyprint" 2>/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && { apt-get update -qq; apt-get install -y -qq chromium gettext $(PANGO) >/dev/null; } } \
	  || echo "No chromium, gettext or pango here: the tests that need them will be skipped by name." >&2

.PHONY: run stop dev demo-reset
run: install ## the site on http://127.0.0.1:$PORT, in the foreground
	@$(PY) site/deploy/local.py run
stop: install ## stop what `make run` left running, and the embedded database
	@$(PY) site/deploy/local.py stop
	@$(PY) site/config/database.py stop
dev: install-dev ## a development server with debug pages, reloading on change
	@$(PY) manage.py migrate --verbosity=0
	@$(PY) manage.py runserver 127.0.0.1:$(PORT)
demo-reset: install ## throw the embedded data away and load the pilot afresh
	@$(PY) site/deploy/local.py reset

.PHONY: check test test-long audit format messages lock
check: install-dev ## lint, types, contracts, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	$(PY) -m pytest -q -p no:cacheprovider tests/architecture
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check --fail-level WARNING
	$(BIN)/mypy
test: install-dev tools ## every test but the long ones
	$(PY) -m pytest -n 2 --dist loadgroup -m "not long" $(ARGS)
test-long: install-dev tools ## every test at full size
	$(PY) -m pytest -n 2 --dist loadgroup $(ARGS)
.PHONY: bench explain
bench: install ## pages (needs the pilot and wrk) and the rest beside yardsticks, a JSON line a figure (PART=pages|books|register|distribution|checkouts)
	@$(if $(filter books register distribution checkouts,$(PART)),,command -v wrk >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install -y -qq wrk >/dev/null; } || true)
	@$(if $(filter books register distribution checkouts,$(PART)),,$(PY) site/deploy/bench/pages.py)
	@$(if $(filter pages register distribution checkouts,$(PART)),,$(PY) site/deploy/bench/books.py)
	@$(if $(filter pages books distribution checkouts,$(PART)),,$(PY) site/deploy/bench/register.py)
	@$(if $(filter pages books register checkouts,$(PART)),,$(PY) site/deploy/bench/distribution.py)
	@$(if $(filter pages books register distribution,$(PART)),,$(PY) site/deploy/bench/checkouts.py)
explain: install ## what the database does for public pages, as docs/performance.md keeps it (needs seed_scale)
	@$(PY) site/deploy/bench/database.py
audit: install-dev tools ## Lighthouse, axe and the Nu HTML checker (PART=axe RUNS=1 SITE=http://127.0.0.1:8000)
	@$(PY) site/deploy/audit/audit.py $(if $(PART),--part $(PART)) $(if $(RUNS),--runs $(RUNS)) $(if $(SITE),--site $(SITE))
format: install-dev ## put the code in its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
messages: install-dev ## gather interface strings and compile translations (needs gettext)
	$(PY) manage.py makemessages --locale id --no-location --no-wrap --extension html,txt,py \
	  --ignore .venv --ignore tests --ignore .run --ignore .pg --ignore static
	cd site && ../$(PY) ../manage.py compilemessages --locale id
lock: install-dev ## renew the locks from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
