"""Who said what: quotations with their speakers, reported speech, and the quotations worth showing."""

from summarizers.quotes.find import find_quotes
from summarizers.quotes.key import key_quotes
from summarizers.quotes.reported import find_reported

__all__ = ["find_quotes", "find_reported", "key_quotes"]
