"""Short cases in the manner of news, one phenomenon each: a bug report becomes one more case."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from summarizers.model import Reading
from summarizers.pipeline import read

GOLDEN = Path(__file__).parent / "golden"


def _cases() -> list[Any]:
    found = []
    for path in sorted(GOLDEN.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            found.append(pytest.param(case, id=f"{path.stem}: {case['name']}"))
    return found


def _same_words(found: str, wanted: str) -> bool:
    return found.startswith(wanted[:-3]) if wanted.endswith("...") else found == wanted


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    reading: Reading = read(case["text"])
    found = [(q.text, q.speaker.name if q.speaker else "", q.kind.value) for q in reading.quotes]
    assert len(found) == len(case["quotes"]), found
    for (text, speaker, kind), (words, name, wanted) in zip(found, case["quotes"], strict=True):
        assert _same_words(text, words)
        assert wanted in (kind, "any")
        if wanted != "any" and name != "*":
            assert speaker == name, found
    if "reported" in case:
        told = [(r.text, r.speaker.name if r.speaker else "") for r in reading.reported]
        assert told == [tuple(pair) for pair in case["reported"]]


def test_there_are_enough_cases() -> None:
    assert len(_cases()) >= 40
