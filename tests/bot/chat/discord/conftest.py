"""A bot on Discord's stand-in, for every test that asks for one."""

from tests.bot.chat.discord.desk import chat, front, guild, server

__all__ = ["chat", "front", "guild", "server"]
