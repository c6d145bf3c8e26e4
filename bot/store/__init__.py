"""Everything newsdesk remembers; the only place that speaks SQL.

``open_store`` gives a Store; the modules of this package hold functions over one
transaction of it, one module per aggregate: articles, people, places,
subscriptions, outbox, files.
"""

from bot.store.engine import Store, file_of, open_store
from bot.store.errors import StoreError

__all__ = ["Store", "StoreError", "file_of", "open_store"]
