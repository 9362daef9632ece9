# Everything lives in .venv; a stamp says that what is written in pyproject.toml and constraints.txt is installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-long check bench clean

run: $(VENV)/installed
	$(BIN)/approvals answer --out out

test: check
	$(BIN)/pytest -n auto -q

test-long: $(VENV)/installed-dev
	$(BIN)/pytest -n auto -q -m "long or not long"

check: $(VENV)/installed-dev
	$(BIN)/ruff check sim tests
	$(BIN)/ruff format --check sim tests
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev
	$(BIN)/python tests/benchmarks/replication.py

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) out
