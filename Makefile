# Two commands: `make play` and `make test`. Each does all its own set-up, in .venv.

PYTHON := $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell command -v $(p) >/dev/null 2>&1 && $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
VENV := .venv
BIN := $(VENV)/bin

# Tests of processes wait as much as they work.
WORKERS = $(shell $(BIN)/python -c 'import os; print(3 * (os.cpu_count() or 1) // 2)')

.PHONY: play test lint unit bench bench-peers soak soak-faults schema arcs sounds words clean

# Plays the shipped 45-minute arc live: on the kiosk where there is a screen, else in the terminal. Sessions are kept in
# play/. `make play SPEED=60` runs it through, up to 60 times as fast; OUTPUT=FILE.flac writes what is played to a file.
play: $(VENV)/play.stamp
	@$(BIN)/setplayer play music-45 --data play $(if $(SPEED),--speed $(SPEED)) $(if $(OUTPUT),--output $(OUTPUT))

test: lint unit

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/dev.stamp
	sh tests/system-packages.sh
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench

# First the fault runs, with their counts (half an hour): a thousand kills of a writer of the log and two hundred of an
# engine, thousands of power cuts, an error of the disk at every operation. `make soak-faults` does them alone.
# Then one session through the real queue in real time, for HOURS: `make soak HOURS=8`. DRIVER=dummy plays without a sound
# server, MUSIC=DIR takes tracks of yours.
soak: soak-faults
	$(BIN)/python -m bench.soak --hours $(or $(HOURS),8) $(if $(DRIVER),--driver $(DRIVER)) $(if $(MUSIC),--music '$(MUSIC)')

soak-faults: $(VENV)/dev.stamp
	$(BIN)/python -m bench.soak faults

# What `make bench` compares with.
bench-peers:
	sh bench/install-peers.sh

schema: $(VENV)/play.stamp
	$(BIN)/setplayer schema > playlists/arc.schema.json

# The arcs that ship, from setplayer/arc/courses.py and music_alone.py.
arcs: $(VENV)/play.stamp
	$(BIN)/setplayer default-arcs playlists

# The texts for translators, assets/locale/setplayer.pot, and a catalogue from each translation; docs/languages.md.
words: $(VENV)/play.stamp
	$(BIN)/python -m setplayer.collecting_words
	for po in assets/locale/*/LC_MESSAGES/setplayer.po; do \
		[ ! -e "$$po" ] || $(BIN)/pybabel compile --input-file "$$po" --output-file "$${po%.po}.mo" || exit 1; done

# The short sounds that ship, from setplayer/soundscape/sounds.py, and how loud they are.
sounds: $(VENV)/play.stamp
	$(BIN)/python -m setplayer.soundscape.sounds assets/sounds
	$(BIN)/python -m setplayer.engine.sounds

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
