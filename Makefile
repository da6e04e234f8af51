# Make and Python 3.11 or newer are all that is needed.

VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test

help:
	@echo "make demo   build the demo site into site/ and say how to open it"
	@echo "make test   run all tests"

demo: $(VENV)/.runs
	@$(BIN)/cjmsite build

test: $(VENV)/.develops
	@$(BIN)/python -m pytest -n auto --maxschedchunk 8

# The stamps: nothing is installed again until pyproject.toml says something new.
$(VENV)/.runs: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.develops: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.runs

$(BIN)/python:
	@for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making $(VENV) with $$($$python --version)"; \
	    exec $$python -m venv --clear $(VENV); \
	  fi; \
	done; \
	echo "cjmsite needs Python 3.11 or newer, and there is none here. See https://www.python.org/downloads/" >&2; \
	exit 1
