"""What is asked on Telegram reaches the desk, and its answer the asker."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.commands import COMMANDS
from bot.reply import Button, Heading, Paragraph, Reply, plain
from tests.bot.chat.telegram.desk import BEN, CHANNEL, FORUM, GROUP, Desk, Start, place, until
from tests.servers.telegram import ADA, TelegramServer


async def test_a_private_command_is_asked_and_answered(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    desk.answers["/who Moreau"] = Reply(
        blocks=(Heading(plain("Ada Moreau")), Paragraph(plain("mayor"))),
        buttons=(Button("Read 1", "/read 1"),),
    )
    await start(desk)
    server.say("/who Moreau")
    (sent,) = await server.until_sent()
    (question,) = desk.questions
    assert question.place == place(ADA)
    assert question.caller.name == "Ada Moreau"
    assert question.caller.id == f"telegram:{ADA}"
    assert (question.caller.private, question.caller.may_change, question.caller.operator) == (
        True,
        True,
        True,
    )
    assert abs(question.at - datetime.now(UTC)) < timedelta(seconds=5)
    assert (sent.chat, sent.thread, sent.text) == (ADA, None, "Ada Moreau\nmayor")
    assert sent.buttons == {"Read 1": "/read 1"}
    assert sent.form["entities"] == [{"type": "bold", "offset": 0, "length": 10}]
    assert sent.form["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in sent.form
    assert "reply_parameters" not in sent.form


async def test_plain_text_is_heard_in_private_only(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.say("good morning", chat=GROUP)
    server.say("good morning", chat=CHANNEL)
    server.say("Moreau", user=BEN, chat=BEN)
    await server.until_sent()
    assert [question.text for question in desk.questions] == ["Moreau"]
    assert not desk.questions[0].caller.operator


async def test_in_a_group_only_what_is_meant_for_us(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.say("/who@other_bot Moreau", chat=GROUP)
    server.say("/zzzzzzzzzz", chat=GROUP)
    server.say("/who from a bot", chat=GROUP, **{"from": {"id": 5, "is_bot": True, "first_name": "x"}})
    server.say("/who forwarded", chat=GROUP, is_automatic_forward=True, sender_chat=server.chats[CHANNEL])
    server.push(
        {"edited_message": {"message_id": 1, "date": 1, "chat": server.chats[ADA], "text": "/who edited"}}
    )
    number = server.say("/who@NewsDesk_bot Moreau", chat=GROUP)
    (sent,) = await server.until_sent()
    assert [question.text for question in desk.questions] == ["/who Moreau"]
    assert sent.form["reply_parameters"]["message_id"] == number


async def test_admins_may_change_and_are_asked_for_once_a_minute(
    server: TelegramServer, start: Start
) -> None:
    desk = Desk()
    await start(desk)
    server.add_member(GROUP, ADA, "administrator")
    server.add_member(GROUP, BEN, "member")
    for user in (ADA, BEN, ADA):
        server.say("/digest off", chat=GROUP, user=user)
    await server.until_sent(3)
    assert [question.caller.may_change for question in desk.questions] == [True, False, True]
    assert [question.caller.private for question in desk.questions] == [False] * 3
    assert [call.form["user_id"] for call in server.calls if call.method == "getChatMember"] == [ADA, BEN]


async def test_who_cannot_be_looked_up_may_not_change(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.fail("getChatMember", 500, "Internal Server Error")
    server.say("/digest off", chat=GROUP)
    await server.until_sent()
    assert not desk.questions[0].caller.may_change


async def test_an_anonymous_admin_may_change_and_another_channel_may_not(
    server: TelegramServer, start: Start
) -> None:
    desk = Desk()
    await start(desk)
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    server.say("/digest off", chat=GROUP, sender_chat=server.chats[GROUP], **{"from": anonymous})
    server.say("/digest off", chat=GROUP, sender_chat=server.chats[CHANNEL], **{"from": anonymous})
    await server.until_sent(2)
    assert [question.caller.may_change for question in desk.questions] == [True, False]


async def test_a_channel_post_counts_as_by_an_admin(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.say("/digest daily 08:00", chat=CHANNEL)
    (sent,) = await server.until_sent()
    assert desk.questions[0].caller.may_change
    assert not desk.questions[0].caller.private
    assert sent.chat == CHANNEL


async def test_a_channel_named_in_the_settings_is_one_place(server: TelegramServer, start: Start) -> None:
    server.chats[CHANNEL]["username"] = "Daily_News"
    desk = Desk()
    await start(desk, channels=("@daily_news", "-1009"))
    server.change_member(CHANNEL, LEFT, ADMIN | {"can_post_messages": True})
    server.say("/digest off", chat=CHANNEL)
    await server.until_sent()
    assert desk.events == [
        ("named", place(CHANNEL), ""),
        ("named", place(-1009), ""),
        ("let in", place(CHANNEL), ""),
    ]
    assert desk.questions[0].place == place(CHANNEL)


async def test_a_channel_that_is_not_there_is_said_and_keeps_nobody_waiting(
    server: TelegramServer, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    await start(desk, channels=("@no_such_news", str(CHANNEL)))
    assert desk.events == [("named", place(CHANNEL), "")]
    assert "the channel @no_such_news (telegram.channels): Chat not found" in caplog.text


async def test_a_topic_is_kept(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.say("/latest", chat=FORUM, message_thread_id=7, is_topic_message=True)
    server.say("/latest", chat=GROUP, message_thread_id=3)  # only an answer to message 3
    await server.until_sent(2)
    assert {question.place for question in desk.questions} == {place(FORUM, "7"), place(GROUP)}
    assert {(sent.chat, sent.thread) for sent in server.sent} == {(FORUM, 7), (GROUP, None)}


async def test_a_pressed_button_is_acknowledged_and_run(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.add_member(FORUM, BEN, "creator")
    server.press("/read 1", chat=FORUM, user=BEN, message_thread_id=7, is_topic_message=True)
    (sent,) = await server.until_sent()
    assert server.queries == set()
    asked = [call.method for call in server.calls]
    assert asked.index("answerCallbackQuery") < asked.index("getChatMember") < asked.index("sendMessage")
    (question,) = desk.questions
    assert (question.text, question.place, question.caller.may_change) == ("/read 1", place(FORUM, "7"), True)
    assert (sent.chat, sent.thread) == (FORUM, 7)


async def test_stale_and_foreign_buttons_are_passed_over(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.queries.discard(server.press("/read 1"))  # pressed too long ago
    server.press("page:2")
    server.press("/read 2")
    await server.until_sent()
    assert [question.text for question in desk.questions] == ["/read 2"]
    told = [call.form.get("text") for call in server.calls if call.method == "answerCallbackQuery"]
    assert told == ["This button is out of date.", None]


ADMIN = {"status": "administrator", **dict.fromkeys(
    ["can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
     "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
     "can_edit_stories", "can_delete_stories"], True)}  # fmt: skip
LEFT, MEMBER, BANNED = {"status": "left"}, {"status": "member"}, {"status": "kicked", "until_date": 0}


@pytest.mark.parametrize(
    ("chat", "old", "new", "told", "greeted", "why"),
    [
        (GROUP, LEFT, MEMBER, "let in", True, "added to a group"),
        (GROUP, MEMBER, BANNED, "shut out", False, "removed"),
        (GROUP, MEMBER, ADMIN, "", False, "promotion changes nothing"),
        (GROUP, BANNED, LEFT, "", False, "still out"),
        (
            CHANNEL,
            LEFT,
            ADMIN | {"can_post_messages": True},
            "let in",
            False,
            "its readers asked for no greeting",
        ),
        (CHANNEL, LEFT, ADMIN, "", False, "an admin that may not post"),
        (ADA, MEMBER, BANNED, "shut out", False, "blocked by a person"),
        (ADA, BANNED, MEMBER, "let in", False, "unblocked: /start greets"),
    ],
)
async def test_being_let_in_and_shut_out(
    server: TelegramServer, start: Start, chat: int, old: Any, new: Any, told: str, greeted: bool, why: str
) -> None:
    desk = Desk()
    await start(desk)
    server.change_member(chat, old, new)
    server.say("/help", chat=chat)
    await server.until_sent(1 + greeted)
    assert [event[:2] for event in desk.events] == ([(told, place(chat))] if told else []), why
    assert [sent.text for sent in server.sent] == ["Good to be here."] * greeted + ["You said /help."]


async def test_a_group_that_moved_is_told_about(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    base = {"date": int(time.time()), "from": server.user(ADA)}
    server.push(
        {"message": {"message_id": 1, "chat": server.chats[GROUP], "migrate_to_chat_id": FORUM, **base}}
    )
    server.push(
        {"message": {"message_id": 2, "chat": server.chats[FORUM], "migrate_from_chat_id": GROUP, **base}}
    )
    await until(lambda: len(desk.events) == 2)
    assert desk.events == [("moved", place(GROUP), str(FORUM))] * 2


async def test_typing_is_shown_while_it_takes_long(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.say("/quick")
    await server.until_sent()
    desk.seconds = 0.8
    server.say("/latest", chat=FORUM, message_thread_id=7, is_topic_message=True)
    server.say("/latest", chat=CHANNEL)
    await server.until_sent(3)
    shown = [call.form for call in server.calls if call.method == "sendChatAction"]
    assert shown == [{"chat_id": FORUM, "message_thread_id": 7, "action": "typing"}]


async def test_answers_keep_their_order_and_no_chat_waits_for_another(
    server: TelegramServer, start: Start
) -> None:
    desk = Desk()
    await start(desk)
    desk.seconds = 0.25
    for n in range(3):
        server.say(f"{n}")
    server.say("other", chat=BEN, user=BEN)
    sent = await server.until_sent(4)
    assert [s.text for s in sent if s.chat == ADA] == ["You said 0.", "You said 1.", "You said 2."]
    assert "You said other." in [s.text for s in sent[:2]]


async def test_a_long_answer_comes_in_parts(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    desk.answers["/latest"] = Reply(
        blocks=(Paragraph(plain("Word after word. " * 600)),), buttons=(Button("Go", "/x"),)
    )
    await start(desk)
    server.say("/latest", chat=GROUP)
    sent = await server.until_sent(3)
    assert sum(s.text.count("Word") for s in sent) == 600
    assert [bool(s.buttons) for s in sent] == [False, False, True]
    assert ["reply_parameters" in s.form for s in sent] == [True, False, False]


async def test_an_answer_waits_as_told_and_is_tried_once_more(server: TelegramServer, start: Start) -> None:
    await start(patience=1.0)
    server.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    began = time.monotonic()
    server.say("/help")
    await server.until_sent()
    assert time.monotonic() - began >= 1


async def test_an_answer_that_fails_harms_nothing(
    server: TelegramServer, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    await start(desk)
    server.fail("sendMessage", 500, "Internal Server Error", times=2)
    server.say("one")
    server.say("two")
    (sent,) = await server.until_sent()
    assert sent.text == "You said two."
    assert "an answer to chat 42 was lost: Internal Server Error" in caplog.text
    server.fail("sendMessage", 403, "Forbidden: bot was blocked by the user")
    server.say("three")
    await until(lambda: bool(desk.events))
    assert desk.events == [("shut out", place(ADA), "")]


async def test_an_answer_follows_a_group_that_moved(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    await start(desk)
    server.fail(
        "sendMessage",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=FORUM,
    )
    server.say("/help", chat=GROUP)
    (sent,) = await server.until_sent()
    assert sent.chat == FORUM
    assert desk.events == [("moved", place(GROUP), str(FORUM))]


async def test_a_desk_that_breaks_is_survived(
    server: TelegramServer, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    desk.answers["bad"] = "not a reply"  # type: ignore[assignment]
    await start(desk)
    server.say("bad")
    server.say("good")
    (sent,) = await server.until_sent()
    assert sent.text == "You said good."
    assert "could not be dealt with" in caplog.text


async def test_menus_are_set_once(server: TelegramServer, start: Start) -> None:
    await start()
    await server.until(lambda: len(server.commands) == 3)
    members = server.commands['{"type": "all_group_chats"}']
    assert {c.name for c in COMMANDS if not c.changes} <= {c["command"] for c in members}
    assert "timezone" not in {c["command"] for c in members}
    for scope in ("all_private_chats", "all_chat_administrators"):
        menu = server.commands[f'{{"type": "{scope}"}}']
        assert [(c["command"], c["description"]) for c in menu] == [(c.name, c.summary) for c in COMMANDS]
    server.calls.clear()
    await start()
    server.say("/help")
    await server.until_sent()
    assert "setMyCommands" not in {call.method for call in server.calls}
