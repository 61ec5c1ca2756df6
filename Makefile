SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check

.PHONY: help run test lint bench soak verifier openapi check-openapi lock clean

help: ## Say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 15

run: .venv/run .venv/project ## Serve on 127.0.0.1:$(PORT), with the sample in a new database
	@$(BIN)/goalpost serve --sample --port $(PORT)

test: .venv/dev .venv/project ## Run the tests, on SQLite and on a PostgreSQL of their own
	@$(BIN)/pytest -q --numprocesses 3 --dist worksteal

lint: .venv/dev .venv/project ## Check style, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo

bench: .venv/dev .venv/project ## Measure against the same work written by hand
	@$(BIN)/python -m tests.benchmarks

soak: .venv/dev .venv/project ## Run the tests that profit from patience, at length
	@GOALPOST_SOAK=1 $(BIN)/pytest -m soak -rA --numprocesses 2 --dist worksteal

verifier: .venv/run .venv/project ## Write deploy/goalpost_verify.py
	@$(BIN)/goalpost ledger verifier --output .venv/goalpost_verify.py
	@cp .venv/goalpost_verify.py deploy/goalpost_verify.py

openapi: .venv/run .venv/project ## Write openapi.json
	@$(BIN)/goalpost openapi > .venv/openapi.json
	@cp .venv/openapi.json openapi.json

check-openapi: .venv/dev .venv/project ## Check that openapi.json is valid, and is what the code says
	@$(BIN)/goalpost openapi > .venv/openapi.json
	diff -u openapi.json .venv/openapi.json
	$(BIN)/openapi-spec-validator openapi.json

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock' pyproject.toml -

lock: ## Write the lock files anew (needs uv)
	echo 'setuptools>=77' | $(COMPILE) --output-file requirements.lock
	echo 'setuptools>=77' | $(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## Remove what was made, except databases
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: requirements.lock | .venv/bin/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	@touch .venv/run

.venv/dev: requirements-dev.lock | .venv/bin/python
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch .venv/run .venv/dev

.venv/project: pyproject.toml | .venv/run
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch .venv/project
