"""The database itself refuses to change or delete these rows."""

from django.db import migrations

from saule.desk.append_only import OnlyGrow


class Migration(migrations.Migration):
    """Triggers on the rows that only grow."""

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
    dependencies = [("matters", "0002_search")]
    operations = [
        OnlyGrow("matters_answertransition"),
        OnlyGrow("matters_answerwriter"),
        OnlyGrow("matters_approval"),
        OnlyGrow("matters_assignment"),
        OnlyGrow("matters_callercode"),
        OnlyGrow("matters_callertry"),
        OnlyGrow(
            "matters_correction",
            frozen=(
                "desk_id",
                "public_id",
                "verb",
                "matter_id",
                "other_id",
                "undoes_id",
                "at",
                "by_id",
            ),
        ),
        OnlyGrow(
            "matters_decision",
            frozen=(
                "message_id",
                "outcome",
                "matter_id",
                "before_id",
                "suggested_id",
                "layer",
                "score",
                "other_id",
                "other_score",
                "reason",
                "engine",
                "undoes_id",
                "at",
                "by_id",
            ),
        ),
        OnlyGrow("matters_deliverytransition"),
        OnlyGrow("matters_earning"),
        OnlyGrow("matters_floodtransition"),
        OnlyGrow("matters_mattertransition"),
        OnlyGrow("matters_peeranswertransition"),
        OnlyGrow("matters_peerthanks"),
        OnlyGrow("matters_publicationtransition"),
        OnlyGrow("matters_return"),
        OnlyGrow(
            "matters_setaside",
            frozen=(
                "decision_id",
                "signature_id",
                "was",
            ),
        ),
        OnlyGrow(
            "matters_settingaside",
            frozen=(
                "matter_id",
                "confirmed",
                "at",
                "by_id",
                "why",
            ),
        ),
        OnlyGrow("matters_signaturetransition"),
        OnlyGrow("matters_suggestiontransition"),
    ]
