"""sumy's summarisers (miso-belica/sumy), fed with our own sentences and words: no NLTK data is needed.

Some of them take seconds on a few hundred sentences (KL is the slowest), so
each runs on a thread of its own under a time limit: when the time is up the
thread is told to stop at its next line of Python, and RankError is raised.
NumPy's one long step, the decomposition in LSA, is bounded by MOST_SENTENCES.
"""

from __future__ import annotations

import ctypes
import re
import threading
import warnings
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from summarizers.rank.selection import Selection

METHODS = ("edmundson", "kl", "lexrank", "lsa", "luhn", "reduction", "sumbasic", "textrank")
"""All of sumy's but its random one: the same text always gives the same summary."""
TIME_LIMIT = 10.0
"""Seconds that one summary may take."""
MOST_SENTENCES = 400
"""Only the first so many sentences of all documents together are given to sumy."""
_GRACE = 2.0

_CLASSES = {"kl": "KLSummarizer", "lexrank": "LexRankSummarizer", "textrank": "TextRankSummarizer"}
_MODULES = {"lexrank": "lex_rank", "textrank": "text_rank", "sumbasic": "sum_basic"}
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*")
_BONUS = ("announced", "according", "accused", "warned", "confirmed", "significant", "important")
_STIGMA = ("hardly", "impossible", "perhaps", "maybe")


class RankError(Exception):
    """A summary could not be made in this style: the style is unknown, or it took too long."""


class _Stopped(BaseException):
    """Raised inside the thread whose time is up."""


class _Words:
    """What sumy asks of a tokenizer: our sentences are given, so only words are cut."""

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """Return the text as the one sentence it is."""
        return (text,)

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Return the words of a sentence."""
        return tuple(_WORD.findall(sentence))


def choose(selection: Selection, method: str, seconds: float = TIME_LIMIT) -> None:
    """Take sentences in the order in which sumy's method rates them.

    Raises RankError when it does not finish in time.
    """
    places = _places(selection)
    texts = [selection.documents[document].sentences[index].text for document, index in places]
    if not texts:
        return
    order = _within(seconds, lambda: _rated(method, texts), f"sumy:{method}")
    waiting = [places[number] for number in order]
    while waiting and not selection.full:
        # A sentence that points back is offered again once another was taken: it may be its predecessor.
        taken = next((place for place in waiting if selection.offer(*place)), None)
        if taken is None:
            return
        waiting.remove(taken)


def _places(selection: Selection) -> list[tuple[int, int]]:
    """Return the first MOST_SENTENCES candidates, an equal share of each document."""
    share = max(1, MOST_SENTENCES // max(1, len(selection.documents)))
    return [
        (document, index)
        for document in range(len(selection.documents))
        for index in islice(selection.candidates(document), share)
    ][:MOST_SENTENCES]


def _rated(method: str, texts: Sequence[str]) -> list[int]:
    """Return the places of the sentences, the best first, as sumy's method rates them."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence  # heavy: NLTK, requests, NumPy

    words = _Words()
    sentences = [Sentence(text, words) for text in texts]
    order: list[int] = []

    def note(rated: Sequence[Any]) -> Sequence[Any]:
        order.extend(info.order for info in rated)
        return rated

    # Short texts make it warn (fewer words than sentences); the choice is sound all the same.
    warnings.filterwarnings("ignore", module=r"sumy\.")
    _summarizer(method)(ObjectDocumentModel([Paragraph(sentences)]), note)
    return order


def _summarizer(method: str) -> Any:
    import importlib

    from sumy.nlp.stemmers import Stemmer
    from sumy.utils import get_stop_words

    module = importlib.import_module(f"sumy.summarizers.{_MODULES.get(method, method)}")
    name = _CLASSES.get(method) or {"sumbasic": "SumBasicSummarizer"}.get(
        method, f"{method.title()}Summarizer"
    )
    summarizer = getattr(module, name)(Stemmer("english"))
    stop_words = get_stop_words("english")
    if method == "edmundson":
        summarizer.bonus_words, summarizer.stigma_words, summarizer.null_words = _BONUS, _STIGMA, stop_words
    elif hasattr(summarizer, "stop_words"):
        summarizer.stop_words = stop_words
    return summarizer


def _within(seconds: float, work: Callable[[], list[int]], what: str) -> list[int]:
    """Return what `work` returns, if it does so in time."""
    results: list[list[int]] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            results.append(work())
        except _Stopped:
            pass
        except Exception as fault:  # whatever sumy raises on odd text is told as RankError below
            faults.append(fault)

    thread = threading.Thread(target=run, name=what, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Stopped)
        )
        thread.join(_GRACE)
        raise RankError(f"{what} did not finish in {seconds:g} seconds")
    if faults:
        raise RankError(f"{what} failed: {faults[0]}") from faults[0]
    return results[0] if results else []
