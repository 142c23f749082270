"""What a machine read and no person has judged yet: a document, and claims in it with rule and score."""

from __future__ import annotations

from dataclasses import dataclass

from graph.values.alike_texts import Signature
from graph.values.claims import Claim
from graph.values.markings import Marking
from graph.values.names import digest, normal_form


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read: `id` is that of the source its claims cite, `name` its file's, `signature` its text's.

    Two documents with signatures that are alike (graph.values.alike_texts) count as one voice.
    """

    id: str
    sha256: str
    name: str
    title: str
    signature: Signature
    marking: Marking


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule read: the claim as it would be accepted, with its words (`claim.quote`) and place (`claim.locator`).

    `start` and `end` are the span of the words in the document's text, `score` lies above 0 and at most 1.
    """

    claim: Claim
    rule: str
    score: float
    start: int
    end: int

    @property
    def id(self) -> str:
        """The claim's id: one statement of one document is proposed once, whichever rules read it."""
        return self.claim.id

    @property
    def words(self) -> str:
        """What stays the same in a copy of the document: the statement and its quote, without the source."""
        claim = self.claim
        thing = claim.object.as_list() if claim.object else []
        dates = (str(claim.period.start or ""), str(claim.period.end or ""))
        parts = (*claim.subject.as_list(), claim.predicate, *thing, claim.value, claim.role, *dates)
        return digest(*parts, normal_form(claim.quote))
