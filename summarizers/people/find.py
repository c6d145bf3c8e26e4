"""The steps in order: runs, evidence, groups, roles."""

from __future__ import annotations

from summarizers.model import Article, Kind, Mention, Person, Role, Span
from summarizers.names.fold import fold_name
from summarizers.people.bodies import Body, find_bodies, join_of
from summarizers.people.described import Mentions, Roles, definite_roles, gender_by_pronoun, nicknames
from summarizers.people.evidence import gather
from summarizers.people.lexicon import Lexicon, lexicon
from summarizers.people.resolve import Group, group_people, within
from summarizers.people.roles import age_before, roles_at
from summarizers.people.runs import PARTICLE_BEFORE, find_pieces, units_of


def find_people(article: Article) -> tuple[Person, ...]:
    """Return the persons and bodies of an article, most mentioned first (ties: first named first).

    Mentions lie in the prose or the headline, never in what was set aside, and
    leave out titles and a closing 's. In doubt a name is left out: a place taken
    for a person is worse than a person missed once.
    """
    raw = article.raw
    words = lexicon()
    units = units_of(article)
    pieces = join_of(raw, find_pieces(raw, units, words))
    forms = gather(raw, units, pieces, words)
    groups, used = group_people(forms, raw)
    within(groups, pieces, used)
    bodies = find_bodies(raw, units, pieces, forms, used, words)
    groups = [group for group in groups if group.places]
    roles, given_names = _what_is_said(raw, units, groups, words)
    people = [
        _person(raw, group, units, roles.get(at, []), given_names.get(at, []))
        for at, group in enumerate(groups)
    ]
    people += [_body(raw, body) for body in bodies if body.spans]
    people.sort(key=lambda person: (-len(person.mentions), person.mentions[0].span.start))
    return tuple(people)


def _mentions(raw: str, spans: list[Span]) -> tuple[Mention, ...]:
    return tuple(Mention(span=span, text=span.of(raw)) for span in sorted(set(spans)))


def _what_is_said(raw: str, units: list[Span], groups: list[Group], words: Lexicon) -> tuple[Roles, Roles]:
    """Roles and nicknames by the place of their bearer; ages and genders are set in the groups."""
    roles: Roles = {}
    for at, group in enumerate(groups):
        for place in group.places:
            unit = units[place.piece.unit]
            found = roles_at(raw, place, unit, words)
            if found:
                roles.setdefault(at, []).extend(found)
            if place.age is None:
                place.age = age_before(raw, place, unit)
    gender_by_pronoun(raw, units, groups)
    mentions = Mentions(groups)
    described = definite_roles(raw, units, groups, roles, mentions, words)
    others = nicknames(raw, units, groups, described, mentions)
    for at, found in described.items():
        roles.setdefault(at, []).extend(found)
    return roles, others


def _once(roles: list[Role]) -> tuple[Role, ...]:
    """Each role once, in the order of the text."""
    kept: dict[str, Role] = {}
    for role in sorted(roles, key=lambda role: role.span):
        kept.setdefault(fold_name(role.text), role)
    return tuple(kept.values())


def _person(raw: str, group: Group, units: list[Span], roles: list[Role], nicknames: list[Role]) -> Person:
    spans = []
    for place in group.places:
        start, end = place.piece.start, place.piece.end
        if len(place.piece.tokens) == 1:
            title = place.piece.title
            floor = units[place.piece.unit].start if title is None else title.end + 1
            particle = PARTICLE_BEFORE.search(raw, max(floor, start - 8), start)
            start = particle.start() if particle else start
        spans.append(Span(start, end))
    mentions = _mentions(raw, spans)
    ages = [place.age for place in group.places if place.age is not None]
    return Person(
        name=_best_name(group, mentions),
        kind=Kind.PERSON,
        mentions=mentions,
        roles=_once(roles),
        nicknames=_once(nicknames),
        age=ages[0] if ages else None,
        gender=group.gender,
    )


def _best_name(group: Group, mentions: tuple[Mention, ...]) -> str:
    """The form with most words; among these the commonest, then the first."""
    counts: dict[str, int] = {}
    for mention in mentions:
        text = " ".join(mention.text.split())
        counts[text] = counts.get(text, 0) + 1
    return max(counts, key=lambda text: (not text.isupper(), len(text.split()), counts[text], -len(text)))


def _body(raw: str, body: Body) -> Person:
    mentions = _mentions(raw, body.spans)
    counts: dict[str, int] = {}
    for mention in mentions:
        text = " ".join(mention.text.split())
        counts[text] = counts.get(text, 0) + 1
    titled = [text for text in counts if all(not word.islower() or len(word) < 4 for word in text.split())]
    name = max(titled or counts, key=lambda text: (len(text), counts[text]))
    return Person(name=name, kind=Kind.BODY, mentions=mentions, outlet=body.outlet)
