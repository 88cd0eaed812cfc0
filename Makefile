# make demo, make test and make check each set up what they need; a second run installs nothing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format docs clean
MAKEFLAGS += --no-print-directory

# PYTHON=...       which Python makes the environment (3.11 or newer)
# VENV=...         where the environment lies
# TORCH_INDEX=...  address of a package index to take torch and torchvision from, for example the
#                  one with CPU-only builds that PyTorch's own installation page names
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; \
	done)
VENV ?= .venv
TORCH_INDEX ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
STAMP := $(VENV)/.maskwright-installed
DEMO_OUT ?= maskwright-out/demo
DEMO_CLASSES ?= cat,dog,person,coffee,rocket
PYTEST_ARGS ?=

help: ## show this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' Makefile

setup: ## make the environment in .venv and install Maskwright into it
	@[ -n "$(PYTHON)" ] || { echo "No Python 3.11 or newer was found: install one (on Debian: apt install python3 python3-venv) or name it with PYTHON=..." >&2; exit 1; }
	@command -v "$(PYTHON)" >/dev/null || { echo "PYTHON=$(PYTHON) is not a program on this machine: name a Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "PYTHON=$(PYTHON) is too old: Maskwright needs Python 3.11 or newer." >&2; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module: install it (on Debian: apt install python3-venv)." >&2; exit 1; }
	@key=$$($(PYTHON) -c 'import hashlib, pathlib; print(hashlib.sha256(b"".join(pathlib.Path(n).read_bytes() for n in ("pyproject.toml", "constraints.txt"))).hexdigest())'); \
	if [ -f $(STAMP) ] && [ "$$(cat $(STAMP))" = "$$key" ] && [ -x $(BIN)/python ]; then exit 0; fi; \
	echo "Setting up $(VENV) (once; torch alone is some gigabytes) ..." >&2; \
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV); \
	if [ -n "$(TORCH_INDEX)" ]; then $(PIP) install --index-url "$(TORCH_INDEX)" torch torchvision; fi; \
	if $(BIN)/python -c 'import torch' 2>/dev/null; then \
		grep -Ev '^(torch|torchvision|triton|nvidia-[a-z0-9-]+|cuda-[a-z]+)==' constraints.txt > $(VENV)/constraints.txt; \
	else \
		cp constraints.txt $(VENV)/constraints.txt; \
	fi; \
	if ! $(PIP) install -c $(VENV)/constraints.txt -e '.[dev]'; then \
		command -v c++ >/dev/null || echo "Installing failed, and there is no C++ compiler: a package without a ready build for this machine needs one (on Debian: apt install g++)." >&2; \
		exit 1; \
	fi; \
	echo "$$key" > $(STAMP)

demo: setup ## cut real photographs into named segments; says where the pictures are
	@photos=$$($(BIN)/python -c 'import pathlib, skimage; d = pathlib.Path(skimage.__file__).parent / "data"; print(d / "chelsea.png", d / "coffee.png", d / "astronaut.png", d / "rocket.jpg")'); \
	$(BIN)/maskwright segment $$photos --classes "$(DEMO_CLASSES)" --out "$(DEMO_OUT)" --overwrite

test: setup ## run the tests on two cores
	@$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

check: setup ## style, types, layers, the wheel, bare imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/test_house.py

format: setup ## put the code into the common form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

docs: setup ## write docs/commands.md anew from the commands' own help
	@mkdir -p docs
	@.ci/commands-page $(BIN)/python > docs/commands.md.new
	@mv docs/commands.md.new docs/commands.md

clean: ## remove the environment, builds and caches of tools (not fetched weights)
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
