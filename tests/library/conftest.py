import os
import shutil

import pytest


@pytest.fixture(scope="session")
def ffmpeg() -> str:
    """The ffmpeg program, as a second opinion. On a person's machine it may be missing; in CI it may not."""
    program = shutil.which("ffmpeg")
    if program is None:
        message = "the ffmpeg program is not installed, so that nothing independent checks these figures"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    return program
