"""The clean lead: the first sentences that can stand in a summary, of several documents in turn.

On news nothing without training beats the beginning of the article once
captions, bylines and link lines are out of it (lead-3 has been the bar since
See et al. 2017).
"""

from __future__ import annotations

from summarizers.rank.selection import Selection


def choose(selection: Selection) -> None:
    """Take sentences from the beginning; with several documents one from each in turn."""
    queues = {document: selection.candidates(document) for document in range(len(selection.documents))}
    while queues and not selection.full:
        for document in tuple(queues):
            if selection.full:
                return
            if not any(selection.offer(document, index) for index in queues[document]):
                del queues[document]
