"""The command line's command for systemd."""

from typing import Annotated

import typer

from setplayer.console import say
from setplayer.systemd_units import shipped_unit


def print_service(
    limits: Annotated[bool, typer.Option("--limits", help="The system's part: the right to come first.")] = False,
) -> None:
    """Print the systemd unit that plays, resumes after a restart, and is watched; docs/service.md says how."""
    say(shipped_unit("user-limits.conf" if limits else "setplayer.service").rstrip())
