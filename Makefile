# From a bare machine: python3 (3.9 or newer), make, and some Python of 3.12 or newer.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := setup

UV := .tools/uv/bin/uv
PY := .venv/bin/python
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.12

export UV_PYTHON_PREFERENCE := only-system
export UV_PYTHON_DOWNLOADS := never
export DJANGO_SETTINGS_MODULE := cbm_tracker.settings

.PHONY: setup lock clean

setup: .venv/.ready

$(UV): requirements/uv.txt
	@python3 -m venv .tools/uv
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.ready: requirements/dev.txt $(UV)
	@$(UV) python find --quiet '>=3.12' >/dev/null 2>&1 || \
		{ echo 'The CBM Tracker needs Python 3.12 or newer: install it (package python3.12 or newer) and run make again.' >&2; exit 1; }
	@$(UV) venv --quiet --allow-existing --python '>=3.12' .venv
	@$(UV) pip sync --quiet --require-hashes --python $(PY) requirements/dev.txt
	@touch $@

lock: $(UV)
	$(COMPILE) pyproject.toml --output-file requirements/prod.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements/prod.txt --output-file requirements/dev.txt
	$(COMPILE) requirements/uv.in --output-file requirements/uv.txt

clean:
	rm -rf .venv .tools
