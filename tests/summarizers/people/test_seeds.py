"""The two seeds, as they are and with every name of theirs exchanged and their paragraphs shuffled."""

import random
import re

import pytest

from summarizers.clean import clean
from summarizers.model import Kind
from summarizers.people import find_people
from tests.conftest import SEEDS

FIRST, SECOND = (path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))
FORMS = {
    FIRST: {
        "Yevgeny Prigozhin": {"Yevgeny Prigozhin", "Prigozhin", "Priozhin", "Prighozhin"},
        "Vladimir Putin": {"Vladimir Putin", "Putin"},
        "Vladimir Alekseev": {"Vladimir Alekseev"},
        "Sergei Shoigu": {"Sergei Shoigu"},
        "Valery Gerasimov": {"Valery Gerasimov"},
        "Sergei Sobyanin": {"Sergei Sobyanin"},
        "Malcolm Davis": {"Malcolm Davis"},
    },
    SECOND: {
        "Yevgeny Prigozhin": {"Yevgeny Prigozhin", "Prigozhin", "Priogzhin"},
        "Vladimir Putin": {"Vladimir Putin", "Putin"},
    },
}
SWAPS = {
    "Yevgeny": "Marek", "Prigozhin": "Tolvanek", "Priozhin": "Tovanek", "Prighozhin": "Tolvhanek",
    "Priogzhin": "Tolvaenk", "Vladimir": "Andrzej", "Putin": "Brodka", "Alekseev": "Zelwerow",
    "Sergei": "Tomas", "Shoigu": "Kranjec", "Valery": "Bruno", "Gerasimov": "Hollebrand",
    "Sobyanin": "Pettersdal", "Malcolm": "Felix", "Davis": "Okonjowa", "Wagner": "Kestrel",
}  # fmt: skip


def exchanged(text):
    return re.sub(r"\b(" + "|".join(SWAPS) + r")(?=\b|ites)", lambda match: SWAPS[match.group()], text)


def shuffled(text, seed):
    """The paragraphs in another order; the first, which introduces people, stays."""
    first, *rest = re.split(r"\n+", text.strip())
    random.Random(seed).shuffle(rest)
    return "\n\n".join([first, *rest])


def found(text, kind=Kind.PERSON):
    return {person.name: person for person in find_people(clean(text)) if person.kind is kind}


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
@pytest.mark.parametrize("change", [str, exchanged])
@pytest.mark.parametrize("text", [FIRST, SECOND], ids=["first", "second"])
def test_all_forms_and_no_others(text, change, seed):
    printed = change(text) if seed is None else shuffled(change(text), seed)
    forms = {name: set(person.forms) for name, person in found(printed).items()}
    assert forms == {change(name): {change(form) for form in those} for name, those in FORMS[text].items()}


@pytest.mark.parametrize("change", [str, exchanged])
def test_roles_nickname_and_age(change):
    people = found(change(FIRST))
    chief = people[change("Yevgeny Prigozhin")]
    assert change("leader of the Wagner mercenary group in Russia") in [role.text for role in chief.roles]
    assert change("the Wagner leader") in [role.text for role in chief.roles]
    assert [name.text for name in chief.nicknames] == [change("Putin’s chef")]
    assert (chief.age, chief.gender) == (62, "m")
    assert people[change("Vladimir Putin")].age == 70
    for name, role in (
        ("Vladimir Alekseev", "Russian Lieutenant General"),
        ("Sergei Shoigu", "Defence Minister"),
        ("Valery Gerasimov", "general"),
        ("Sergei Sobyanin", "Moscow Mayor"),
        ("Malcolm Davis", "a senior analyst at the Australian Strategic Policy Institute"),
    ):
        assert role in [said.text for said in people[change(name)].roles]


@pytest.mark.parametrize("change", [str, exchanged])
def test_the_chief_of_the_second(change):
    chief = found(change(SECOND))[change("Yevgeny Prigozhin")]
    assert [role.text for role in chief.roles] == [
        "mercenary chief",
        change("once top ally to President Vladimir Putin"),
        change("The Wagner chief"),
    ]


@pytest.mark.parametrize("change", [str, exchanged])
def test_bodies(change):
    first = found(change(FIRST), Kind.BODY)
    assert set(first) == {
        change("Wagner Group"), "CNN", "Telegram", "Politico", "NBC News", "Federal Security Service",
        "Australian Strategic Policy Institute",
    }  # fmt: skip
    assert {name for name, body in first.items() if body.outlet} == {"CNN", "Politico", "NBC News"}
    assert set(found(change(SECOND), Kind.BODY)) == {
        change("Wagner"), "Telegram", "Third Assault Brigade", "72nd Separate Motorized Rifle Brigade",
        "The Moscow Times", "Reuters", "Kremlin",
    }  # fmt: skip
