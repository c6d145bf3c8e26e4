"""A desk to be killed: python -m tests.faults.desk FOLDER STORE SENT

Its one chat network appends each message that arrives to the file SENT.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from bot.app import run
from bot.chat.adapter import Host, Payload, Receipt
from bot.places import Network, Place
from bot.reply import Reply
from config.settings import load


class FileNetwork:
    """A network whose memory is a file; slow enough to be killed in the middle of a message."""

    network = Network.DISCORD

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def start(self, host: Host) -> None:
        """Nothing to connect to."""

    async def send(self, place: Place, payload: Payload, nonce: str) -> Receipt:
        """Take a message, and answer a little later."""
        await asyncio.sleep(0.004)
        os.write(self._file, json.dumps([place.chat, payload["text"], nonce]).encode() + b"\n")
        await asyncio.sleep(0.004)
        return Receipt(nonce)

    def render(self, reply: Reply) -> tuple[Payload, ...]:
        """One message that says everything."""
        return ({"text": repr(reply)},)

    def state(self) -> str:
        """Always well."""
        return "up"

    async def close(self) -> None:
        """Nothing to disconnect from."""
        os.close(self._file)


if __name__ == "__main__":
    folder, store, sent = sys.argv[1:]
    env = {"NEWSDESK_INTAKE_FOLDER": folder, "NEWSDESK_STORE_URL": store, "NEWSDESK_LOG_LEVEL": "error"}
    asyncio.run(run(load(env=env), console=False, chats=[FileNetwork(sent)]))
