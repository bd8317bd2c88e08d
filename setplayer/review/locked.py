"""The locked page: a client's page inside a file that opens with five words, in a browser and without a network.

PBKDF2-HMAC-SHA256 makes the key of the words, AES-256-GCM locks. `templates/locked.js` undoes it, and locks each copy
that is saved again, with the same words and a salt and nonce of its own.
"""

import os
import re
from base64 import b64decode, b64encode
from functools import cache
from hashlib import pbkdf2_hmac, sha256
from importlib.resources import files
from typing import Annotated, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import Field, ValidationError

from setplayer.faults import Fault
from setplayer.keys.phrase import letters_of
from setplayer.values import Value

ROUNDS: Final = 600_000
"""OWASP, Password Storage Cheat Sheet, for PBKDF2-HMAC-SHA256."""

STEP: Final = 65_536
"""A page is filled up to a multiple of so many bytes, so that a file's length tells little of what was written."""

_MOST_ROUNDS: Final = 10_000_000
_SALT: Final = 16
_NONCE: Final = 12
_ABOUT: Final = b"setplayer-page-1"
_SCRIPTS: Final = re.compile(r"script-src ((?:'sha256-[A-Za-z0-9+/=]+' ?)+)")
_BOX: Final = re.compile(r'<script type="application/json" id="locked">([^<]*)</script>')


class _Box(Value):
    """What a locked page holds: bytes in Base64, `sealed` with the tag at its end."""

    rounds: Annotated[int, Field(ge=1, le=_MOST_ROUNDS, strict=True)]
    salt: str
    nonce: str
    sealed: str


def render_locked(page: str, phrase: str) -> str:
    """The page as one HTML text that shows nothing of it but its padded length until it is given the words."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    plain = page.encode()
    plain += b"\n" * (-len(plain) % STEP)
    sealed = AESGCM(_key(phrase, salt, ROUNDS)).encrypt(nonce, plain, _ABOUT)
    box = _Box(rounds=ROUNDS, salt=_text(salt), nonce=_text(nonce), sealed=_text(sealed))
    script = _script()
    return _environment().get_template("locked.html.j2").render(
        box=box.model_dump_json(),
        script=script,
        scripts=f"'sha256-{_text(sha256(script.encode()).digest())}' {_scripts_of(page)}",
    )  # fmt: skip


def is_locked(page: str) -> bool:
    """Whether a page is a locked one."""
    return _BOX.search(page) is not None


def open_locked(page: str, phrase: str, file: str) -> str:
    """The page inside a locked one. `file` is the name that stands before messages. Raises Fault."""
    found = _BOX.search(page)
    try:
        box = _Box.model_validate_json(found.group(1) if found else "")
        key = AESGCM(_key(phrase, b64decode(box.salt), box.rounds))
        return key.decrypt(b64decode(box.nonce), b64decode(box.sealed), _ABOUT).decode("utf-8").rstrip("\n")
    except InvalidTag:
        raise Fault(f"{file}: these words do not open it. Check them, and try again.") from None
    except (ValidationError, ValueError):
        raise Fault(f"{file}: the locked page is damaged. Ask for the copy again.") from None


def _key(phrase: str, salt: bytes, rounds: int) -> bytes:
    return pbkdf2_hmac("sha256", letters_of(phrase).encode(), salt, rounds, 32)


def _scripts_of(page: str) -> str:
    """The page's own scripts, by hash: the policy of the file they are opened in holds for them too."""
    found = _SCRIPTS.search(page)
    return found.group(1).strip() if found else ""


def _text(data: bytes) -> str:
    return b64encode(data).decode()


@cache
def _script() -> str:
    return (files("setplayer.review") / "templates" / "locked.js").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    loader = PackageLoader("setplayer.review", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
