"""Documents cannot drift: the README shows what newsdesk prints, and names every command and setting."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import build_parser
from bot.commands import COMMANDS
from tests.conftest import SEEDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def demo(*lines: str) -> str:
    """What `make run` prints when these lines are typed."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "demo", str(SEEDS)],
        input="".join(line + "\n" for line in lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.strip()


def timeless(text: str) -> str:
    """The text without what depends on the hour."""
    text = re.sub(r"(Morning|Afternoon|Evening|Night) digest · \w+ \d+ \w+ \d{4}", "DIGEST", text)
    return re.sub(r"taken in today at \d\d:\d\d", "TAKEN IN", text)


def test_the_readme_shows_what_one_sees() -> None:
    [shown] = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    typed = re.findall(r"^> (.+)$", shown, re.MULTILINE)
    printed = demo(*typed)
    assert timeless(shown).strip() == timeless(printed), f"the README should show:\n{printed}"


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_the_readme_names_every_command(command: str) -> None:
    assert f"`/{command}" in README


def test_the_readme_names_every_part_of_the_command_line() -> None:
    [commands] = [action.choices for action in build_parser()._actions if action.dest == "command"]
    assert [name for name in commands if f"newsdesk {name}" not in README] == []


def test_every_command_has_help_and_examples_that_name_it() -> None:
    for command in COMMANDS:
        assert len(command.summary) <= 100
        assert command.examples
        assert all(example.startswith(f"/{command.name}") for example in command.examples)
