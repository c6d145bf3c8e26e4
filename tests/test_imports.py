"""The arrows of the house: pure reading in the middle, one store, adapters at the edge."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for folder in ("summarizers", "bot", "config") for path in (ROOT / folder).rglob("*.py"))
NETWORK = {"telegram", "discord", "aiohttp", "httpx", "requests", "socket", "urllib.request"}
PURE = {"summarizers", "bot.reply", "bot.render", "bot.timetable", "bot.alerts.query", "bot.places"}
OUTSIDE = NETWORK | {
    "sqlalchemy",
    "alembic",
    "sqlite3",
    "apscheduler",
    "watchfiles",
    "logging",
    "random",
    "time",
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = set(map(module_of, FILES))


def imports_of(path: Path) -> set[str]:
    """Every module that the file names in an import, also inside functions, but for type checking."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & MODULES or {node.module}
    return found


def inside(module: str, parents: set[str]) -> bool:
    return any(module == parent or module.startswith(parent + ".") for parent in parents)


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_arrows_point_inward(path: Path) -> None:
    module, imports = module_of(path), imports_of(path)

    def forbid(parents: set[str], why: str) -> None:
        crossing = sorted(name for name in imports if inside(name, parents))
        assert not crossing, f"{module} imports {crossing}: {why}"

    if inside(module, {"summarizers"}):
        forbid({"bot", "config"}, "the core knows nothing of the desk")
    if inside(module, PURE):
        forbid(OUTSIDE, "this part is pure")
    if not inside(module, {"bot.store"}):
        forbid({"alembic", "sqlite3"}, "only the store speaks SQL")
    if not inside(module, {"bot.chat", "bot.checkup"}):
        forbid(NETWORK, "only the chat adapters, and the check of their tokens, reach the network")
    if inside(module, {"bot.commands", "bot.alerts", "bot.digest", "bot.desk", "bot.render"}):
        forbid(
            {"bot.chat.telegram", "bot.chat.discord", "bot.chat.console", "bot.app"},
            "commands know no network",
        )
    if inside(module, {"bot.store"}):
        forbid({"bot.desk", "bot.commands", "bot.chat", "bot.intake", "bot.alerts"}, "the store asks nobody")


def test_no_module_needs_itself() -> None:
    needs = {module_of(path): imports_of(path) & MODULES for path in FILES}
    needs["bot.commands.help"].remove("bot.commands")  # /help lists them all, itself too
    while free := {module for module, needed in needs.items() if not needed}:
        needs = {module: needed - free for module, needed in needs.items() if module not in free}
    assert not needs, f"these import each other in a circle, or import such a circle: {sorted(needs)}"
