"""Who may ask the office: the lock is the engine's, so that five tries are five on all screens together."""

import queue
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from process_cases import until

from setplayer.engine import running
from setplayer.engine.messages import Answer, Ask
from setplayer.engine.reception import OPEN_S, Reception
from setplayer.engine.server import Asked
from setplayer.keys import pin
from setplayer.keys.pin import PinLock
from setplayer.log.clock import FakeClock
from setplayer.settings import Settings, write_settings

ECHO = (
    sys.executable,
    "-c",
    "import json, os, sys\n"
    "for line in sys.stdin:\n"
    "    asked = json.loads(line)\n"
    "    if asked['question'] == 'die': sys.exit(1)\n"
    "    if asked['question'] == 'hang': sys.stdin.read()\n"
    "    told = {'pid': os.getpid(), **asked['fields']}\n"
    "    print(json.dumps({'done': True, 'told': told}), flush=True)\n",
)
"""An office that tells what it was asked, and which process it is."""

Put = Callable[..., Answer]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(step_ns=0)


@pytest.fixture
def put(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Ask as a front of that number, and wait for the answer."""
    monkeypatch.setattr(pin, "_COST", 2**12)
    reception = Reception(tmp_path, clock, ECHO)

    def ask(front: int, question: str, **fields: Any) -> Answer:
        answers: queue.Queue[Answer] = queue.Queue()
        asked = Asked(Ask(number=5, query="office", name=question, fields=fields), answers.put, front=front)
        assert reception.takes(asked)
        return answers.get(timeout=30)

    ask.reception = reception  # type: ignore[attr-defined]
    return ask


def locked(tmp_path: Path, clock: FakeClock) -> None:
    PinLock(tmp_path, clock).set_to("4821")


def test_commands_never_pass_here(tmp_path: Path, clock: FakeClock) -> None:
    locked(tmp_path, clock)
    reception = Reception(tmp_path, clock, ECHO)
    for query in ("command", "preview", "view", "choose_arc", "test_output", "draft", "close"):
        assert not reception.takes(Asked(Ask(number=1, query=query, command={"do": "fade_now"}), lambda answer: None))


def test_without_a_pin_everybody_is_answered(put: Put) -> None:
    assert put(1, "records", a="b").told["a"] == "b"


def test_nothing_is_answered_before_the_pin_and_then_only_to_one(put: Put, tmp_path: Path, clock: FakeClock) -> None:
    locked(tmp_path, clock)
    refused = put(1, "records")
    assert (refused.done, refused.told) == (False, {"locked": True})
    assert refused.text == "This is locked: type the PIN first."
    assert put(1, "pin", pin="4821").done
    assert put(1, "records").done
    assert put(2, "records").told == {"locked": True}
    assert put(1, "lock").done
    assert put(1, "records").told == {"locked": True}


def test_five_tries_are_five_on_all_screens_together(put: Put, tmp_path: Path, clock: FakeClock) -> None:
    locked(tmp_path, clock)
    told = [put(front, "pin", pin="0000") for front in (1, 2, 3, 1, 2)]
    assert [answer.text for answer in told] == [
        "Wrong. 4 tries are left.", "Wrong. 3 tries are left.", "Wrong. 2 tries are left.", "Wrong. One try is left.",
        "Wrong too often.",
    ]  # fmt: skip
    assert told[-1].told["wait_s"] == 30
    assert not put(4, "pin", pin="4821").done
    clock.advance(30)
    assert put(4, "pin", pin="4821").done


def test_a_front_that_asks_nothing_for_long_is_locked_out(put: Put, tmp_path: Path, clock: FakeClock) -> None:
    locked(tmp_path, clock)
    put(1, "pin", pin="4821")
    clock.advance(OPEN_S - 1)
    assert put(1, "records").done
    clock.advance(OPEN_S + 1)
    assert put(1, "records").told == {"locked": True}


def test_only_who_is_let_in_sets_the_pin(put: Put, tmp_path: Path, clock: FakeClock) -> None:
    assert put(1, "new_pin", pin="12").text == "A PIN is 4 to 12 digits long."
    assert put(1, "new_pin", pin="7070").done
    assert put(2, "new_pin", pin="1111").told == {"locked": True}
    assert put(2, "pin", pin="7070").done
    assert put(2, "new_pin", pin="").text == "There is no PIN any more."
    assert put(3, "records").done


def test_each_front_has_an_office_of_its_own_which_ends_when_it_locks(put: Put) -> None:
    first, second = put(1, "records").told["pid"], put(2, "records").told["pid"]
    assert first != second
    assert put(1, "records").told["pid"] == first
    put(1, "lock")
    until(lambda: not running.alive(first), "the office of who has left ends")
    assert put(1, "records").told["pid"] not in (first, second)


def test_an_office_that_fails_is_told_and_there_again(put: Put) -> None:
    failed = put(1, "die")
    assert (failed.done, failed.text) == (False, "It could not be done: the office failed. Try again.")
    assert put(1, "records").done


def test_an_office_that_hangs_holds_up_nobody_else_and_not_the_lock(put: Put) -> None:
    """A stick that answers no more: its question stays open, and everything else goes on."""
    answers: queue.Queue[Answer] = queue.Queue()
    ask = Ask(number=1, query="office", name="hang")
    assert put.reception.takes(Asked(ask, answers.put, front=1))  # type: ignore[attr-defined]
    assert put(2, "records").done
    assert put(1, "lock").done
    assert put(1, "records").done, "from an office that is new"
    assert answers.empty()


def test_a_damaged_lock_and_odd_words_bring_nobody_down(put: Put, tmp_path: Path, clock: FakeClock) -> None:
    locked(tmp_path, clock)
    for odd in ("\ud800", "x" * 10_000, "\0"):
        assert not put(1, "pin", pin=odd).done
    (tmp_path / "lock.json").write_text("{")
    told = put(1, "pin", pin="4821")
    assert told.text.endswith("the PIN cannot be read. 'setplayer settings pin' sets another.")
    assert put(1, "records").told == {"locked": True}


def test_what_the_clinic_set_for_its_screens_is_known_after_each_question(put: Put, tmp_path: Path) -> None:
    assert not put.reception.setup.guarded  # type: ignore[attr-defined]
    write_settings(tmp_path, Settings(language="de", large_type=True))
    put(1, "new_pin", pin="7070")
    put(2, "records")
    setup = put.reception.setup  # type: ignore[attr-defined]
    assert (setup.guarded, setup.language, setup.large_type) == (True, "de", True)
