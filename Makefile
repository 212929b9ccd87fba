# On a fresh clone, with Python 3.11 or newer and make: `make demo`, `make test`. `make help` lists all targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1

INSTALL := $(BIN)/pip install --quiet --require-hashes --requirement
INSTALL_SELF := $(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .

.PHONY: help demo up test retest check lint fix bench fuzz media faults journeys looks types words shots pictures release-hashes docs lock system clean

demo: $(VENV)/runtime ## set up everything, answer questions on the example course
	@$(BIN)/python examples/demo.py

up: $(VENV)/runtime ## run the application on http://127.0.0.1:8000 (PORT=8080: on another port) until Ctrl-C
	@$(BIN)/chronos models install
	@exec $(BIN)/chronos up --port $(PORT)

test: $(VENV)/dev system ## set up everything, run the test suite (TESTS=tests/search: a part)
	@CHRONOS_HOME=$(CURDIR)/.chronos $(BIN)/chronos models install
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --max-worker-restart 1 $(TESTS)

retest: ## run once more, alone, the few tests that failed in the last run, and name those that then pass
	@CHRONOS_HOME=$(CURDIR)/.chronos $(BIN)/python -m tests.rerun_failed

check: lint ## lint, then test: what gates every change
	@$(MAKE) --no-print-directory test

lint: $(VENV)/dev ## check format, lint, types, import contracts and migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/squawk supabase/migrations/*.sql

fix: $(VENV)/dev ## format the code and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev ## run the benchmarks: tables here, JSON in bench/results/
	@CHRONOS_HOME=$(CURDIR)/.chronos $(BIN)/chronos models install
	@for file in bench/[a-z]*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

fuzz: $(VENV)/dev ## send 100 generated requests of each kind to every endpoint; `make test` sends 6
	@FUZZ_EXAMPLES=100 $(BIN)/pytest --timeout 7200 tests/web/api/test_openapi.py

media: $(VENV)/dev ## make every kind of media file, cut it in every way: all cut ones must be refused
	@$(BIN)/python -m tests.providers.speech.media.product

faults: $(VENV)/dev system ## kill workers and PostgreSQL at random while videos are processed, and while Whop sends events
	@CHRONOS_HOME=$(CURDIR)/.chronos $(BIN)/chronos models install
	@$(BIN)/python -m tests.faults.random_kills
	@$(BIN)/python -m tests.faults.whop_outage

journeys: $(VENV)/dev system ## a creator and a student in two browsers, from an empty school to an answer and back
	@CHRONOS_HOME=$(CURDIR)/.chronos $(BIN)/chronos models install
	@$(BIN)/pytest tests/browser/test_journey.py

looks: $(VENV)/dev system ## look at every page and state: axe, light and dark, three widths, long words, right to left
	@CHRONOS_HOME=$(CURDIR)/.chronos $(BIN)/chronos models install
	@EVERY_PAGE=1 $(BIN)/pytest tests/browser/test_every_page.py

system: ## install what tests need from the system: a browser, recorded speech, Node.js
	@./tests/install_system_packages

lock: $(VENV)/dev ## pin requirements/*.txt, after a change in pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build pyproject.toml --output-file requirements/runtime.txt --quiet
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra build --extra dev --constraint requirements/runtime.txt pyproject.toml \
		--output-file requirements/dev.txt --quiet

types: $(VENV)/dev ## write types, entity diagram and access matrix from the migrations
	@$(BIN)/chronos db push >/dev/null
	$(BIN)/chronos db types typescript --output supabase/types/database.ts
	$(BIN)/chronos db types python --output supabase/types/database.py
	$(BIN)/chronos db types mermaid --output docs/reference/entities.md
	$(BIN)/python -m tests.policies.document

docs: $(VENV)/dev ## write the references of commands, settings and errors, and .env.example, from the code
	$(BIN)/python docs/generate.py

shots: $(VENV)/dev system ## take pictures of every page of a living school, with a sheet of all: build/shots/index.html
	@$(BIN)/python -m tests.browser.take_shots $(CURDIR)/build/shots $(if $(MOCK),--mock $(MOCK))
	@CHRONOS_HOME=$(CURDIR)/.chronos SHOTS=$(CURDIR)/build/shots/design $(BIN)/pytest tests/browser/test_design.py

pictures: $(VENV)/dev system ## take the pictures of the README anew: docs/pictures
	@$(BIN)/python -m tests.browser.take_shots $(CURDIR)/build/shots --pictures $(CURDIR)/docs/pictures

words: $(VENV)/dev ## collect the messages of pages into src/chronos/web/locale/*.po, and compile what is translated
	$(BIN)/python -m tests.web.write_words

release-hashes: $(VENV)/dev ## write supabase/migrations.sha256, in the commit of a release
	$(BIN)/python -m tests.migrations.hashes

# One stamp per set of requirements: an interrupted install leaves none, so the next run repeats it.
$(VENV)/runtime: requirements/runtime.txt pyproject.toml | $(BIN)/pip
	@echo "Installing Chronos (once; a minute or two) ..."
	@$(INSTALL) requirements/runtime.txt
	@$(INSTALL_SELF)
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml | $(BIN)/pip
	@echo "Installing Chronos and its tests (once; a minute or two) ..."
	@$(INSTALL) requirements/dev.txt
	@$(INSTALL_SELF)
	@touch $@ $(VENV)/runtime

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Chronos needs Python 3.11 or newer; name one with: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

clean: ## delete the environment; the data in .chronos stays
	rm -rf $(VENV)

help: ## list these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 8
