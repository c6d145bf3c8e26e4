"""The command that prints figures for people reads its three formats and writes what scorers read."""

import json

import pytest

from tests.quality.people import main

TEXT = "Anna Kovalenko met Ivan Tarkhanov in Lisbon. Kovalenko said that it went well."
SPANS = {
    "id": "a",
    "text": TEXT,
    "persons": [{"start": 0, "end": 14}, {"start": 19, "end": 33}, {"start": 45, "end": 54}],
}
NAMES = {
    "id": "x",
    "canonical": "Anna Kovalenko",
    "variants": ["Kovalenko Anna", "Анна Коваленко"],
    "kinds": ["reversed", "script"],
}
PAIR = {"id": "p", "query": "Anna Kovalenko", "index_name": "Hanna Kovalenko", "same": True}


@pytest.fixture
def written(tmp_path):
    def write(name, *rows):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return str(path)

    return write


def answers(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_spans(written, tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    main([written("gold.jsonl", SPANS), "--answers", str(out)])
    assert "F1 1.000" in capsys.readouterr().out
    assert answers(out) == [{"id": "a", "persons": SPANS["persons"]}]


def test_names(written, tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    crowd = written("crowd.jsonl", {"id": "y", "canonical": "Ivan Tarkhanov"})
    main(["names", written("names.jsonl", NAMES), "--crowd", crowd, "--answers", str(out)])
    assert "acc@1 1.000" in capsys.readouterr().out
    assert [row["ranked"][0] for row in answers(out)] == ["x", "x"]


def test_pairs(written, tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    main(["pairs", written("pairs.jsonl", PAIR), "--answers", str(out)])
    assert "true merges" in capsys.readouterr().out
    assert set(answers(out)[0]) == {"id", "merge", "score"}
