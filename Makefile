# Fifteen short targets; the commit hook and CI run the same ones.
.DEFAULT_GOAL := help
.PHONY: help run test check prove bench mutate fuzz format manual rules hooks lock install clean

help:     ## Show this list
	@sed -n 's/^\([a-z]*\): *\(.*\)## \(.*\)/  make \1\t\3/p' Makefile | expand -t 18
run:      ## Install what is missing and serve the portal on PORT (8000)
	@scripts/run
test:     ## Every test, on a PostgreSQL of its own; a short pass on SQLite
	@scripts/test
check:    ## Format, lint, types, import contracts, templates, migrations, deployment
	@scripts/check
bench:    ## Time of loading, checking, rendering, serving; BENCH_UNITS=10000: of the portal with so many
	@scripts/install test
	@.venv/bin/python -m bench
	@.venv/bin/python -m bench --web
	@[ -z "$(BENCH_UNITS)" ] || scripts/with_postgres sh -c \
	  '.venv/bin/python -m bench --portal $(BENCH_UNITS) --database "$$DATABASE_URL"'
mutate:   ## Break correct disclosures in every way; the share that the checks find
	@scripts/mutate
fuzz:     ## Damage thousands of files; reading them must give findings, never tracebacks
	@scripts/fuzz
prove:    ## Races, kills and random walks by the hundred: nothing published is lost or doubled
	@scripts/prove
format:   ## Rewrite code and templates in the house style
	@scripts/install test
	@.venv/bin/ruff check --fix --quiet . && .venv/bin/ruff format --quiet .
	@.venv/bin/djlint --reformat --quiet templates
manual:   ## Take the pictures of the manual anew (docs/manual)
	@scripts/manual
rules:    ## Write the pages of all rules and permissions anew (docs/rules.md, docs/permissions.md)
	@scripts/rules
hooks:    ## Let git run `make check` before each commit
	@git config core.hooksPath scripts/hooks
install:  ## Install what running and testing need, nothing else
	@scripts/install test
lock:     ## Compile requirements*.in into pinned and hashed requirements*.txt
	@scripts/lock
clean:    ## Remove caches (not var/, which holds the data)
	@rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
