# `make run` tries Dateline with the sample articles; `make test` checks it. Both set everything up themselves.
PYTHON ?= python3
PORT ?= 7860
BIN := .venv/bin

.PHONY: run test lint clean

.venv/.run: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -c requirements.lock -e .
	touch $@

.venv/.dev: .venv/.run
	$(BIN)/pip install -q --disable-pip-version-check -c requirements.lock -e ".[dev]"
	touch $@
