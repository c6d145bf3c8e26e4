"""Who is meant by a name."""

import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from summarizers.clean import clean
from summarizers.names import NameIndex, Outcome, fold_name
from summarizers.people import find_people
from tests.conftest import SEEDS


@pytest.fixture(scope="module")
def seeds():
    """An index over the seeds' people and bodies, and their names by id."""
    index, names = NameIndex(), {}
    for path in sorted(SEEDS.glob("*.txt")):
        for person in find_people(clean(path.read_text(encoding="utf-8"))):
            number = names.setdefault(person.name, len(names))
            for form, count in person.forms.items():
                index.add(number, form, count)
            for said in (*person.roles, *person.nicknames):
                index.add(number, said.text)
    return index, {number: name for name, number in names.items()}


MUST_FIND = {
    "Yevgeny Prigozhin": [
        "Prigozhin", "prigozhin", "Priozhin", "Prighozhin", "Priogzhin", "Evgeny Prigozhin", "Prigozin",
        "Yevgeniy Prigozhin", "Пригожин", "Евгений Пригожин", "Putin's chef", "the Wagner chief",
        "Wagner leader", "Prigozhin Yevgeny", "PRIGOZHIN", "Prigozhin's",
    ],
    "Vladimir Putin": ["Putin", "Vladmir Putin", "Путин", "Wladimir Putin"],
    "Vladimir Alekseev": ["Alekseev", "Alexeyev", "Alekseyev"],
    "Sergei Shoigu": ["Shoigu", "Sergey Shoigu", "Shoygu", "Шойгу", "defence minister"],
    "Valery Gerasimov": ["Gerasimov", "Gerassimow"],
    "Sergei Sobyanin": ["Sobyanin", "Sobianin", "Moscow mayor"],
    "Malcolm Davis": ["Davis", "Malcom Davis"],
    "Federal Security Service": ["FSB", "federal security service"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "query"), [(name, query) for name, those in MUST_FIND.items() for query in those]
)
def test_the_one_meant_is_found(seeds, name, query):
    index, names = seeds
    found = index.lookup(query)
    assert found.outcome is Outcome.ONE
    assert [names[match.id] for match in found.matches] == [name]


@pytest.mark.parametrize(
    ("query", "choices"),
    [("Vladimir", {"Vladimir Putin", "Vladimir Alekseev"}), ("Sergei", {"Sergei Shoigu", "Sergei Sobyanin"})],
)
def test_a_given_name_of_two_asks(seeds, query, choices):
    index, names = seeds
    found = index.lookup(query)
    assert found.outcome is Outcome.CHOICE
    assert {names[match.id] for match in found.matches} == choices


@pytest.mark.parametrize(
    "query", ["Surovikin", "Zelensky", "Wagner opera", "Kyiv", "Gennady Zyuganov", "", "?", "🙂"]
)
def test_nobody_is_taken_for_a_stranger(seeds, query):
    assert seeds[0].lookup(query).outcome is Outcome.NOTHING


def test_equal_consonants_without_a_letter_in_common_are_no_answer():
    index = NameIndex()
    index.add(1, "Kececo")
    index.add(2, "Karl Marx")
    assert index.lookup("Xyzzyqq").outcome is Outcome.NOTHING
    assert [match.id for match in index.lookup("קרל מרקס").matches] == [2]


def test_a_surname_goes_to_the_one_far_better_known():
    index = NameIndex()
    index.add(1, "Sergei Shoigu", 12)
    index.add(2, "Yuri Shoigu", 1)
    assert [match.id for match in index.lookup("Shoigu").matches] == [1]
    index.add(2, "Yuri Shoigu", 9)
    assert index.lookup("Shoigu").outcome is Outcome.CHOICE


def test_a_new_name_is_found_at_once_and_a_removed_one_no_more():
    index = NameIndex()
    index.add(1, "Anna Kovalenko")
    index.add(1, "Kovalenka")
    assert index.lookup("Kovalenko Anna").matches[0].id == 1
    index.remove(1, "Anna Kovalenko")
    assert [match.form for match in index.lookup("Kovalenka").matches] == ["Kovalenka"]
    index.remove(1)
    index.remove(1)
    assert index.lookup("Kovalenko").matches == ()
    assert len(index) == 0


def test_the_nearest_is_offered_where_nothing_is_clear():
    index = NameIndex()
    index.add(1, "Sergei Shoigu")
    found = index.lookup("Sergei Ivanov")
    assert (found.outcome, [match.id for match in found.matches]) == (Outcome.NOTHING, [1])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
@example("x" * 10_000)
@example("Putin OR 1=1; DROP TABLE person --")
@example('"* NEAR/2 -(')
@example("\u202e\u200f\ufeff")
@example("a " * 5_000)
def test_any_query_gets_an_answer(seeds, query):
    found = seeds[0].lookup(query)
    assert (found.outcome is Outcome.ONE) == (
        len(found.matches) == 1 and found.outcome is not Outcome.NOTHING
    )
    assert len(found.matches) <= 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=8))
def test_what_was_added_is_found(forms):
    index = NameIndex()
    for number, form in enumerate(forms):
        index.add(number, form)
    for number, form in enumerate(forms):
        if fold_name(form):
            assert number in [match.id for match in index.rank(form, limit=len(forms))]


def test_a_large_index_builds_fast_and_answers_in_a_blink():
    draw = random.Random(3)
    parts = [
        "".join(draw.choice(("ka", "lo", "mi", "ser", "vic", "tan", "dro", "bel")) for _ in range(3))
        for _ in range(3000)
    ]
    index = NameIndex()
    start = time.process_time()
    for number in range(30_000):
        index.add(number, f"{draw.choice(parts)} {draw.choice(parts)}")
    assert 30_000 / (time.process_time() - start) > 10_000
    start = time.process_time()
    for _ in range(50):
        index.lookup(f"{draw.choice(parts)} {draw.choice(parts)}")
    assert (time.process_time() - start) / 50 < 0.03
