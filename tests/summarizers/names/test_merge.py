"""When two names are one person."""

import pytest

from summarizers.model import Kind, Mention, Person, Role, Span
from summarizers.names import Known, choose, same_name
from summarizers.names.merge import STRICT


def person(name, *roles, kind=Kind.PERSON):
    said = tuple(Role(text=role, span=Span(0, len(role))) for role in roles)
    return Person(name=name, kind=kind, mentions=(Mention(span=Span(0, len(name)), text=name),), roles=said)


def known(number, name, *roles, kind=Kind.PERSON, forms=(), companions=()):
    return Known(id=number, name=name, kind=kind, forms=forms, roles=roles, companions=companions)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yevgeny Prigozhin", "Evgeny Prigozhin"),
        ("Sergei Shoigu", "Sergey Shoygu"),
        ("Muammar Gaddafi", "Moammar Gadhafi"),
        ("Shoigu Sergei", "Sergei Shoigu"),
        ("Charles J. Fillmore", "Charles Fillmore"),
        ("Kim Jong-un", "Kim Jong Un"),
    ],
)
def test_spellings_of_one_name(one, other):
    assert same_name(one, other) >= STRICT
    assert same_name(other, one) >= STRICT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Donald Trump", "Donald Trump Jr."),
        ("John F. Kennedy", "Robert F. Kennedy"),
        ("Sergei Shoigu", "Sergei Surovikin"),
        ("Prigozhin", "Yevgeny Prigozhin"),
        ("Hillary Clinton", "Bill Clinton"),
        ("Kim Jong-un", "Kim Jong-il"),
        ("John A. Smith", "John B. Smith"),
        ("", "Anna"),
    ],
)
def test_two_people(one, other):
    assert same_name(one, other) < STRICT
    assert same_name(other, one) < STRICT


def test_equal_full_names_merge():
    assert choose(person("Vladimir Putin"), [known(7, "Vladimir Putin")]) == 7


def test_a_known_spelling_merges():
    assert choose(person("Wladimir Putin"), [known(7, "Vladimir Putin", forms=("Wladimir Putin",))]) == 7


def test_a_like_name_needs_something_shared():
    other = "Evgeny Prigozhin"
    assert choose(person("Yevgeny Prigozhin", "mercenary chief"), [known(1, other)]) is None
    assert (
        choose(person("Yevgeny Prigozhin", "mercenary chief"), [known(1, other, "the mercenary chief")]) == 1
    )
    assert (
        choose(
            person("Yevgeny Prigozhin"), [known(1, other, companions=("Vladimir Putin",))], ["Vladimir Putin"]
        )
        == 1
    )


def test_a_bare_surname_does_not_merge_by_itself():
    assert choose(person("Putin"), [known(7, "Vladimir Putin")]) is None
    assert (
        choose(person("Putin", "Russian President"), [known(7, "Vladimir Putin", "President of Russia")])
        is None
    )
    assert (
        choose(person("Putin", "Russian President"), [known(7, "Vladimir Putin", "the Russian president")])
        == 7
    )


def test_two_that_fit_alike_are_doubt():
    assert choose(person("Anna Kovalenko"), [known(1, "Anna Kovalenko"), known(2, "Anna Kovalenko")]) is None


def test_juniors_and_other_kinds_stay_apart():
    son = person("Donald Trump Jr.", "American businessman")
    assert choose(son, [known(1, "Donald Trump", "American businessman")]) is None
    assert choose(person("Wagner", kind=Kind.BODY), [known(1, "Wagner")]) is None


def test_bodies_merge_but_for_the_word_group():
    assert choose(person("Wagner", kind=Kind.BODY), [known(4, "Wagner Group", kind=Kind.BODY)]) == 4
    assert (
        choose(
            person("FSB", kind=Kind.BODY),
            [known(5, "Federal Security Service", kind=Kind.BODY, forms=("FSB",))],
        )
        == 5
    )
    assert choose(person("Labour Party", kind=Kind.BODY), [known(6, "Green Party", kind=Kind.BODY)]) is None
