"""The first tables: articles, people, places, files, the outbox, and the index of words.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEARCH_TABLE = (
    "CREATE VIRTUAL TABLE article_text USING fts5("
    "title, body, content='', tokenize='porter unicode61 remove_diacritics 2')"
)
# Contentless: it holds the index alone; rows are removed by giving the old text again.


def upgrade() -> None:
    """Build them."""
    _articles()
    _people()
    _namings()
    _quotes()
    _places()
    _outbox()
    op.execute(SEARCH_TABLE)


def _articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_start", sa.Integer()),
        sa.Column("title_end", sa.Integer()),
        sa.Column("date", sa.Date()),
        sa.Column("taken_in", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("backlog", sa.Boolean(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("paragraphs", sa.Text(), nullable=False),
        sa.Column("sentences", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("set_aside", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_article_taken_in"), "article", ["taken_in"])
    op.create_index(op.f("ix_article_backlog"), "article", ["backlog"])


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("near", sa.Text(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("last_date", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_kind_near_mentions"), "person", ["kind", "near", "mentions"])
    op.create_index(op.f("ix_person_kind_surname_mentions"), "person", ["kind", "surname", "mentions"])
    op.create_table(
        "form",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_form_person_id")),
        sa.PrimaryKeyConstraint("person_id", "text", name=op.f("pk_form")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_form_fold"), "form", ["fold"])
    op.create_table(
        "appearance",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("age", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_appearance_article_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appearance_person_id")),
        sa.PrimaryKeyConstraint("person_id", "article_id", name=op.f("pk_appearance")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_appearance_article_id"), "appearance", ["article_id"])


def _namings() -> None:
    op.create_table(
        "sound",
        sa.Column("sound", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sound_person_id")),
        sa.PrimaryKeyConstraint("sound", "person_id", name=op.f("pk_sound")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sound_person_id"), "sound", ["person_id"])
    op.create_table(
        "mention",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_mention_article_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mention_person_id")),
        sa.PrimaryKeyConstraint("person_id", "article_id", "start", name=op.f("pk_mention")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_mention_article_id"), "mention", ["article_id"])
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("nickname", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_role_article_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    op.create_index(op.f("ix_role_article_id"), "role", ["article_id"])
    op.create_index(op.f("ix_role_fold"), "role", ["fold"])
    op.create_index(op.f("ix_role_person_id_article_id"), "role", ["person_id", "article_id"])
    op.create_table(
        "merge",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_merge_article_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_merge_person_id")),
        sa.PrimaryKeyConstraint("person_id", "article_id", name=op.f("pk_merge")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_merge_article_id"), "merge", ["article_id"])


def _quotes() -> None:
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Integer()),
        sa.Column("speaker_start", sa.Integer()),
        sa.Column("speaker_end", sa.Integer()),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_quote_article_id")),
        sa.ForeignKeyConstraint(["speaker_id"], ["person.id"], name=op.f("fk_quote_speaker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    op.create_index(op.f("ix_quote_article_id"), "quote", ["article_id"])
    op.create_index(op.f("ix_quote_speaker_id_article_id"), "quote", ["speaker_id", "article_id"])
    op.create_table(
        "file",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text()),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Integer()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_file_article_id")),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_file")),
    )
    op.create_index(op.f("ix_file_article_id"), "file", ["article_id"])
    op.create_index(op.f("ix_file_sha256"), "file", ["sha256"])
    op.create_index(op.f("ix_file_state_seen"), "file", ["state", "seen"])


def _places() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("timetable", sa.Text(), nullable=False),
        sa.Column("next_due", sa.DateTime()),
        sa.Column("digest_after", sa.Integer(), nullable=False),
        sa.Column("say_when_nothing", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("alerts_given", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("network", "chat", "thread", name=op.f("uq_place_network_chat_thread")),
    )
    op.create_index(op.f("ix_place_next_due"), "place", ["next_due"])
    op.create_table(
        "listing",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_listing_article_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_listing_place_id")),
        sa.PrimaryKeyConstraint("place_id", "number", name=op.f("pk_listing")),
        sa.UniqueConstraint("place_id", "article_id", name=op.f("uq_listing_place_id_article_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_subscription_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("place_id", "number", name=op.f("uq_subscription_place_id_number")),
        sqlite_autoincrement=True,
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime()),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_outbox_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("nonce", name=op.f("uq_outbox_nonce")),
        sa.UniqueConstraint("place_id", "key", "part", name=op.f("uq_outbox_place_id_key_part")),
    )
    op.create_index(op.f("ix_outbox_state_changed"), "outbox", ["state", "changed"])
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["place_id", "id"],
        sqlite_where=sa.text("state IN ('pending', 'sending', 'unknown')"),
    )
