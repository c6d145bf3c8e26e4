"""Date, title, prose and what is set aside."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizers.boilerplate import why_set_aside
from summarizers.clean import clean
from summarizers.title import LONGEST, title_of_sentence
from summarizers.wordlist import words_of
from tests.conftest import SEEDS

BODY = (
    "The ministers of ten countries met in the old town hall on Monday to talk about the price of bread.\n\n"
    "The talks ended without a treaty, the host said.\n"
)


def set_aside(raw: str) -> list[tuple[str, str]]:
    return [(piece.span.of(raw), piece.reason) for piece in clean(raw).set_aside]


@pytest.mark.parametrize(
    ("head", "day", "why"),
    [
        (" date 2023-06-24 ", date(2023, 6, 24), "the prefix"),
        ("\ufeff date 2023-06-24 ", date(2023, 6, 24), "behind a byte order mark"),
        (" date 2023-02-31 ", None, "no such day"),
        (" date 0000-01-01 ", None, "no such year"),
        ("June 24, 2023\n\n", date(2023, 6, 24), "alone on the first line"),
        ("Saturday, 24 June 2023\n", date(2023, 6, 24), "day first"),
        ("2023-06-24T07:30:00Z\n", date(2023, 6, 24), "ISO"),
        ("24 июня 2023 г.\n\n", date(2023, 6, 24), "Russian"),
        ("24. Juni 2023\n\n", date(2023, 6, 24), "German"),
        ("Ministers meet in Geneva\nPublished June 24, 2023\n\n", date(2023, 6, 24), "below the title"),
        ("MOSCOW, June 24, 2023 (Reuters) - ", date(2023, 6, 24), "a dateline with its year"),
        ("MOSCOW, June 24 (Reuters) - ", None, "a dateline without a year"),
        ("Updated June 24, 2023\n\n", None, "an update is not the publication"),
        ("06/07/2023\n\n", None, "June or July"),
        ("Published on Tuesday\n\n", None, "a weekday"),
        ("", None, "nothing"),
    ],
)
def test_date_only_when_sure(head: str, day: date | None, why: str) -> None:
    assert clean(head + BODY).date == day, why


def test_a_date_further_down_is_not_the_articles() -> None:
    assert clean(BODY + "\nJune 24, 2023\n").date is None


def test_date_prefix_is_neither_prose_nor_set_aside() -> None:
    article = clean(" date 2023-06-24 " + BODY)
    assert article.sentences[0].text.startswith("The ministers")
    assert article.set_aside == ()


@pytest.mark.parametrize(
    ("head", "title", "why"),
    [
        ("Ministers meet in Geneva\n\n", "Ministers meet in Geneva", "a title line"),
        (" date 2023-06-24 Ministers meet in Geneva\n", "Ministers meet in Geneva", "behind the date"),
        (
            "MINISTERS MEET IN GENEVA FOR TALKS\n\n",
            "MINISTERS MEET IN GENEVA FOR TALKS",
            "in capitals, yet no link",
        ),
        (
            "Poll: nobody trusts the ministers\n",
            "Poll: nobody trusts the ministers",
            "looks like a link, yet is first",
        ),
        (
            "By Ann Cox\n\n",
            "The ministers of ten countries met in the old town hall on Monday …",
            "a byline is none",
        ),
        (
            "It was a rout.\n\n",
            "The ministers of ten countries met in the old town hall on Monday …",
            "names nothing",
        ),
        (
            "GENEVA (Reuters) - ",
            "The ministers of ten countries met in the old town hall on Monday …",
            "dateline",
        ),
    ],
)
def test_title(head: str, title: str, why: str) -> None:
    assert clean(head + BODY).title == title, why


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("Peace has come to the valley.", "Peace has come to the valley"),
        ("Will peace ever come to the valley?", "Will peace ever come to the valley?"),
        (
            "The mayor of the old harbour town resigned on Friday after a newspaper had printed the letters "
            "that he wrote to his brother.",
            "The mayor of the old harbour town resigned on Friday …",
        ),
        (
            "After three weeks of talks between the ministry and the owners, the mayor of the old harbour "
            "town and the port workers agreed on a contract that ends the longest strike in its history.",
            "The mayor of the old harbour town and the port workers agreed on a contract …",
        ),
        ("But the mayor refused to leave.", "The mayor refused to leave"),
    ],
)
def test_title_from_a_sentence(sentence: str, title: str) -> None:
    assert title_of_sentence(sentence) == title


@given(
    st.lists(
        st.sampled_from(
            sorted(words_of("the mayor of a town said that , who — which after “peace” and with had"))
        ),
        max_size=60,
    )
)
def test_a_title_is_short_and_does_not_hang(words: list[str]) -> None:
    title = title_of_sentence(" ".join(words))
    assert len(title) <= LONGEST + 2
    if title.endswith(" …") and len(title) > 40 and set(title.split()) & {"mayor", "town", "peace"}:
        assert not title.removesuffix(" …").endswith((",", ";", "—"))


@pytest.mark.parametrize(
    "line",
    [
        "ADVERTISEMENT",
        "Story Continued Below",
        "CLICK HERE TO GET THE NEWS APP",
        "MAYOR DENIES THAT LETTERS WERE HIS",
        "Sign up for our daily newsletter",
        "( Also on THE PAPER: Mayor's brother speaks)",
        "READ MORE: Mayor's brother speaks",
        "Mayor's brother speaks Read more",
        "Read or Share this story: https://example.com/1",
        "Follow Ann Cox on Twitter at @anncox",
        "FILE PHOTO: The mayor leaves the town hall, March 3, 2019. REUTERS/Ann Cox",
        "The mayor at the harbour on Friday. (Photo: Ann Cox, AFP/Getty Images)",
        "(AP Photo/Ann Cox)",
        "The Associated Press contributed to this report.",
        "Reporting by Ann Cox; editing by Bob Hall",
        "Copyright 2020 The Paper. All rights reserved.",
        "The opinions expressed in this commentary are her own.",
        "By Ann Cox and Bob Hall",
        "Last updated at 4:09 PM on 18th November 2011",
        "3 years ago",
        "___",
        "[pullquote]",
        "Читайте также: Мэр подал в отставку",
        "Lesen Sie auch: Der Bürgermeister geht",
    ],
)
def test_leftovers_are_set_aside(line: str) -> None:
    raw = BODY.replace("\n\n", f"\n\n{line}\n\n")
    assert [text for text, _ in set_aside(raw)] == [line]
    assert len(clean(raw).paragraphs) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Click fraud costs the town a million a year.",
        "Advertisements for the harbour were printed in May.",
        "“NATO MUST ACT NOW,” he said.",
        "STILL FAR AWAY",
        "The mayor shared the photo on Facebook and Twitter on Friday.",
        "The copyright of the letters is in doubt.",
        "Follow the money, the mayor's mother always said to him.",
        "By Friday the letters were gone.",
        "In May 2011 the harbour froze.",
        "Photos of the harbour show how the ice had closed it by noon.",
        "More than 40 workers stayed at home.",
        "Related charges were dropped.",
        "She subscribes to three papers and reads none.",
        "Terms of the deal were not disclosed.",
        "Production by Norwegian firms fell in May.",
        "Writing by hand helps children to remember, a study says.",
        "Copyright law has to change, the minister said.",
        "The union contributed to the report on the harbour.",
        "With reports of fighting in the east, the mayor fled.",
        "Already a member of the council, Cox wants to lead it.",
        "Replay showed that the ball was out.",
        "To contact the crew, the coast guard used a radio.",
        "Making a donation was his way to say sorry.",
        "Find me a mayor who sleeps well.",
        "Like his father on the council, he never spoke.",
    ],
)
def test_prose_is_kept(line: str) -> None:
    assert why_set_aside(line) == ""


def test_titles_listed_below_read_more_go_with_it() -> None:
    raw = BODY + "\nREAD MORE:\nMayor's brother speaks\nHarbour frozen\n\nThe strike went on.\n"
    assert [text for text, _ in set_aside(raw)] == ["READ MORE:", "Mayor's brother speaks", "Harbour frozen"]


def test_a_line_said_twice_is_kept_once() -> None:
    line = "The mayor of the harbour town in May"
    assert set_aside(BODY + line + "\n" + line + "\n") == [(line, "said before")]


def test_byline_that_runs_into_the_lead() -> None:
    raw = (
        "By. Ann Cox. PUBLISHED:. 11:29 EST, 17 February 2012. |. UPDATED:. 18:28 EST, 18 February 2012. "
        + BODY
    )
    assert clean(raw).sentences[0].text.startswith("The ministers")
    assert [reason for _, reason in set_aside(raw)] == ["byline"] * 3


def test_dateline_is_in_the_paragraph_but_not_in_the_sentence() -> None:
    raw = "KIEV, Ukraine (AP) — " + BODY
    article = clean(raw)
    assert article.paragraphs[0].start == 0
    assert article.sentences[0].text.startswith("The ministers")


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    raw = (
        "The ministers of ten countries met in the old\ntown hall on Monday to talk about the price\n"
        "of bread and the strike in the harbour of the\ntown.\n\nThe talks ended without a treaty, the host\n"
        "of the meeting said on Friday.\n"
    )
    assert len(clean(raw).paragraphs) == 2
    assert len(clean(raw).sentences) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_any_end_of_line_parts_paragraphs(newline: str) -> None:
    assert len(clean(BODY.replace("\n\n", newline)).paragraphs) == 2


PIECES = st.sampled_from(
    (
        *(
            " date 2023-06-24 ",
            "June 24, 2023",
            "MOSCOW (Reuters) - ",
            "By. Ann Cox. ",
            "(Photo: Ann Cox, AFP)",
        ),
        *(
            "CLICK HERE TO GET THE NEWS APP",
            "Read more:",
            "___",
            "The mayor said: “Go.” ",
            "He went. ",
            "U.S. ",
        ),
        *(
            "\n",
            "\n\n",
            "\r\n",
            "\x00",
            "\u202e",
            "\ufeff",
            "\ud800",
            "“",
            '"',
            "«",
            ". ",
            "… ",
            "   ",
            "1. ",
        ),
        *("A", "Who? ", "国の首都。", " and "),
    )
)


@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=40).map("".join)))
@example("")
@example("\x00\u202e\ufeff")
@example(" date 2023-06-24 ")
@example(" date 2023-06-24 By. Ann Cox. ")
def test_every_span_points_into_the_raw_text(raw: str) -> None:
    article = clean(raw)
    for index, sentence in enumerate(article.sentences):
        assert sentence.span.of(raw) == sentence.text
        assert sentence.index == index
        assert article.paragraphs[sentence.paragraph].covers(sentence.span)
    pieces = sorted([*article.paragraphs, *(piece.span for piece in article.set_aside)])
    assert all(piece.start < piece.end for piece in pieces)
    assert all(one.end <= other.start for one, other in pairwise(pieces))
    assert all(piece.reason for piece in article.set_aside)
    assert len(article.title) <= LONGEST + 6
    covered = bytearray(len(raw))
    for piece in pieces:
        covered[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
    begin = pieces[0].start if pieces else len(raw)
    assert not raw[:begin].strip() or "date" in raw[:begin] or not any(map(str.isalnum, raw[:begin]))
    assert not any(
        char.isalnum()
        for char, is_covered in zip(raw[begin:], covered[begin:], strict=True)
        if not is_covered
    )
    assert clean(raw) == article


def test_seeds_link_lines_are_set_aside_and_nothing_else() -> None:
    first, second = (clean(path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.txt")))
    assert first.date == date(2023, 6, 24)
    assert first.set_aside == ()
    assert second.date is None
    assert [piece.span.of(second.raw).split()[0] for piece in second.set_aside] == [
        "UKRAINE",
        "PUTIN",
        "CLICK",
    ]
