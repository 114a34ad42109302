# Every target does the set-up it needs; a second call finds the stamps and goes straight to its job.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
NOTEBOOKS := $(sort $(wildcard notebooks/*.ipynb))
NBVAL := --nbval --nbval-current-env --nbval-sanitize-with notebooks/sanitize.cfg --nbval-cell-timeout 300 -p no:randomly
LIMIT ?=

.PHONY: setup lab test test-fast test-slow test-notebooks check report suite rerun notebooks bench agreement browser-test soak clean

setup: $(STAMPS)/files

$(STAMPS)/packages: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "pip>=24.1"
	$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	mkdir -p $(STAMPS) && touch $@

# The default model, the data set and the scorers' numbers: fetched, checked and converted once, into the user's cache folder.
$(STAMPS)/files: $(STAMPS)/packages workbench/models/catalog.py workbench/data/published.py workbench/scorers/parameters.py
	$(BIN)/python -c "import workbench as wb; print(wb.open_model()); print(wb.load_data('crows-pairs').num_rows, 'sentence pairs'); print(wb.scorers.hate().fingerprint[:8], wb.scorers.profanity().fingerprint[:8], 'scorers')"
	touch $@

lab: setup
	$(BIN)/workbench lab

test: test-fast test-slow test-notebooks browser-test

test-fast: setup
	$(BIN)/python -m pytest tests -m "not slow and not browser and not soak"

test-slow: setup
	$(BIN)/python -m pytest tests -m "slow and not browser and not soak"

test-notebooks: setup
	$(BIN)/python -m pytest $(NBVAL) $(NOTEBOOKS)

browser-test: setup
ifeq ($(CHROMIUM),)
	@if [ "$$WORKBENCH_REQUIRE_BROWSER" = 1 ]; then echo "No Chromium. Install it: apt-get install chromium fonts-dejavu"; exit 1; \
	else echo "Browser tests left out: no Chromium. Install it: apt-get install chromium fonts-dejavu"; fi
else
	$(BIN)/python -m pytest tests/browser -m browser
endif

# Long fault tests, by hand: about six minutes on two cores.
soak: setup
	$(BIN)/python -m pytest tests/soak -m soak

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_floors.py tests/test_door.py

report: setup
	$(BIN)/workbench report $(if $(LIMIT),--limit $(LIMIT))

# Every likelihood probe of bias, the cost told first; QUICK=1 for a first look.
suite: setup
	$(BIN)/workbench suite $(if $(QUICK),--quick)

# The report that is committed, made again in a clean workspace and compared, and its notebook checked.
rerun: setup
	place=$$(mktemp -d) && $(BIN)/workbench rerun reports/a-first-look --out $$place/again --nbval

notebooks: setup
	$(BIN)/python tests/renew_notebooks.py

# Other tools stand in an environment of their own, so that what they pin never touches the workbench's.
$(STAMPS)/bench: $(STAMPS)/packages
	test -x $(VENV)-bench/bin/python || $(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[bench]"
	touch $@

bench: setup $(STAMPS)/bench
	$(VENV)-bench/bin/python tests/bench/run.py

# Tasks of another harness, asked on both sides and compared item by item.
agreement: setup $(STAMPS)/bench
	$(VENV)-bench/bin/python tests/bench/agree.py

clean:
	rm -rf $(VENV) $(VENV)-bench build dist *.egg-info screenshots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
