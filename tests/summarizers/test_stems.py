"""Words as alerts compare them."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizers.stems import fold, fold_words


def stems(text: str) -> list[str]:
    return [word.stem for word in fold_words(text)]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("force", "forces", "plural"),
        ("mutiny", "mutinies", "y becomes ies"),
        ("Mutiny", "MUTINY", "case"),
        ("attack", "attacked", "past"),
        ("attack", "attacking", "participle"),
        ("flee", "fled", "an irregular past that no rule reaches"),
        ("man", "men", "an irregular plural"),
        ("Erdogan", "Erdoğan", "a breve"),
        ("café", unicodedata.normalize("NFD", "café"), "an accent of its own character"),
        ("Russia", "Russia’s", "curly possessive"),
        ("Russia", "RUSSIA'S", "straight possessive in capitals"),
        ("soldier", "soldiers’", "plural possessive"),
        ("Løkke", "Lokke", "a letter that Unicode does not take apart"),
        ("Straße", "STRASSE", "sharp s"),
        ("co\u00adoperate", "cooperate", "a soft hyphen is no letter"),
    ],
)
def test_these_are_one_word(one: str, other: str, why: str) -> None:
    assert stems(one) == stems(other), why
    assert len(stems(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arm", "army"),
        ("war", "warn"),
        ("ai", "email"),
        ("new", "news"),
        ("order", "border"),
        ("Putin", "put"),
    ],
)
def test_these_are_two_words(one: str, other: str) -> None:
    assert stems(one) != stems(other)


def test_words_stand_where_they_say() -> None:
    text = "“Don’t,” said Zelenskyy’s aide in Rostov-on-Don, 25,000 strong."
    assert [word.span.of(text) for word in fold_words(text)] == [
        "Don’t", "said", "Zelenskyy’s", "aide", "in", "Rostov", "on", "Don", "25", "000", "strong",
    ]  # fmt: skip
    assert [word.fold for word in fold_words(text)][2] == "zelenskyy"


def test_a_part_of_a_text_keeps_the_text_s_offsets() -> None:
    text = "First this. Then Forces fled."
    assert [word.span.of(text) for word in fold_words(text, 12, len(text))] == ["Then", "Forces", "fled"]


@given(st.text(max_size=300))
def test_any_text_gives_words_in_order_inside_it(text: str) -> None:
    end = 0
    for word in fold_words(text):
        assert end <= word.span.start < word.span.end <= len(text)
        assert word.fold == fold(word.span.of(text))
        end = word.span.end


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=1, max_size=20))
def test_case_makes_no_difference(word: str) -> None:
    assert fold(word.lower()) == fold(fold(word).upper().lower())


def test_threads_do_not_mix_their_words() -> None:
    words = [f"{letter}unning{number}ly" for letter in "abcdefgh" for number in range(300)]
    alone = [stems(word) for word in words]
    from summarizers import stems as module

    module._fold_and_stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stems, words)) == alone
