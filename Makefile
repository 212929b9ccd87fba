# Two commands on a fresh clone: `make demo` and `make test`. Python 3.11 or newer and make are all they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

INSTALL := $(BIN)/pip install --quiet --require-hashes --requirement
INSTALL_SELF := $(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .

.PHONY: demo test up check bench lock types clean system

demo: $(VENV)/runtime ## everything from nothing to one answered question
	@$(BIN)/python examples/demo.py

up: $(VENV)/runtime ## the application on http://127.0.0.1:8000, until Ctrl-C
	@$(BIN)/chronos models install
	@exec $(BIN)/chronos up

test: $(VENV)/dev system ## everything from nothing to the whole test suite
	@CHRONOS_HOME=$(CURDIR)/.chronos $(BIN)/chronos models install
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile $(TESTS)

check: $(VENV)/dev ## format, lint, types, import contracts, migration lint, then the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/squawk supabase/migrations/*.sql
	@$(MAKE) --no-print-directory test

bench: $(VENV)/dev ## the benchmarks; tables here, JSON in bench/results/
	@CHRONOS_HOME=$(CURDIR)/.chronos $(BIN)/chronos models install
	@for file in bench/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

system: ## what tests need from the system: a browser, a speech sample, Node.js
	@./tests/install_system_packages

lock: $(VENV)/dev ## compile requirements/*.txt from pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build pyproject.toml --output-file requirements/runtime.txt --quiet
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build --extra dev --constraint requirements/runtime.txt pyproject.toml \
		--output-file requirements/dev.txt --quiet

types: $(VENV)/dev ## the generated types, the entity diagram and the access matrix, after a change of a migration
	@$(BIN)/chronos db push >/dev/null
	$(BIN)/chronos db types typescript --output supabase/types/database.ts
	$(BIN)/chronos db types python --output supabase/types/database.py
	$(BIN)/chronos db types mermaid --output docs/reference/entities.md
	$(BIN)/python -m tests.policies.document

# A stamp per set of requirements: an interrupted install has none and is done again.
$(VENV)/runtime: requirements/runtime.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what Chronos needs (once; a minute or two) ..."
	@$(INSTALL) requirements/runtime.txt
	@$(INSTALL_SELF)
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what Chronos and its tests need (once; a minute or two) ..."
	@$(INSTALL) requirements/dev.txt
	@$(INSTALL_SELF)
	@touch $@ $(VENV)/runtime

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Chronos needs Python 3.11 or newer; name one with: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

clean: ## remove the environment; data in .chronos stays
	rm -rf $(VENV)
