# Two commands do everything: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: demo test lint setup clean
.DEFAULT_GOAL := demo

demo: .venv/installed
	@echo "==> Running the built-in example: register, score, report"
	@$(BIN)/lookalike demo

test: .venv/installed
	@echo "==> Running the tests"
	@$(BIN)/pytest

lint: .venv/installed
	@echo "==> ruff"; $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "==> mypy --strict"; $(BIN)/mypy
	@echo "==> import-linter"; $(BIN)/lint-imports

setup: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@echo "==> Creating the environment in .venv (Python 3.11)"
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "==> Installing Lookalike and its dependencies (2.3 GB on disk, one to five minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv lookalike-demo
