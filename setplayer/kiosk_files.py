"""The files that make a Debian computer a kiosk, below a root, for a user."""

from pathlib import Path
from typing import Final

from setplayer.installing import Planned
from setplayer.systemd_units import quoted, shipped_unit

OWN_USER: Final = "setplayer"
"""The kiosk's own user, whom systemd makes; anybody else is there already."""

GROUPS: Final = ("video", "audio", "input", "render")

SCREEN_UNIT: Final = "setplayer-screen.service"
PLAYER_UNIT: Final = "setplayer.service"

_SYSTEM: Final = "etc/systemd/system"
_USERS: Final = "etc/systemd/user"


def kiosk_files(user: str, library: Path | None) -> list[Planned]:
    """Every file and link: the player's unit, made a kiosk's, and a compositor for its screen."""
    with_library = f" --library {quoted(library)}" if library else ""
    files = [
        Planned(f"{_USERS}/{PLAYER_UNIT}", shipped_unit("setplayer.service")),
        Planned(f"{_USERS}/{PLAYER_UNIT}.d/kiosk.conf", shipped_unit("kiosk.conf", user=user, library=with_library)),
        Planned(f"{_USERS}/default.target.wants/{PLAYER_UNIT}", link=f"../{PLAYER_UNIT}"),
        Planned(f"{_SYSTEM}/user@.service.d/setplayer.conf", shipped_unit("user-limits.conf")),
        Planned(f"{_SYSTEM}/{SCREEN_UNIT}", shipped_unit(SCREEN_UNIT, user=user)),
        Planned(f"{_SYSTEM}/graphical.target.wants/{SCREEN_UNIT}", link=f"../{SCREEN_UNIT}"),
        Planned("etc/pam.d/setplayer-screen", shipped_unit("kiosk-pam")),
        Planned("etc/systemd/logind.conf.d/setplayer.conf", shipped_unit("kiosk-logind.conf")),
        # The player is started with the machine, and outlives its screen.
        Planned(f"var/lib/systemd/linger/{user}"),
    ]
    if user == OWN_USER:
        files += [
            Planned("etc/sysusers.d/setplayer.conf", shipped_unit("kiosk-sysusers.conf", user=user)),
            Planned("etc/tmpfiles.d/setplayer.conf", shipped_unit("kiosk-tmpfiles.conf", user=user)),
        ]
    return files
