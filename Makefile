# make demo | test | check. Needs Python >= 3.11 with venv, Node >= 20.19 with npm; no root, no container.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR := $(or $(LIANZHI_HOME),var)
DIST := src/lianzhi/foundation/ui/static/dist/manifest.json
FRONT := $(wildcard frontend/src/*.ts frontend/src/*/*.ts frontend/src/*.css frontend/vite.config.* frontend/tsconfig.json)
# A browser and its platform take all cores there are; the other tests share them out.
QUICK := $(BIN)/python -m pytest -n auto --dist worksteal -m "not journey"
JOURNEYS := $(BIN)/python -m pytest -m journey
WORDS := $(wildcard src/lianzhi/*/locale/*/LC_MESSAGES/django.po src/lianzhi/foundation/*/locale/*/LC_MESSAGES/django.po)

.PHONY: demo serve setup setup-scrub test check lint types journeys clean
.DEFAULT_GOAL := help
help:
	@echo "make demo   set everything up and serve S-town at http://localhost:8000"
	@echo "make test   set up what tests need and run them"
	@echo "make check  everything CI does"

$(VENV)/.bootstrap: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "lianzhi needs Python 3.11 or later; set PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.base: requirements/base.txt pyproject.toml $(VENV)/.bootstrap
	@$(BIN)/uv pip install -q --require-hashes -r requirements/base.txt --python $(BIN)/python
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation --editable . --python $(BIN)/python
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@$(BIN)/uv pip install -q --require-hashes -r requirements/dev.txt --python $(BIN)/python
	@touch $@

frontend/node_modules/.stamp: frontend/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20.19 or later"; exit 1; }
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(DIST): frontend/node_modules/.stamp $(FRONT)
	@cd frontend && npm run --silent build
	@touch $@

$(VENV)/.words: $(WORDS) $(VENV)/.base
	@$(BIN)/python tools/translate.py compile
	@touch $@

setup: $(VENV)/.base $(DIST) $(VENV)/.words

demo:
	@$(MAKE) --no-print-directory -j2 setup
	@$(BIN)/lianzhi demo

serve: setup
	@$(BIN)/lianzhi serve

# The models that cover faces and number plates on photos: 110 MB to fetch, optional.
setup-scrub: $(VENV)/.base
	@$(BIN)/uv pip install -q --require-hashes -r requirements/scrub.txt --python $(BIN)/python

test: setup $(VENV)/.dev
	@$(QUICK)
	@$(JOURNEYS)

test-postgres: setup $(VENV)/.dev
	@$(QUICK) --with-a-database --ignore tests/house

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

types: $(VENV)/.dev frontend/node_modules/.stamp
	@$(BIN)/mypy
	@cd frontend && npm run --silent check

check: setup lint types
	@$(BIN)/python tools/translate.py check
	@$(BIN)/lianzhi django makemigrations --check --dry-run
	@$(QUICK)
	@$(JOURNEYS)
	@$(BIN)/lianzhi scenarios check --throw-away

clean:
	rm -rf $(VENV) frontend/node_modules src/lianzhi/foundation/ui/static/dist
