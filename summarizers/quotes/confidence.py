"""How sure an attribution is, as a share: of those said to be 0.8 sure, eight in ten are right.

The figures were set by hand after reading where each slot fails.
"""

from __future__ import annotations

from summarizers.quotes.phrases import PhraseKind
from summarizers.quotes.resolve import Referent
from summarizers.quotes.slots import Credit, Slot

_SLOT = {
    Slot.AFTER: 0.97,
    Slot.BEFORE: 0.94,
    Slot.ACCORDING: 0.88,
    Slot.AFTER_FAR: 0.95,
    Slot.COLON: 0.9,
    Slot.SIGNED: 0.95,
    Slot.SUBJECT: 0.68,
    Slot.LATER: 0.6,
    Slot.SPLIT: 0.97,
    Slot.CARRY: 0.8,
    Slot.PER: 0.4,
    Slot.PREVIOUS: 0.65,
}


_STRICT = frozenset((Slot.AFTER, Slot.AFTER_FAR, Slot.SPLIT))
"""Slots whose words surely credit somebody, however he or she is described."""


def confidence(
    credit: Credit, referent: Referent, *, body: bool, outlet: bool, chain: bool, trust: float
) -> float:
    """Return how likely the attribution is right, from 0 to 1; `trust` is that of the language."""
    sure = _SLOT[credit.slot] * trust
    if credit.loose and credit.slot is Slot.AFTER:
        sure *= 0.85
    if credit.loose and credit.slot is Slot.BEFORE:
        sure *= 0.45
    if credit.phrase.kind is PhraseKind.PRONOUN:
        sure *= 0.29 + 0.65 * referent.sure + (0.04 if chain else 0.0)
    elif credit.phrase.kind is PhraseKind.DESCRIPTION:
        sure *= min(1.0, referent.sure + 0.08) if credit.slot in _STRICT else 0.85 * max(0.7, referent.sure)
    elif outlet:
        sure *= 0.7
    elif body:
        sure *= 0.9
    return round(max(0.05, min(0.99, sure)), 3)
