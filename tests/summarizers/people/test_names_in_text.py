"""Who is found in a sentence, and who is not."""

import pytest

from tests.summarizers.people import bodies_in, people_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("A deal was struck by Maria Petrova on Monday.", {"Maria Petrova"}, id="full name"),
        pytest.param(
            "Prime Minister Olof Lindqvist resigned.", {"Olof Lindqvist"}, id="title is not in the span"
        ),
        pytest.param(
            "Russian Lieutenant General Pavel Orlovsky spoke with Lisbon Mayor Ana Duarte.",
            {"Pavel Orlovsky", "Ana Duarte"},
            id="titles with nations and cities",
        ),
        pytest.param(
            "The plan of general Boris Tarkhanov failed.", {"Boris Tarkhanov"}, id="lower-case title"
        ),
        pytest.param("The book by J. K. Rowling sold well.", {"J. K. Rowling"}, id="initials"),
        pytest.param("They met Charles M. Brenner there.", {"Charles M. Brenner"}, id="middle initial"),
        pytest.param("He wrote to Simone de Beauvoir in May.", {"Simone de Beauvoir"}, id="particle de"),
        pytest.param(
            "A talk by Ludwig van Beethoven was invented.", {"Ludwig van Beethoven"}, id="particle van"
        ),
        pytest.param("Khalid bin Salman arrived late.", {"Khalid bin Salman"}, id="particle bin"),
        pytest.param("Police saw Jean-Luc Moreau-Petit leave.", {"Jean-Luc Moreau-Petit"}, id="hyphens"),
        pytest.param("Will Smith thanked the crew.", {"Will Smith"}, id="a stop word that is a given name"),
        pytest.param("Critics of Theresa May were glad.", {"Theresa May"}, id="a month that is a surname"),
        pytest.param("After Yevgeny Markov left, it rained.", {"Yevgeny Markov"}, id="start of a sentence"),
        pytest.param("“I saw Anna Kovalenko there,” he said.", {"Anna Kovalenko"}, id="inside a quotation"),
        pytest.param("Martin Luther King Jr. spoke.", {"Martin Luther King Jr."}, id="junior"),
    ],
)
def test_a_name_is_found(text, names):
    assert set(people_in(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Fighting went on in Kharkiv, Rostov and New York.", id="places"),
        pytest.param("The Russian Revolution and World War I changed Europe.", id="events"),
        pytest.param("On Monday the Federal Reserve met in Washington.", id="bodies and days"),
        pytest.param("Conflict grew. Soldiers left. Divisions remained.", id="words that open a sentence"),
        pytest.param("The Americans, the Ukrainians and the Wagnerites left.", id="peoples"),
        pytest.param("CNN, the BBC and NATO agreed.", id="abbreviations"),
        pytest.param("", id="nothing"),
    ],
)
def test_nobody_is_found(text):
    assert people_in(text) == {}


def test_a_possessive_ending_is_not_in_the_span():
    person = people_in("Anna Kovalenko’s car was found. Kovalenko's lawyer was silent.")["Anna Kovalenko"]
    assert person.forms == {"Anna Kovalenko": 1, "Kovalenko": 1}


def test_a_bare_surname_belongs_to_the_full_name():
    person = people_in("Maria Petrova won. Petrova thanked her team, and Mrs Petrova left.")["Maria Petrova"]
    assert person.forms == {"Petrova": 2, "Maria Petrova": 1}


def test_a_surname_of_two_stays_with_the_one_named_last():
    found = people_in("Maria Petrova won. Petrova cheered. Then Ivan Petrova came. Petrova lost.")
    assert found["Maria Petrova"].forms == {"Maria Petrova": 1, "Petrova": 1}
    assert found["Ivan Petrova"].forms == {"Ivan Petrova": 1, "Petrova": 1}


@pytest.mark.parametrize("slip", ["Kovalnko", "Kovalenkko", "Kovlaenko", "Kovelenko"])
def test_a_misspelling_belongs_to_the_name(slip):
    text = f"Anna Kovalenko spoke. Kovalenko promised more. Critics of {slip} laughed."
    assert people_in(text)["Anna Kovalenko"].forms[slip] == 1


def test_two_full_names_are_two_people():
    found = people_in("Anna Kovalenko met Anna Kovalevska. Kovalenko and Kovalevska agreed.")
    assert set(found) == {"Anna Kovalenko", "Anna Kovalevska"}


def test_a_middle_name_makes_no_other_person():
    found = people_in("Joshua Abraham Norton was born here. Joshua Norton died here. Norton was rich.")
    assert {name: len(person.mentions) for name, person in found.items()} == {"Joshua Abraham Norton": 3}


def test_the_most_mentioned_comes_first():
    found = list(people_in("Anna Kovalenko met Paul Brenner. Brenner slept. Brenner woke."))
    assert found == ["Paul Brenner", "Anna Kovalenko"]


def test_a_body_and_its_abbreviation_are_one():
    body = bodies_in("The Federal Security Service opened a case. The FSB said so.")[
        "Federal Security Service"
    ]
    assert body.forms == {"FSB": 1, "Federal Security Service": 1}


def test_initials_introduce_a_body():
    body = bodies_in("The Northern Fishing Council (NFC) met. NFC members voted.")["Northern Fishing Council"]
    assert body.forms == {"NFC": 2, "Northern Fishing Council": 1}


def test_an_armed_group_is_known_by_its_fighters():
    text = "The Karst mercenary group is feared. Karst fighters left. They want to fight Karst."
    assert {name: len(body.mentions) for name, body in bodies_in(text).items()} == {"Karst": 3}
    assert people_in(text) == {}


@pytest.mark.parametrize(
    "outlet", ["CNN", "Politico", "NBC News", "Reuters", "The Moscow Times", "Wexford Herald"]
)
def test_outlets_are_marked(outlet):
    assert bodies_in(f"The attack failed, according to {outlet}.")[outlet].outlet


@pytest.mark.parametrize(
    "body",
    [
        "Ministry of Defence",
        "University of Texas",
        "72nd Separate Motorized Rifle Brigade",
        "Kremlin",
        "Labour Party",
    ],
)
def test_bodies_are_found(body):
    found = bodies_in(f"He had worked for the {body} since May.")
    assert body in found
    assert not found[body].outlet


def test_what_was_set_aside_counts_for_nothing():
    text = (
        "Anna Kovalenko met reporters on Tuesday to speak about the harbour.\n"
        "PAUL BRENNER CLAIMS HARBOUR IS LOST DURING RAINY SUMMER CELEBRATION\n"
        "Kovalenko said that the harbour would be ready before the winter."
    )
    assert set(people_in(text)) == {"Anna Kovalenko"}


def test_a_wife_is_no_misspelling_of_her_husband():
    found = people_in(
        "Pavel Zelinskiy spoke. “We will win,” said Zelinsky. Olena Zelinska agreed. Zelinska smiled."
    )
    assert found["Pavel Zelinskiy"].forms == {"Pavel Zelinskiy": 1, "Zelinsky": 1}
    assert found["Olena Zelinska"].forms == {"Olena Zelinska": 1, "Zelinska": 1}


def test_a_surname_of_two_words_and_a_middle_name():
    found = people_in(
        "Tomás Belmiro Rocha da Silva met Le Brun. Rocha left. Da Silva smiled. Marine Le Brun too."
    )
    assert found["Tomás Belmiro Rocha da Silva"].forms.keys() >= {"Rocha", "Da Silva"}
    assert found["Marine Le Brun"].forms == {"Le Brun": 1, "Marine Le Brun": 1}


def test_and_joins_the_plain_words_of_a_body():
    found = bodies_in("It was shown by the Center for Strategic and International Studies and by NATO.")
    assert set(found) == {"Center for Strategic and International Studies", "NATO"}


def test_people_inside_the_names_of_bodies_count_if_named_elsewhere():
    found = people_in(
        "Anna Kovalenko paints. The Anna Kovalenko Foundation helps. The Paul Brenner Foundation too."
    )
    assert found["Anna Kovalenko"].forms == {"Anna Kovalenko": 2}
    assert set(found) == {"Anna Kovalenko"}


def test_an_adjective_made_of_a_name():
    found = people_in("Anna Kovalenko won. A Kovalenko-led team lost. The Taiwan-based firm closed.")
    assert {name: person.forms for name, person in found.items()} == {
        "Anna Kovalenko": {"Anna Kovalenko": 1, "Kovalenko": 1}
    }
