"""`fit`: an arc of another length, as a clinic asks for it on the command line."""

from pathlib import Path

import pytest
from command_line import Run

from setplayer.shipped import shipped

RANGED = """\
arc: Ranged
phases:
  - {name: Arrival, kind: onset, length: 10 min, at most: 12 min, intensity: 2}   # arriving
  - {name: Journey, kind: peak, length: 20 min, at least: 15 min, at most: 40 min, intensity: 6}
cues:
  - {at: 25 min, remind: Look}
  - {at: 5 min, do: chime}
"""


@pytest.fixture(name="arc")
def _arc(tmp_path: Path) -> Path:
    path = tmp_path / "ranged.yaml"
    path.write_text(RANGED, encoding="utf-8")
    return path


def test_a_scaled_arc_is_written_and_passes_check(run: Run, tmp_path: Path, arc: Path) -> None:
    output = tmp_path / "longer.yaml"
    status, out, err = run("fit", arc, "--length", "45 min", "-o", output)
    assert (status, out) == (0, f"{output}: 45:00 in all\n")
    assert err == f"{output}:7:10: warning: this chime stays at 5:00; look whether it still suits\n"
    assert output.read_text(encoding="utf-8") == RANGED.replace("length: 10 min", "length: 12 min").replace(
        "length: 20 min", "length: 33 min"
    )
    assert run("check", output)[:2] == (0, f"{output}: good, 45:00\n")
    assert arc.read_text(encoding="utf-8") == RANGED


def test_without_a_file_it_is_printed(run: Run) -> None:
    status, out, err = run("fit", "ketamine-im-60", "--length", "90 min")
    assert (status, err) == (0, "")
    text = (shipped("playlists") / "ketamine-im-60.yaml").read_text(encoding="utf-8")
    assert out.count("\n") == text.count("\n")
    assert "lead: 10 min                  # so much of the arc lies before the dose" in out


def test_cues_that_fall_outside_are_pointed_out(run: Run, arc: Path) -> None:
    err = run("fit", arc, "--length", "20 min")[2]
    assert "6:10: warning: this cue falls after the arc's end at 20:00 and will not happen; move it" in err


def test_the_arc_itself_is_never_written_over(run: Run, arc: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(arc)
    for output in (arc, link):
        status, out, err = run("fit", arc, "--length", "45 min", "-o", output)
        assert (status, out) == (1, "")
        assert err == f"{output}: this is the arc itself; give the scaled arc another name with -o.\n"
    assert arc.read_text(encoding="utf-8") == RANGED


def test_what_cannot_be_is_said_in_one_sentence(run: Run, arc: Path, tmp_path: Path) -> None:
    output = tmp_path / "x.yaml"
    status, out, err = run("fit", arc, "--length", "2 h", "-o", output)
    assert (status, out) == (1, "")
    assert err == (
        f"{arc}: its phases allow 15 min 30 s to 52 min in all; "
        "ask for a length between these, or change their 'at least' and 'at most'.\n"
    )
    assert not output.exists()


def test_a_length_that_can_be_read_in_two_ways_is_wrong_usage(run: Run, arc: Path) -> None:
    status, _, err = run("fit", arc, "--length", "1:30")
    assert status == 2
    assert "'1:30' can be read in two ways" in err
