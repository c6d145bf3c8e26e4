"""A summary in the making: sentences are offered, and taken while rules and budget allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizers.model import Article, Sentence
from summarizers.rank.standalone import Fitness, Overlap, word_count

_GROUP = 3
"""At most so many sentences of one quotation are taken together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long a summary may be: at most so many sentences, or so many words, or both."""

    sentences: int | None = None
    words: int | None = None

    def __post_init__(self) -> None:
        if self.sentences is None and self.words is None:
            raise ValueError("a budget needs a number of sentences or of words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """One sentence chosen, and which of the documents it is from."""

    document: int
    sentence: Sentence


class Selection:
    """Takes sentences that are fit, can stand beside those taken already, and say something new."""

    def __init__(self, documents: Sequence[Article], budget: Budget, *, below_title: bool = False) -> None:
        self.documents = documents
        self.budget = budget
        self.fitness = [Fitness(document, below_title=below_title) for document in documents]
        self._taken: set[tuple[int, int]] = set()
        self._words = 0
        self._overlap = Overlap()

    @property
    def full(self) -> bool:
        """Tell whether nothing more can be taken."""
        return len(self._taken) >= self._room_sentences or self._words >= self._room_words

    @property
    def _room_sentences(self) -> float:
        return float("inf") if self.budget.sentences is None else self.budget.sentences

    @property
    def _room_words(self) -> float:
        return float("inf") if self.budget.words is None else self.budget.words

    def candidates(self, document: int) -> Iterator[int]:
        """Yield the indices of a document's sentences that may be offered, in order."""
        fit = self.fitness[document].fit
        return (index for index in range(len(self.documents[document].sentences)) if fit(index))

    def offer(self, document: int, index: int) -> bool:
        """Take a sentence if all rules allow, with what its quotation needs; tell whether it was taken."""
        group = self._group(document, index)
        if not group or len(self._taken) + len(group) > self._room_sentences:
            return False
        sentences = self.documents[document].sentences
        texts = [sentences[place].text for place in group]
        words = sum(word_count(text) for text in texts)
        if self._words + words > self._room_words or self._overlap.blocks(texts):
            return False
        for place, text in zip(group, texts, strict=True):
            self._taken.add((document, place))
            self._overlap.add(text)
        self._words += words
        return True

    def _group(self, document: int, index: int) -> list[int]:
        """Return the sentence and those it cannot be without; nothing if they cannot be had."""
        fit = self.fitness[document]
        if (document, index) in self._taken or not fit.fit(index):
            return []
        if fit.needs_before(index) and (document, index - 1) not in self._taken:
            return []
        group = [index]
        while fit.needs_after(group[-1]):
            following = group[-1] + 1
            if len(group) == _GROUP or (document, following) in self._taken:
                return []
            group.append(following)
        return group

    def picked(self) -> tuple[Picked, ...]:
        """Return what was taken, by document and position."""
        return tuple(
            Picked(document=document, sentence=self.documents[document].sentences[index])
            for document, index in sorted(self._taken)
        )
