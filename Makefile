# The two that matter: `make run` opens the dashboard, `make test` runs every test. Both set up what they need.
# Further arguments: make run ARGS="morocco --port 8600", make test ARGS="-k where", make test BROWSER=no.
# What is marked slow (Spark, Postgres and pandas, large cities, the laws on DuckDB, pages in the dark and in every
# variant) is left to `make test-slow`, which is run before a change is taken too.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test test-slow coverage lint lock screenshots bench bench-full clean messages glossary reference
python := .venv/bin/python
BROWSER ?= yes
# Two at a time, a file in one go, so that a file's page server is started once.
PARALLEL ?= --numprocesses 2 --dist loadfile --no-loadscope-reorder

# Bash's own clock: what the processor did for the tests and all that they started, so that machines can be compared.
seconds = TIMEFORMAT='make test: %U s of a processor (%S s more in the system), %R s on the clock';

help:
	@echo "make run          the dashboard"
	@echo "make test         every test"
	@echo "make test-slow    the tests that take long: Spark, Postgres, large cities"
	@echo "make lint         style and types"
	@echo "make coverage     branch coverage of what makes numbers"
	@echo "make bench        the benchmarks (minutes); make bench-full: the long ones (hours)"
	@echo "make screenshots  pictures of the pages"
	@echo "make messages     brings the language files up to date"
	@echo "make glossary     writes the names of the code into docs/GLOSSARY.md; make reference: docs/reference"
	@echo "make lock         writes the installed versions into the lock files"
	@echo "make clean        removes .venv and .make"

run: .make/run
	@$(python) -m indicators run $(ARGS)

test: .make/test
ifeq ($(BROWSER),no)
	@$(seconds) time $(python) -m pytest $(PARALLEL) -m "not browser and not slow" $(ARGS)
else
	@TOWNBELL_CHROMIUM="$$(.ci/chromium)" && export TOWNBELL_CHROMIUM && \
	$(seconds) time $(python) -m pytest $(PARALLEL) -m "not slow" $(ARGS)
endif

test-slow: .make/test
	.ci/slow $(ARGS)

coverage: .make/test
	.ci/coverage $(ARGS)

lint: .make/test
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy

lock: .venv/bin/python
	$(python) .ci/lock.py

screenshots: .make/test
	TOWNBELL_CHROMIUM="$$(.ci/chromium)" && export TOWNBELL_CHROMIUM && $(python) -m tests.support.screenshots $(ARGS)

bench: .make/test
	TOWNBELL_CHROMIUM="$$(.ci/chromium)" && export TOWNBELL_CHROMIUM && $(python) benchmarks/run.py $(ARGS)

bench-full: .make/test
	TOWNBELL_CHROMIUM="$$(.ci/chromium)" && export TOWNBELL_CHROMIUM && $(python) benchmarks/run.py --full $(ARGS)

clean:
	rm -rf .venv .make

.make/run: .venv/bin/python requirements.lock pyproject.toml
	@.ci/environment requirements.lock
	@mkdir -p .make && touch $@

.make/test: .venv/bin/python requirements-test.lock pyproject.toml
	@.ci/environment requirements-test.lock
	@mkdir -p .make && touch $@

.venv/bin/python:
	@.ci/environment

messages: .make/test
	PYTHONPATH=. $(python) .ci/messages.py $(ARGS)

glossary: .make/test
	$(python) .ci/glossary.py

reference: .make/test
	PYTHONPATH=. $(python) .ci/reference.py
