"""The command `newsdesk`, as a person or a script runs it: whole processes, real files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SEEDS


@pytest.fixture
def newsdesk(tmp_path: Path):
    """Run `newsdesk ARGUMENTS`, with a store and a folder of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDESK_")}
    env |= {
        "NEWSDESK_STORE_URL": str(tmp_path / "desk.db"),
        "NEWSDESK_INTAKE_FOLDER": str(tmp_path / "articles"),
    }

    def run(*arguments: str, typed: str = "", code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=env | more,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done

    return run


def test_the_demo_prints_the_digest_answers_each_line_and_ends(newsdesk) -> None:
    shown = newsdesk("demo", str(SEEDS), typed="prigozin\n\n/nonsense\n").stdout
    digest, who, unknown = shown.split("\n> ")
    assert "2 new articles" in digest
    assert "24 June 2023" in digest
    assert "date not given" in digest
    assert "CLICK HERE" not in shown
    assert who.startswith("prigozin\nYevgeny Prigozhin   (you wrote “prigozin”)")
    assert "I do not know /nonsense" in unknown
    assert "\x1b" not in shown


def test_the_demo_starts_from_nothing_each_time(newsdesk, tmp_path: Path) -> None:
    assert "2 new articles" in newsdesk("demo", str(SEEDS)).stdout
    assert "2 new articles" in newsdesk("demo", str(SEEDS)).stdout
    assert not (tmp_path / "desk.db").exists()


def test_a_demo_of_a_folder_that_is_not_there_says_so(newsdesk) -> None:
    assert "there is no folder nowhere" in newsdesk("demo", "nowhere", code=1).stderr


def test_what_was_ingested_can_be_asked_about_and_is_no_news(newsdesk) -> None:
    assert newsdesk("ingest", str(SEEDS)).stdout.startswith("2 taken in")
    assert newsdesk("ingest", str(SEEDS)).stdout.startswith("0 taken in, 2 known already")
    assert "Yevgeny Prigozhin" in newsdesk("ask", "/who", "Prigozhin").stdout
    assert "Nothing is new" in newsdesk("digest").stdout


def test_ingest_can_announce(newsdesk) -> None:
    newsdesk("ask", "/status")  # the terminal is known before the articles come
    newsdesk("ingest", "--announce", str(SEEDS))
    assert "2 new articles" in newsdesk("digest").stdout


def test_files_are_read_for_people_and_bad_ones_are_named(newsdesk, tmp_path: Path) -> None:
    junk = tmp_path / "junk.bin"
    junk.write_bytes(bytes(range(256)) * 8)
    done = newsdesk("read", str(SEEDS / "000_337d924ac0678031.txt"), str(junk), "missing.txt", code=1)
    assert "If gaps open up" in done.stdout
    assert "junk.bin: not text" in done.stderr
    assert "missing.txt: No such file" in done.stderr


def test_files_are_read_for_programs(newsdesk) -> None:
    path = SEEDS / "000_337d924ac0678031.txt"
    [line] = newsdesk("read", "--json", str(path)).stdout.splitlines()
    row, text = json.loads(line), path.read_text(encoding="utf-8")
    assert row["file"] == str(path)
    assert row["date"] == "2023-06-24"
    assert all(text[piece["start"] : piece["end"]] == piece["text"] for piece in row["quotes"])


def test_lines_of_json_go_through(newsdesk) -> None:
    line = json.dumps({"id": "a", "text": "The river rose on Monday.", "documents": ["It rained."]})
    assert json.loads(newsdesk("read", "--jsonl", typed=line + "\n").stdout)["id"] == "a"
    done = newsdesk(
        "summarise", "--jsonl", "--style", "sumy:luhn", "--words", "20", typed=line + "\n{\n", code=1
    )
    assert [json.loads(row)["id"] for row in done.stdout.splitlines()] == ["a", None]


def test_an_unknown_style_is_told_with_what_is_known(newsdesk) -> None:
    assert (
        "lead"
        in newsdesk("summarise", "--style", "magic", str(SEEDS / "000_337d924ac0678031.txt"), code=1).stderr
    )


def test_check_says_what_is_wrong_and_how_to_mend_it(newsdesk, tmp_path: Path) -> None:
    assert "ok   store" in newsdesk("check").stdout
    (tmp_path / "file").touch()
    done = newsdesk("check", code=1, NEWSDESK_INTAKE_FOLDER=str(tmp_path / "file"))
    assert "BAD  folder" in done.stdout


def test_a_mistake_in_the_settings_is_one_friendly_line(newsdesk) -> None:
    done = newsdesk("ask", "/help", code=1, NEWSDESK_INTAKE_MAX_BYTES="much")
    assert "NEWSDESK_INTAKE_MAX_BYTES" in done.stderr
    assert "much" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_style_is_looked_at_before_the_lines(newsdesk) -> None:
    line = json.dumps({"id": "a", "documents": ["It rained."]})
    done = newsdesk("summarise", "--jsonl", "--style", "magic", typed=line + "\n", code=1)
    assert done.stdout == ""
    assert "magic" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_hostile_file_and_its_name_only_show_text(newsdesk, tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("The \x1b[2Jmayor spoke to the whole town on Monday.\nNobody answered him there.\n")
    assert "\x1b" not in newsdesk("summarise", str(article)).stdout
    bad = tmp_path / "x\x1b[31m.bin"
    bad.write_bytes(bytes(256))
    assert "\x1b" not in newsdesk("read", str(bad), code=1).stderr


def test_a_file_may_not_be_larger_than_the_settings_say(newsdesk) -> None:
    path = str(SEEDS / "000_337d924ac0678031.txt")
    assert "intake.max_bytes" in newsdesk("read", path, code=1, NEWSDESK_INTAKE_MAX_BYTES="100").stderr


def test_read_tells_of_mistakes_in_the_settings_too(newsdesk, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[intake]\nfoldr = 1\n")
    path = str(SEEDS / "000_337d924ac0678031.txt")
    done = newsdesk("--config", str(tmp_path / "bad.toml"), "read", path, code=1)
    assert "foldr" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_told(newsdesk) -> None:
    assert newsdesk("--version").stdout.startswith("newsdesk ")


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    line = f"printf 'putin\\n' | {sys.executable} -m bot.cli demo {SEEDS} | head -1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_desk_whose_standard_input_is_closed_still_opens() -> None:
    line = f"exec <&-; {sys.executable} -m bot.cli demo {SEEDS}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60, check=True)
    assert "2 new articles" in done.stdout
    assert done.stderr == ""


def test_help_loads_nothing_heavy() -> None:
    heavy = {
        "telegram",
        "discord",
        "sqlalchemy",
        "alembic",
        "sumy",
        "numpy",
        "rich",
        "prompt_toolkit",
        "apscheduler",
    }
    code = (
        "import sys\nfrom bot.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print('heavy:', sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("heavy: []\n")
