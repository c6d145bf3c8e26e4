"""Where sentences end."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers.model import Span
from summarizers.sentences import split_sentences


def split(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("sentences", "why"),
    [
        (["Peace came.", "War went."], "the plain case"),
        (["Gen. Lee and Lt. Col. Cox met Mrs. Hall.", "All left."], "titles before names"),
        (["George W. Bush met J. K. Rowling.", "She read."], "initials"),
        (["The U.S. Army left the U.S.", "The talks failed."], "U.S. inside and at the end"),
        (["It began at 5 p.m. Monday and ended at 6 p.m.", "The crowd left."], "hours"),
        (["Acme Inc. sued Brown & Co. in Calif.", "It won."], "companies and states"),
        (["No. 5 won.", "He said no.", "We left."], "No. before a number only"),
        (["“Why?” Smith said.", "“No!”", "The crowd left."], "a question inside its sentence"),
        (["“Is it over?” he asked.", "Nobody knew."], "small letter after the mark"),
        (["“Stop!” Defence Minister Ann Cox shouted.", "They did."], "a title and a name before the cue"),
        (
            ["He said, “Go.”", "They went.", "(She stayed.)", "So it was."],
            "marks and brackets stay with theirs",
        ),
        (["Well ... I know.", "He paused...", "Nobody spoke."], "pauses"),
        (["It ended in 2014.", "Then came peace."], "a year ends a sentence"),
        (["1. The first point."], "the number of a list"),
        (["Prices rose 3.5 percent.", "Visit example.com today."], "points inside words"),
        (["Am 24. Juni sprach Dr. Müller z. B. in Berlin.", "Das war alles."], "German ordinals"),
        (["M. Macron et Mme. Royal sont là.", "Il est parti."], "French titles"),
        (["El Sr. Gómez vive en EE. UU. desde 2001.", "Se fue."], "Spanish abbreviations"),
        (["«Почему?» — спросил он.", "В 2014 г. Иванов жил на ул. Мира.", "Затем уехал."], "Russian"),
        (["Це було в 2014 р. у м. Львів.", "Він поїхав."], "Ukrainian"),
        (["« Nous partons. »", "Il est parti."], "a mark after a space that does not break"),
    ],
)
def test_splits(sentences: list[str], why: str) -> None:
    assert split(" ".join(sentences)) == sentences, why


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("They left the country.The war began.", ["They left the country.", "The war began."]),
        ('They fought."We won," she said.', ["They fought.", '"We won," she said.']),
        ('She said, "We won."Nobody knew.', ['She said, "We won."', "Nobody knew."]),
        ("See Example.Com or Mr.Smith.", ["See Example.Com or Mr.Smith."]),
    ],
)
def test_a_lost_space_is_found(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@given(st.text(alphabet=st.sampled_from("Aab .!?…\"“”’'()«»–\n\t0é国。"), max_size=300))
def test_sentences_cover_all_that_can_be_seen_in_order(text: str) -> None:
    spans = split_sentences(text, Span(0, len(text)))
    assert all(span.start < span.end for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    covered = "".join(span.of(text) for span in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(span.of(text) == span.of(text).strip() for span in spans)


@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=60))
def test_stays_inside_its_paragraph(text: str, before: str, after: str) -> None:
    paragraph = Span(len(before), len(before) + len(text))
    spans = split_sentences(before + text + after, paragraph)
    assert all(paragraph.covers(span) for span in spans)
