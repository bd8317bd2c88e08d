"""`setplayer kiosk install`, `check` and `uninstall`, each on a system of the test's own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from setplayer.cli import app
from setplayer.faults import Fault, MachineFault

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kiosks of this kind are Debian's")

SCREEN = "etc/systemd/system/setplayer-screen.service"


def kiosk(*words: object, root: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["kiosk", *map(str, words), "--root", str(root)])
    if isinstance(result.exception, Fault):
        raise result.exception
    return result.exit_code, result.output


def everything(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A Debian as it comes."""
    for folder in ("etc/systemd/system", "etc/pam.d", "usr/bin"):
        (tmp_path / "root" / folder).mkdir(parents=True)
    (tmp_path / "root/etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/home/anna:/bin/sh\n")
    (tmp_path / "root/etc/group").write_text("video:x:44:anna\naudio:x:29:\ninput:x:105:\nrender:x:106:anna\n")
    return tmp_path / "root"


def add_hardware(root: Path, screens: dict[str, str]) -> None:
    for name in ("cage", "Xwayland", "pipewire-pulse"):
        (root / "usr/bin" / name).touch()
    module = root / "usr/lib/x86_64-linux-gnu/security/pam_systemd.so"
    module.parent.mkdir(parents=True)
    module.touch()
    for name, mode in screens.items():
        folder = root / "sys/class/drm" / name
        folder.mkdir(parents=True)
        (folder / "status").write_text("connected\n" if mode else "disconnected\n")
        (folder / "modes").write_text(f"{mode}\n")


def test_uninstall_leaves_the_system_as_it_was(root: Path) -> None:
    before = everything(root)
    assert kiosk("install", root=root)[0] == 0
    assert SCREEN in everything(root)
    assert (root / "etc/systemd/system/graphical.target.wants/setplayer-screen.service").resolve() == root / SCREEN
    assert kiosk("install", root=root)[0] == 0, "a second time is an update"
    status, said = kiosk("uninstall", root=root)
    assert status == 0
    assert f"Removed   {root / SCREEN}" in said.splitlines()
    assert everything(root) == before


def test_a_dry_run_writes_nothing(root: Path) -> None:
    before = everything(root)
    said = kiosk("install", "--dry-run", root=root)[1]
    assert everything(root) == before
    assert f"# {root / SCREEN}" in said.splitlines()


def test_a_file_that_was_changed_is_named_and_nothing_is_removed(root: Path) -> None:
    kiosk("install", root=root)
    pam = root / "etc/pam.d/setplayer-screen"
    pam.write_text(pam.read_text() + "# by hand\n")
    written = everything(root)
    with pytest.raises(Fault) as refused:
        kiosk("uninstall", root=root)
    assert str(refused.value) == (
        f"{pam}: not as 'setplayer kiosk install' writes it. Nothing was removed; move them away, then ask again."
    )
    with pytest.raises(Fault, match="Nothing was written"):
        kiosk("install", root=root)
    assert everything(root) == written
    assert f"{pam} was changed since." in kiosk("check", root=root)[1]


def test_a_file_of_somebody_else_is_neither_replaced_nor_removed(root: Path) -> None:
    limits = root / "etc/systemd/system/user@.service.d/setplayer.conf"
    limits.parent.mkdir()
    limits.write_text("[Service]\nLimitNICE=-5\n")
    with pytest.raises(Fault, match="Nothing was written"):
        kiosk("install", root=root)
    limits.write_text(CliRunner().invoke(app, ["service", "--limits"]).output)
    kiosk("install", root=root)
    kiosk("uninstall", root=root)
    assert limits.exists(), "an administrator had put it there"


def test_nothing_to_take_out(root: Path) -> None:
    with pytest.raises(Fault) as refused:
        kiosk("uninstall", root=root)
    assert str(refused.value) == f"No kiosk was installed in {root}."


@pytest.mark.parametrize("user", ["root", "anna b", "", "../x", "a:b"])
def test_whose_kiosk_it_cannot_be(root: Path, user: str) -> None:
    with pytest.raises(Fault, match="cannot be the kiosk's user"):
        kiosk("install", "--user", user, root=root)


def test_check_says_what_is_missing_and_what_mends_it(root: Path) -> None:
    status, said = kiosk("check", "--user", "anna", root=root)
    assert status == 3
    for line in (
        "The kiosk is not installed. To mend it: setplayer kiosk install",
        "The compositor cage is not there. To mend it: apt install cage",
        "anna is not in audio, input. To mend it: usermod -aG audio,input anna",
        "The kernel shows no graphics card.",
    ):
        assert line in said
    assert "There is no user eva. To mend it: adduser eva" in kiosk("check", "--user", "eva", root=root)[1]


def test_check_of_a_kiosk_that_is_whole(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setplayer.systemd_units.program", lambda: Path("/usr/bin/true"))
    add_hardware(root, {"card0-HDMI-A-1": "1920x1080", "card0-DP-1": ""})
    (root / "etc/group").write_text("".join(f"{group}:x:9:anna\n" for group in ("video", "audio", "input", "render")))
    kiosk("install", "--user", "anna", root=root)
    status, said = kiosk("check", root=root)
    assert (status, "Missing" in said) == (0, False), said
    assert "The screen at HDMI-A-1 has 1920 × 1080." in said


@pytest.mark.parametrize(
    ("screens", "words"),
    [
        ({"card0-DSI-1": "800x1280"}, "The screen at DSI-1 is upright, 800x1280."),
        ({"card0-DSI-1": "800x480"}, "The screen at DSI-1 is too small, 800x480."),
        ({"card0-DP-1": ""}, "No screen is connected."),
        ({"card0-DP-1": "1920x1080", "card0-eDP-1": "1366x768"}, "More than one screen is connected"),
    ],
)
def test_check_of_screens(root: Path, screens: dict[str, str], words: str) -> None:
    add_hardware(root, screens)
    assert words in kiosk("check", root=root)[1]


def test_a_desktop_that_would_take_the_screen_is_named(root: Path) -> None:
    (root / "etc/systemd/system/display-manager.service").symlink_to("/lib/systemd/system/gdm3.service")
    assert "To mend it: systemctl disable gdm3" in kiosk("check", root=root)[1]


def test_without_the_right_to_write_it_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(MachineFault, match=r"Only the administrator writes to .*\. Ask again with sudo\."):
        kiosk("install", root=root)


def test_systemd_takes_the_units(root: Path) -> None:
    kiosk("install", "--library", str(root / "music box"), root=root)
    units = root / "etc/systemd"
    for folder, unit in (("system", "setplayer-screen.service"), ("user", "setplayer.service")):
        path = units / folder / unit
        path.write_text("".join(_runnable(line) for line in path.read_text().splitlines(keepends=True)))
        line = ["systemd-analyze", "verify", "--man=no", str(path)]
        try:
            checked = subprocess.run(line, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("systemd-analyze is not installed")
        assert [line for line in checked.stderr.splitlines() if "setplayer" in line] == []
        assert checked.returncode == 0, checked.stderr
    drop_in = (units / "user/setplayer.service.d/kiosk.conf").read_text()
    assert f'kiosk run --front none --library "{root / "music box"}"' in drop_in
    assert "ConditionUser=setplayer" in drop_in


def _runnable(line: str) -> str:
    """The same line with a program that is there."""
    return "ExecStart=/bin/true\n" if line.startswith(("ExecStart=/", 'ExecStart="')) else line
