"""The small parts by themselves: marks, kinds, languages, confidence, and what a speaker shows."""

from __future__ import annotations

import pytest

from summarizers.model import Span
from summarizers.pipeline import read
from summarizers.quotes import cues
from summarizers.quotes.cues import LANGUAGES, language_of, lexicon
from summarizers.quotes.marks import find_marks


@pytest.mark.parametrize(
    ("raw", "inner"),
    [
        ("»so« und »so«", ["so", "so"]),
        ("«так» и «так»", ["так", "так"]),
        ("„tak” i „tak”", ["tak", "tak"]),
        ("”så” och ”så”", ["så", "så"]),
        ("‹so› ‚so‘", ["so", "so"]),
        ("``so'' said", ["so"]),
        ("rock 'n' roll and the Joneses' dog", []),
        ("“a “b” c “d” e” f", ["a “b” c “d” e"]),
        ("“one. “two” three", ["one.", "two"]),
        ('""', []),
        ("“”", []),
        ("no closing “here", ["here"]),
        ("here” no opening", []),
    ],
)
def test_pairs(raw: str, inner: list[str]) -> None:
    assert [one.inner.of(raw) for one in find_marks(raw, [Span(0, len(raw))])] == inner


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_cues(language: str) -> None:
    known = lexicon(language)
    assert known.language == language
    assert sum(bool(flags & cues.Class.SPEECH) for flags in known.classes.values()) >= 60


def test_languages_are_told_apart() -> None:
    assert language_of("The mayor said that the road was closed and it is not open.") == "en"
    assert language_of("Der Bürgermeister sagte, dass die Straße nicht offen ist.") == "de"
    assert language_of("Le maire a dit que la route est fermée et les bus ne sont pas là.") == "fr"
    assert language_of("El alcalde dijo que la calle no se abre por las obras.") == "es"
    assert language_of("Он сказал, что на дороге не работают и это для него не ново.") == "ru"
    assert language_of("Він сказав, що на дорозі не працюють і це для нього не нове.") == "uk"
    assert language_of("") == language_of("zzz qqq xxx") == ""


def test_a_name_is_surer_than_a_pronoun_and_that_than_a_guess() -> None:
    text = (
        "Peter Novak met Robert Hill on the dam. Robert Hill fell. "
        '"It will hold through the winter," Peter Novak said.\n\n'
        '"I saw the cracks with my own eyes," he said.\n\n'
        '"Nobody will tell us the truth about this."'
    )
    sure = [quote.speaker.confidence if quote.speaker else 0.0 for quote in read(text).quotes]
    assert sure[0] > 0.9 > sure[1] > sure[2]


def test_the_words_credited_are_those_beside_the_quotation() -> None:
    text = 'Peter Novak runs the dam. "It will hold through the winter," he said.'
    speaker = read(text).quotes[0].speaker
    assert speaker is not None
    assert speaker.mention is not None
    assert (speaker.name, speaker.mention.of(text)) == ("Peter Novak", "he")
    assert speaker.why == "after: said"


def test_a_verb_may_be_the_last_word_of_all() -> None:
    raw = ':READING\n"0'
    assert [quote.text for quote in read(raw).quotes] == ["0"]
