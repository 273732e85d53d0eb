# `make run` tries Dateline with the sample articles; `make test` checks it. Both set everything up themselves.
PYTHON ?= python3
PORT ?= 7860
DATA ?= .dateline
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock

.PHONY: run test chromium lock clean

run: .venv/.installed
	$(BIN)/dateline setup --data $(DATA)
	$(BIN)/dateline load --data $(DATA) ingest/samples
	$(BIN)/dateline ask --data $(DATA) "why did Colombia suspend intel-sharing?"
	$(BIN)/dateline serve --data $(DATA) --port $(PORT)

test: .venv/.installed-dev chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/dateline setup
	$(BIN)/pytest

.venv/.installed: pyproject.toml requirements.lock
	@echo "Installing Dateline into .venv (a minute or so) …"
	$(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	touch $@

.venv/.installed-dev: .venv/.installed
	$(INSTALL) --editable ".[dev]"
	touch $@

# The tests of the page need a browser; without one they say that they were skipped.
chromium:
	@command -v chromium >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
			&& apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
		|| echo "Chromium is missing and cannot be installed here: the tests of the page will be skipped."

# The versions that CI uses, from a fresh environment with the newest that the bounds in pyproject.toml allow.
lock:
	rm -rf .venv/lock && $(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet --disable-pip-version-check ".[dev]"
	.venv/lock/bin/pip freeze --exclude dateline > requirements.lock
	rm -rf .venv/lock

clean:
	rm -rf .venv .dateline
