# Every target begins with bin/bootstrap, which makes .venv as requirements.lock says; the second time it takes no time.
.DEFAULT_GOAL := help
.PHONY: help run test check types style browser test-full test-spark faults gallery lock clean environment
# Many processes are started here: without compiled files each would take twice as long to begin.
unexport PYTHONDONTWRITEBYTECODE
PYTEST = .venv/bin/pytest
# Tests run side by side, a file at a time; each worker has a database and a town of its own.
WORKERS = 3
# What the campaign of kills draws its rounds from; the same seed goes on where it was interrupted.
SEED = 1
# What needs nothing of one another; what each says comes when it has ended.
SIDE_BY_SIDE = $(MAKE) --no-print-directory --output-sync=target --jobs=3

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

run: environment ## start everything with the demo county; Ctrl-C stops it
	@exec .venv/bin/yichuang run

# Types are checked beside the tests: a minute on one core, in which tests have the other.
test: environment ## check, and every test, browser walks and kills included (minutes)
	@$(SIDE_BY_SIDE) style browser
	@.venv/bin/mypy & types=$$!; \
	$(PYTEST) -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder; tests=$$?; \
	wait $$types || { echo "mypy found what is wrong: see above" >&2; exit 1; }; exit $$tests

check: environment ## lint, types, floors, catalogues, documentation (a minute)
	@$(SIDE_BY_SIDE) types style

types:
	.venv/bin/mypy

style:
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports
	.venv/bin/yichuang catalogues --check
	.venv/bin/mkdocs build --quiet --strict

browser:
	@bin/browser >/dev/null

test-full: check ## the same, every walk at every size, with the whole campaigns of kills, lies and repeats (hours)
	@bin/browser >/dev/null
	YICHUANG_CAMPAIGN=full $(PYTEST)

test-spark: environment .venv-spark/made ## rules as Spark SQL, all drawn ones in one select, PostgreSQL as judge (needs Java 17; minutes)
	YICHUANG_SPARK=$(CURDIR)/.venv-spark/bin/python $(PYTEST) -q tests/core/rules/test_spark.py

.venv-spark/made: requirements-spark.lock
	@java -version >/dev/null 2>&1 || { echo "Spark needs Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)."; exit 1; }
	.venv/bin/python -m venv --clear .venv-spark
	.venv-spark/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@

faults: environment ## all that kills, lies, slows and repeats: 13 points × 200 kills, then the tests in full (hours)
	.venv/bin/python -m tests.faults.campaign --seed $(SEED) --rounds 200
	YICHUANG_CAMPAIGN=full $(PYTEST) -m fault

gallery: environment ## pictures of every view in every state, as var/gallery/index.html (minutes)
	@bin/browser >/dev/null
	YICHUANG_SHOTS=var/gallery $(PYTEST) -q tests/walks
	.venv/bin/python -m tests.walks.gallery var/gallery

lock: environment ## pin what pyproject.toml asks for, by hash
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--group pyproject.toml:dev pyproject.toml -o requirements.lock
	@bin/bootstrap

clean: ## remove what can be made again; data in var/ are kept
	rm -rf .venv .venv-spark site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

environment:
	@bin/bootstrap
