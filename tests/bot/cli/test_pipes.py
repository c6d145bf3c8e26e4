"""Lines of JSON in, lines of JSON out: in order, whatever a line holds."""

import io
import json

import pytest

from bot.cli import pipes
from summarizers.rank import Budget

TEXT = 'MOSCOW — The mayor spoke.\n\n"We will not wait any longer," Anna Petrova said on Friday.\n'


def through(work: pipes.Work, *lines: str) -> list[dict]:
    sink = io.StringIO()
    pipes.run(work, io.StringIO("".join(line + "\n" for line in lines)), sink)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def test_a_text_comes_back_with_offsets_into_it() -> None:
    [row] = through(pipes.read_row, json.dumps({"id": 7, "text": TEXT, "gold": "never read"}))
    assert row["id"] == 7
    [quote] = row["quotes"]
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]
    assert quote["speaker"] == "Anna Petrova"
    assert TEXT[quote["speaker_start"] : quote["speaker_end"]] == "Anna Petrova"
    assert [TEXT[p["start"] : p["end"]] for p in row["persons"]] == ["Anna Petrova"]
    assert set(row) == {
        "id", "title", "date", "summary", "quotes", "reported", "persons", "bodies", "set_aside"
    }  # fmt: skip


def test_many_lines_keep_their_order_over_all_cores() -> None:
    lines = [json.dumps({"id": n, "text": f"Number {n} is here today."}) for n in range(300)]
    assert [row["id"] for row in through(pipes.read_row, *lines)] == list(range(300))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "Expecting"),
        ("[1]", "no JSON object"),
        ('{"id": 1}', "no 'text'"),
        ('{"id": 1, "text": 3}', "no string"),
        ("[" * 100_000, "recursion"),
        ('{"id": "\\ud800", "text": 3}', "no string"),
    ],
)
def test_a_bad_line_costs_itself_only(line: str, why: str) -> None:
    good = json.dumps({"id": 2, "text": TEXT})
    bad, fine = through(pipes.read_row, line, good)
    assert why in bad["error"]
    assert bad["line"] == 1
    assert fine["quotes"]


def test_a_summary_is_one_sentence_a_line_within_its_budget() -> None:
    text = "The river rose on Monday. The bridge was closed at noon. Nobody was hurt in the town.\n"
    row = json.dumps({"id": "a", "documents": [text]})

    def work(row: dict) -> dict:
        return pipes.summarise_row(row, style="lead", budget=Budget(sentences=2))

    [answer] = through(work, row)
    assert answer == {
        "id": "a",
        "summary": "The river rose on Monday.\nThe bridge was closed at noon.",
    }
