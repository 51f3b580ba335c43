# One page of commands. `make help` prints it.
.DEFAULT_GOAL := help
SHELL := /bin/bash

UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
RUN := .venv/bin
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false
# compiled libraries are kept whatever the machine says: compiling them anew is 4 s of every dbt process
export PYTHONDONTWRITEBYTECODE :=
# one file of tests for each core at a time
EVERY_CORE := -n auto --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.PHONY: help setup extra build show pages browser teams tour docs test lint pytest dbt-test review-day reference bench bench-scale profile documents spark postgres postgres-landing lake semantic bi orchestrators clean sbom dialects

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: .venv/.locked ## The environment, from the lock file

.venv/.locked: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --locked --quiet
	@touch $@

# no uv on this machine: a private one, beside the project
.tools/bin/uv:
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: install it (Debian: python3-venv), or uv."; exit 1; }
	@python3 -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

build: setup ## Build the sample warehouse, publish it, make its pages (site/), and print its scorecard
	@$(RUN)/agent-scorecard run --quiet --no-notify || [ $$? -eq 3 ]
	@$(RUN)/agent-scorecard show
	@echo "The pages, one per role: site/index.html"

pages: setup ## Make the role pages (site/) of what was published last
	@$(RUN)/agent-scorecard pages

browser: setup ## Every page in headless Chromium: console, network, accessibility, phone and desktop (Debian: chromium)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { echo "make browser needs Chromium, and there is none: on Debian, apt-get install chromium"; exit 1; }
	@$(UV) sync --locked --quiet --group browser
	@$(RUN)/pytest -m browser tests/python/serving tests/python/review

teams: setup ## Three teams besides the sample for `make browser`: small, forty categories, empty (data/teams; 3 minutes of processor)
	@PYTHONPATH=tests/python $(RUN)/python tests/python/teams.py

tour: pages ## The pictures of docs/tour.md, from the pages as they were made last (Debian: chromium)
	@$(UV) sync --locked --quiet --group browser
	@$(RUN)/python scripts/tour_pictures.py site

show: setup ## Print the scorecard of the warehouse as it was last built
	@$(RUN)/agent-scorecard show

docs: setup ## The docs site, one page in site/dbt_docs.html: models, columns, lineage, metrics, exposures
	@$(RUN)/dbt --quiet docs generate --static --target-path target/docs
	@mkdir -p site && cp target/docs/static_index.html site/dbt_docs.html && echo "site/dbt_docs.html"

reference: setup ## The generated parts of docs/: landing columns, metrics, architecture
	@$(RUN)/python scripts/write_reference.py

test: lint dbt-test ## Everything that must hold: lint, dbt's own tests, pytest
	@SCORECARD_BUILT_SAMPLE=data/test/scorecard.duckdb SCORECARD_PARSED=target/unit/manifest.json $(RUN)/pytest $(EVERY_CORE)

lint: setup ## The linters
	@$(RUN)/ruff check python tests bench engines
	@$(RUN)/ruff format --check --quiet python tests bench engines
	@$(RUN)/mypy
	@$(RUN)/python scripts/lint_sql.py --processes 2 models macros tests analyses

pytest: setup ## The Python tests
	@$(RUN)/pytest $(EVERY_CORE)

dbt-test: setup ## dbt's unit tests and data tests, on a database of their own
	@# a folder of its own: what one target parsed is not what the other needs
	@mkdir -p data/test
	@SCORECARD_DB=data/test/scorecard.duckdb SCORECARD_TARGET=unit $(RUN)/dbt --quiet build --target-path target/unit

review-day: setup ## A reviewer's day in LibreOffice: export, fill, import, and the scorecard changes (libreoffice-calc)
	@$(RUN)/pytest -m engine tests/python/review

bench: setup ## The large simulations, which write docs/figures
	@$(UV) sync --locked --quiet --group oracle
	@for bench in bench/*.py; do echo "== $$bench"; $(RUN)/python $$bench || exit 1; done

bench-scale: setup ## How a build grows with the tickets: CPU, memory, nothing new, one more day (docs/figures/scale.md)
	@$(RUN)/python bench/scale.py

profile: setup ## Where a build's CPU seconds go: dbt, SQL, Python, by node (on a copy of the build's database)
	@mkdir -p data/profile
	@test ! -f data/scorecard.duckdb || cp data/scorecard.duckdb data/profile/
	@SCORECARD_DB=data/profile/scorecard.duckdb $(RUN)/python scripts/profile_build.py

# an environment of its own: great-expectations does not like pyspark next to it
.spark/.locked: uv.lock pyproject.toml | $(UV)
	@command -v java >/dev/null || { echo "Spark needs Java 17 or 21, and there is none: on Debian, apt-get install openjdk-17-jre-headless"; exit 1; }
	@UV_PROJECT_ENVIRONMENT=.spark $(UV) sync --locked --quiet --no-default-groups --group spark
	@touch $@

spark: setup .spark/.locked ## Build the sample on Spark and compare every value of every mart with DuckDB's build (needs Java; a quarter of an hour)
	@test -f data/scorecard.duckdb || $(MAKE) build
	@.spark/bin/python tests/engines/spark_builds_the_scorecard.py --keep data/spark

postgres: setup ## Does Postgres hold the served marts, value by value? On a server of its own, on loopback (Debian: postgresql)
	@$(UV) sync --locked --quiet --inexact --extra postgres --group engines
	@test -f data/served/scorecard.duckdb -o -f data/test.duckdb || $(MAKE) build
	@$(RUN)/python tests/engines/postgres_holds_the_marts.py

postgres-landing: setup ## Is the scorecard the same where the landing lies in Postgres? Builds the sample twice: some minutes
	@$(UV) sync --locked --quiet --inexact --extra postgres --group engines
	@$(RUN)/agent-scorecard run --quiet --no-pages --no-notify || [ $$? -eq 3 ]
	@$(RUN)/python tests/engines/postgres_lands_the_scorecard.py

dialects: setup ## Is every SQL model Snowflake's and BigQuery's SQL? Compiled by their adapters, parsed by sqlglot; asks no server
	@test -d .dialects || { $(UV) venv --quiet .dialects && $(UV) pip install --quiet --python .dialects dbt-core==1.11.16 dbt-snowflake==1.12.4 dbt-bigquery==1.12.1 sqlglot==30.30.0; }
	@.dialects/bin/python tests/engines/dialects.py

lake: setup ## Does a DuckLake keep every publication as it was, and Parquet by week hold every value? (Debian: postgresql)
	@$(UV) sync --locked --quiet --inexact --extra lake --group engines
	@test -f data/served/scorecard.duckdb -o -f data/test.duckdb || $(MAKE) build
	@$(RUN)/python tests/engines/lake_keeps_every_publication.py

# a folder of its own: what one target parsed is not what the other needs
semantic: setup ## Does `mf query` on the served file equal the marts? (an environment of its own)
	@UV_PROJECT_ENVIRONMENT=.semantic $(UV) sync --locked --quiet --no-default-groups --group semantic
	@test -f data/served/scorecard.duckdb || $(MAKE) build
	@SCORECARD_TARGET=served $(RUN)/dbt --quiet parse --target-path target/semantic
	@.semantic/bin/python tests/engines/semantic_layer_equals_the_marts.py

bi: setup ## A real BI client: Apache Superset reads the served file while a build runs (an environment of its own, 700 MB)
	@# the pins are what its own wheel leaves open and breaks on
	@test -x .superset/bin/superset || { $(UV) venv --quiet --python 3.11 .superset && $(UV) pip install --quiet --python .superset apache-superset==6.1.0 duckdb-engine==0.17.0 duckdb==1.5.5 flask-caching==2.3.1 rich cachetools; }
	@$(RUN)/python tests/engines/superset_reads_the_served_file.py

extra: setup ## A part that not everybody needs: make extra NAME=mcp, postgres or lake
	@test -n "$(NAME)" || { echo "make extra NAME=mcp, NAME=postgres or NAME=lake"; exit 1; }
	@$(UV) sync --locked --inexact --quiet --extra $(NAME)

documents: setup ## Every command that README and docs show, typed letter by letter in a fresh clone
	@$(RUN)/python tests/engines/the_documents_as_typed.py

orchestrators: setup ## Run the scheduler examples, each in an environment of its own
	@PATH="$(dir $(UV)):$$PATH" scripts/orchestrators.sh

sbom: setup ## The bill of materials (sbom.json, CycloneDX, with hashes) and docs/licences.md
	@$(UV) export --quiet --locked --no-dev --all-extras --format cyclonedx1.5 --output-file sbom.json >/dev/null
	@$(RUN)/python scripts/write_licences.py && echo "sbom.json"

clean: ## Remove what a build made
	@rm -rf target logs site data/test data/*.duckdb data/*.duckdb.wal
