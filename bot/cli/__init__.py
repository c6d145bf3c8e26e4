"""The command `newsdesk`: what can be asked of it from a shell.

Nothing heavy is imported before it is known what is wanted: `--help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of the command line; return the exit code."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.version:
        print(_version())
        return 0
    if options.command is None:
        parser.print_help()
        return 2
    try:
        code = _dispatch(options, parser)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options, with their help."""
    parser = argparse.ArgumentParser(
        prog="newsdesk",
        description="A news desk that lives in a chat: it reads the articles of a folder and posts digests, "
        "quotations with their speakers, people and keyword alerts.",
        epilog="First time here? `newsdesk demo` reads two articles and lets you ask about them.",
    )
    parser.add_argument("--version", action="store_true", help="show the version")
    parser.add_argument("--config", metavar="FILE", help="settings (default: newsdesk.toml, if there is one)")
    add = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands").add_parser

    add("run", help="watch the folder and serve the chats until stopped")

    demo = add("demo", help="read a few articles and talk about them here; keeps nothing")
    demo.add_argument("folder", nargs="?", help="a folder of articles (default: the two of newsdesk's own)")

    ask = add("ask", help='ask the desk one thing, such as "/who Prigozhin"')
    ask.add_argument("line", nargs="+", help="a chat command or a name")

    read = add("read", help="show what a careful reader gets from files")
    read.add_argument("files", nargs="*", metavar="FILE")
    read.add_argument("--json", action="store_true", help="for programs: one JSON object a file")
    read.add_argument("--jsonl", action="store_true", help='lines of {"id","text"} from standard input')

    summarise = add("summarise", help="summarise texts")
    summarise.add_argument("files", nargs="*", metavar="FILE", help="one or more articles of one event")
    summarise.add_argument("--jsonl", action="store_true", help='lines of {"id","documents"} from stdin')
    summarise.add_argument("--style", default="", help="lead, centrality or sumy:NAME (default: the best)")
    length = summarise.add_mutually_exclusive_group()
    length.add_argument("--sentences", type=_positive, metavar="N", help="at most N sentences (default: 3)")
    length.add_argument("--words", type=_positive, metavar="N", help="at most N words")

    ingest = add("ingest", help="take in a file or a folder once, without alerts or digests")
    ingest.add_argument("path")
    ingest.add_argument("--announce", action="store_true", help="send alerts and put them into digests")

    add("digest", help="show what is new since the last digest here")
    add("check", help="tell what is wrong with settings, folder, store and tokens, and how to mend it")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _dispatch(options: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    if options.command in ("read", "summarise"):
        if options.jsonl == bool(options.files):
            parser.error(f"{options.command} takes either files or --jsonl")
        from bot.cli import reading

        return reading.run(options)
    from bot.cli import desk

    return desk.run(options)


def _version() -> str:
    from importlib.metadata import version

    return f"newsdesk {version('newsdesk')}"
