"""The commands in Telegram's menus: all of them, but for members of a group only what they may do."""

from __future__ import annotations

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.commands import COMMANDS
from bot.commands.command import Command


async def set_menus(bot: Bot) -> None:
    """Put the commands into Telegram's menus, where they differ from what is there."""
    everything = [(command.name, command.summary) for command in COMMANDS]
    for_members = [(command.name, command.summary) for command in COMMANDS if _serves_members(command)]
    menus: tuple[tuple[BotCommandScope, list[tuple[str, str]]], ...] = (
        (BotCommandScopeAllPrivateChats(), everything),
        (BotCommandScopeAllGroupChats(), for_members),
        (BotCommandScopeAllChatAdministrators(), everything),
    )
    for scope, wanted in menus:
        menu = [BotCommand(name, summary[:256] or name) for name, summary in wanted]
        if menu != list(await bot.get_my_commands(scope)):
            await bot.set_my_commands(menu, scope)


def _serves_members(command: Command) -> bool:
    """Tell whether a command does something for those who may not change a place."""
    return not command.changes or any(not part.changes for part in command.subcommands)
