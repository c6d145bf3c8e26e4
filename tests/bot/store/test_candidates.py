"""Who comes into question for a name, and that it stays a handful however many there are."""

from bot.store import Store, candidates, people
from summarizers.model import Kind, Person
from tests.bot.store.readings import person_of, reading_of, wagner
from tests.bot.store.test_people import put


def found(store: Store, *everybody: Person) -> list[list[str]]:
    with store.read() as tx:
        return [[known.name for known in of_one] for of_one in candidates.candidates(tx, everybody)]


def one(name: str, *, roles: tuple[str, ...] = (), kind: Kind = Kind.PERSON) -> Person:
    raw = ". ".join((name, *roles))
    return person_of(raw, name, roles=roles, kind=kind)


def test_an_equal_full_name_comes_alone(store: Store) -> None:
    put(store, "1", wagner())
    put(store, "2", reading_of("Igor Putin.", people=(one("Igor Putin"),)))
    assert found(store, one("Vladimir PUTIN"), one("Igor Putin")) == [["Vladimir Putin"], ["Igor Putin"]]


def test_like_names_come_with_what_is_known_of_them(store: Store) -> None:
    put(store, "1", wagner())
    with store.read() as tx:
        ((known,),) = candidates.candidates(tx, (one("Evgeny Prigozhin"),))
    assert known.name == "Yevgeny Prigozhin"
    assert set(known.forms) == {"Yevgeny Prigozhin", "Prigozhin"}
    assert known.roles == ("leader of the Wagner group",)
    assert set(known.companions) == {"Vladimir Putin", "FSB"}


def test_bare_surnames_bodies_and_strangers(store: Store) -> None:
    put(store, "1", wagner())
    asked = (
        one("Putin"),
        one("FSB", kind=Kind.BODY),
        one("Wagner", kind=Kind.BODY),
        one("Ada Lovelace"),
        one("Ana Putin"),
    )
    assert found(store, *asked) == [["Vladimir Putin"], ["FSB"], [], [], []]


def test_a_role_in_common_brings_in_another_spelling(store: Store) -> None:
    role = ("minister of defence",)
    put(store, "1", reading_of("Shoigu.", people=(one("Sergei Shoigu", roles=role),)))
    assert found(store, one("Zergei Choigu", roles=role)) == found(store, one("Sergei Shoigu"))


def test_there_are_never_many(store: Store) -> None:
    smiths = tuple(
        one(f"{given} Smith")
        for given in ("John", "Jon", "Joan", "Johan", "Johann", "Joe", "Joann", "Jo", "Jane")
    )
    put(store, "1", reading_of("Smiths.", people=smiths))
    ((*likely,),) = found(store, one("Smith"))
    assert 0 < len(likely) <= candidates.MOST


def test_people_are_found_by_the_sound_of_their_names_until_they_are_gone(store: Store) -> None:
    put(store, "1", wagner())
    with store.read() as tx:
        for asked in ("prigozin", "Prighozhin", "Пригожин", "Evgeniy Prigojin"):
            likely = people.get_many(tx, people.alike(tx, asked, most=1))
            assert [who.name for who in likely.values()] == ["Yevgeny Prigozhin"]
        for odd in ("", "😀", "\x00\ud800", "123", "x" * 10_000):
            assert isinstance(people.alike(tx, odd, most=5), tuple)
