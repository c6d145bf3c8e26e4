"""Alerts by keyword and phrase: who is told about which article, and why.

``find_alerts`` is called in the transaction that takes an article in, so that an article
is never stored without the messages it causes.
"""

from bot.alerts.message import Alert, alert_key, alert_message, find_alerts
from bot.alerts.query import Query, QueryError, parse

__all__ = ["Alert", "Query", "QueryError", "alert_key", "alert_message", "find_alerts", "parse"]
