"""Text in whatever encoding it came."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake import formats
from bot.intake.formats.text import Unreadable, decode, encoding_of, is_binary, read

ENGLISH = "“We’re not leaving,” she said — in the café, naïvely.\r\nNobody else spoke.\n"
RUSSIAN = "Президент заявил, что войска вернутся на базы. Мы никуда не уйдём, сказал он журналистам утром."
GREEK = "Ο πρόεδρος δήλωσε ότι τα στρατεύματα θα επιστρέψουν στις βάσεις τους τη Δευτέρα το πρωί."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_english(encoding: str) -> None:
    assert read(ENGLISH.encode(encoding)) == ENGLISH


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE])
def test_big_end_first(mark: bytes) -> None:
    encoding = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert read(mark + ENGLISH.encode(encoding)) == ENGLISH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "utf-8"), (RUSSIAN, "cp1251"), (RUSSIAN, "utf-16-le"), (GREEK, "cp1253")],
)
def test_other_scripts(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text",
    ["’", "é", "Fünf größere Städte klagen über Öl.", "«\xa0Où\xa0?\xa0» “Là-bas, déjà, été”"],
)
def test_short_latin_text_is_not_taken_for_another_script(text: str) -> None:
    content = text.encode("cp1252", "ignore")
    assert decode(content) == content.decode("cp1252")


def test_a_damaged_character_does_not_spoil_the_others() -> None:
    assert decode("“One,” “two,” “three.”".encode()[:-1]) == "“One,” “two,” “three.\ufffd"


@given(st.binary(max_size=2000))
def test_any_bytes_are_decoded_and_read_or_refused(content: bytes) -> None:
    assert isinstance(decode(content), str)
    assert isinstance(is_binary(content), bool)
    try:
        text, reason = read(content), ""
    except Unreadable as refusal:
        text, reason = "", str(refusal)
    assert text.strip() or reason in ("empty", "not text")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_is_read_as_it_is(text: str) -> None:
    if encoding_of(text.encode()) == "utf-8":  # a text that begins with a mark loses it
        assert decode(text.encode()) == text.removeprefix("\ufeff")
    if text.isascii():
        assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t ", "empty"),
        ("a.txt", codecs.BOM_UTF8, "empty"),
        ("a.txt", bytes(500), "not text"),
        ("a.txt", bytes(range(256)) * 8, "not text"),
        ("a.txt", b"%PDF-1.7\nsome text that follows", "not text"),
        ("a.txt", b"PK\x03\x04" + b"x" * 100, "not text"),
        ("junk.bin", bytes(range(256)) * 8, "not text"),
        ("page.html", b"<p>News</p>", "no reader for .html files; only .txt is read"),
    ],
)
def test_what_is_no_article(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        formats.read(name, content)
    assert str(caught.value) == reason


def test_names_without_an_ending_are_text() -> None:
    assert formats.read("article", b"News.") == formats.read("ARTICLE.TXT", b"News.") == "News."
