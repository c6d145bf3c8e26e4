"""Roles, nicknames, ages and genders."""

import pytest

from tests.summarizers.people import people_in


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Russian Lieutenant General Pavel Orlovsky spoke.", "Russian Lieutenant General"),
        ("They met with mercenary chief Pavel Orlovsky.", "mercenary chief"),
        ("They met with Defence Minister Pavel Orlovsky.", "Defence Minister"),
        (
            "Pavel Orlovsky, leader of the Karst mercenary group in Moldova, accused the army of lying.",
            "leader of the Karst mercenary group in Moldova",
        ),
        (
            "Pavel Orlovsky, a senior analyst at the Northern Policy Institute, told CNN that it was over.",
            "a senior analyst at the Northern Policy Institute",
        ),
        ("Pavel Orlovsky was a Swiss mathematician and physicist.", "a Swiss mathematician"),
        ("The group's founder, Pavel Orlovsky, left.", "The group's founder"),
    ],
)
def test_a_role_is_read(text, role):
    roles = [found.text for found in people_in(text)["Pavel Orlovsky"].roles]
    assert any(found.startswith(role) for found in roles), roles


def test_a_role_prints_its_span():
    text = "Pavel Orlovsky, leader of the Karst group, left. The Karst leader was tired."
    person = people_in(text)["Pavel Orlovsky"]
    assert [role.span.of(text) for role in person.roles] == [role.text for role in person.roles]
    assert "The Karst leader" in [role.text for role in person.roles]


def test_a_description_of_two_is_nobodys():
    text = "General Pavel Orlovsky met General Ivan Tarkhanov. The general was tired."
    for person in people_in(text).values():
        assert "The general" not in [role.text for role in person.roles]


def test_a_nickname_is_not_its_givers():
    text = "Pavel Orlovsky cooked for Ivan Tarkhanov. Orlovsky earned the title “Tarkhanov’s cook,” it said."
    found = people_in(text)
    assert [name.text for name in found["Pavel Orlovsky"].nicknames] == ["Tarkhanov’s cook"]
    assert found["Ivan Tarkhanov"].nicknames == ()


@pytest.mark.parametrize(
    "text",
    [
        "Pavel Orlovsky, 62, accused the army.",
        "Pavel Orlovsky (62) accused the army.",
        "The 62-year-old mercenary chief Pavel Orlovsky accused the army.",
    ],
)
def test_an_age_is_read(text):
    assert people_in(text)["Pavel Orlovsky"].age == 62


def test_no_age_is_guessed():
    assert people_in("Pavel Orlovsky sold 62 cars.")["Pavel Orlovsky"].age is None


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Maria Petrova spoke.", "f"),
        ("Pavel Orlovsky spoke.", "m"),
        ("Mrs Zzyrt spoke. It was warm.", "f"),
        ("Qwixal Orlovsky said that she was tired.", "f"),
        ("Qwixal Orlovsky said that it was late.", None),
    ],
)
def test_gender(text, gender):
    (person,) = people_in(text).values()
    assert person.gender == gender
