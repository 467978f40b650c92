# Everything runs in .venv, made from the locked, hashed requirements.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

SEEDS ?= 0
# onnxruntime would report to its maker once it is imported
export ORT_DISABLE_TELEMETRY = 1
BENCH ?= sample
EXAMPLES ?= 2000
RUNS ?= 10000000
SIZE ?= 1000000

.DEFAULT_GOAL := help
.PHONY: help setup report lab test coverage quality model voice-model voices roles stance stance-quality encoder claims speed check properties faults compat fuzz mutants format notebooks-clean docs audit sbom licences hashes processed lock clean report-bench scale-bench

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/installed  ## make .venv with the command presslens in it

report: .venv/installed  ## run the notebooks on the sample and write reports/index.html
	$(BIN)/presslens report --out reports

lab: .venv/installed  ## open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks/start_here.ipynb

test: .venv/installed-dev  ## run the tests
	$(BIN)/python -m pytest

quality: .venv/installed-dev  ## measure cleaning, one site left out at a time (needs PRESSLENS_CORPORA; 2 min)
	$(BIN)/python -m benchmarks.cleaning quality --check

model: .venv/installed-dev  ## train the line model of cleaning anew (needs PRESSLENS_CORPORA)
	$(BIN)/python -m training.train_line_model

voice-model: .venv/installed-dev  ## train the tagger of voices anew (needs PRESSLENS_CORPORA; 3 min)
	$(BIN)/python -m training.train_voice_model

voices: .venv/installed-dev  ## measure voices, a fifth of the articles left out at a time (needs PRESSLENS_CORPORA; 15 min)
	$(BIN)/python -m benchmarks.voices --check

roles: .venv/installed-dev  ## measure who acts on whom on labelled clauses (needs PRESSLENS_CORPORA; 1 min)
	$(BIN)/python -m benchmarks.roles --check

# An environment of its own: torch alone is as large as all the rest.
build/training/installed: pyproject.toml
	$(PYTHON) -m venv build/training
	build/training/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	build/training/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group training
	touch $@

stance-quality: .venv/installed-dev  ## measure the scorers on mentions that they did not see (needs PRESSLENS_CORPORA; 2 min)
	$(BIN)/python -m benchmarks.stance quality --check

stance: build/training/installed  ## train the scorers anew (needs PRESSLENS_CORPORA; a GPU, or two cores and a night)
	build/training/bin/python -m training.fetch_teacher
	for seed in $(SEEDS); do \
	  build/training/bin/python -m training.train_stance teacher --seed $$seed --stage news --epochs 1 --rate 3e-5 && \
	  build/training/bin/python -m training.train_stance teacher --seed $$seed --stage mix --epochs 2 --rate 2.5e-5 \
	    --share 0.4 && \
	  build/training/bin/python -m training.train_stance teacher --seed $$seed --stage last --epochs 1 --rate 1e-5 \
	    --share 0.1 || exit 1; \
	done
	build/training/bin/python -m training.train_stance label --teachers $(SEEDS)
	build/training/bin/python -m training.train_stance student --seed 0 --epochs 2 --rate 1e-4
	build/training/bin/python -m training.export_stance teacher-$(firstword $(SEEDS))-last --name stance
	build/training/bin/python -m training.export_stance student-0 --name stance_fast

encoder: build/training/installed  ## write the encoder of sentences anew (needs PRESSLENS_CORPORA)
	build/training/bin/python -m training.export_encoder

claims: .venv/installed-dev  ## measure claims on labelled pairs of sentences (needs PRESSLENS_CORPORA; 5 min)
	$(BIN)/python -m benchmarks.claims --check

coverage: .venv/installed-dev  ## measure whether intervals hold on simulated corpora, raw and corrected, and how fast they are made (15 min)
	$(BIN)/python -m benchmarks.coverage
	$(BIN)/python -m benchmarks.correction
	$(BIN)/python -m benchmarks.bootstrap

speed: .venv/installed-dev  ## measure how fast and in how much memory words are counted, beside peers (needs PRESSLENS_CORPORA; 5 min)
	$(BIN)/python -m benchmarks.keywords counts --check
	$(BIN)/python -m benchmarks.keywords keyness
	$(BIN)/python -m benchmarks.keywords memory
	$(BIN)/python -m benchmarks.keywords page

report-bench: .venv/installed-dev  ## measure the report beside plain nbconvert, every page in Chromium (BENCH=sample; 5 min)
	$(BIN)/python -m benchmarks.report $(BENCH)

scale-bench: .venv/installed-dev  ## measure a run at 10^2 to 10^5 articles, beside peers (needs PRESSLENS_CORPORA; 2 hours)
	$(BIN)/python -m benchmarks.scale

check: .venv/installed-dev  ## lint, types, imports, dependencies, format and notebooks, without changing anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry src notebooks
	$(BIN)/deptry training benchmarks tests --exclude '^$$' --ignore DEP001,DEP002,DEP004
	$(BIN)/python -m pytest tests/notebooks/test_form.py

properties: .venv/installed-dev  ## try properties of readers, cleaner, statistics and writers on 2,000 made inputs each (EXAMPLES=2000)
	PRESSLENS_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest tests/properties

faults: .venv/installed-dev  ## kill commands at random moments, fill the disk, set the clock back; nothing may be lost
	$(BIN)/python -m benchmarks.faults all --kills 25

compat: .venv/installed-dev  ## run the tests with Python 3.11 to 3.13, and with the lowest and newest versions of packages
	$(BIN)/python -m benchmarks.compat

# An environment of its own: atheris has wheels for few systems. What we import is of the hashed lock, the tools are not.
build/hardening/installed: .venv/installed-dev
	$(PYTHON) -m venv build/hardening
	build/hardening/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	build/hardening/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	build/hardening/bin/python -m pip install --quiet --disable-pip-version-check --group hardening
	touch $@

fuzz: build/hardening/installed  ## fuzz readers, cleaner and segmenter, guided by coverage
	build/hardening/bin/python -m tests.fuzz.run --runs $(RUNS)

patterns: .venv/installed-dev  ## give readers, cleaner and finders a megabyte of hostile text each; time must be linear
	$(BIN)/python -m benchmarks.patterns --check --size $(SIZE)

mutants: build/hardening/installed  ## change the code of stats, keywords and cleaning, and count the changes that no test notices
	for part in stats keywords cleaning; do build/hardening/bin/python -m benchmarks.mutants $$part --sample 300 || exit 1; done

format: .venv/installed-dev  ## format code and notebooks
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

notebooks-clean: .venv/installed  ## remove outputs from the notebooks, as they are committed
	$(BIN)/jupyter nbconvert --clear-output --inplace --log-level=ERROR notebooks/*.ipynb

docs: .venv/installed  ## write docs/tables.md, and the columns in docs/provenance.md, from the schemas
	$(BIN)/python -c 'from helpers.schemas import render_tables; print(render_tables(), end="")' > docs/tables.md

	$(BIN)/python -c 'from pathlib import Path; from helpers.schemas import fill_in_columns as fill; \
	  page = Path("docs/provenance.md"); page.write_text(fill(page.read_text("utf-8")), "utf-8")'

audit: .venv/installed-dev  ## ask whether a locked version is known to be unsafe or was withdrawn (PRESSLENS_AUDIT=required: all must be answered)
	$(BIN)/python -m benchmarks.audit

sbom: .venv/installed-dev  ## write build/sbom.cdx.json, the bill of materials: packages, weights and lists with their hashes
	$(BIN)/python -m benchmarks.sbom

licences: .venv/installed-dev  ## write docs/licences.md, the licences of all that the lock files install
	$(BIN)/python -m benchmarks.licences

hashes: .venv/installed  ## note the hashes of the files that ship and decide results, after an edit by hand
	$(BIN)/python -m training.note_hashes

processed: .venv/installed  ## write data/processed/sample, the sample without its texts
	$(BIN)/presslens corpus dehydrate data/sample --out data/processed/sample

lock: .venv/installed-dev  ## resolve pyproject.toml anew into the lock files
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-annotate --group build pyproject.toml -o requirements.lock
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-annotate --group build --group dev --extra cluster -c requirements.lock pyproject.toml \
	  -o requirements-dev.lock

clean:  ## remove .venv, reports and caches
	rm -rf .venv reports build dist mutants .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is written last, so that an interrupted set-up is taken up again.
.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Presslens needs Python 3.11 or newer; say make PYTHON=python3.12 or the like")'
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements  # fetches news
	touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(PIP) --require-hashes -r requirements-dev.lock
	touch $@
