"""The age file format by pyrage (age-encryption.org/v1), in the few ways that are used.

A *public* key seals and is text, `age1…`; its *secret* opens and is text, `AGE-SECRET-KEY-1…`. Both are as the `age`
program has them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyrage
from pyrage import passphrase, x25519

SECRET: Final = "AGE-SECRET-KEY-1"
"""How every secret begins."""


class CannotOpen(ValueError):
    """None of the keys opens it, or it is damaged."""


@dataclass(frozen=True)
class KeyPair:
    """A public key and its secret."""

    public: str
    secret: str = field(repr=False)


def new_pair() -> KeyPair:
    """A new pair, by chance of the operating system."""
    identity = x25519.Identity.generate()
    return KeyPair(str(identity.to_public()), str(identity))


def pair_of(secret: str) -> KeyPair:
    """The pair of a secret, as a person may have typed it: spaces and small letters do not matter.

    Raises CannotOpen when it is none.
    """
    typed = "".join(secret.split()).upper()
    try:
        return KeyPair(str(x25519.Identity.from_str(typed).to_public()), typed)
    except pyrage.IdentityError as error:
        raise CannotOpen("this is no secret key of age") from error


def sealed(data: bytes, publics: Iterable[str]) -> bytes:
    """An age file that the secret of any of the public keys opens. Raises ValueError when one is no key."""
    try:
        return bytes(pyrage.encrypt(data, [x25519.Recipient.from_str(public) for public in publics]))
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise ValueError(f"cannot be sealed: {error}") from error


class Secrets:
    """Some secrets, ready to open many age files."""

    def __init__(self, secrets: Iterable[str]):
        self._identities: Sequence[x25519.Identity] = [x25519.Identity.from_str(secret) for secret in secrets]

    def opened(self, data: bytes) -> bytes:
        """What an age file holds. Raises CannotOpen."""
        try:
            return bytes(pyrage.decrypt(data, self._identities))
        except pyrage.DecryptError as error:
            raise CannotOpen(str(error)) from error


def locked(data: bytes, words: str) -> bytes:
    """An age file that a passphrase opens, by scrypt. Takes about a second, so that guessing is slow."""
    return bytes(passphrase.encrypt(data, words))


def unlocked(data: bytes, words: str) -> bytes:
    """What a passphrase opens. Takes as long as locking it did. Raises CannotOpen."""
    try:
        return bytes(passphrase.decrypt(data, words))
    except pyrage.DecryptError as error:
        raise CannotOpen(str(error)) from error
