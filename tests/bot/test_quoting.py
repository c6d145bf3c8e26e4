"""Nothing stands between marks that nobody printed, and no name beside it that is not sure."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.quoting import UNCLEAR, as_reported, quotation, speaker_of, verbatim
from bot.store import articles
from bot.store.records import StoredArticle, StoredKind, StoredQuote
from summarizers.model import CLEAR_SPEAKER, Span
from tests.bot.talk import Talk

RAW = "Mayor Ann Olsen opened a new bridge in the north. “It will stand for a century,” Olsen said on Monday."


@pytest.fixture
def article(tmp_path: Path) -> StoredArticle:
    talk = Talk(tmp_path)
    found = talk.take_in(RAW)
    with talk.desk.store.read() as tx:
        stored = articles.get(tx, found)
    talk.close()
    assert stored is not None
    return stored


def quote(article: StoredArticle, text: str) -> StoredQuote:
    start = RAW.index("It will stand")
    return StoredQuote(
        id=7, article_id=article.id, article_date=None, span=Span(start, start + len(text)), text=text,
        kind=StoredKind.STATEMENT, speaker="Ann Olsen", speaker_id=1, speaker_span=None, confidence=0.9,
        why="", key=1,
    )  # fmt: skip


def test_words_that_stand_there_are_shown_without_the_sentence_s_comma(article: StoredArticle) -> None:
    said = quote(article, "It will stand for a century,")
    assert verbatim(article, (said,)) == (said,)
    assert quotation(said).text == "It will stand for a century"


def test_any_other_words_are_left_out_and_logged(
    article: StoredArticle, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = quote(article, "It will stand for a decade,.")
    moved = replace(quote(article, "It will stand"), span=Span(0, 13))
    elsewhere = replace(quote(article, "It will stand"), article_id=article.id + 1)
    assert verbatim(article, (wrong, moved, elsewhere)) == ()
    assert caplog.text.count("quotation 7 of article 1 is not what") == 3


@pytest.mark.parametrize(
    ("speaker", "confidence", "shown"),
    [
        ("Ann Olsen", CLEAR_SPEAKER, "Ann Olsen"),
        ("Ann Olsen", CLEAR_SPEAKER - 0.01, UNCLEAR),
        ("", 1.0, UNCLEAR),
    ],
)
def test_a_speaker_is_named_only_when_clear(
    article: StoredArticle, speaker: str, confidence: float, shown: str
) -> None:
    said = replace(quote(article, "It will stand"), speaker=speaker, confidence=confidence)
    assert speaker_of(said) == shown
    assert quotation(said).speaker == shown


LONG = "In a letter that the harbour master read out to the council of the island late on Tuesday, "


def reported(
    article: StoredArticle, sentence: str, clause: str, mention: str, speaker: str, confidence: float = 0.9
) -> str:
    """The words shown for a clause of an article that consists of `sentence`."""
    start = sentence.index(clause)
    at = sentence.index(mention) if mention else -1
    stored = replace(article, raw=sentence, sentences=(Span(0, len(sentence)),))
    told = replace(
        quote(article, clause),
        kind=StoredKind.REPORTED, span=Span(start, start + len(clause)),
        speaker=speaker, confidence=confidence, speaker_span=Span(at, at + len(mention)) if mention else None,
    )  # fmt: skip
    return "".join(run.text for run in as_reported(stored, told))


@pytest.mark.parametrize(
    ("sentence", "clause", "mention", "shown"),
    [
        ("Mayor Olsen denied that she had met him.", "she had met him", "Olsen", "{}"),
        ("She denied that he had met her.", "he had met her", "She", "{} (Ann Olsen)"),
        ("The bridge is safe, Mayor Olsen said.", "The bridge is safe", "Mayor Olsen", "{}"),
        ("The bridge is safe, Ann said.", "The bridge is safe", "Ann", "{} (Ann Olsen)"),
        ("The bridge is safe, the mayor said.", "The bridge is safe", "the mayor", "{} (Ann Olsen)"),
        (
            "The bridge\nis safe, she said.",
            "The bridge\nis safe",
            "",
            "The bridge is safe, she said. (Ann Olsen)",
        ),
        (LONG + "Olsen claimed that he paid.", "he paid", "Olsen", "… Olsen claimed that he paid."),
        (LONG + "which was not true, Olsen claimed that he paid.", "he paid", "Olsen", "{}"),
    ],
)
def test_reported_speech_is_shown_with_the_words_that_report_it(
    article: StoredArticle, sentence: str, clause: str, mention: str, shown: str
) -> None:
    assert reported(article, sentence, clause, mention, "Ann Olsen") == shown.format(sentence)


def test_reported_speech_of_somebody_unclear_adds_no_name_and_no_bare_clause_is_shown(
    article: StoredArticle,
) -> None:
    sentence = "She said that the bridge is safe."
    assert reported(article, sentence, "the bridge is safe", "She", "Ann Olsen", 0.2) == sentence
    stored = replace(article, sentences=())
    assert as_reported(stored, replace(quote(article, "It will stand"), kind=StoredKind.REPORTED)) == ()
