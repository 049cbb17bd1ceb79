.PHONY: help setup run test lint types imports check format docs links package benchmark efficiencies

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:  ## prepare the environment
	uv sync

run:  ## the main job
	uv run --no-dev python -m uncertain_compute +scenario=high

test:  ## the tests
	uv run pytest

lint:  ## style
	uv run ruff check .
	uv run ruff format --check .

types:  ## types
	uv run mypy

imports:  ## import direction
	uv run lint-imports

check: lint types imports test  ## CI's checks and tests of the Python code

format:  ## rewrite the style
	uv run ruff check --fix .
	uv run ruff format .

docs:  ## the site in docs/_build/html; its code is run, and a warning fails
	rm -rf docs/_generated
	MPLBACKEND=agg uv run --group docs sphinx-build --fresh-env --fail-on-warning --keep-going --nitpicky -b html docs docs/_build/html

links: docs  ## the links of the site that lead elsewhere, where the network reaches it
	MPLBACKEND=agg uv run --group docs sphinx-build -b linkcheck -d docs/_build/html/.doctrees docs docs/_build/links

package:  ## sdist and wheel in dist/, checked, and the wheel's command run in an environment of its own
	rm -rf dist
	uv build
	uvx twine check --strict dist/*
	uv run --isolated --no-project --with dist/*.whl uncertain-compute +scenario=high runs="$$(mktemp -d)"

benchmark:  ## one table of times beside what a user would pick instead; benchmarks/ has more
	uv run --group benchmark python benchmarks/table.py

efficiencies:  ## learn the efficiencies of video models from timings anew: some 10 minutes
	uv run python examples/video_efficiencies/learn.py
