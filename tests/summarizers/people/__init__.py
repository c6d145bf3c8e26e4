"""People and bodies."""

from summarizers.clean import clean
from summarizers.model import Kind, Person
from summarizers.people import find_people


def people_in(text: str) -> dict[str, Person]:
    """The human beings of a text by name."""
    return {person.name: person for person in find_people(clean(text)) if person.kind is Kind.PERSON}


def bodies_in(text: str) -> dict[str, Person]:
    """The bodies of a text by name."""
    return {person.name: person for person in find_people(clean(text)) if person.kind is Kind.BODY}
