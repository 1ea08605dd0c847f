# One environment, `.venv`, made on demand and renewed when pyproject.toml changes. `make` alone lists the targets.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# An environment whose interpreter has gone (an upgraded system Python, a moved clone) is made anew.
$(shell $(BIN)/python -c '' 2>/dev/null || rm -f $(VENV)/.made $(VENV)/.user $(VENV)/.dev $(VENV)/.train $(VENV)/.docs)

# Hundreds of programs are started in the tests: each would compile all modules again if Python kept no bytecode.
unexport PYTHONDONTWRITEBYTECODE

TABLE  := examples/breast_cancer.csv
TARGET := diagnosis

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help advise test check fast lint format types imports golden docs site tables bench fuzz spark tuning duration consistent others targets trainers stale clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

advise: $(VENV)/.user ## advise on a real table: one screen at a terminal; in a pipe the config and all reasons
	@[ -t 1 ] || more='--explain text'; $(BIN)/advisor recommend $(TABLE) --target $(TARGET) $$more

test: $(VENV)/.train ## run all tests; PyTorch, Keras and what else they need is installed first
	$(BIN)/python -m pytest

check: lint types imports fast ## what to run before a commit: style, types, architecture, fast tests; needs no PyTorch

fast: $(VENV)/.dev ## run the tests that take milliseconds
	$(BIN)/python -m pytest -m 'not slow'

lint: $(VENV)/.dev ## check style and formatting
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(VENV)/.dev ## format, and fix what can be fixed
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/python -m tools.data_files

types: $(VENV)/.dev ## check types, strictly
	$(BIN)/mypy

imports: $(VENV)/.dev ## check that imports go one way
	$(BIN)/lint-imports

golden: $(VENV)/.dev ## regenerate the gallery in configs/; the diff is the review
	$(BIN)/python -m tools.gallery

docs: $(VENV)/.dev ## regenerate the generated pages in docs/
	$(BIN)/python -m tools.docs

site: $(VENV)/.docs ## build the documentation, with a page for each rule, into site/
	$(BIN)/python -m tools.site
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build
	$(BIN)/python -m tools.site --check

tables: $(VENV)/.train ## regenerate the example tables
	$(BIN)/python examples/make_tables.py

bench: $(VENV)/.train ## measure start-up, explaining, asking, streaming and profiling (pass options with ARGS='--quick')
	$(BIN)/python -m benchmarks.speed $(ARGS)

fuzz: $(VENV)/.dev ## try odd and broken inputs of every format (ARGS='--minutes 60 --seed 1'); nothing may be found
	$(BIN)/python -m tests.fuzz $(ARGS)

spark: $(VENV)/.train ## install Spark (400 MB; Java must be there), and test that it measures what DuckDB does
	$(PIP) --editable '.[spark]'
	$(BIN)/python -m pytest -n 0 tests/profiling/shared/tables/test_spark.py

quality: $(VENV)/.train ## measure the advice on small tables in ten minutes; into build/, not into what is committed
	$(BIN)/python -m benchmarks.quality --quick --results build/quality.jsonl $(ARGS)

quality-full: $(VENV)/.train ## measure the advice beside all peers, resumable, and write docs/quality.md (ARGS='--data-dir ...')
	$(BIN)/python -m benchmarks.quality $(ARGS)
	$(BIN)/python -m benchmarks.quality.report

quality-page: $(VENV)/.train ## write docs/quality.md from the committed results
	$(BIN)/python -m benchmarks.quality.report

tuning: $(VENV)/.train ## measure the guide's walk beside random search, and write docs/tuning.md (ARGS='--data-dir ...')
	$(BIN)/python -m benchmarks.tuning $(ARGS)
	$(BIN)/python -m benchmarks.tuning.report

duration: $(VENV)/.train ## measure how long trainings take, and write docs/time.md (ARGS='--data-dir ...')
	$(BIN)/python -m benchmarks.duration $(ARGS)
	$(BIN)/python -m benchmarks.duration.report

consistent: $(VENV)/.dev ## check what is recommended for 10,000 random problems: nothing may be found (ARGS='--seed 1')
	$(BIN)/python -m tools.consistency $(ARGS)

others: $(VENV)/.train ## compare what `explain --others` says of other packages with their code, fetched into build/
	$(PIP) --no-deps --upgrade --target build/others $$($(BIN)/python -m tools.others)
	PYTHONPATH=build/others $(BIN)/python -m pytest -n 0 tests/counterfactuals/test_opinions.py

targets: $(VENV)/.train ## compare the keys of trainers that `export` writes for with what is installed (ARGS='--timm CHECKOUT')
	$(BIN)/python -m tools.targets $(ARGS)

trainers: build/trainers/.made ## install those trainers in build/trainers (3 GB), compare their keys, and run what is exported on tiny data
	-build/trainers/bin/python -m tools.targets $(ARGS) # LLaMA-Factory brings older releases of TRL and Transformers
	build/trainers/bin/python -m pytest -n 0 tests/exporting/trainers

stale: $(VENV)/.dev ## list what was read more than nine months ago or on no known day, and what installed libraries contradict
	$(BIN)/python -m tools.stale
	$(BIN)/python -m tools.contradictions

clean: ## remove the environment and all that was built or cached
	rm -rf $(VENV) build dist site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: made once; `.user` is what a user of the program needs, `.dev` adds what its makers need, and `.train`
# the libraries that exported projects run on.

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'advisor needs Python 3.11 or later: make PYTHON=python3.12 ...' >&2; exit 2; }
	@$(BIN)/python -c '' 2>/dev/null || rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.user: pyproject.toml | $(VENV)/.made
	$(PIP) --editable '.[data,wizard]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/.made
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.user

$(VENV)/.docs: pyproject.toml | $(VENV)/.made
	$(PIP) --editable '.[docs]'
	@touch $@

build/trainers/.made: pyproject.toml
	$(PYTHON) -m venv build/trainers
	build/trainers/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[trainers]'
	@touch $@

$(VENV)/.train: pyproject.toml | $(VENV)/.made
	$(PIP) --editable '.[dev-train]'
	$(PIP) --no-deps 'sweeps==0.3.0' # for W&B's schema of sweeps, a JSON file; its code wants NumPy 1 and is not run
	@touch $@ $(VENV)/.dev $(VENV)/.user
