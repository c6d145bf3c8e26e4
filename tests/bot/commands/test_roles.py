"""Which roles a profile tells."""

import pytest

from bot.commands.roles import worth_telling
from bot.store.records import StoredRole
from summarizers.model import Span


def told(*texts: str, raw: str = "") -> list[str]:
    roles = [
        StoredRole(
            text=text, nickname=False, article_id=1, article_date=None,
            span=Span(max(raw.find(text), 0), max(raw.find(text), 0) + len(text)),
        )
        for text in texts
    ]  # fmt: skip
    return [role.text for role in worth_telling(roles, lambda article: raw)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (("Defence Minister", "defense minister"), ["Defence Minister"]),
        (("The Wagner chief", "Wagner chief"), ["The Wagner chief"]),
        (("Defence Minister", "Russia’s defense minister"), ["Russia’s defense minister"]),
        (("leader", "the leader of the group"), ["the leader of the group"]),
        (("deputy minister", "minister"), ["deputy minister", "minister"]),
        (("former president", "president"), ["former president", "president"]),
        (("ally to President Putin", "President"), ["ally to President Putin", "President"]),
        (("ally of the president", "president"), ["ally of the president", "president"]),
        (("mayor", "harbour master"), ["mayor", "harbour master"]),
        (("…",), []),
    ],
)
def test_a_role_is_told_once_and_as_fully_as_it_is_given(given: tuple[str, ...], kept: list[str]) -> None:
    assert told(*given) == kept


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Économie minister Bruno Lemoine spoke.", []),
        ("The minister Bruno Lemoine spoke.", ["minister"]),
        ("So said minister Bruno Lemoine.", ["minister"]),
    ],
)
def test_a_word_cut_out_of_a_longer_title_is_not_told(raw: str, kept: list[str]) -> None:
    assert told("minister", raw=raw) == kept
