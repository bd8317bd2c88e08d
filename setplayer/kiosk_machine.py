"""Whether a Debian computer has what a kiosk needs: read from its files below a root, nothing is run or changed."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from setplayer.installing import Record, changed, missing
from setplayer.kiosk_files import GROUPS, OWN_USER, SCREEN_UNIT

SMALLEST: Final = (1024, 600)
_FEWEST_FIELDS: Final = 4


@dataclass(frozen=True)
class Look:
    """One thing that was looked at: what is so, and what mends it where it is not as it should be."""

    words: str
    mend: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing is to be mended."""
        return not self.mend


def look(root: Path, user: str, record: Record | None, program: Path) -> list[Look]:
    """Everything that a kiosk of this user needs, in the order in which it is mended."""
    return [
        *_installed(root, record),
        *_programs(root),
        *_user(root, user),
        _reachable(root, user, program),
        *_screens(root),
        *_starting(root),
    ]


def _installed(root: Path, record: Record | None) -> Iterator[Look]:
    if record is None:
        yield Look("The kiosk is not installed.", "setplayer kiosk install")
        return
    yield Look(f"The kiosk is installed, for {record.user}.")
    for path in missing(root, record):
        yield Look(f"{root / path} is gone.", "setplayer kiosk install")
    for path in changed(root, record):
        yield Look(f"{root / path} was changed since.", "look at it: it is not replaced and not removed")


def _programs(root: Path) -> Iterator[Look]:
    for name, package, what in (
        ("cage", "cage", "The compositor cage"),
        ("Xwayland", "xwayland", "Xwayland, without which cage does not start,"),
    ):
        yield _there(f"{what} is", (root / "usr/bin" / name).exists(), f"apt install {package}")
    pam = any((root / folder).glob("**/security/pam_systemd.so") for folder in ("usr/lib", "lib"))
    yield _there("The login service (libpam-systemd) is", pam, "apt install libpam-systemd dbus")
    sound = any((root / "usr/bin" / name).exists() for name in ("pipewire-pulse", "pulseaudio"))
    yield _there("A sound server is", sound, "apt install pipewire-pulse wireplumber")


def _there(what: str, there: bool, mend: str) -> Look:
    return Look(f"{what} {'there' if there else 'not there'}.", "" if there else mend)


# ---- the user


def _user(root: Path, user: str) -> Iterator[Look]:
    if user not in _names(root / "etc/passwd"):
        if user == OWN_USER:
            mend = "systemd-sysusers && systemd-tmpfiles --create, or restart the machine"
            yield Look(f"The kiosk's own user, {user}, is not there yet.", mend)
        else:
            yield Look(f"There is no user {user}.", f"adduser {user}")
        return
    members, primary = _members(root), _primary_group(root, user)
    lacks = [group for group in GROUPS if group in members and user not in members[group] and group != primary]
    if lacks:
        yield Look(f"{user} is not in {', '.join(lacks)}.", f"usermod -aG {','.join(lacks)} {user}")
    else:
        yield Look(f"{user} is in the groups {', '.join(group for group in GROUPS if group in members)}.")


def _lines(path: Path) -> list[list[str]]:
    """The fields of a file such as /etc/passwd; none when it is not there."""
    try:
        return [line.split(":") for line in path.read_text(errors="replace").splitlines() if line.count(":") > 1]
    except OSError:
        return []


def _names(path: Path) -> list[str]:
    return [fields[0] for fields in _lines(path)]


def _members(root: Path) -> dict[str, list[str]]:
    lines = (fields for fields in _lines(root / "etc/group") if len(fields) >= _FEWEST_FIELDS)
    return {fields[0]: fields[3].split(",") for fields in lines}


def _primary_group(root: Path, user: str) -> str:
    number = next((f[3] for f in _lines(root / "etc/passwd") if f[0] == user and len(f) >= _FEWEST_FIELDS), None)
    return next((f[0] for f in _lines(root / "etc/group") if f[2] == number), "")


def _reachable(root: Path, user: str, program: Path) -> Look:
    """Whether somebody else than the owner can come as far as the program, which lies in this system."""
    closed = [folder for folder in program.parents if not _open_to_all(folder)]
    home = _home(root, user)
    if not closed or (home is not None and program.is_relative_to(home)):
        return Look(f"{program} can be started by {user}.")
    return Look(
        f"{user} cannot reach {program}: {closed[-1]} is closed to others.",
        "install setplayer in a folder that is open to all, such as /opt/setplayer",
    )


def _open_to_all(folder: Path) -> bool:
    try:
        return bool(folder.stat().st_mode & stat.S_IXOTH)
    except OSError:
        return False


def _home(root: Path, user: str) -> Path | None:
    return next((Path(f[5]) for f in _lines(root / "etc/passwd") if f[0] == user and len(f) > 5 and f[5]), None)


# ---- screens


def _screens(root: Path) -> Iterator[Look]:
    found = sorted((root / "sys/class/drm").glob("card*-*"))
    if not found:
        yield Look(
            "The kernel shows no graphics card.", "apt install firmware-linux, or look at the computer's settings"
        )
        return
    connected = [screen for screen in found if _read(screen / "status") == "connected"]
    if not connected:
        yield Look("No screen is connected.", "connect the screen and switch it on")
    for screen in connected:
        yield _screen(screen)
    if len(connected) > 1:
        yield Look(
            "More than one screen is connected, and the kiosk would be spread over them.",
            "leave one connected (a laptop's own is switched off by video=eDP-1:d among the kernel's parameters)",
        )


def _screen(screen: Path) -> Look:
    name = screen.name.partition("-")[2]
    mode = next(iter(_read(screen / "modes").split()), "")
    width, _, height = mode.partition("x")
    height = height.rstrip("ip")
    if not (width.isdecimal() and height.isdecimal()):
        return Look(f"The screen at {name} tells no size; it is used as it comes.")
    if int(height) > int(width):
        return Look(f"The screen at {name} is upright, {mode}.", "turn it: the session screen needs it lying")
    if int(width) < SMALLEST[0] or int(height) < SMALLEST[1]:
        return Look(f"The screen at {name} is too small, {mode}.", "use one of at least 1024 × 600")
    return Look(f"The screen at {name} has {width} × {height}.")


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""


# ---- starting


def _starting(root: Path) -> Iterator[Look]:
    system = root / "etc/systemd/system"
    desktop = system / "display-manager.service"
    if desktop.is_symlink() and desktop.readlink().name != SCREEN_UNIT:
        name = desktop.readlink().stem
        yield Look(
            f"A desktop ({name}) starts here, and only one of them can have the screen.", f"systemctl disable {name}"
        )
    default = system / "default.target"
    if default.is_symlink() and default.readlink().name != "graphical.target":
        yield Look("The machine starts without a screen.", "systemctl set-default graphical.target")
