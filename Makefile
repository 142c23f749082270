# Two commands set everything up: `make demo` and `make test`. `make check` looks at the code alone, in seconds.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check format lock bench score clean

demo: .venv/installed
	@$(BIN)/wengraph demo

test: .venv/installed-dev
	@$(BIN)/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder

check: .venv/installed-dev
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: .venv/installed-dev
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

bench: .venv/installed-dev
	@$(BIN)/python -m bench.ingest
	@$(BIN)/python -m bench.start
	@$(BIN)/python -m bench.candidates
	@$(BIN)/python -m bench.analysis

# How well documents are read, on a labelled set beside the project: GOLD=folder of NNN.txt with NNN.json, and score.py.
GOLD ?= ../shared/corpus
score: .venv/installed-dev
	@rm -rf .wengraph/score && mkdir -p .wengraph
	@$(BIN)/wengraph extract $(GOLD)/dev --json .wengraph/score
	@$(BIN)/python $(GOLD)/score.py .wengraph/score $(GOLD)/dev

# Needs `uv`; writes hashes, no addresses.
lock:
	uv pip compile pyproject.toml --extra build --output-file requirements.lock $(LOCK)
	uv pip compile pyproject.toml --extra build --extra dev --output-file requirements-dev.lock $(LOCK)
LOCK := --generate-hashes --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url \
	--no-emit-find-links --quiet

.venv/installed: requirements.lock pyproject.toml
	@./preflight.sh
	@echo "Installing wengraph and what it needs into .venv …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Installing the tools for tests and checks …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	@[ ! -x $(BIN)/wengraph ] || $(BIN)/wengraph store stop
	rm -rf .venv .wengraph
