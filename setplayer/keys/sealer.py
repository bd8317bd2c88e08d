"""Sealing a session's words on their way to the disk. Runs behind the player, on the thread that writes."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from setplayer.faults import Fault
from setplayer.keys import age
from setplayer.keys.clinic import clinic_keys, public_of
from setplayer.keys.session_key import SessionKey
from setplayer.session.codec import StoredEvent, store
from setplayer.session.events import Event

UNSEALED: Final = "Words are stored unsealed: 'setplayer keys init' sets up keys"


class Sealing(Protocol):
    """How what is personal goes to the disk."""

    @property
    def warning(self) -> str:
        """What people should know of it before they begin; "" when all is well."""
        ...

    def stored(self, event: Event) -> StoredEvent:
        """The event as it is written. Raises Fault when its words cannot be sealed; it is asked again then."""
        ...

    def seal(self, words: bytes) -> bytes:
        """Other words of the session, such as a draft, as they are written. Raises Fault."""
        ...

    def ended(self) -> None:
        """The end of the session is on the disk. Raises Fault."""
        ...


class Unsealed:
    """For a clinic that has set up no keys, and for rehearsals: everything is written as it is."""

    def __init__(self, warning: str = ""):
        self.warning = warning

    def stored(self, event: Event) -> StoredEvent:
        """The event as it is."""
        return store(event)

    def seal(self, words: bytes) -> bytes:
        """The words as they are."""
        return words

    def ended(self) -> None:
        """Nothing is left to be done."""


class Sealer:
    """Seals to the session's client, or to the session itself while it has none, and to the key of the open session.

    Raises Fault when the keys cannot be read or made.
    """

    warning = ""

    def __init__(self, data: Path, session_id: str, client: str, now_us: Callable[[], int]):
        self._data, self._session_id, self._now_us = data, session_id, now_us
        self._kept = SessionKey(data, session_id)
        self._client = self._owner_of = client
        self._owner = self._kept.sealed_to() or public_of(data, client, session_id, now_us())
        self._session = self._kept.read() or self._kept.made()
        self._noted(self._owner)

    def stored(self, event: Event) -> StoredEvent:
        """The event with its words sealed."""
        if event.kind == "open":
            self._client = str(event.request.get("client", ""))
        stored = store(event)
        if stored.content is None:
            return stored
        return stored.model_copy(update={"content": self.seal(stored.content)})

    def seal(self, words: bytes) -> bytes:
        """Words as an age file."""
        if self._owner_of != self._client:
            # While the client's key cannot be had, the words are sealed to whom they were: nothing waits for it.
            with contextlib.suppress(Fault):
                self._owner = self._noted(public_of(self._data, self._client, self._session_id, self._now_us()))
                self._owner_of = self._client
        return age.sealed(words, [self._owner, self._session.public])

    def ended(self) -> None:
        """From now on only the clinic's key opens the words."""
        self._kept.destroy()

    def _noted(self, public: str) -> str:
        if self._kept.sealed_to() != public:
            self._kept.seal_to(public)
        return public


def sealing(data: Path, session_id: str, client: str, now_us: Callable[[], int]) -> Sealing:
    """How a session's words go to the disk. Raises Fault.

    A session that was begun under keys goes on under them, whatever became of the clinic's file.
    """
    begun = SessionKey(data, session_id).read() is not None
    if not begun and clinic_keys(data) is None:
        return Unsealed(UNSEALED)
    return Sealer(data, session_id, client, now_us)
