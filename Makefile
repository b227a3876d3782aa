# `make run` starts the service, `make test` checks everything. A fresh clone needs Python 3.11 or newer, no more.
# `make test-quick` is for the hand while working: one database, no browser, no whole stories. `make test-long` takes the
# full sizes: every test on both databases, 200 regular gifts, 200 killed workers (tests/selection.py).

# The Python to build on, e.g. `make run PYTHON=python3.12`; left empty, the first that fits.
PYTHON =
# For pytest, e.g. `make test ARGS="-k receipt"`.
ARGS =

BIN = .venv/bin
CATALOGS = $(wildcard donations/translations/*/LC_MESSAGES/messages.po)
# A file's tests stay together, for they share what they have told once; the long files come first.
TEST = $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
STAMP = .venv/installed
PINS = constraints.txt
POT = build/messages.pot
# What marks a text for people besides gettext's own functions: ours, and errors that are told to a person.
MARKS = lazy_gettext _p:1c,2 gettext_in:2 ngettext_in:2,3 NotFound Refused

PIP = $(BIN)/python -m pip --quiet --disable-pip-version-check
# In a shell: uv asks where pip is configured to ask.
USE_INDEX = index="$${UV_DEFAULT_INDEX:-$$($(PIP) config get global.index-url 2>/dev/null)}"; \
	[ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"

.NOTPARALLEL:
.PHONY: run test test-quick test-long lint format translations extract upgrade clean runtime dev chromium

run: runtime $(CATALOGS:.po=.mo)
	@exec $(BIN)/donations run

test: lint chromium
	@echo "== tests, on SQLite, on PostgreSQL and in Chromium"
	@exec $(TEST) $(ARGS)

test-quick: dev $(CATALOGS:.po=.mo)
	@exec $(TEST) --size quick $(ARGS)

test-long: lint chromium
	@echo "== tests of full size"
	@exec $(TEST) --size full $(ARGS)

# mypy takes as long as everything else: it runs beside the others, and speaks last.
lint: dev $(CATALOGS:.po=.mo)
	@mkdir -p build; $(BIN)/mypy --no-error-summary >build/mypy.txt 2>&1 & types=$$!; \
	trap 'kill $$types 2>/dev/null || true' EXIT; set -e; \
	echo "== ruff"; $(BIN)/ruff check --quiet .; $(BIN)/ruff format --quiet --check .; \
	echo "== import-linter"; layers="$$($(BIN)/lint-imports --no-logo)" || { echo "$$layers"; exit 1; }; \
	echo "== djlint"; pages="$$($(BIN)/djlint --lint --check templates 2>&1)" || { echo "$$pages"; exit 1; }; \
	echo "== installed packages"; \
	misfits="$$($(BIN)/python -m uv pip check --python .venv 2>&1)" || { echo "$$misfits"; exit 1; }; \
	echo "== mypy"; wait $$types || { cat build/mypy.txt; exit 1; }

format: dev
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djlint --quiet --reformat templates || true # 1 means that it changed something

# After a text was added or changed: then fill in what is new in the .po files.
translations: dev extract
	@for catalog in $(CATALOGS); do \
		locale="$$(basename "$${catalog%/LC_MESSAGES/*}")"; \
		$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --locale "$$locale" \
			--input-file $(POT) --output-file "$$catalog" || exit 1; \
	done
	@$(MAKE) --silent $(CATALOGS:.po=.mo)

extract:
	@mkdir -p $(dir $(POT))
	@$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --sort-output --no-location --omit-header \
		$(MARKS:%=--keyword %) --output-file $(POT) .

%.mo: %.po | runtime
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Newer versions of everything we stand on, pinned once the whole suite has passed with them: read the change, commit it.
upgrade: dev
	@mkdir -p build
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], \
		"editables", sep="\n")' >build/build-requirements.in
	@$(USE_INDEX); $(BIN)/python -m uv --quiet pip compile --upgrade --universal --python-version 3.11 --no-header \
		--no-annotate --extra dev --output-file $(PINS) pyproject.toml build/build-requirements.in
	@$(MAKE) test

# Everything that can be made again. Never var/: that is data.
clean:
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	@find donations tests migrations -name __pycache__ -prune -exec rm -rf {} +
	@rm -f donations/translations/*/LC_MESSAGES/messages.mo

runtime: $(BIN)/python
	$(call install,-e .,$(STAMP)-runtime,$(STAMP)-runtime $(STAMP)-dev)

dev: $(BIN)/python
	$(call install,-e '.[dev]',$(STAMP)-runtime $(STAMP)-dev,$(STAMP)-dev)

chromium: dev
	@echo "== Chromium"
	@$(BIN)/python -m tests.chromium

# Installs $(1) in the versions of $(PINS) and sets the stamps $(2), unless one of the stamps $(3) already stands for
# this place, this pyproject.toml and these pins. uv does it in a quarter of pip's time; where only pip is configured to
# reach an index, pip does. Pip learns the pins of what builds the package from its environment.
define install
	@key="$$({ pwd -P; cat pyproject.toml $(PINS); } | cksum)"; \
	grep -qsx "$$key" $(3) && exit 0; \
	echo "== installing into .venv"; \
	pip="env PIP_CONSTRAINT=$(PINS) PIP_BUILD_CONSTRAINT=$(PINS) $(PIP)"; \
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $$pip install uv || exit 1; \
	$(USE_INDEX); \
	$(BIN)/python -m uv --quiet pip install --python .venv --compile-bytecode --constraints $(PINS) \
		--build-constraints $(PINS) $(1) || $$pip install $(1) || exit 1; \
	for stamp in $(2); do echo "$$key" >"$$stamp"; done
endef

# A virtual environment does not survive being moved, so one made for another place is made anew.
$(BIN)/python: FORCE
	@[ -x $@ ] && grep -qF "$$(pwd -P)/.venv" .venv/pyvenv.cfg && exit 0; \
	for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || { lacking="$${lacking:-$$python}"; continue; }; \
		exec "$$python" -m venv --clear .venv; \
	done; \
	[ -z "$$lacking" ] || { echo "Python's venv module is missing: apt install $${lacking##*/}-venv" >&2; exit 1; }; \
	found="$$($(or $(PYTHON),python3) --version 2>&1)" || found="none found"; \
	echo "Python 3.11 or newer is needed ($$found). Another one: make run PYTHON=python3.12" >&2; exit 1

FORCE:
