"""Replies as Telegram messages."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.harmless import WORD_JOINER
from bot.render.telegram import LONGEST_TEXT, MOST_ENTITIES, render, utf16_length
from bot.reply import (
    Block,
    Button,
    Card,
    Emphasis,
    Fixed,
    Heading,
    Lines,
    Paragraph,
    Quotation,
    Reply,
    Run,
    code,
    plain,
    say,
    soft,
    strong,
)
from tests.servers.specs import TelegramSpec


def _covered(payload: Any) -> list[tuple[str, str]]:
    """Each entity's kind and the text it covers, cut out the way Telegram counts."""
    units = payload["text"].encode("utf-16-le")
    return [
        (e["type"], units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"))
        for e in payload.get("entities", ())
    ]


def _one(*blocks: Block) -> Any:
    (payload,) = render(Reply(blocks=blocks))
    return payload


DIGEST = (
    Heading(plain("Morning digest · Saturday 24 June 2023")),
    Card(
        title="A mutiny 🛡 in the south",
        number=1,
        subtitle="24 June 2023",
        blocks=(
            Paragraph(plain("The column moved north. Nobody stopped it.")),
            Quotation("We are going home", "Ada Moreau", "The Daily"),
        ),
    ),
    Card(title="Rain", number=2, subtitle="date not given", blocks=(Paragraph(plain("It rains.")),)),
    Paragraph((Run("Read more: "), Run("/read 1", Emphasis.CODE))),
)


def test_a_digest_reads_well() -> None:
    payload = _one(*DIGEST)
    assert payload["text"] == (
        "Morning digest · Saturday 24 June 2023\n"
        "\n"
        "1  A mutiny 🛡 in the south\n"
        "24 June 2023\n"
        "The column moved north. Nobody stopped it.\n"
        "“We are going home”\n— Ada Moreau · The Daily\n"
        "\n"
        "2  Rain\n"
        "date not given\n"
        "It rains.\n"
        "\n"
        "Read more: /read 1"
    )
    assert _covered(payload) == [
        ("bold", "Morning digest · Saturday 24 June 2023"),
        ("bold", "1  A mutiny 🛡 in the south"),
        ("italic", "24 June 2023"),
        ("blockquote", "“We are going home”\n— Ada Moreau · The Daily"),
        ("bold", "Ada Moreau"),
        ("italic", "The Daily"),
        ("bold", "2  Rain"),
        ("italic", "date not given"),
        ("code", "/read 1"),
    ]
    assert payload["link_preview_options"] == {"is_disabled": True}


def test_sections_stand_apart_and_their_lines_together() -> None:
    payload = _one(
        Heading((Run("Ada Moreau"), Run("  (you wrote “adda”)", Emphasis.SOFT))),
        Lines((plain("mayor"), soft("2 articles"))),
        Heading(plain("She says")),
        Quotation("One", "", "24 Jun 2023 · 1"),
        Quotation("Two", ""),
        Paragraph(plain("All: ") + code("/quotes moreau")),
        Fixed("(a AND\n^"),
    )
    assert payload["text"] == (
        "Ada Moreau  (you wrote “adda”)\nmayor\n2 articles\n\nShe says\n“One”\n24 Jun 2023 · 1\n“Two”\n\n"
        "All: /quotes moreau\n(a AND\n^"
    )
    kinds = _covered(payload)
    assert ("bold", "Ada Moreau") in kinds
    assert ("blockquote", "“One”\n24 Jun 2023 · 1") in kinds
    assert ("blockquote", "“Two”") in kinds
    assert ("pre", "(a AND\n^") in kinds


def test_a_command_is_a_link_or_can_be_copied_but_never_loses_its_words() -> None:
    payload = _one(
        Lines((code("/latest") + plain("  newest"), code("/read 1"))),
        Quotation("Yes", "", "undated · /read 12"),
    )
    assert _covered(payload) == [
        ("code", "/read 1"),
        ("blockquote", "“Yes”\nundated · /read 12"),
        ("italic", "undated · "),
        ("code", "/read 12"),
    ]


def test_a_long_quotation_is_folded_and_its_speaker_stays_in_sight() -> None:
    words = "Word after word. " * 30
    payload = _one(Quotation(words, "Ada Moreau", "24 Jun 2023"))
    assert payload["text"].endswith(".”\n— Ada Moreau · 24 Jun 2023")
    assert _covered(payload)[0] == ("expandable_blockquote", f"“{words.strip()}”")


def test_text_from_articles_is_harmless_everywhere() -> None:
    evil = "\u202e@everyone\x00 <b>*_`[x](y)"
    safe = f"@{WORD_JOINER}everyone <b>*_`[x](y)"
    blocks = (
        Heading(strong(evil)),
        Paragraph(plain(evil)),
        Quotation(evil, evil, evil),
        Lines((plain(evil),)),
        Fixed(evil),
        Card(title=evil, subtitle=evil),
    )
    (payload,) = render(Reply(blocks=blocks, buttons=(Button(evil, "/help"),)))
    assert payload["text"].count(safe) == 9
    assert "\u202e" not in json.dumps(payload, ensure_ascii=False)
    assert payload["reply_markup"]["inline_keyboard"][0][0]["text"] == safe


def test_a_quotation_is_not_cut_while_it_fits_a_message() -> None:
    quotations = tuple(Quotation(f"{n} " + "quiet words " * 40, "Ada") for n in range(30))
    payloads = render(Reply(blocks=(Heading(plain("She says")), *quotations)))
    assert len(payloads) > 2
    for payload in payloads:
        assert utf16_length(payload["text"]) <= LONGEST_TEXT
        assert payload["text"].count("“") == payload["text"].count("”") == payload["text"].count("— Ada")
    assert sum(payload["text"].count("“") for payload in payloads) == 30


def test_an_item_is_not_cut_while_it_fits_a_message() -> None:
    cards = tuple(
        Card(title=f"Title {n}", number=n, blocks=(Paragraph(plain("Word " * 150)), Quotation("Yes", "Ada")))
        for n in range(12)
    )
    for payload in render(Reply(blocks=cards)):
        lines = payload["text"].split("\n")
        assert lines[0].startswith(tuple(f"{n}  Title" for n in range(12)))
        assert lines[-1] == "— Ada"


def test_a_heading_is_never_the_last_line_of_a_message() -> None:
    section = (Heading(plain("Heading")), Paragraph(plain("Word " * 790)))
    for payload in render(Reply(blocks=section * 6)):
        assert not payload["text"].endswith("Heading")


def test_what_is_longer_than_a_message_is_cut_between_sentences() -> None:
    sentence = "A sentence of seven words stands here. "
    payloads = render(Reply(blocks=(Quotation(sentence * 300, "Ada"),)))
    assert "".join(p["text"] for p in payloads).count("stands here.") == 300
    for payload in payloads[:-1]:
        assert payload["text"].endswith("here.")
        assert _covered(payload)[0] == ("expandable_blockquote", payload["text"])


def test_many_marks_are_spread_over_messages() -> None:
    payloads = render(Reply(blocks=(Lines(tuple(strong(f"Line {n}") for n in range(250))),)))
    assert [len(payload["entities"]) for payload in payloads] == [100, 100, 50]


def test_buttons_stand_in_rows_under_the_last_message() -> None:
    buttons = tuple(Button(f"Read {n}", f"/read {n}") for n in range(1, 7))
    payloads = render(Reply(blocks=(Paragraph(plain("Word " * 1500)),), buttons=buttons))
    assert ["reply_markup" in payload for payload in payloads] == [False, True]
    rows = payloads[-1]["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [4, 2]
    assert rows[0][0] == {"text": "Read 1", "callback_data": "/read 1"}


def test_wide_labels_get_rows_of_their_own() -> None:
    (payload,) = render(
        say("Which one?", Button("Sergei Shoigu (12 articles)", "/who #7"), Button("x" * 99, "/who #8"))
    )
    rows = payload["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [1, 1]
    assert rows[1][0]["text"] == "x" * 39 + "…"


@pytest.mark.parametrize("command", ["", "/who " + "é" * 40])
def test_a_button_telegram_would_refuse_is_left_out(command: str) -> None:
    (payload,) = render(say("Hello", Button("Press", command)))
    assert "reply_markup" not in payload


def test_nothing_to_show() -> None:
    assert render(Reply(blocks=())) == ()
    assert render(say(" \n\x00 ")) == ()
    (payload,) = render(Reply(blocks=(), buttons=(Button("Yes", "/yes"),)))
    assert payload["text"] == "Choose:"


TEXTS = st.text(alphabet="ab é@🛡\n.\u202e\x00", max_size=30) | st.sampled_from(
    ["Word after word. " * 300, "x" * 5000, "🛡" * 3000]
)
RUNS = st.lists(st.builds(Run, TEXTS, st.sampled_from(Emphasis)), max_size=4).map(tuple)
INNER = st.one_of(
    st.builds(Paragraph, RUNS),
    st.builds(Quotation, TEXTS, TEXTS, TEXTS),
    st.builds(Lines, st.lists(RUNS, max_size=60).map(tuple)),
    st.builds(Fixed, TEXTS),
)
BLOCKS = st.one_of(
    INNER,
    st.builds(Heading, RUNS),
    st.builds(
        Card,
        title=TEXTS,
        number=st.none() | st.integers(1, 999),
        subtitle=TEXTS,
        blocks=st.lists(INNER, max_size=4).map(tuple),
    ),
)
REPLIES = st.builds(
    Reply,
    blocks=st.lists(BLOCKS, max_size=8).map(tuple),
    buttons=st.lists(st.builds(Button, TEXTS, st.text(max_size=30)), max_size=6).map(tuple),
)


def _visible(text: str) -> str:
    return "".join(c for c in text if c.isalnum() or c in ".🛡")


@settings(max_examples=80, deadline=None)
@given(REPLIES)
def test_any_reply_keeps_telegrams_limits_and_loses_no_text(reply: Reply) -> None:
    payloads = render(reply)
    assert render(reply) == payloads
    for payload in payloads:
        length = utf16_length(payload["text"])
        assert 0 < length <= LONGEST_TEXT
        assert payload["text"].strip()
        assert len(payload.get("entities", ())) <= MOST_ENTITIES
        for entity in payload.get("entities", ()):
            assert entity["length"] > 0
            assert 0 <= entity["offset"] <= entity["offset"] + entity["length"] <= length
        for _, text in _covered(payload):
            assert text.strip()
    quoted = [
        b
        for block in reply.blocks
        for b in (block, *getattr(block, "blocks", ()))
        if isinstance(b, Quotation)
    ]
    shown = _visible("".join(payload["text"] for payload in payloads))
    for quotation in quoted:
        assert _visible(quotation.text) in shown


def test_messages_are_as_the_bot_api_describes(specs: Path) -> None:
    described = TelegramSpec(specs)
    reply = Reply(
        blocks=(*DIGEST, Fixed("x"), Quotation("Word. " * 90, "Ada")), buttons=(Button("Read 1", "/read 1"),)
    )
    for payload in render(reply):
        form = {"chat_id": "1", **{k: v if isinstance(v, str) else json.dumps(v) for k, v in payload.items()}}
        assert described.complaints("sendMessage", form) == []
