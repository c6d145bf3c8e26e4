"""What all tests share."""

from pathlib import Path

import pytest

SPECS = (
    Path(__file__).parents[2] / "shared" / "specs"
)  # the APIs' public descriptions, not part of this repository
SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def specs() -> Path:
    """The folder of Telegram's and Discord's API descriptions; skips what needs it where it is absent."""
    if not SPECS.is_dir():
        pytest.skip(
            f"the API descriptions are not at hand ({SPECS.name}/): requests are not checked against them"
        )
    return SPECS
