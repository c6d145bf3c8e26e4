"""What is known of paths."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import Store, articles, files
from bot.store.records import FileRecord, FileState
from tests.bot.store.readings import MINUTE, NOON, file_of, wagner


def test_records_come_back_and_are_replaced(store: Store) -> None:
    with store.begin() as tx:
        article = articles.add(tx, path="a", sha256="1", reading=wagner(), key=(), now=NOON, backlog=False)
        one = replace(file_of("a", "1"), article_id=article)
        copy = replace(one, path="b")
        junk = replace(file_of("c", None), state=FileState.SET_ASIDE, reason="not text", seen=NOON + MINUTE)
        dull = replace(junk, path="d", seen=NOON)
        for record in (one, copy, junk, dull):
            files.put(tx, record)
        assert files.get(tx, "a") == one
        assert files.get(tx, "nowhere") is None
        assert files.by_hash(tx, "1") == (one, copy)
        assert files.by_hash(tx, "2") == ()
        assert files.of_article(tx, article) == (one, copy)
        assert files.all_paths(tx) == {"a": one, "b": copy, "c": junk, "d": dull}
        assert files.set_aside(tx, limit=5) == (junk, dull)
        assert files.set_aside(tx, limit=1) == (junk,)
        files.put(tx, replace(one, state=FileState.GONE))
        files.delete(tx, "b")
        assert files.counts(tx) == {FileState.READ: 0, FileState.SET_ASIDE: 2, FileState.GONE: 1}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(inode=st.integers(0, 2**64 - 1), size=st.integers(0, 2**62), mtime_ns=st.integers(-(2**62), 2**62))
def test_any_number_a_file_system_gives_is_kept(store: Store, inode: int, size: int, mtime_ns: int) -> None:
    record: FileRecord = replace(file_of("a"), inode=inode, size=size, mtime_ns=mtime_ns)
    with store.begin() as tx:
        files.put(tx, record)
        assert files.get(tx, "a") == record
