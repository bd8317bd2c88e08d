# Two commands: `make play` and `make test`. Each does all its own set-up, in .venv.

PYTHON := $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell command -v $(p) >/dev/null 2>&1 && $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
VENV := .venv
BIN := $(VENV)/bin

.PHONY: play test lint unit bench schema clean

# Rehearses the shipped 45-minute arc with a short script of cues; everything it writes is in rehearsal/.
play: $(VENV)/play.stamp
	@mkdir -p rehearsal
	@$(BIN)/setplayer render music-45 --cues playlists/rehearsals/music-45.cues.yaml --data rehearsal -o rehearsal/music-45.flac
	@$(BIN)/setplayer review last --data rehearsal -o rehearsal/music-45.html

test: lint unit

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/dev.stamp
	sh tests/system-packages.sh
	$(BIN)/pytest -n auto

bench: $(VENV)/bench.stamp
	$(BIN)/python -m bench

schema: $(VENV)/play.stamp
	$(BIN)/setplayer schema > playlists/arc.schema.json

clean:
	rm -rf $(VENV) dist build

$(VENV)/play.stamp: pyproject.toml
	@test -n "$(PYTHON)" || { echo "setplayer needs Python 3.11 or newer; please install it and try again." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/play.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	@touch $@
