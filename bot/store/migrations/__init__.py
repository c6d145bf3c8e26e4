"""The history of the tables, run at start by ``open_store``.

A new revision is a file ``rNNNN_what.py`` in ``versions``; ``HEAD`` names the newest.
"""

HEAD = "0001"
