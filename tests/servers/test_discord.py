"""Discord's stand-in refuses what Discord refuses: one bad request for each method, and the limits."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.servers.discord import DiscordServer, option
from tests.servers.discord_world import command_faults, faults
from tests.servers.specs import DiscordSpec


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as running:
        running.add_guild("Readers", "general")
        yield running


async def ask(
    server: DiscordServer, method: str, path: str, body: Any = None, *, token: str | None = None, **more: Any
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {server.token if token is None else token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, server.api_url + path, json=body, **more) as response,
    ):
        assert response.headers["Content-Type"] == "application/json"
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/users/@him", None, 404, 0),
        ("GET", "/applications/1/commands", None, 403, 20012),
        ("PUT", "/applications/{app}/commands", [{"name": "Bad Name", "description": "x"}], 400, 50035),
        ("POST", "/channels/1/messages", {"content": "x"}, 404, 10003),
        ("POST", "/channels/{channel}/messages", {"content": ""}, 400, 50006),
        ("POST", "/channels/{channel}/messages", {"content": "x" * 2001}, 400, 50035),
        ("POST", "/channels/{channel}/messages", {"content": "x", "text": "x"}, 400, 50035),
        ("POST", "/channels/{channel}/messages", {"content": "@everyone"}, 400, 50035),
        ("POST", "/interactions/1/none/callback", {"type": 5}, 404, 10062),
        ("POST", "/interactions/{asked}/{token}/callback", {"type": 8}, 400, 50035),
        ("PATCH", "/webhooks/{app}/{token}/messages/@original", {"content": "x"}, 404, 10015),
        ("DELETE", "/webhooks/{app}/{token}/messages/@original", None, 404, 10015),
        ("POST", "/webhooks/{app}/{token}", {"content": "x"}, 404, 10015),
    ],
)
async def test_a_bad_request_is_refused(
    server: DiscordServer, method: str, path: str, body: Any, status: int, code: int
) -> None:
    channel = next(iter(server.channels.values()))
    asked = await server.slash(channel, "who")
    values = {"app": server.application_id, "channel": channel.id, "asked": asked.id, "token": asked.token}
    answered, about = await ask(server, method, path.format(**values), body)
    assert (answered, about["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/users/@me", "/oauth2/applications/@me", "/gateway/bot"])
async def test_nobody_is_let_in_without_the_token(server: DiscordServer, path: str) -> None:
    assert (await ask(server, "GET", path, token="another"))[0] == 401
    assert (await ask(server, "GET", path))[0] == 200


async def test_an_interaction_is_answered_once(server: DiscordServer) -> None:
    asked = await server.slash(next(iter(server.channels.values())), "who", option("name", "x"))
    path = f"/interactions/{asked.id}/{asked.token}/callback"
    assert (await ask(server, "POST", path, {"type": 5}))[0] == 200
    assert (await ask(server, "POST", path, {"type": 5}))[1]["code"] == 40060


async def test_a_request_that_is_no_json_is_refused(server: DiscordServer) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {server.token}"}) as session:
        async with session.post(server.api_url + "/channels/1/messages", data=b"{") as response:
            assert (await response.json())["code"] == 50109
        async with session.post(server.api_url + "/channels/1/messages", data=b"{}") as response:
            assert response.status == 400


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"op": 2, "d": {"token": "another", "intents": 1, "properties": {}}}, 4004),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 1 << 15, "properties": {}}}, 4014),
        ({"op": 2, "d": {"token": "TOKEN", "intents": 1 << 40, "properties": {}}}, 4013),
        ({"op": 6, "d": {"token": "another", "session_id": "1", "seq": 1}}, 4004),
        ({"op": 99}, 4001),
    ],
)
async def test_the_gateway_closes_on_nonsense(server: DiscordServer, said: Any, code: int) -> None:
    if said.get("d", {}).get("token") == "TOKEN":
        said = {**said, "d": {**said["d"], "token": server.token}}
    url = server.gateway.url + "?v=10&encoding=json"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json(said)
        assert (await socket.receive()).data == code


@pytest.mark.parametrize(
    "body",
    [
        {"embeds": [{"title": "x"}] * 11},
        {"embeds": [{"title": "x" * 257}]},
        {"embeds": [{"description": "x" * 4097}]},
        {"embeds": [{"footer": {"text": "x" * 2049}}]},
        {"embeds": [{"description": "x" * 3001}] * 2},
        {"embeds": [{"title": ""}]},
        {"embeds": [{"title": "x"}], "flags": 4},
        {"content": "x", "flags": 64},
        {"content": "x", "nonce": "x" * 26},
        {"content": "x", "components": [{"type": 1, "components": []}]},
        {"content": "x", "components": [{"type": 1, "components": [{"type": 2, "style": 2, "label": "x"}]}]},
        {
            "content": "x",
            "components": [
                {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "a"}]}
            ]
            * 2,
        },
        {
            "content": "x",
            "components": [
                {"type": 1, "components": [{"type": 2, "style": 2, "label": "x" * 81, "custom_id": "a"}]}
            ],
        },
    ],
)
def test_a_message_over_a_limit_is_refused(body: Any) -> None:
    assert faults(body)


@pytest.mark.parametrize(
    "options",
    [
        [{"type": 3, "name": "a", "description": "", "required": True}],
        [{"type": 3, "name": "a", "description": "x"}, {"type": 3, "name": "a", "description": "x"}],
        [
            {"type": 3, "name": "a", "description": "x"},
            {"type": 3, "name": "b", "description": "x", "required": True},
        ],
        [{"type": 1, "name": "a", "description": "x"}, {"type": 3, "name": "b", "description": "x"}],
    ],
)
def test_a_command_that_breaks_the_rules_is_refused(options: Any) -> None:
    assert command_faults([{"name": "who", "description": "x", "options": options}])


def test_the_description_complains_too(specs: Path) -> None:
    spec = DiscordSpec(specs)
    assert spec.complaints("post", "/channels/1/messages", {"content": 5})
    assert spec.complaints("post", "/channels/1/messages", {"content": "x", "text": "x"})
    assert spec.complaints("patch", "/channels/1/messages", {"content": "x"})
    assert spec.complaints("put", "/applications/1/commands", [{"description": "x"}])
