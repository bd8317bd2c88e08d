"""The local connection: only who knows the key gets in, nobody who is in can hold the engine up or bring it down."""

import contextlib
import gc
import json
import os
import pickle
import socket
import stat
import struct
import threading
import weakref
from collections.abc import Callable, Iterator
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from process_cases import until

from setplayer.engine import running
from setplayer.engine.client import EngineClient, ask_once, connect
from setplayer.engine.hang_up import hang_up
from setplayer.engine.messages import (
    LARGEST_MESSAGE,
    Answer,
    Ask,
    Attach,
    Bad,
    Hello,
    ask_from,
    command_from,
    to_bytes,
)
from setplayer.engine.server import Server
from setplayer.engine.view import EntryView, View
from setplayer.faults import Fault
from setplayer.session.commands import COMMANDS, Command
from setplayer.session.table import TABLE

pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")

KEY = bytes(range(32))
ODD_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ODD_TEXT, inner, max_size=4),
    max_leaves=10,
)


class Answering:
    """A server, and an engine that answers everything with the number of what it was asked."""

    def __init__(self, data: Path, key: bytes = KEY, *, answers: bool = True, protocol: int = 1):
        self.data = data
        self.server = Server(None, KEY, Hello(setplayer=protocol, version="0", session_id="s"))
        running.publish(
            data,
            running.Running(
                address=self.server.address,
                key=key.hex(),
                engine_pid=os.getpid(),
                supervisor_pid=0,
                session_id="s",
                session_file=data / "s.session",
            ),
        )
        if answers:
            threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            asked = self.server.inbox.get()
            if asked is not None:
                asked.answer(Answer(number=asked.ask.number, done=True, text="heard"))

    def alive(self) -> bool:
        return ask_once(self.data, Ask(number=7, query="view")) == Answer(number=7, done=True, text="heard")

    def wire(self) -> socket.socket:
        """A connection that has said nothing yet."""
        wire = socket.socket(socket.AF_UNIX)
        wire.connect(self.server.address)
        return wire


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    answering = Answering(tmp_path)
    yield answering
    answering.server.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    answering = Answering(tmp_path_factory.mktemp("shared"))
    yield answering
    answering.server.close()


def is_shut(connection: Connection) -> bool:
    """Whether the other side hangs up, after whatever it still had to say."""
    try:
        while connection.poll(30):
            connection.recv_bytes()
    except (EOFError, OSError):
        return True
    return False


def test_a_wrong_key_is_refused(tmp_path: Path) -> None:
    answering = Answering(tmp_path, key=b"wrong")
    with pytest.raises(Fault, match="does not know this key"):
        connect(tmp_path, "test", subscribe=True)
    assert answering.server.front_pids == ()
    answering.server.close()


def test_where_the_engine_is_only_its_owner_may_read(answering: Answering) -> None:
    assert stat.S_IMODE((answering.data / "running.json").stat().st_mode) == 0o600
    assert list(answering.data.glob(".running*")) == []


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\0", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 4096, struct.pack("!i", -2), struct.pack("!i", 2**31 - 1)],
    ids=["nothing", "one byte", "http", "ff", "negative", "huge"],
)
def test_garbage_instead_of_the_key_is_shut_out(answering: Answering, garbage: bytes) -> None:
    with answering.wire() as wire:
        wire.sendall(garbage)
        wire.shutdown(socket.SHUT_WR)
        wire.settimeout(30)
        with contextlib.suppress(ConnectionResetError):
            while wire.recv(4096):
                pass
    assert answering.alive()


@given(st.lists(st.binary(max_size=300), max_size=4))
@settings(max_examples=60)
def test_no_bytes_before_the_key_bring_the_server_down(shared: Answering, parts: list[bytes]) -> None:
    with shared.wire() as wire:
        for part in parts:
            try:
                wire.sendall(struct.pack("!i", len(part)) + part)
            except OSError:
                break
    assert shared.alive()


def sent_to(answering: Answering, data: bytes) -> Answer | None:
    """What a front that has proved itself is told about some bytes, if it is told anything."""
    connection = connect(answering.data, "test", subscribe=False)
    try:
        connection.send_bytes(data)
        connection.send_bytes(to_bytes(Ask(number=9, query="view")))
        return Answer.model_validate_json(connection.recv_bytes())
    except (EOFError, OSError):
        return None
    finally:
        connection.close()


@given(st.one_of(st.binary(max_size=200), JSON.map(lambda value: json.dumps(value).encode())))
@settings(max_examples=100)
def test_no_message_brings_the_server_down(shared: Answering, data: bytes) -> None:
    answer = sent_to(shared, data)
    assert answer is not None
    assert answer.text == "heard" or answer.text.startswith("This is no message")


def asks() -> st.SearchStrategy[dict[str, Any]]:
    """Things that are nearly a message."""
    values = JSON | st.dictionaries(st.sampled_from(["do", "minutes", "text", "\ud800"]), JSON)
    fields = st.sampled_from([*Ask.model_fields, *Attach.model_fields, "\ud800"])
    return st.dictionaries(fields, values | st.sampled_from(["view", "command"])).map(lambda d: {"number": 1, **d})


@given(asks())
@settings(max_examples=150)
def test_nearly_messages_are_told_what_is_wrong(shared: Answering, value: dict[str, Any]) -> None:
    answer = sent_to(shared, json.dumps(value).encode())
    assert answer is not None
    assert answer.text == "heard" or answer.text.startswith("This is no message")


@given(st.sampled_from(sorted(COMMANDS)), st.dictionaries(ODD_TEXT, JSON, max_size=3), st.data())
def test_any_fields_make_a_command_or_a_reason(name: str, fields: dict[str, Any], data: st.DataObject) -> None:
    known = st.dictionaries(st.sampled_from(sorted(COMMANDS[name].model_fields)), JSON)
    fields = json.loads(json.dumps({**fields, **data.draw(known), "do": name}))
    reason = ""
    try:
        assert isinstance(command_from(fields), Command)
    except Bad as bad:
        reason = str(bad)
    assert not reason or reason.startswith(f"{TABLE[name].label}: ")
    assert to_bytes(Answer(number=1, done=False, text=reason))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"[" * 100_000, "This is no message: it is not JSON."),
        (
            b'{"number": ' + b"[" * 900 + b"]" * 900 + b"}",
            "This is no message of a front: 'number' must be a whole number.",
        ),
        (b"\xff\xfe", "This is no message: it is not JSON."),
        (b"[]", "This is no message: it is not a JSON object."),
        (b"{}", "This is no message of a front: 'number' is missing; add it."),
        (b'{"number": 1, "query": "shout"}', "This is no message of a front: 'query' must be one of 'command', "),
        (b'{"number": ' + b"9" * 5000 + b"}", "This is no message: it is not JSON."),
    ],
)
def test_messages_that_make_no_sense_are_told_so(answering: Answering, data: bytes, text: str) -> None:
    answer = sent_to(answering, data)
    assert answer is not None
    assert answer.text.startswith(text)
    assert (answer.number, answer.done) == (0, False)


def test_a_pickle_is_never_opened(answering: Answering, tmp_path: Path) -> None:
    class Touch:
        def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
            return os.mkdir, (str(tmp_path / "opened"),)

    answer = sent_to(answering, pickle.dumps(Touch()))
    assert answer is not None
    assert answer.text == "This is no message: it is not JSON."
    assert not (tmp_path / "opened").exists()


def test_who_sends_too_much_at_once_is_shut_out(answering: Answering) -> None:
    connection = connect(answering.data, "test", subscribe=True)
    data = b'"' + b"x" * LARGEST_MESSAGE + b'"'
    with contextlib.suppress(OSError):  # shut out before all of it was sent
        connection.send_bytes(data)
    assert is_shut(connection)
    until(lambda: not answering.server.front_pids, "it is let go")
    assert answering.alive()


def test_another_protocol_is_turned_away_in_words(answering: Answering) -> None:
    connection = Client(answering.server.address, authkey=KEY)
    assert json.loads(connection.recv_bytes())["setplayer"] == 1
    connection.send_bytes(b'{"setplayer": 2, "front": "kiosk", "pid": 1, "more": true}')
    answer = Answer.model_validate_json(connection.recv_bytes())
    assert answer.text == "This front speaks protocol 2, the engine 1: update the older one."
    assert is_shut(connection)


def test_an_engine_of_another_protocol_is_told_in_words(tmp_path: Path) -> None:
    answering = Answering(tmp_path, protocol=3)
    with pytest.raises(Fault, match=r"^The engine speaks protocol 3, this front 1: update the older one\.$"):
        connect(tmp_path, "test", subscribe=True)
    answering.server.close()


def test_who_says_nothing_keeps_nobody_out(answering: Answering) -> None:
    silent = [answering.wire() for _ in range(20)]
    assert answering.alive()
    for wire in silent:
        wire.close()


def test_many_fronts_see_the_same(answering: Answering) -> None:
    fronts = [EngineClient(answering.data, f"front {number}") for number in range(20)]
    until(lambda: len(answering.server.front_pids) == 20, "all are there")
    answering.server.show(View(session_id="s", frame=48_000))
    until(lambda: all(f.view is not None and f.view.frame == 48_000 for f in fronts), "all see it")
    numbers = [front.send({"do": "mark"}) for front in fronts]
    answers = [until(front.answers, "it is answered") for front in fronts]
    assert [answer.number for (answer,) in answers] == numbers
    for front in fronts:
        front.close()
    until(lambda: not answering.server.front_pids, "all left")


class Weak(View):
    """A view that can be watched while it is there."""


def test_a_front_that_reads_nothing_costs_one_view(answering: Answering) -> None:
    hung = connect(answering.data, "hung", subscribe=True)
    good = EngineClient(answering.data, "good")
    until(lambda: len(answering.server.front_pids) == 2, "both are there")
    there: weakref.WeakSet[Weak] = weakref.WeakSet()
    entries = tuple(EntryView(seq=n, frame=n, kind="note", text="x" * 1_000) for n in range(12))
    for frame in range(500):
        view = Weak(session_id="s", frame=frame, entries=entries)
        there.add(view)
        answering.server.show(view)
    until(lambda: good.view is not None and good.view.frame == 499, "who reads sees the newest")
    del view
    gc.collect()
    assert len(there) <= 4
    assert answering.alive()
    good.close()
    hung.close()


def test_a_front_that_never_reads_its_answers_is_not_heard_any_further(answering: Answering) -> None:
    """It waits; nothing piles up for it, and nobody else waits."""
    hung = connect(answering.data, "hung", subscribe=True)
    data = to_bytes(Ask(number=1, query="view", name="x" * 3_000))
    sent = threading.Event()

    def send() -> None:
        with contextlib.suppress(OSError):
            for _ in range(20_000):
                hung.send_bytes(data)
            sent.set()

    threading.Thread(target=send, daemon=True).start()
    assert not sent.wait(1)
    assert answering.alive()
    hang_up(hung)
    until(lambda: not answering.server.front_pids, "it left")
    assert not sent.is_set()


def test_what_waits_for_a_busy_engine_is_bounded(tmp_path: Path) -> None:
    answering = Answering(tmp_path, answers=False)
    connection = connect(tmp_path, "eager", subscribe=True)
    sent = threading.Event()

    def send() -> None:
        try:
            for _ in range(5_000):
                connection.send_bytes(to_bytes(Ask(number=1, query="view", name="x" * 1_000)))
        except OSError:
            pass
        sent.set()

    threading.Thread(target=send, daemon=True).start()
    until(lambda: answering.server.inbox.qsize() >= 32, "some are heard")
    assert not sent.wait(0.5)
    assert answering.server.inbox.qsize() <= 40
    answering.server.close()
    assert sent.wait(30), "whoever waits is let go with the rest"


# ---- a front's side


def test_an_engine_that_hangs_does_not_hang_who_asks(tmp_path: Path) -> None:
    answering = Answering(tmp_path)
    answering.server.close()
    with Listener(None) as silent:
        found = running.find(tmp_path)
        assert found is not None
        running.publish(tmp_path, found.model_copy(update={"address": str(silent.address)}))
        with pytest.raises(Fault, match=r"^The player did not answer within 0\.2 s\.$"):
            ask_once(tmp_path, Ask(number=1, query="view"), patience_s=0.2)


def test_without_an_engine_one_is_told_why(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"^No session is running in .*\. 'setplayer play' starts one\.$"):
        connect(tmp_path, "test", subscribe=True)
    answering = Answering(tmp_path)
    answering.server.close()
    with pytest.raises(Fault, match=r"the last one was not closed\. 'setplayer play' resumes it\.$"):
        connect(tmp_path, "test", subscribe=True)
    found = running.find(tmp_path)
    assert found is not None
    running.publish(tmp_path, found.model_copy(update={"supervisor_pid": os.getpid()}))
    with pytest.raises(Fault, match=r"^The player is restarting; try again in a moment\.$"):
        connect(tmp_path, "test", subscribe=True)
    (tmp_path / "running.json").write_bytes(b"{garbage")
    with pytest.raises(Fault, match=r"^No session is running in "):
        connect(tmp_path, "test", subscribe=True)


def test_what_a_dying_engine_was_asked_is_answered_and_its_successor_is_found(tmp_path: Path) -> None:
    first = Answering(tmp_path, answers=False)
    front = EngineClient(tmp_path, "test")
    until(lambda: front.connected, "attached")
    first.server.show(View(session_id="s", frame=1))
    until(lambda: front.view is not None, "it sees the session")
    number = front.send({"do": "mark"})
    until(lambda: first.server.inbox.qsize() > 1, "it is asked")
    first.server.close()
    (answer,) = until(front.answers, "it is answered")
    assert answer == Answer(
        number=number, done=False, text="The player stopped before it answered; look whether it was done."
    )
    number = front.send({"do": "mark"})
    assert front.answers() == [
        Answer(number=number, done=False, text="The player is restarting; try again in a moment.")
    ]
    assert front.view is not None
    assert not front.ended
    second = Answering(tmp_path)
    until(lambda: front.connected and second.server.front_pids, "attached again")
    second.server.show(View(session_id="s", frame=2))
    until(lambda: front.view is not None and front.view.frame == 2, "it shows the truth")
    number = front.send({"do": "mark"})
    assert until(front.answers, "it is answered") == [Answer(number=number, done=True, text="heard")]
    front.close()
    second.server.close()


def test_an_ask_survives_the_way(answering: Answering) -> None:
    ask = Ask(number=3, command={"do": "note", "text": "Grün 🌿"})
    assert ask_from(to_bytes(ask)) == ask


def test_a_front_that_comes_after_the_end_sees_that_it_is_over(tmp_path: Path) -> None:
    """It was started while the session went on, and a short one is over before it is there."""
    front = EngineClient(tmp_path, "late")
    assert front.ended
    answering = Answering(tmp_path)
    until(lambda: front.connected, "attached")
    assert not front.ended
    answering.server.close()
    until(lambda: not front.connected, "the engine crashed")
    assert not front.ended, "it will be back"
    running.withdraw(tmp_path)
    assert front.ended
    front.close()
