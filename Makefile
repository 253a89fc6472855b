# Every path is relative, so that a clone may lie under any name, spaces and Vietnamese letters included.
SHELL = /bin/bash
.DEFAULT_GOAL = help

PORT = 8000
DIR = demo
ARGS =

.PHONY: help demo test lint lock fresh bundle container screenshots pictures simulations bench lighthouse faults clean

help: ## List what make can do
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 16

demo: ## Install, load the demo and serve it [PORT=8000] [DIR=demo]
	@tools/install run
	@exec .venv/bin/sipas demo --directory "$(DIR)" --port "$(PORT)" --serve

test: ## Install what tests need, then run them all [ARGS="tests/store -x"]
	@tools/install test
	@tools/system-packages
	@tools/test $(ARGS)

lint: ## Check layout, style, types and import rules
	@tools/install test
	@tools/lint

lock: ## Choose the newest allowed versions and write them with hashes to requirements/
	@tools/lock

fresh: ## Prove demo and test in a bare Debian 12 (root, some minutes)
	@tools/fresh

bundle: ## Pack one archive in dist/ that installs without internet [ARGS=--prove]
	@tools/bundle $(ARGS)

container: ## Build an image of what is committed with podman, buildah or docker
	@tools/container

screenshots: ## Walk through the full demo and keep its pictures in docs/screenshots
	@tools/install test
	@tools/system-packages
	@mkdir -p docs/screenshots
	@SIPAS_SCREENSHOTS=docs/screenshots .venv/bin/python -m pytest -q tests/browser/test_walk.py

pictures: ## Picture every page of a demo, as each role, at three widths in both languages, ten minutes [OUT=.cache/pictures]
	@tools/install test
	@tools/system-packages
	@.venv/bin/python -m tests.browser.pictures $(or $(OUT),.cache/pictures)

simulations: ## Measure coverage and error rates again, 25 minutes [ARGS="--share 0.1"]
	@tools/install test
	@.venv/bin/python -m tests.benchmarks $(ARGS)

bench: ## Time our statistics beside others' and the serving beside a server that stores nothing, 15 minutes
	@tools/bench

lighthouse: ## Measure the form on a slow phone and a slow link, 4 minutes (chromium, npm)
	@tools/install test
	@tools/system-packages
	@tools/lighthouse

faults: ## Strike the service with kills, full disks, power cuts and more, half an hour (root) [ARGS="R08"]
	@tools/install test
	@tools/system-packages
	@.venv/bin/python -m tests.faults $(ARGS)

clean: ## Remove what make made; the demo's directory stays
	rm -rf .venv .cache .mypy_cache .pytest_cache .import_linter_cache .hypothesis .coverage build *.egg-info
	find survey/translations -name '*.mo' -delete
