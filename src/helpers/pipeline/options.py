"""What an analyst may choose of a run, and what its results hang on."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

from helpers.corpus import ANALYSED
from helpers.errors import Problem
from helpers.hashes import hash_code, hash_file, hash_values, list_versions
from helpers.keywords import fold_names, read_names
from helpers.pipeline.selection import DRAWN
from helpers.project import project_path
from helpers.stance import Actors, Targets, read_actors, read_targets

# The code that each stage runs on, itself and what it imports
CODE = {
    "read": ("corpus", "schemas", "tables", "errors"),
    "clean": ("corpus", "language", "schemas", "tables"),
    "find": ("corpus", "language", "stance", "keywords", "schemas"),
    "score": ("language", "stance", "stats", "schemas"),
    "count": ("language", "keywords", "schemas"),
}
# What results hang on besides: another version may cut sentences or score otherwise
PACKAGES = (
    *("pandas", "numpy", "scipy", "pyarrow", "duckdb", "nltk", "textblob", "vaderSentiment", "nupunkt", "simplemma"),
    *("py3langid", "trafilatura", "lxml", "charset-normalizer", "onnxruntime", "tokenizers", "spacy"),
)


@dataclass(frozen=True)
class Options:
    """Choices, with names and defaults as for `helpers.pipeline.build_tables`.

    Attributes:
        n_shown: Articles that pages show in full, at most.
        unusable: What keeps other scorers from being used.
    """

    targets_file: Path
    scorers: tuple[str, ...]
    max_mb: float = 5
    copies: bool = False
    parts: Collection[str] = ANALYSED
    references: bool = True
    n_shown: int = DRAWN
    unusable: tuple[Problem, ...] = ()

    def __getstate__(self) -> dict[str, object]:
        """Return what workers are sent: with what the files say, as these may lie where workers do not see them."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return chosen | {"targets": self.targets, "actors": self.actors}

    @cached_property
    def targets(self) -> Targets:
        """The targets."""
        return read_targets(self.targets_file)

    @cached_property
    def actors(self) -> Actors:
        """Who belongs to which bloc."""
        return read_actors(project_path("data", "actors.csv"))

    @cached_property
    def problems(self) -> list[Problem]:
        """What was found wrong in the files that say what to look for."""
        odd_names = read_names(project_path("data", "named_terms.txt"))[1]
        return [*self.targets.problems, *self.actors.problems, *odd_names, *self.unusable]

    def describe(self) -> dict[str, object]:
        """Return what is chosen, as a record notes it."""
        return {
            "targets": hash_file(self.targets_file),
            "scorers": list(self.scorers),
            "max_mb": self.max_mb,
            "copies": self.copies,
            "parts": sorted(self.parts),
            "references": self.references,
            "n_shown": self.n_shown,
        }

    @cached_property
    def listed(self) -> list[str]:
        """Names of several words that come with Presslens, folded."""
        return read_names(project_path("data", "named_terms.txt"))[0]

    @cached_property
    def of_targets(self) -> list[str]:
        """Names of several words of the targets, folded."""
        return name_targets(self.targets)

    def key(self, stage: str) -> str:
        """Return the hash of all that a stage hangs on but the articles: choices, files, code and packages."""
        chosen: dict[str, object] = {
            "read": (float(self.max_mb),),
            "clean": (self.copies,),
            "find": (
                sorted(self.parts),
                self.references,
                hash_file(self.targets_file),
                hash_file(project_path("data", "actors.csv")),
            ),
            "score": (list(self.scorers),),
            "count": (),
        }
        return hash_values(stage, chosen[stage], hash_code("pipeline", *CODE[stage]), list_versions(*PACKAGES))


def name_targets(targets: Targets) -> list[str]:
    """Return the names of the targets that keywords keep whole: of the country and its bodies, not of persons."""
    kinds = ("country", "capital", "government")
    return fold_names(
        name for target in targets.targets.values() for kind in kinds for name in target.aliases.get(kind, [])
    )
