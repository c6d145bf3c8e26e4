"""Bring a store to the newest revision."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from bot.store.errors import StoreError
from bot.store.migrations import HEAD


def configuration() -> Config:
    """Return Alembic's settings for the revisions packaged here."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def newest() -> str | None:
    """Return the newest packaged revision: what ``HEAD`` must name."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def upgrade(engine: Engine) -> None:
    """Run the missing revisions in one transaction; a failure leaves the store as it was."""
    config = configuration()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, HEAD)
        except CommandError as error:
            raise StoreError(
                "The store was written by a newer newsdesk: update newsdesk, or give another path."
            ) from error
