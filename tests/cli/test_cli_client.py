"""What a clinic keeps of a client for their next session, on the command line."""

import sys
from pathlib import Path

import pytest
from command_line import Run

sys.path.insert(0, str(Path(__file__).parent.parent / "engine"))
from engine_cases import write_arc, write_tone
from keys_words import sealed_with_keys, stands_in
from preparing_cases import prepared, session

from setplayer import playing


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    write_tone(folder / "storm.flac", 6)
    write_tone(folder / "rain.flac", 6, hz=300)
    return folder


@pytest.fixture
def arc(tmp_path: Path) -> Path:
    return write_arc(tmp_path / "arc.yaml", [("Peak", "1 min", ["track: storm.flac", "soundscape: drone"])])


def test_words_are_added_listed_and_removed(run: Run) -> None:
    assert run("client", "avoid", "K17") == (0, "Nothing is kept that client 'K17' asked not to hear.\n", "")
    assert run("client", "avoid", "K17", "--add", "no choirs, Enya", "--add", "storm") == (
        0,
        "no choirs\nEnya\nstorm\n",
        "",
    )
    assert run("client", "avoid", "K17", "--add", "Choir")[1] == "no choirs\nEnya\nstorm\n"
    assert run("client", "avoid", "K17", "--remove", "choir", "--remove", "Enya")[1] == "storm\n"
    assert run("client", "avoid", "K17", "--remove", "choir") == (
        1,
        "",
        "Nothing on the list of client 'K17' reads 'choir'.\n",
    )


def test_a_piece_is_added_by_its_path_and_score_and_check_tell_what_plays_instead(
    run: Run, music: Path, arc: Path
) -> None:
    assert run("client", "avoid", "K17", "--add", "storm.flac") == (
        1,
        "",
        "'storm.flac' is a piece of a library: give --library DIR as well.\n",
    )
    assert run("client", "avoid", "K17", "--add", "sturm.flac", "--library", music)[2].endswith(
        "'sturm.flac': there is no such piece in the library.\n"
    )
    assert run("client", "avoid", "K17", "--add", "storm.flac", "--library", music)[1] == "storm  (a piece)\n"
    said = f"{arc}:8:9: warning: Peak: 'storm' is avoided by this client; the soundscape drone plays instead\n"
    for command in ("score", "check"):
        status, _, told = run(command, arc, "--library", music, "--client", "K17")
        assert status == 0
        assert said in told
    assert run("client", "avoid", "K17", "--remove", "storm")[0] == 0
    assert said not in run("score", arc, "--library", music, "--client", "K17")[2]


def test_what_was_said_in_a_session_is_listed_and_can_be_taken_back(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    session(data, prepared(tmp_path, 4, music=["track: 00.flac"]), "K17", unwanted=True)
    listed = run("client", "avoid", "K17")[1]
    assert listed.startswith("00.flac  (not this piece again, ")
    assert run("client", "avoid", "K17", "--remove", "00")[1].startswith("Nothing is kept")


def test_under_keys_words_want_a_library_and_are_opened_with_the_passphrase(
    run: Run, tmp_path: Path, music: Path, arc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed_with_keys(tmp_path / "data", monkeypatch)
    (tmp_path / "words").write_text("nine quiet words by the sea\n")
    opens = ("--passphrase-file", tmp_path / "words")
    assert run("client", "avoid", "K17", "--add", "storms") == (
        1,
        "",
        "Words are sealed here, and this computer goes by the pieces that they mean: give --library DIR as well.\n",
    )
    assert run("client", "avoid", "K17", "--add", "storms", "--library", music)[1] == (
        "sealed words  (means 1 piece; --passphrase-file FILE opens them)\n"
    )
    assert not stands_in(tmp_path / "data" / "clients", "storm")
    assert run("client", "avoid", "K17", *opens)[1] == "storms  (means 1 piece)\n"
    assert "'storm' is avoided" in run("score", arc, "--library", music, "--client", "K17")[2]
    assert run("client", "avoid", "K17", "--remove", "storm", *opens)[1].startswith("Nothing is kept")


@pytest.mark.parametrize("words", [("client", "avoid"), ("score", "music-45", "--client"), ("play", "--client")])
def test_what_is_no_code_is_told(run: Run, words: tuple[str, ...]) -> None:
    status, out, told = run(*words, "../K17")
    assert (status, out) == (1, "")
    assert told.startswith("'../K17' is no code. Write letters, digits")


def test_a_list_becomes_an_arc_of_the_clients_own(run: Run, tmp_path: Path) -> None:
    listing = tmp_path / "Their songs.m3u"
    listing.write_text("#EXTM3U\n#EXTINF:200,Somebody - Storm\nstorm.flac\n", encoding="utf-8")
    status, out, told = run("import", listing, "--client", "K17")
    assert (status, told) == (0, told)
    path = tmp_path / "data" / "clients" / "K17" / "list-1.yaml"
    assert out.startswith(f"{path}: ")
    assert path.exists()
    assert run("client", "avoid", "K17")[1].endswith("Arc       K17/list-1\n")
    assert run("import", listing)[0] == 2


def test_without_an_arc_a_client_has_the_first_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "_measure", lambda *_: None)
    folder = tmp_path / "clients" / "K17"
    folder.mkdir(parents=True)
    for name in ("morning", "evening"):
        write_arc(folder / f"{name}.yaml", [("One", "1 min", [])])

    def started(client: str, arc: str | None = None) -> tuple[str, str, bool]:
        wanted = playing.Wanted(arc, None, "terminal", 1, "null", client=client)
        start = playing._start(tmp_path, wanted, attended=True)
        return start.client, start.arc, start.begin

    assert started("K17") == ("K17", str(folder / "evening.yaml"), False)
    assert started("K17", "music-45") == ("K17", "music-45", True)
    assert started("K18") == ("K18", "music-45", False)
