"""What commands of the command line on kept sessions share: which session is meant."""

from pathlib import Path
from typing import Annotated

import typer

from setplayer.cli_options import data_folder
from setplayer.faults import Fault
from setplayer.log.store import Store

Session = Annotated[
    str, typer.Argument(help="A session's id or its first letters, a session file, or `last`.", show_default=False)
]


def find_session(session: str, data: Path | None) -> Path:
    """The file of the session that is meant. Raises Fault when there is none, or more than one."""
    store = Store(data_folder(data))
    if session == "last" and not store.paths():
        raise Fault(f"No sessions are kept in {data_folder(data)} yet.")
    return store.find(session)
