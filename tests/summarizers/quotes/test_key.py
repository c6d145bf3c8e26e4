"""Which statements deserve the two places of a digest."""

from __future__ import annotations

from summarizers.model import QuoteKind
from summarizers.pipeline import read
from summarizers.quotes import key_quotes

TEXT = """Maria Lopez and Peter Novak fought over the dam on Sunday, in a debate about water, money and trust.

"The dam will hold through the winter, and the town will have all the water it needs," Peter Novak said. \
"The dam is the safest in the country, and everybody who works there knows it," he said.

"The dam is older than my mother, and nobody has looked at its gates for twenty years," Maria Lopez said.

Maria Lopez called the debate "a circus" and left. Peter Novak said the money was "not a problem for us."

"That is why," Maria Lopez said.
"""


def test_two_speakers_before_two_of_one() -> None:
    chosen = key_quotes(read(TEXT))
    assert [quote.speaker.name for quote in chosen if quote.speaker] == ["Peter Novak", "Maria Lopez"]


def test_whole_sentences_before_pieces() -> None:
    for quote in key_quotes(read(TEXT), most=3):
        assert quote.text.startswith("The dam")


def test_labels_never() -> None:
    chosen = key_quotes(
        read('Maria Lopez called the plan "shameful" and the mayor a "clown" on Sunday.'), most=5
    )
    assert chosen == ()


def test_no_more_than_asked_and_none_of_none() -> None:
    reading = read(TEXT)
    assert len(key_quotes(reading, most=1)) == 1
    assert key_quotes(reading, most=0) == ()
    assert key_quotes(read("Nothing was said at all on Sunday.")) == ()


def test_an_unclear_speaker_comes_last() -> None:
    text = '"Somebody has to pay for the whole of this mess in the end."\n\n' + TEXT
    reading = read(text)
    assert key_quotes(reading)[0].speaker is not None
    everything = key_quotes(reading, most=9)
    assert everything[-1].text.startswith("Somebody") or len(everything[-1].text.split()) < 6


def test_the_same_words_once() -> None:
    again = '"The dam will hold through the winter, and the town will have all the water it needs," he said.'
    text = TEXT + "\n" + again
    words = [quote.text for quote in key_quotes(read(text), most=9)]
    assert len(words) == len(set(words))
    assert all(q.kind is QuoteKind.STATEMENT for q in key_quotes(read(text), most=9))
