"""What a command reads of its line."""

from hypothesis import given
from hypothesis import strategies as st

from bot.commands.asking import after_title, number_and_rest, offered
from bot.commands.suggestions import LONGEST
from tests.bot.talk import CONSOLE, Talk


@given(number=st.integers(1, 999_999_999), title=st.text(), field=st.sampled_from(["", "source", "source 2"]))
def test_only_what_follows_a_completed_title_is_a_field(number: int, title: str, field: str) -> None:
    title = " ".join(title.split())
    completed = offered(number, title)
    assert len(completed) <= LONGEST + 1
    read, rest = number_and_rest(f"{completed} {field}")
    assert read == number
    assert after_title(rest, title) == field


def test_a_completion_of_another_title_is_dropped_whole() -> None:
    assert after_title("· An old title source", "A new title") == ""
    assert after_title("· A titled source", "A title") == ""


async def test_a_title_that_ends_with_source_opens_the_article(empty: Talk) -> None:
    empty.take_in(
        "Leak of a Secret Source\n\nThe paper printed the name of its man in the ministry on Monday."
    )
    await empty.ask("/latest")
    [line] = await empty.reception.suggest(CONSOLE, "article", "leak")
    assert line == "1 · Leak of a Secret Source"
    assert "characters" not in await empty.ask(f"/read {line}")
    assert " · characters " in await empty.ask(f"/read {line} source")
