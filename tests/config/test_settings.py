"""Settings: three layers, each checked; a mistake says where, what, what is allowed, and gives an example."""

import copy
import pickle
import tomllib
from pathlib import Path

import pytest

from config.keys import KEYS
from config.settings import Secret, SettingsError, load

MISTAKES = sorted((Path(__file__).parent / "mistakes").glob("*.toml"))
TOKEN = "123456789:AAEexampleexampleexampleexample-exam"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_defaults_stand_alone(tmp_path: Path) -> None:
    settings = load(env={})
    assert settings.intake.folder == tmp_path / "articles"
    assert settings.store.url == str(tmp_path / "data" / "newsdesk.db")
    assert settings.desk.zone == "UTC"
    assert not settings.telegram.token
    assert not settings.discord.token


def test_every_key_has_a_default_and_a_comment() -> None:
    text = (Path(__file__).parents[2] / "config" / "default.toml").read_text()
    table = tomllib.loads(text)
    assert {f"{section}.{key}" for section, keys in table.items() for key in keys} == set(KEYS)
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            assert lines[number - 1].startswith("# "), f"no comment above {line}"


@pytest.mark.parametrize("name", KEYS)
def test_every_example_is_allowed(name: str, tmp_path: Path) -> None:
    section, key = name.split(".")
    (tmp_path / "bot.token").write_text("1:a")
    (tmp_path / "newsdesk.toml").write_text(f"[{section}]\n{key} = {KEYS[name].example}\n")
    load(env={})


@pytest.mark.parametrize("sample", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_told(sample: Path) -> None:
    said = sample.read_text().rpartition("# says: ")[2].strip()
    with pytest.raises(SettingsError) as caught:
        load(str(sample), env={})
    assert said in str(caught.value)
    assert str(sample) in str(caught.value) or "nowhere.token" in said
    assert "example-exam" not in str(caught.value)


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load(
            env={
                "NEWSDESK_LOG_LEVEL": "loud",
                "NEWSDESK_DESK_ZONE": "Mars/Olympus",
                "NEWSDESK_INTAKE_FOLDR": "x",
            }
        )
    assert str(caught.value).count("\n") == 2
    assert "There is no setting NEWSDESK_INTAKE_FOLDR. Did you mean NEWSDESK_INTAKE_FOLDER?" in str(
        caught.value
    )


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[intake]\nmax_bytes = 10\nsweep_seconds = 5\n[desk]\nzone = "Europe/Kyiv"\n')
    settings = load(
        env={"NEWSDESK_CONFIG": str(file), "NEWSDESK_INTAKE_MAX_BYTES": "20", "NEWSDESK_CONSOLE_ON": "no"}
    )
    assert settings.intake.max_bytes == 20
    assert settings.intake.sweep_seconds == 5
    assert settings.desk.zone == "Europe/Kyiv"
    assert settings.console.on is False
    assert settings.sources == (
        "config/default.toml",
        str(file),
        "NEWSDESK_CONSOLE_ON",
        "NEWSDESK_INTAKE_MAX_BYTES",
    )


def test_a_named_file_wins_over_the_one_that_lies_here(tmp_path: Path) -> None:
    (tmp_path / "newsdesk.toml").write_text('[log]\nlevel = "error"\n')
    other = tmp_path / "other.toml"
    other.write_text('[log]\nlevel = "debug"\n')
    assert load(env={}).log.level == "error"
    assert load(env={"NEWSDESK_CONFIG": str(other)}).log.level == "debug"
    assert load(str(other), env={"NEWSDESK_CONFIG": "nowhere.toml"}).log.level == "debug"


def test_a_file_that_is_not_there_is_a_mistake_only_if_it_was_named() -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml cannot be read: No such file"):
        load("nowhere.toml", env={})


def test_paths_start_from_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    file = tmp_path / "etc" / "desk.toml"
    file.write_text('[intake]\nfolder = "../in"\n[store]\nurl = "sqlite:////srv/desk.db"\n')
    settings = load(str(file), env={"NEWSDESK_STORE_URL": "kept/desk.db"})
    assert settings.intake.folder == tmp_path / "in"
    assert settings.store.url == str(tmp_path / "kept" / "desk.db")
    assert load(str(file), env={}).store.url == "sqlite:////srv/desk.db"


def test_lists_in_the_environment_are_separated_by_commas() -> None:
    env = {"NEWSDESK_TELEGRAM_CHANNELS": "@one_channel, -100123", "NEWSDESK_DESK_OPERATORS": ""}
    settings = load(env=env)
    assert settings.telegram.channels == ("@one_channel", "-100123")
    assert settings.desk.operators == ()


def test_a_token_comes_from_a_variable_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{TOKEN}\n")
    (tmp_path / "newsdesk.toml").write_text('[telegram]\ntoken_file = "secret"\n')
    assert load(env={}).telegram.token.reveal() == TOKEN
    assert load(env={"NEWSDESK_TELEGRAM_TOKEN": " 1:b "}).telegram.token.reveal() == "1:b"
    by_variable = load(env={"NEWSDESK_DISCORD_TOKEN_FILE": str(tmp_path / "secret")})
    assert by_variable.discord.token.reveal() == TOKEN


@pytest.mark.parametrize("content", ["", f"token = {TOKEN}", f"{TOKEN}\nmore", "1:ä"])
def test_a_token_file_that_holds_no_token_alone(content: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(content)
    with pytest.raises(SettingsError, match="secret") as caught:
        load(env={"NEWSDESK_TELEGRAM_TOKEN_FILE": "secret"})
    assert TOKEN not in str(caught.value)


def test_a_secret_is_never_printed_or_written() -> None:
    settings = load(env={"NEWSDESK_TELEGRAM_TOKEN": TOKEN})
    assert TOKEN not in f"{settings} {settings!r} {settings.telegram.token} {settings.telegram.token!r}"
    assert str(settings.telegram.token) == "***"
    assert settings.telegram.token == Secret(TOKEN)
    with pytest.raises(TypeError):
        pickle.dumps(settings.telegram.token)
    with pytest.raises(TypeError):
        copy.copy(settings.telegram.token)


def test_settings_that_only_look_like_ours_are_left_alone() -> None:
    load(env={"NEWSDESK_IMAGE": "newsdesk:1", "PATH": "/bin"})
