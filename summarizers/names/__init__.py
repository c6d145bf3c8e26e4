"""Names as keys: folding, a resolver that forgives spelling, and whether two names are one person."""

from summarizers.names.fold import fold_name, skeleton, sounds
from summarizers.names.index import Lookup, Match, NameIndex, Outcome
from summarizers.names.likeness import PARTICLES
from summarizers.names.merge import Known, choose, same_name

__all__ = [
    "PARTICLES",
    "Known",
    "Lookup",
    "Match",
    "NameIndex",
    "Outcome",
    "choose",
    "fold_name",
    "same_name",
    "skeleton",
    "sounds",
]
