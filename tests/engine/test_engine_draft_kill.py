"""A real engine, killed in the middle of a word: the draft is offered again, and becomes a note at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from process_cases import Ground, events_of, tide, until

from setplayer.engine.client import EngineClient
from setplayer.log.session_file import SessionFile
from setplayer.log.verify import verify

SECOND = 48_000


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path) as ground:
        yield ground


def test_no_letter_is_lost_when_the_engine_is_killed(ground: Ground) -> None:
    arc = tide(ground.folder / "arc.yaml")
    ground.data.mkdir()
    (ground.data / "clinic.yaml").write_text("tags: [Łzy, Nausea]\ntemperature: F\n", encoding="utf-8")
    front = EngineClient(ground.data, "test")
    first = ground.engine(arc)
    ground.shown(lambda view: view.frame > SECOND, "it plays")
    until(lambda: front.connected, "the front is attached")
    front.keep_draft("touch_given", "A hand", 0)
    ground.shown(lambda view: len(view.drafts) == 1, "it is shown")
    front.send({"do": "touch_given", "text": "A hand"})
    ground.shown(lambda view: not view.drafts, "what is in the record is no draft")
    front.keep_draft("note", "Breath sl", 0.5)
    front.keep_draft("quote", "The water", 0)
    before = ground.shown(lambda view: len(view.drafts) == 2, "they are shown")
    assert (before.tags, before.temperature_unit) == (("Łzy", "Nausea"), "F")
    until(lambda: first.poll() is None and _on_disk(ground) == 2, "they are on the disk")
    first.kill()
    first.wait()

    second = ground.engine(arc)
    after = ground.shown(lambda view: view.drafts, "they are there again")
    assert after.drafts == before.drafts
    assert ground.ask(do="vitals", temperature=98.4).done
    assert not ground.ask(do="vitals", temperature=36.8).done
    ground.end()
    assert second.wait(30) == 0
    front.close()

    events = {entry.seq: entry.event for entry in events_of(ground.data / "test.session")}
    notes = [event for event in events.values() if event.kind == "note"]
    assert [(note.content["text"], note.request["unfinished"]) for note in notes] == [
        ("Breath sl", True),
        ("Quote: The water", True),
    ]
    vitals = next(event for event in events.values() if event.kind == "vitals")
    assert (vitals.content["temperature"], vitals.content["temperature_unit"]) == (98.4, "F")
    assert _on_disk(ground) == 0
    with SessionFile.open(ground.data / "test.session") as file:
        assert verify(file).problems == ()


def _on_disk(ground: Ground) -> int:
    with SessionFile.open(ground.data / "test.session") as file:
        return len(file.drafts())
