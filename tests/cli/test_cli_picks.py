"""Picks as a clinic meets them: checked, pinned, scored, rendered, replayed, and told of where music is lacking."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from command_line import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from engine_cases import read_samples, write_tone

from setplayer.library.cache import ScanCache
from setplayer.library.paths import find_music
from setplayer.library.scan import scan

ARC = """\
# An evening
arc: Evening
phases:
  - name: Arrival
    kind: pre-onset
    length: 2 min
    intensity: 2
    music:
      - pick: {avoid: [Choir]}   # nothing sung
  - name: Journey
    kind: peak
    length: 3 min
    intensity: 5
    music:
      - pick:            # chosen by rule
          tags: [strings]
          vocals: none   # no words
  - {name: Home, kind: return, length: 1 min, intensity: 2, music: [soundscape: tide]}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tones of 45 to 75 s: quiet ones of which two are sung by a choir, and strings."""
    folder = tmp_path_factory.mktemp("music")
    lines = []
    for number in range(9):
        write_tone(folder / f"calm {number}.wav", 45 + 3 * number, hz=200 + number, rate=8_000)
        tags = "[choir]" if number < 2 else "[calm]"
        lines.append(f"calm {number}.wav: {{intensity: 2, voice: none, tags: {tags}}}")
    for number in range(9):
        write_tone(folder / f"it's strings {number}.wav", 46 + 3 * number, hz=300 + number, rate=8_000)
        lines.append(f'"it\'s strings {number}.wav": {{intensity: 5, voice: none, tags: [strings]}}')
    (folder / "music.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def measured(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a scan of the library keeps: it takes seconds, and every test has a data folder of its own."""
    path = tmp_path_factory.mktemp("measured") / "library.db"
    with ScanCache(path) as cache:
        scan(library, find_music(library), cache)
    return path


@pytest.fixture
def arc(tmp_path: Path, measured: Path) -> Path:
    (tmp_path / "data").mkdir()
    shutil.copy(measured, tmp_path / "data" / "library.db")
    path = tmp_path / "arc.yaml"
    path.write_text(ARC, encoding="utf-8")
    return path


def clips(run: Run, arc: Path, library: Path, *more: object) -> list[dict[str, object]]:
    status, out, _ = run("score", arc, "--library", library, "--json", *more)
    assert status == 0
    return list(json.loads(out)["clips"])


def test_without_a_library_check_says_that_picks_were_not_tried(run: Run, arc: Path) -> None:
    assert run("check", arc) == (0, f"{arc}: good, 6:00; its picks were not tried: give --library DIR\n", "")


def test_check_tries_20_seeds_and_says_good(run: Run, arc: Path, library: Path) -> None:
    assert run("check", arc, "--library", library) == (
        0,
        f"{arc}: good, 6:00, its picks tried with 20 seeds and joins heard with the first\n",
        "",
    )


def test_every_seed_keeps_the_rules_and_two_differ(run: Run, arc: Path, library: Path) -> None:
    chosen = [[clip["source"] for clip in clips(run, arc, library, "--seed", seed)] for seed in range(4)]
    assert chosen[0] == [clip["source"] for clip in clips(run, arc, library)]
    assert len({tuple(one) for one in chosen}) > 1
    for one in chosen:
        assert len(set(one)) == len(one)
        assert not {"calm 0.wav", "calm 1.wav"} & set(one)


def test_a_seed_in_the_arc_counts_and_check_tries_it_alone(run: Run, arc: Path, library: Path) -> None:
    arc.write_text(ARC + "picks: {seed: 3}\n", encoding="utf-8")
    assert run("check", arc, "--library", library)[1].endswith(
        "its picks tried with 1 seed and joins heard with the first\n"
    )
    own = clips(run, arc, library)
    assert own == clips(run, arc, library, "--seed", 9)
    arc.write_text(ARC, encoding="utf-8")
    assert own == clips(run, arc, library, "--seed", 3)


def test_a_pinned_arc_passes_check_and_sounds_the_same(run: Run, arc: Path, library: Path, tmp_path: Path) -> None:
    pinned = tmp_path / "pinned.yaml"
    status, out, err = run("pin", arc, "--library", library, "-o", pinned, "--seed", 2)
    assert (status, err) == (0, "")
    assert out.endswith("tracks in place of 2 picks\n")
    assert clips(run, pinned, library) == clips(run, arc, library, "--seed", 2)
    assert run("check", pinned, "--library", library)[0] == 0
    text = pinned.read_text(encoding="utf-8")
    assert "pick" not in text
    assert text.startswith("# An evening\narc: Evening\n")
    assert "# nothing sung" in text
    assert "# chosen by rule" in text
    assert "track: 'it''s strings" in text
    assert text.endswith(ARC.splitlines(keepends=True)[-1])


def test_pin_does_not_write_over_the_arc_nor_where_nothing_is_to_pin(
    run: Run, arc: Path, library: Path, tmp_path: Path
) -> None:
    assert run("pin", arc, "--library", library, "-o", arc) == (
        1, "", f"{arc}: this is the arc itself; give another file with -o.\n",
    )  # fmt: skip
    assert arc.read_text(encoding="utf-8") == ARC
    status, _, err = run("pin", "music-45", "--library", library, "-o", tmp_path / "x.yaml")
    assert (status, err) == (1, "music-45: it has no picks, so there is nothing to pin.\n")


def test_check_says_what_is_missing_and_where(run: Run, arc: Path, library: Path) -> None:
    arc.write_text(ARC.replace("length: 3 min", "length: 12 min"), encoding="utf-8")
    status, out, err = run("check", arc, "--library", library)
    assert (status, out) == (0, f"{arc}: good, 15:00, its picks tried with 20 seeds and joins heard with the first\n")
    (line,) = err.splitlines()
    assert line.startswith(f"{arc}:15:9: warning: Journey needs ")
    assert line.endswith("at intensity 5 (in 20 of 20 seeds)")
    for told in (
        run("score", arc, "--library", library),
        run("plot", arc, "--library", library, "-o", arc.parent / "a.svg"),
    ):
        assert told[0] == 0
        assert told[2].startswith(f"{arc}:15:9: warning: Journey needs ")


def test_check_says_which_part_of_a_rule_nothing_satisfies(run: Run, arc: Path, library: Path) -> None:
    arc.write_text(ARC.replace("[strings]", "[string]").replace("[Choir]", "[chior]"), encoding="utf-8")
    status, _, err = run("check", arc, "--library", library)
    assert status == 1
    assert err.splitlines() == [
        f"{arc}:4:3: 5:00 are for music of your own and 1:48 of it is there: the bed would play for the rest; "
        "add pieces, or shorten the phases",
        f"{arc}:9:9: warning: no piece of the library has the tag 'chior'; did you mean 'choir'?",
        f"{arc}:15:9: warning: Journey needs 3 more minutes at intensity 5 (in 20 of 20 seeds)",
        f"{arc}:15:9: warning: nothing satisfies this pick: no piece of the library has the tag 'string'; "
        "did you mean 'strings'?; other music or the bed plays",
    ]


def test_a_library_that_is_small_for_an_arc_is_warned_of(run: Run, arc: Path, library: Path) -> None:
    arc.write_text(ARC.replace("length: 3 min", "length: 7 min"), encoding="utf-8")
    _, _, err = run("check", arc, "--library", library)
    assert err == (
        f"{arc}:15:9: warning: the picks of Journey need 7 min and have 9 min to choose from; "
        "with 10 min or more, phases end on time and sessions differ\n"
    )


def test_a_session_with_picks_is_rendered_kept_and_replayed(
    run: Run, arc: Path, library: Path, tmp_path: Path
) -> None:
    short = ARC.replace("length: 2 min", "length: 100 s").replace("length: 3 min", "length: 85 s")
    arc.write_text(short.replace("length: 1 min", "length: 30 s"), encoding="utf-8")
    status, _, err = run("render", arc, "--library", library, "--seed", 5, "-o", tmp_path / "a.wav")
    assert (status, err) == (0, "")
    began = [
        json.loads(line)["body"]["request"]["source"]
        for line in run("log", "last")[1].splitlines()
        if '"piece_began"' in line
    ]
    assert began == [clip["source"] for clip in clips(run, arc, library, "--seed", 5)]
    assert run("replay", "last", "--library", library, "-o", tmp_path / "b.wav")[0] == 0
    assert (read_samples(tmp_path / "a.wav") == read_samples(tmp_path / "b.wav")).all()


def test_what_a_rehearsal_lacks_is_told_and_recorded(run: Run, arc: Path, library: Path, tmp_path: Path) -> None:
    arc.write_text(
        "arc: A\nphases:\n  - name: One\n    kind: peak\n    length: 1 min\n    intensity: 9\n"
        "    music:\n      - pick: {}\n", encoding="utf-8"
    )  # fmt: skip
    status, _, err = run("render", arc, "--library", library, "-o", tmp_path / "a.wav")
    text = "Music is missing: One needs 1 more minute at intensity 9. A soundscape plays there."
    assert (status, err) == (0, f"{text}\n")
    assert text in run("log", "last")[1]
