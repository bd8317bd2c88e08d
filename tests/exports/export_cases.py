"""Sessions in files, made without playing, for tests of what leaves them."""

import sys
from pathlib import Path

from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.session.codec import store

sys.path.insert(0, str(Path(__file__).parents[1] / "review"))
sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
from engine_cases import read_samples, write_arc, write_tone
from review_sessions import Told, a_good_hour

__all__ = ["read_samples", "write_arc", "write_tone"]

HOSTILE = {
    "script": "</script><script>alert(1)</script>",
    "right to left": "abc \u202egnp.exe \u2066 \u200f end",
    "emoji": "👩‍👩‍👧 🜂 the light 🌅",
    "long": "said " * 2_000,
    "formula": '=HYPERLINK("http://x";"y")',
    "formula after a space": "  \t=1+1",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "full-width": "＝1+1",
    "arrow": "00:00:01.000 --> 00:00:02.000\n\nNOTE no",
    "calendar": "x\r\nEND:VEVENT\r\nBEGIN:VALARM",
    "control": "a\x00b\x1b[31mred\x07",
}


def written(folder: Path, told: Told, session_id: str = "abcdefgh") -> Path:
    """The session as the store of a data folder keeps it."""
    path = folder / "sessions" / f"20260301T090000.000000Z-{session_id}.session"
    path.parent.mkdir(parents=True, exist_ok=True)
    with SessionFile.create(path, session_id, FakeClock()) as file:
        for entry in told.entries:
            event = entry.event
            if event.kind == "choose_arc":
                event = event.model_copy(update={"request": {"arc": "Ketamine, intramuscular, one hour"}})
            file.append([store(event)])
    return path


def hostile_hour() -> Told:
    """A good hour with every hostile text as a note, a quote and a tag, all of it shared."""
    told = a_good_hour()
    end = told.entries.pop()
    seqs = [
        told.wrote(45 + number / 10, kind, **{field: text})
        for number, text in enumerate(HOSTILE.values())
        for kind, field in (("note", "text"), ("quote", "text"), ("tag", "tag"))
    ]
    told.shared(*seqs)
    told.add(75, end.event.kind, actor="T1")
    return told
