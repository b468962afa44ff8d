"""The figures of grouping: what they count, on groups that anyone can check by hand."""

import json

import pytest

from benchmarks import grouping

MESSAGES = grouping.Labelled(["a", "b", "c", "d"], ["bus", "bus", "pool", "pool"], ["fr", "en", "fr", "en"])


def test_right_groups_agree_fully():
    found = grouping.agreement([5, 5, 2, 2], MESSAGES)
    assert (found["b3_f1"], found["v_measure"], found["ari"], found["groups"]) == (1.0, 1.0, 1.0, 2)
    assert found["cross_language_recall"] == 1.0


def test_one_heap_has_all_that_belongs_together_and_half_of_what_does_not():
    found = grouping.agreement([0, 0, 0, 0], MESSAGES)
    assert (found["b3_precision"], found["b3_recall"], found["ari"]) == (0.5, 1.0, 0.0)


def test_each_alone_meets_nobody():
    found = grouping.agreement(grouping.as_numbers([None] * 4), MESSAGES)
    assert (found["groups"], found["b3_precision"], found["b3_recall"]) == (4, 1.0, 0.5)
    assert found["cross_language_recall"] == 0.0


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.csv", 'text,category\n"Hello, you",bus\n'), ("x.tsv", "text\tlabel\nHello, you\tbus\n")],
)
def test_files_of_either_form_are_read(tmp_path, name, content):
    (tmp_path / name).write_text(content, "utf-8")
    read = grouping.read(tmp_path / name)
    assert (read.texts, read.labels, read.languages) == (["Hello, you"], ["bus"], [""])


def test_a_file_is_measured_and_said_as_one_object(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(grouping, "one_thread", lambda: None)  # of this process, whose tests go on
    lines = [
        f"{what} number {at}\t{label}"
        for label, what in (("bus", "The bus"), ("pool", "A pool"))
        for at in range(20)
    ]
    (tmp_path / "x.tsv").write_text("text\tlabel\n" + "\n".join(lines) + "\n", "utf-8")
    assert grouping.main([str(tmp_path / "x.tsv"), "--json", "--scale", "60"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["messages"], found["true_groups"], len(found["orders"])) == (40, 2, 3)
    assert found["settings"]["seed"] == 1
    assert found["scale"][0]["messages"] == 60
    assert found["messages_per_cpu_second"] > 0
