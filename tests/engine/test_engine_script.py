"""A cue file is read as strictly as an arc: every fault at once, with its place."""

import pytest

from setplayer.engine.script import read_script
from setplayer.faults import TextFault
from setplayer.session import commands as c
from setplayer.units import frames_from_s


def test_commands_come_in_order_of_time() -> None:
    script = read_script("- {at: 2 min, do: extend, minutes: 5}\n- {at: 90 s, do: chime, sound: bell}\n", "x.yaml")
    assert [(s.frame, s.command) for s in script] == [
        (frames_from_s(90), c.Chime(sound="bell")),
        (frames_from_s(120), c.Extend(minutes=5)),
    ]


def test_an_empty_file_is_an_empty_script() -> None:
    assert read_script("# nothing yet\n", "x.yaml") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("at: 3 min\n", "x.yaml:1:1: a cue file is a list; write '- {at: 12 min, do: chime}' for each cue"),
        ("- chime\n", "x.yaml:1:3: a cue is written as {at: 12 min, do: chime}"),
        ("- {do: chime}\n", "x.yaml:1:3: 'at' is missing; write when it is given, such as 'at: 12 min'"),
        ("- {at: 1 min}\n", "x.yaml:1:3: 'do' is missing; write the command, such as 'do: chime'"),
        (
            "- {at: 1 min, do: chimes}\n",
            "x.yaml:1:19: 'chimes' is not a command of a cue file; did you mean 'chime'?",
        ),
        ("- {at: 1 min, do: extend, minutes: 0}\n", "x.yaml:1:36: 'minutes' must be more than 0"),
        ("- {at: 1 min, do: extend, minutes: lots}\n", "x.yaml:1:36: 'minutes' must be a number"),
        ("- {at: 1 min, do: extend, hours: 1}\n", "x.yaml:1:34: 'hours' is not known here; remove it"),
        ("- {at: 1 min, do: note}\n", "x.yaml:1:3: 'text' is missing; add it"),
        (
            "- {at: 1 min, do: why, reason: dull}\n",
            "x.yaml:1:32: 'reason' must be one of 'client asked' or 'not this piece again'",
        ),
    ],
)
def test_faults_are_told_with_their_place(text: str, message: str) -> None:
    with pytest.raises(TextFault) as fault:
        read_script(text, "x.yaml")
    assert str(fault.value) == message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(TextFault) as fault:
        read_script("- {at: 1:30, do: chime}\n- {at: 2 min, do: begin}\n- {at: 3 min, do: level, db: 99}\n", "x.yaml")
    assert [finding.line for finding in fault.value.findings] == [1, 2, 3]
