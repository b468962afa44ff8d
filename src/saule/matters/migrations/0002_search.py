"""The search index: one table of words for each sort of record. The worker fills it in batches."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import saule.matters.models.words
from saule.matters.models.messages import MailClass
from saule.matters.search_tables import search_tables


def words_of(record: str) -> Any:
    """The relation to the record."""
    return models.OneToOneField(
        db_column="rowid",
        db_constraint=False,
        on_delete=django.db.models.deletion.CASCADE,
        primary_key=True,
        related_name="+",
        serialize=False,
        to=record,
    )


def beside(record: str) -> Any:
    """A relation that only narrows a search."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=record,
    )


def table(name: str, table: str, **fields: Any) -> migrations.CreateModel:
    """What Django knows of one table."""
    shared = {"words": saule.matters.models.words.WordsField(), "desk": beside("desk.desk")}
    return migrations.CreateModel(
        name=name, fields=[*shared.items(), *fields.items()], options={"db_table": table}
    )


class Migration(migrations.Migration):
    """Four tables that the store can search by word."""

    replaces = [
        ("matters", "0001_initial"),
        ("matters", "0002_rows_only_grow"),
        ("matters", "0003_decisions_only_grow"),
        ("matters", "0004_corrections_and_work"),
        ("matters", "0005_search"),
        ("matters", "0006_indexes"),
        ("matters", "0007_exchanges"),
        ("matters", "0008_returns"),
        ("matters", "0009_settlements_end"),
        ("matters", "0010_voices"),
        ("matters", "0011_matters_that_are_two"),
        ("matters", "0012_earnings"),
        ("matters", "0013_earned_before"),
        ("matters", "0014_facts"),
        ("matters", "0015_strength"),
        ("matters", "0016_runner_up"),
        ("matters", "0017_sequels"),
        ("matters", "0018_to_send"),
        ("matters", "0019_leases_and_follow_ups"),
        ("matters", "0020_follow_ups_of_before"),
        ("matters", "0021_rereadings"),
        ("matters", "0022_approvals"),
        ("matters", "0023_approvals_only_grow"),
        ("matters", "0024_caller_codes"),
        ("matters", "0025_caller_codes_only_grow"),
        ("matters", "0026_peers"),
        ("matters", "0027_peer_rows_only_grow"),
        ("matters", "0028_publications"),
        ("matters", "0029_publication_rows_only_grow"),
        ("matters", "0030_confirmations"),
        ("matters", "0031_doubts_and_surges"),
    ]
    dependencies = [("matters", "0001_tables")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[search_tables()],
            state_operations=[
                table(
                    "MessageWords",
                    "search_messages",
                    message=words_of("matters.message"),
                    conversation=beside("matters.conversation"),
                    received_at=models.DateTimeField(),
                    mail_class=models.CharField(choices=MailClass.choices, max_length=20),
                    outgoing=models.BooleanField(),
                ),
                table("MatterWords", "search_matters", matter=words_of("matters.matter")),
                table("AnswerWords", "search_answers", text=words_of("matters.answertext")),
                table("PersonWords", "search_people", person=words_of("people.person")),
            ],
        )
    ]
