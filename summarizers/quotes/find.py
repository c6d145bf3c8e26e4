"""The quotations of an article with their speakers."""

from __future__ import annotations

from collections.abc import Sequence

from summarizers.model import Article, Person, Quote
from summarizers.quotes.attribute import Attribution
from summarizers.quotes.kinds import kind_of
from summarizers.quotes.marks import Quoted
from summarizers.quotes.study import study


def find_quotes(article: Article, people: Sequence[Person]) -> tuple[Quote, ...]:
    """Return every quotation of the prose in order, with kind, cue and the best guess at its speaker.

    `people` holds persons and bodies as `find_people` returns them. A reply
    should hide a speaker of low confidence; None means that nothing in the
    text tells. Never raises on odd text; time grows with the text's length.
    """
    made = study(article, people)
    capitals = made.known is not None and made.known.noun_capitals
    return tuple(
        _quote(article.raw, one, made.attributions.get(index), capitals)
        for index, one in enumerate(made.quoted)
    )


def _quote(raw: str, one: Quoted, attribution: Attribution | None, capitals: bool) -> Quote:
    text = one.inner.of(raw)
    speaker = attribution.speaker if attribution else None
    kind = kind_of(
        text,
        whole_sentence=attribution.whole if attribution else True,
        credited=speaker is not None,
        named=attribution.named if attribution else False,
        cued=attribution is None or attribution.cue is not None,
        capitals=capitals,
    )
    return Quote(
        span=one.inner, text=text, kind=kind, speaker=speaker, cue=attribution.cue if attribution else None
    )
