# Two commands on a fresh machine with Python 3.11, make and git: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8080
SCALE ?= small
SOURCES := setup.cfg pyproject.toml designer_ui/_build/backend.py $(shell find designer_ui/web -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: demo test check bench soak reference clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip

$(VENV)/installed: $(BIN)/python $(SOURCES)
	$(BIN)/python -m pip install -q -e .
	touch $@

$(VENV)/tested: $(VENV)/installed setup.cfg
	$(BIN)/python -m pip install -q -e '.[test]'
	touch $@

demo: $(VENV)/installed
	$(BIN)/dougong demo --host $(HOST) --port $(PORT) --scale $(SCALE)

test: $(VENV)/tested
	$(BIN)/python -m tests.run

check: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/docs tests/contract/test_house.py
	$(BIN)/python -m tests.front_end tsc

bench: $(VENV)/tested
	$(BIN)/python -m tests.bench

soak: $(VENV)/tested
	for round in 1 2 3 4 5 6 7 8 9 10; do $(BIN)/python -m pytest tests/contract/test_crash.py tests/contract/test_store_concurrency.py || exit 1; done
	JOB_KILLS=24 $(BIN)/python -m pytest tests/contract/test_jobs_crash.py
	MALL_KILLS=24 $(BIN)/python -m pytest tests/scenarios/test_mall_crash.py
	EXPRESSION_EXAMPLES=5000 EXPRESSION_BROWSER_EXAMPLES=20000 $(BIN)/python -m pytest tests/contract/test_expressions.py

reference: $(VENV)/installed
	$(BIN)/python -m tools.reference

clean:
	rm -rf $(VENV) designer_ui/static designer_ui/web/node_modules build *.egg-info
