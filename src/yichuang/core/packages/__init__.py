"""What does this matter ask, and is it sound?

A package (事项包) is a folder of five files: facts, matters, refusals and materials (``package.yaml``), the law they
stand on (``law.yaml``), dated figures (``parameters.csv``), worked examples (``examples.yaml``) and what is left out
(``README.md``). `load` reads them, or says by file and line everything that is wrong; `Package.guide` tells for one
person and one legal date what is still to be asked or looked up, and what follows.
"""

from yichuang.core.packages.at_hand import SELF, STATED, UNTICKED, Known
from yichuang.core.packages.documents import Article, Example, Source
from yichuang.core.packages.errors import AnswerError, Finding, NotInForce, PackageError, Trait, WorldError
from yichuang.core.packages.examples import check_examples, example_facts
from yichuang.core.packages.facts import Answer, Fact, yuan
from yichuang.core.packages.guide import Guide, Offer, Undecided
from yichuang.core.packages.kinds import KINDS
from yichuang.core.packages.loader import FILES, load, names_of, rewritten, writable
from yichuang.core.packages.otherwise import Change
from yichuang.core.packages.package import Citation, Package
from yichuang.core.packages.questions import Amount, Choice, Question, Unverified
from yichuang.core.packages.schema import MATTER_KINDS, Clock, Figure, Material, Matter, Proof, Referral, Refusal
from yichuang.core.packages.texts import LANGUAGES, in_language
from yichuang.core.packages.world import (
    WORKDAYS,
    WORLD_FILES,
    Department,
    Division,
    Item,
    Licence,
    Registry,
    Statement,
    World,
    load_world,
    world_texts,
)

__all__ = [
    "FILES",
    "KINDS",
    "LANGUAGES",
    "MATTER_KINDS",
    "SELF",
    "STATED",
    "UNTICKED",
    "WORKDAYS",
    "WORLD_FILES",
    "Amount",
    "Answer",
    "AnswerError",
    "Article",
    "Change",
    "Choice",
    "Citation",
    "Clock",
    "Department",
    "Division",
    "Example",
    "Fact",
    "Figure",
    "Finding",
    "Guide",
    "Item",
    "Known",
    "Licence",
    "Material",
    "Matter",
    "NotInForce",
    "Offer",
    "Package",
    "PackageError",
    "Proof",
    "Question",
    "Referral",
    "Refusal",
    "Registry",
    "Source",
    "Statement",
    "Trait",
    "Undecided",
    "Unverified",
    "World",
    "WorldError",
    "check_examples",
    "example_facts",
    "in_language",
    "load",
    "load_world",
    "names_of",
    "rewritten",
    "world_texts",
    "writable",
    "yuan",
]
