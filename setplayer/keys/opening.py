"""Opening what is sealed in a session file: with the session's own key while it is open, or with the clinic's."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from setplayer.keys.age import CannotOpen, Secrets
from setplayer.keys.session_key import SessionKey
from setplayer.log.sealed import is_sealed


class Opener:
    """Opens what its secrets open; what was never sealed it leaves as it is."""

    def __init__(self, secrets: Iterable[str] = ()):
        self._secrets = Secrets(secrets)

    def opened(self, content: bytes) -> bytes | None:
        """The words, or None when they are sealed and none of the keys opens them."""
        if not is_sealed(content):
            return content
        try:
            return self._secrets.opened(content)
        except CannotOpen:
            return None


def session_opener(data: Path, session_id: str) -> Opener:
    """What opens a session that is open with the key that this kiosk has for it."""
    key = SessionKey(data, session_id).read()
    return Opener([key.secret] if key else [])


NO_KEYS: Final = Opener()
"""Opens only what was never sealed."""
