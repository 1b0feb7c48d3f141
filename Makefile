# Two commands on a machine with Python 3.11 or newer: `make demo` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# what pip does not for a folder that it only points to: without, a start may have to read all from the source (0.6 s)
COMPILE := $(BIN)/python -m compileall -q booking bot channels messages

.PHONY: demo test check format bench audit clean

demo: $(VENV)/.installed
	$(BIN)/allo-cantine demo --port $(PORT)

test: $(VENV)/.installed-test
	$(BIN)/pytest -n 2 --dist worksteal

check: $(VENV)/.installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-test
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.installed-test
	$(BIN)/python -m tests.benchmarks

# asks the advisory database about every pinned version: it needs the network, so it is no part of `make check`;
# --strict, because without it a version that nobody could be asked about passes as one without a hole
audit: $(VENV)/.installed-test
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[audit]'
	@$(BIN)/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip || \
		{ echo "Une version a une faille connue, ou n'a pas pu être vérifiée (il faut joindre PyPI) : voir ci-dessus."; exit 1; }

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Il faut Python 3.11 ou plus récent (make PYTHON=python3.12 …)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Sous Debian et Ubuntu : apt install python3-venv, puis de nouveau."; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.installed-test: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@$(COMPILE)
	@touch $@ $(VENV)/.installed
