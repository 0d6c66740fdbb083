# make run     set everything up and serve on port 8000 (PORT=… for another)
# make dev     the same, with auto-reload and debug pages
# make test    set everything up and run every check, on SQLite, PostgreSQL and in Chromium
# make bench   each page against its floor, then a running server, on both databases
#              (ARGS="20 200" for these sizes only, ARGS=--live for the running server only)
# make bench-quick  the pages only, with 20 and 200 projects, in some minutes
# make format  format and fix what can be fixed
# make lock    write the requirements files anew (ARGS=--upgrade takes newer versions)
# make vendor  fetch the checked-in browser files anew (needs npm)
# make browser install Playwright's own Chromium, where the system has none
# make clean   remove the environment and caches; the data under var/ stays

# The first Python that is new enough and can make environments.
PYTHON ?= $(shell for python in python3.13 python3.14 python3.12 python3 /usr/bin/python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes

export PYTHONUTF8 := 1

.PHONY: run dev test bench bench-quick format lock vendor browser clean

run: $(VENV)/run.stamp
	@exec $(BIN)/python -m mlscore_site.serve

dev: $(VENV)/run.stamp
	@exec $(BIN)/python -m mlscore_site.serve --dev

test: $(VENV)/test.stamp
	@exec $(BIN)/python -m tests.run

bench: $(VENV)/test.stamp
	@exec $(BIN)/python -m benchmarks.run $(ARGS)

bench-quick: $(VENV)/test.stamp
	@exec $(BIN)/python -m benchmarks.run --quick $(ARGS)

format: $(VENV)/test.stamp
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: $(BIN)/python
	@exec $(BIN)/python -m tools.lock $(ARGS)

vendor: $(BIN)/python
	@exec $(BIN)/python -m tools.vendor

browser: $(VENV)/test.stamp
	@exec $(BIN)/python -m playwright install chromium

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov var/static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@python="$(PYTHON)"; test -n "$$python" \
	&& $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' 2>/dev/null \
	|| { echo "mlscore needs Python 3.12 or newer with venv; set PYTHON=/path/to/it, or install it (Debian 13: apt install python3-venv)." >&2; exit 1; }; \
	echo "mlscore: making $(VENV) with $$python …"; $$python -m venv --clear $(VENV)

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	@echo "mlscore: installing what it runs on …"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-test.txt requirements.txt | $(BIN)/python
	@echo "mlscore: installing what it runs on and is tested with …"
	@$(INSTALL) -r requirements-test.txt
	@touch $(VENV)/run.stamp $@
