"""What is kept for a client's next session: under their code alone, sealed where keys are, and gone when they are."""

import base64
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keys_cases import PASSPHRASE, cheap_passphrases, in_the_clear, with_keys

from setplayer.backing_up import back_up, restore
from setplayer.faults import Fault
from setplayer.keys.client_folder import (
    LIST,
    AvoidList,
    Wish,
    codes,
    folder_of,
    new_arc,
    opened,
    own_arc,
    own_arcs,
    read_list,
    wish,
    write_list,
)
from setplayer.keys.clinic import Keyring
from setplayer.keys.erasing import erase
from setplayer.keys.opening import NO_KEYS
from setplayer.log.clock import FakeClock
from setplayer.log.copying import Told

PIECE = "a" * 64


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_passphrases(monkeypatch)


def kept(data: Path, client: str, *words: str) -> AvoidList:
    """A client's list with these wishes, and an arc of their own."""
    one = AvoidList(client=client, wishes=tuple(wish(data, client, w, 5, [PIECE], []) for w in words))
    write_list(data, one)
    new_arc(data, client).write_text("arc: Theirs\n")
    return one


@settings(max_examples=100)
@given(st.text(alphabet=st.sampled_from("aK1.-_/\\: \n\0ü"), max_size=5))
def test_whatever_is_given_as_a_code_nothing_is_kept_outside_the_folder(code: str) -> None:
    data = Path("data")
    try:
        folder = folder_of(data, code)
    except Fault:
        return
    assert folder.parent == data / "clients"
    assert folder.name == code
    assert not code.startswith((".", "-"))
    assert not code.endswith(".")


@pytest.mark.parametrize(
    "code", ["", ".", "..", "../K17", "K/17", "C:17", "aux", "nul.1", "Anna Müller", "K17.", "K\n"]
)
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Fault, match="is no code"):
        folder_of(Path("data"), code)


def test_a_list_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    one = AvoidList(client="K17", wishes=(Wish(words="choir"),), pieces={PIECE: "Storm"}, allowed={"tide": 7})
    write_list(tmp_path, one)
    assert read_list(tmp_path, "K17") == one
    assert read_list(tmp_path, "K18") == AvoidList(client="K18")
    assert (folder_of(tmp_path, "K17") / LIST).stat().st_mode & 0o077 == 0


def test_codes_that_differ_in_capitals_alone_are_not_mixed_up(tmp_path: Path) -> None:
    kept(tmp_path, "K17", "choir")
    (tmp_path / "clients" / "K17").rename(tmp_path / "clients" / "k17")
    assert own_arcs(tmp_path, "K17") == ()
    with pytest.raises(Fault, match="Codes that differ only in capitals"):
        read_list(tmp_path, "k17")


def test_a_damaged_list_is_never_written_over(tmp_path: Path) -> None:
    kept(tmp_path, "K17", "choir")
    path = folder_of(tmp_path, "K17") / LIST
    path.write_text("{}")
    with pytest.raises(Fault, match="this is no list of setplayer's"):
        write_list(tmp_path, AvoidList(client="K17"))
    assert path.read_text() == "{}"


def test_words_are_sealed_under_keys_and_opened_with_the_passphrase(tmp_path: Path) -> None:
    with_keys(tmp_path)
    one = kept(tmp_path, "K17", "her mother's songs").wishes[0]
    assert not in_the_clear(tmp_path, "mother")
    assert not in_the_clear(tmp_path, base64.b64encode(b"her mother's songs").decode())
    assert one.pieces == (PIECE,)
    assert opened(one, NO_KEYS) is None
    assert opened(one, Keyring(tmp_path, PASSPHRASE).client_opener("K17")) == "her mother's songs"
    assert opened(one, Keyring(tmp_path, PASSPHRASE).client_opener("K18")) is None


def test_own_arcs_are_theirs_alone_and_plain_files(tmp_path: Path) -> None:
    kept(tmp_path, "K17", "choir")
    kept(tmp_path, "K18")
    assert new_arc(tmp_path, "K17").name == "list-2.yaml"
    (tmp_path / "elsewhere.yaml").write_text("arc: Elsewhere\n")
    (folder_of(tmp_path, "K17") / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert own_arcs(tmp_path, "K17") == ("K17/list-1",)
    assert own_arc(tmp_path, "K17", "K17/list-1") == folder_of(tmp_path, "K17") / "list-1.yaml"
    assert own_arc(tmp_path, "K17", "K18/list-1") is None
    assert own_arc(tmp_path, "K17", "K17/../K18/list-1") is None
    assert own_arcs(tmp_path, "") == own_arcs(tmp_path, "../x") == ()


def test_who_is_erased_has_nothing_kept_any_more(tmp_path: Path) -> None:
    kept(tmp_path, "K17", "choir")
    kept(tmp_path, "K18", "choir")
    assert erase(tmp_path, "K17", FakeClock()).kept == 2
    assert codes(tmp_path) == ["K18"]
    with pytest.raises(Fault, match="Nothing is kept of a client 'K19'"):
        erase(tmp_path, "K19", FakeClock())


def test_a_backup_has_what_is_kept_and_nothing_of_who_was_erased(tmp_path: Path) -> None:
    data, stick, other = tmp_path / "data", tmp_path / "stick", tmp_path / "other"
    said: list[str] = []
    told = Told(said.append, said.append)
    kept(data, "K17", "choir")
    theirs = kept(data, "K18", "choir")
    back_up(data, stick, told, lambda done, total: None, by_hand=True)
    assert codes(stick) == ["K17", "K18"]
    erase(data, "K17", FakeClock())
    restore(stick, data, told, lambda done, total: None)
    assert codes(data) == ["K18"]
    back_up(data, stick, told, lambda done, total: None, by_hand=True)
    assert codes(stick) == ["K18"]
    other.mkdir()
    restore(stick, other, told, lambda done, total: None)
    assert read_list(other, "K18") == theirs
    assert own_arcs(other, "K18") == ("K18/list-1",)
