"""The export, and the recipe of docs/session-file.md that checks it with nothing of ours."""

import base64
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from setplayer.faults import Fault
from setplayer.log.jsonl import write_jsonl
from setplayer.log.session_file import SessionFile
from setplayer.values import canonical_json, content_address

PAGE = Path(__file__).parents[2] / "docs" / "session-file.md"


def export(path: Path) -> list[str]:
    out = io.StringIO()
    with SessionFile.open(path) as file:
        write_jsonl(file, out)
    return out.getvalue().splitlines(keepends=True)


@pytest.fixture
def told(session, event, path) -> Path:
    """A closed session with notes, one erased, unusual text and numbers, and a blob."""
    awkward = {"request": {"text": 'Größe \u2028 \x00 " \\ 🜂', "db": -1e-07, "big": 2**62, "flat": 1.0}}
    session.append([event(1, note="caf\u00e9 \ud7ff"), event(2, note="to be erased"), event(3)])
    session.append([event(4, body=canonical_json(awkward), blobs={content_address(b"bowl"): b"bowl"}, ref_seq=1)])
    session.erase_content(2)
    session.close()
    return path


@pytest.fixture(scope="session")
def recipe(tmp_path_factory) -> Path:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(code.splitlines()) <= 35
    assert set(re.findall(r"import (.*)", code)) == {"base64, hashlib, json, sys"}
    script = tmp_path_factory.mktemp("recipe") / "check.py"
    script.write_text(code, encoding="utf-8")
    return script


def run(recipe: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(recipe)], input="".join(lines), capture_output=True, text=True, check=False
    )


def test_an_export_holds_everything_in_ascii(told, head_of):
    header, first, second, third, fourth, blob = [json.loads(line) for line in export(told)]
    assert header == {
        "setplayer_session": 2, "session_id": "abcdefgh", "schema": 2, "head": head_of(told), "events": 4,
    }  # fmt: skip
    assert list(first) == [
        "seq", "boot_id", "mono_ns", "wall_us", "utc_offset_min", "frame", "kind", "actor", "ref_seq", "body",
        "content", "content_salt", "content_hash", "prev_hash", "hash",
    ]  # fmt: skip
    assert first["content"] == {"text": "caf\u00e9 \ud7ff"}
    assert (second["content"], second["content_salt"]) == (None, None)
    assert second["content_hash"] is not None
    assert third["content_hash"] is None
    assert fourth["body"]["request"]["text"] == 'Größe \u2028 \x00 " \\ 🜂'
    assert blob == {"blob": content_address(b"bowl"), "base64": base64.b64encode(b"bowl").decode()}
    assert all(line.isascii() for line in export(told))


def test_the_recipe_on_the_page_verifies_an_export(told, recipe, head_of):
    done = run(recipe, export(told))
    assert done.stderr == ""
    assert done.stdout == f"4 events verify. Compare the head with the one that was printed: {head_of(told)}\n"
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("tampering", "says"),
    [
        (lambda lines: [line.replace("therapist-1", "therapist-2") for line in lines], "event 1 was altered"),
        (lambda lines: [line.replace('"number": 3', '"number": 4') for line in lines], "event 3 was altered"),
        (lambda lines: [line.replace("caf", "calf") for line in lines], "content 1 was altered"),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "event 1 is missing"),
        (lambda lines: [*lines[:2], *lines[3:]], "event 2 is missing"),
        (lambda lines: [*lines[:4], *lines[5:]], "the end is missing"),
        (lambda lines: [line.replace("abcdefgh", "zbcdefgh") for line in lines], "event 1 does not follow"),
        (
            lambda lines: [line.replace("Ym93bA==", "Ym93bB==").replace("Ym93", "Ym92") for line in lines],
            "a blob was",
        ),
    ],
)
def test_the_recipe_finds_tampering(told, recipe, tampering, says):
    done = run(recipe, tampering(export(told)))
    assert done.returncode == 1
    assert says in done.stderr


@pytest.mark.parametrize("body", [b"{", b"NaN"])
def test_an_event_that_cannot_be_exported_is_named(session, event, path, body):
    session.append([event(1), event(2, body=body)])
    with pytest.raises(Fault) as fault:
        write_jsonl(session, io.StringIO())
    assert str(fault.value) == (
        f"{path}: is damaged: event 2 is not JSON. `setplayer verify` tells what else is wrong."
    )
