"""Every command of the table can be given by touch alone."""

from collections.abc import Callable

import kiosk_cases as cases
import pytest
from kiosk_cases import Session

from setplayer.session.table import TABLE


def walk(*names: str, start: Callable[..., Session] = cases.playing, typed: str = "") -> Callable[[], Session]:
    """A session in which these controls are touched one after the other; text is typed before the last."""

    def walked() -> Session:
        session = start()
        session.engine.sent.clear()
        for name in names[:-1]:
            session.tap(name)
        for character in typed:
            name = "space" if character == " " else f"key {character}"
            session.tap(name if name in session.controls else f"key {character.upper()}")
        session.tap(names[-1])
        return session

    return walked


def due(**options: object) -> Session:
    return cases.held(**options)


def begun(**options: object) -> Session:
    session = Session(**options)
    session.play(120)
    return session


def after(*given: str) -> Callable[..., Session]:
    def started(**options: object) -> Session:
        session = cases.playing(**options)
        for do in given:
            session.give(do)
        session.step(3)
        session.play(3)
        return session

    return started


def prepared(**options: object) -> Session:
    return Session(begun=False, **options)


WALKS = {
    "open": walk("show client", "save", start=prepared, typed="k"),
    "choose_arc": walk("show arcs", "choose music-45", start=prepared),
    "intention": walk("show intention", "save", start=prepared, typed="to rest"),
    "prefer": walk("show like", "save", start=prepared, typed="cello"),
    "check_item": walk("show checklist", f"check {cases.CHECKS[0]}", start=prepared),
    "setting": walk("show setting", "light dark", start=prepared),
    "want_music": walk("want_music", start=prepared),
    "set_output": walk("show more", "show output", "choose Room speakers"),
    "set_level_limit": walk("show sound", "limit -1", start=prepared),
    "set_resume": walk("show sound", "resumes", start=prepared),
    "begin": walk("begin", start=cases.ready),
    "dose": walk("dose", start=begun),
    "booster": walk("show more", "booster"),
    "device_given": walk("show more", "device_given"),
    "infusion_end": walk("show more", "infusion_end"),
    "extend": walk("extend"),
    "shorten": walk("shorten"),
    "next_phase": walk("next_phase"),
    "finish_by": walk("show more", "show finish", "finish 30"),
    "hold": walk("hold"),
    "release": walk("hold", start=after("hold")),
    "next_piece": walk("next_piece"),
    "fuller": walk("fuller"),
    "softer": walk("softer"),
    "level": walk("level -1"),
    "duck": walk("duck"),
    "unduck": walk("duck", start=after("duck")),
    "silence": walk("silence"),
    "music": walk("silence", start=after("silence")),
    "grounding": walk("grounding"),
    "return_to_arc": walk("grounding", start=after("grounding")),
    "away": walk("away"),
    "back": walk("back", start=after("away")),
    "chime": walk("chime"),
    "voice": walk("show more", "show sounds", "voice bell"),
    "fade_now": walk("fade_now"),
    "soft_stop": walk("soft_stop"),
    "bring_back": walk("bring_back", start=after("fade_now")),
    "note": walk("show note", "save", typed="calm now"),
    "quote": walk("show more", "show quote", "save", typed="water"),
    "tag": walk("tag 4"),
    "mark": walk("mark"),
    "vitals": walk("show vitals", "digit 1", "digit 2", "digit 0", "digit mark", "digit 8", "digit 0", "save"),
    "interruption": walk("show more", "show tags", "interruption"),
    "touch_agreed": walk("show touch_agreed", "save", start=prepared, typed="hand"),
    "clinician_called": walk("show more", "clinician_called"),
    "touch_given": walk("show more", "touch_given"),
    "reminder_done": walk("reminder done", start=due),
    "reminder_skipped": walk("reminder skip", "skip Client resting", start=due),
    "why": walk("why client asked", start=after("silence")),
    "handover": walk("show more", "show handover", "save", typed="th"),
    "end": walk("end", start=cases.landed),
    "undo": walk("undo"),
}


def test_the_walk_covers_the_whole_table() -> None:
    """`correct` and `share` are about entries: each has a test of its own below."""
    assert set(WALKS) | {"correct", "share"} == set(TABLE)


@pytest.mark.parametrize("do", list(WALKS))
def test_every_command_can_be_given_by_touch(do: str) -> None:
    session = WALKS[do]()
    assert [command["do"] for command in session.sent][-1] == do
    assert session.desk.ui.callout is None, session.desk.ui.callout


def test_the_newest_entry_can_be_corrected_by_touch() -> None:
    session = cases.playing()
    newest = session.engine.view.entries[-1]
    session.tap("show more", "show entries", f"entry {newest.seq}")
    assert "The water is holding me" in session.words
    session.tap("key x", "save")
    assert session.last == {"do": "correct", "entry": newest.seq, "text": "The water is holding mex"}


def test_a_dose_that_was_marked_late_can_be_moved_by_touch() -> None:
    session = cases.playing()
    dose = next(entry for entry in session.engine.view.entries if entry.kind == "dose")
    session.tap("show more", "show entries", f"entry {dose.seq}", "when 15")
    assert session.last == {"do": "correct", "entry": dose.seq, "minutes_ago": 15}


def test_entries_are_shared_one_by_one_and_not_unless_touched() -> None:
    session = cases.landed()
    tears = next(entry for entry in session.engine.view.entries if entry.text == "Tears")
    session.tap("show share")
    assert not any(button.on for button in session.controls.values() if button.name.startswith("share "))
    session.tap(f"share {tears.seq}")
    assert session.last == {"do": "share", "entries": [tears.seq], "shared": True}
    assert session[f"share {tears.seq}"].on
    session.tap(f"share {tears.seq}")
    assert session.last["shared"] is False


@pytest.mark.parametrize("minutes", [0, 2, 5, 10])
@pytest.mark.parametrize("do", ["dose", "booster", "device_given", "infusion_end"])
def test_marks_of_the_medicine_say_when_it_was(do: str, minutes: int) -> None:
    session = cases.playing()
    session.tap("show more", f"ago {minutes}", do)
    assert session.last == {"do": do, "minutes_ago": minutes}
    assert session.desk.ui.minutes_ago == 0


@pytest.mark.parametrize("arc", ["ketamine-lozenge-120", "music-45"])
@pytest.mark.parametrize("do", ["extend", "hold", "fade_now", "away", "mark"])
def test_other_arcs_have_the_same_controls(arc: str, do: str) -> None:
    session = Session(arc=arc)
    session.play(300)
    session.tap(do)
    assert session.last["do"] == do
