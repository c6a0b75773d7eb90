# From a bare machine: python3 (3.9 or newer), make, and some Python of 3.12 or newer.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := setup

UV := .tools/uv/bin/uv
PY := .venv/bin/python
# Enough for production's settings to be checked without a database; no address is used.
PRODUCTION := CBM_MODE=production CBM_SECRET_KEY=for-checks-only:as-long-as-a-key-has-to-be-0123456789 \
	CBM_DATABASE_URL=postgresql://cbm_app@/cbm CBM_BROKER_URL=memory:// CBM_MAIL_URL=console:// \
	CBM_MAIL_FROM=nobody@localhost CBM_ALLOWED_HOSTS=localhost CBM_SITE_URL=https://localhost
CHECKED_WITHOUT_DATABASE := --tag caches --tag compatibility --tag security --tag staticfiles --tag templates --tag urls
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.12

export UV_PYTHON_PREFERENCE := only-system
export UV_PYTHON_DOWNLOADS := never
export DJANGO_SETTINGS_MODULE := cbm_tracker.settings
# The many processes of a check share their bytecode, also where Python is to write none beside its sources.
ifdef PYTHONDONTWRITEBYTECODE
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.tools/bytecode
endif

# Chromium without a screen, where the system has it: a third less work than the whole.
INSTALL_CHROMIUM := apt-get -qq update && for each in chromium-headless-shell chromium; do \
	apt-get -qq install --yes --no-install-recommends $$each >/dev/null && exit; done; exit 1

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.PHONY: client client-models setup run backup restore test quick fault-test load-test schedules bench phone screenshots fonts mail-pictures browser lint layout types \
	configuration audit lock stop clean

setup: .venv/.ready $(CATALOGUES)

$(UV): requirements/uv.txt
	@echo 'Setting up: the installer …'
	@python3 -m venv .tools/uv
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.ready: requirements/dev.txt $(UV)
	@$(UV) python find --quiet '>=3.12' >/dev/null 2>&1 || \
		{ echo 'The CBM Tracker needs Python 3.12 or newer: install it (package python3.12 or newer) and run make again.' >&2; exit 1; }
	@echo 'Setting up: Python and the packages, pinned by hash …'
	@$(UV) venv --quiet --allow-existing --python '>=3.12' .venv
	@$(UV) pip sync --quiet --require-hashes --python $(PY) requirements/dev.txt
	@touch $@

%.mo: %.po .venv/.ready
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

# The tracker on http://localhost:8000 with private services under var/; Ctrl-C stops what it started.
run: setup
	@$(PY) -m cbm_tracker.run

# Everything into one file, also while the tracker runs; and back, into a var/ that is new.
backup: FILE ?= var/backups/cbm-$(shell date -u +%Y%m%dT%H%M%SZ).zip
backup: setup
	@mkdir -p '$(dir $(FILE))' && $(PY) manage.py backup '$(FILE)'

restore: setup
	@test -n '$(FILE)' || { echo 'Which backup? make restore FILE=var/backups/….zip' >&2; exit 1; }
	@$(PY) manage.py restore '$(FILE)'

# Tests wait for servers much of the time: half as many processes again as there are cores keep these busy.
NUMPROCESSES := $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 ))

# A process that dies ends the run: another in its place would hide why.
test: setup browser
	$(PY) -m pytest --numprocesses $(NUMPROCESSES) --dist worksteal --max-worker-restart 0

# What the core does, without reports, browsers and processes, in two minutes: for while one writes.
QUICK := account_log accounts addressees additions bulk bylines circles_of_parents codes dissents documents file_types \
	files functions further_fields hidden_keys hidden_numbers indexes journal judgement_cards keeping layout library \
	limited_tokens markings moments months new_measures new_reports one_party operations people permissions pointing \
	proposals public_documents races redacted_names redaction row_history row_history_reading saved_views \
	source_addresses source_history source_titles statements templates two_editors uploads view_fields wings \
	workload written_later

quick: setup
	$(PY) -m pytest --numprocesses $(NUMPROCESSES) --dist worksteal $(QUICK:%=tests/test_%.py)

# Kills workers, beats, the broker and the database while digests are sent, and counts what arrives.
fault-test: setup
	$(PY) -m tests.faults --kills $${KILLS:-200} --seed $${SEED:-1}

# People read, write, import and are reminded while a web server, a worker and the database are killed; all is counted.
load-test: setup
	$(PY) -m tests.load --minutes $${MINUTES:-10} --seed $${SEED:-1}

# Whole-system schedules, each by its seed: people act while things break, and what they were told is held against the
# record. Those that have passed are noted under var/schedules and left out when it runs again.
schedules: setup
	$(PY) -m tests.schedules --resume --seeds $${SEEDS:-1-60}

# Pictures of all pages under var/screenshots, and those of the documentation, from the tracker that `make run` serves.
screenshots: setup browser
	@PYTHONPATH=. $(PY) docs/screenshots.py http://127.0.0.1:$${PORT:-8000}

# What answers cost with N measures, into docs/performance.md; KEEP=folder keeps what was generated.
bench: setup
	@$(PY) -m bench

# The faces of the pages, anew from what their maker publishes at npm; measures/static/fonts/README has their hashes.
fonts: setup
	@$(PY) docs/fonts.py

# How pages load on a phone, by Lighthouse, from the tracker that `make run` serves: performance.md.
phone: setup browser
	@$(PY) -m bench.phone http://127.0.0.1:$${PORT:-8000} $${ROUNDS:-5}

# The models of the Python client, from the description of the API that `make run` serves.
client-models: $(UV)
	$(UV) tool run --from 'datamodel-code-generator[http]==0.89.0' datamodel-codegen \
	  --url http://127.0.0.1:$${PORT:-8000}/api/v1/schema/ --allow-private-network --input-file-type openapi \
	  --formatters builtin --parent-scoped-naming \
	  --output-model-type typing.TypedDict --target-python-version 3.10 --use-standard-collections \
	  --use-union-operator --enum-field-as-literal all --use-schema-description --disable-timestamp \
	  --custom-file-header '"""What the API sends and takes; `make client-models` makes it from its description."""' \
	  --output clients/python/src/cbm_tracker_client/models.py
	@$(PY) -m ruff format --quiet clients

# The Python client as a wheel and its sources, in var/client.
client: $(UV)
	$(UV) build --quiet --out-dir var/client clients/python
	@ls var/client

# What a digest looks like in mail programs, under var/mails.
mail-pictures: setup browser
	@PYTHONPATH=.:docs $(PY) docs/mails.py var/mails

# Chromium for the browser tests, of the system or named by CBM_CHROMIUM.
browser:
	@if [ -n "$${CBM_CHROMIUM:-}" ] || command -v chromium-headless-shell chromium chromium-browser google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ]; then $(INSTALL_CHROMIUM); \
	elif sudo -n true 2>/dev/null; then sudo -n sh -c '$(INSTALL_CHROMIUM)'; \
	else echo 'The browser tests need Chromium: run “sudo apt-get install chromium”, then make test again.' >&2; exit 1; fi

# In parts that `make --jobs=2` runs side by side: types take about as long as all others.
lint: layout types configuration

layout: setup
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/djangofmt --check measures
	.venv/bin/djangofmt check measures
	.venv/bin/lint-imports

types: setup
	.venv/bin/mypy

configuration: setup
	$(PY) -W error manage.py check --fail-level WARNING
	$(PY) -W error manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) -W error manage.py check --deploy --fail-level WARNING $(CHECKED_WITHOUT_DATABASE)

# Known holes of the packages that run, looked up at their index; those that it does not know are named.
audit: setup
	.venv/bin/pip-audit --require-hashes --disable-pip --progress-spinner off --requirement requirements/prod.txt

lock: $(UV)
	$(COMPILE) pyproject.toml --output-file requirements/prod.txt
	$(COMPILE) pyproject.toml --group dev --constraints requirements/prod.txt --output-file requirements/dev.txt
	$(COMPILE) requirements/uv.in --output-file requirements/uv.txt

# Private services that a killed `make run` left behind.
stop:
	@test ! -x $(PY) || $(PY) -m cbm_tracker.stop

clean: stop
	rm -rf .venv .tools staticfiles
