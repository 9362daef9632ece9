# Everything lives in .venv; a stamp says that what is written in pyproject.toml and constraints.txt is installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-long check coverage mutants fuzz bench lab notebooks docs try-wheel clean

# The answer, a page and a report of it, and a page on which six reforms are switched on and off.
SWITCHED := parallel-review,intermediaries-half,mock-approval,agents,joint-review,limits-20
run: $(VENV)/installed
	$(BIN)/approvals answer --out out
	$(BIN)/approvals report out -o out/report.html
	$(BIN)/approvals brief out -o out/brief.html
	rm -rf out/packages
	$(BIN)/approvals smallest practice-2016 --reforms $(SWITCHED) --replications 8 --most-replications 8 \
		-o out/packages --json out/packages.json
	$(BIN)/approvals what-if out/packages -o out/what-if.html
	@echo
	@cat out/in-short.txt
	@echo "To read: out/brief.html, one page, and out/report.html. To switch reforms on and off: out/what-if.html."

test: check
	$(BIN)/pytest -n auto --dist loadfile -q

test-long: $(VENV)/installed-dev
	AGREEMENT_EXAMPLES=400 $(BIN)/pytest -n auto --dist loadfile -q -m "long or not long"

check: $(VENV)/installed-dev
	$(BIN)/ruff check sim tests notebooks docs
	$(BIN)/ruff format --check sim tests notebooks docs
	$(BIN)/mypy
	$(BIN)/lint-imports

# The kernels line by line, as plain Python.
coverage: $(VENV)/installed-dev
	NUMBA_DISABLE_JIT=1 AGREEMENT_EXAMPLES=60 $(BIN)/coverage run --source=sim/simulation/engines -m pytest -q \
		tests/agreement/test_agreement.py tests/behaviour/test_stories.py
	$(BIN)/coverage report -m

# Small mistakes made in each module, and which of them no test sees: make mutants EACH=20 ONLY="sim/statistics/clustered.py"
EACH ?= 10
SEED ?= 1
mutants: $(VENV)/installed-mutants
	$(BIN)/python tests/mutants/run.py --each $(EACH) --seed $(SEED) --only $(ONLY)

# Harmed scenarios, reforms, studies, results and command lines, for minutes or hours: make fuzz MINUTES=600 SEED=2
MINUTES ?= 10
fuzz: $(VENV)/installed-dev
	$(BIN)/python tests/fuzz/run.py --minutes $(MINUTES) --seed $(SEED)

bench: $(VENV)/installed-bench
	$(BIN)/python tests/benchmarks/replication.py
	$(BIN)/python tests/benchmarks/engines.py
	$(BIN)/python tests/benchmarks/waiting.py
	$(BIN)/python tests/benchmarks/peers.py --account
	$(BIN)/python tests/benchmarks/memory.py
	$(BIN)/python tests/benchmarks/sweep.py
	$(BIN)/python tests/benchmarks/peers.py --projects 50000 --rounds 3 --without Ciw --without salabim --without "reference, play"

# Opens the notebooks in a browser.
lab: $(VENV)/installed-notebooks
	$(BIN)/jupyter lab notebooks

# Makes them anew from their sources, in both languages, with everything they show.
notebooks: $(VENV)/installed-notebooks
	$(BIN)/python notebooks/build.py

# Pages that open without a network: out/docs/index.html.
docs: $(VENV)/installed-docs
	$(BIN)/python docs/site/build.py

# The wheel in an empty environment of each Python: make try-wheel PYTHONS="python3.11 python3.13".
PYTHONS ?= $(PYTHON)
try-wheel: $(VENV)/installed-dev
	$(BIN)/python tests/install/try_wheel.py $(PYTHONS)

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

$(VENV)/installed-mutants: $(VENV)/installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[mutants]"
	touch $@

$(VENV)/installed-bench: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	touch $@

$(VENV)/installed-notebooks: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[notebooks]"
	touch $@

$(VENV)/installed-docs: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[docs]"
	touch $@

clean:
	rm -rf $(VENV) out
