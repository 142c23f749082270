"""A claim that a machine read in a document and no person has judged yet: the claim, its rule, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from graph.values.claims import Claim
from graph.values.names import digest, normal_form


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
