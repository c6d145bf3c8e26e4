"""One chat network seen from the desk: hear commands, deliver messages.

Failures of ``send`` are told apart by what the outbox must do next::

    DeliveryError
    ├── RetryLater      not accepted; again after ``seconds``
    ├── Unsure          the network may or may not have taken it (time-out, broken connection)
    ├── Refused         this message will never be accepted; the place is fine
    ├── PlaceClosed     blocked, kicked, deleted: park the place
    └── PlaceMoved      the chat has a new id: rewrite it and send again
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.places import Network, Place, Question
from bot.reply import Reply

Payload = Mapping[str, Any]
"""One rendered message as JSON, in the network's own terms; kept in the outbox until it is sent."""


class DeliveryError(Exception):
    """A message could not be delivered; the text says why, for the log."""


class RetryLater(DeliveryError):
    """Not accepted now: again after `seconds`, exactly so where the network `told` them.

    Otherwise they are our guess, and the outbox waits longer with every try.
    """

    def __init__(self, why: str, seconds: float, *, told: bool = False) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.told = told


class Unsure(DeliveryError):
    """It may have arrived: a time-out or a broken connection after the request went out."""


class Refused(DeliveryError):
    """The network will never take this message."""


class PlaceClosed(DeliveryError):
    """The desk is not (or no longer) let in there."""


class PlaceMoved(DeliveryError):
    """The chat has a new id (a Telegram group that became a supergroup)."""

    def __init__(self, new_chat: str) -> None:
        super().__init__(f"moved to {new_chat}")
        self.new_chat = new_chat


@dataclass(frozen=True, slots=True)
class Receipt:
    """The network's proof that a message arrived."""

    message_id: str


class Host(Protocol):
    """What an adapter tells the desk; every method is safe to call from the event loop and never raises."""

    async def answer(self, question: Question) -> Reply | None:
        """Answer a command, a button or plain text; None means: say nothing."""

    async def suggest(self, place: Place, kind: str, typed: str) -> tuple[str, ...]:
        """Complete what somebody types in an option of that `kind` (``Option.suggests``); at most 25."""

    async def let_in(self, place: Place, *, greet: bool = True) -> Reply | None:
        """The desk was added to a place, or let in again; the reply greets it.

        Without `greet` only a place that was parked is woken, and an unknown one stays unknown: where a
        whole server lets the desk in, most of its channels never asked for it.
        """

    async def shut_out(self, place: Place) -> None:
        """The desk was removed or blocked: park the place, keep its settings."""

    async def moved(self, place: Place, new_chat: str) -> None:
        """The chat has a new id."""

    async def named(self, place: Place) -> None:
        """The settings name this channel; told at every start."""


class ChatAdapter(Protocol):
    """One chat network."""

    network: Network

    async def start(self, host: Host) -> None:
        """Connect and hear questions until closed; returns once started and never raises on an outage."""

    async def send(self, place: Place, payload: Payload, nonce: str) -> Receipt:
        """Deliver one rendered message.

        The same `nonce` (at most 25 characters) marks the same message; a network that can,
        uses it to post only once. Raises a DeliveryError.
        """

    def render(self, reply: Reply) -> tuple[Payload, ...]:
        """Split and render a reply within this network's limits."""

    def state(self) -> str:
        """One line for /status: "connected since 07:12 UTC"."""

    async def close(self) -> None:
        """Disconnect; safe to call twice."""
