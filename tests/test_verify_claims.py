"""A claim of an answer: supported by what it cites, by another passage, or by none; and a second opinion on it."""

from dataclasses import dataclass

import pytest

from bot.verify.claims import Source, verify_claim

FERRY = Source("The ferry Nordlys stays in dock until June. Repairs cost 3.2 million kroner.", "2025-03-14")
TRAMS = Source("Helvor will build 85 trams for Rastenburg. The order is worth 310 million euros.", "2025-10-31")


@dataclass(frozen=True)
class Says:
    """An opinion that is always the same."""

    opinion: bool | None

    def supports(self, claim: str, source: Source) -> bool | None:
        return self.opinion


def test_a_claim_is_supported_by_what_it_cites() -> None:
    checked = verify_claim("The order for 85 trams is worth 310 million euros.", [FERRY, TRAMS], [1])
    assert (checked.standing, checked.source, checked.reasons) == ("supported", 1, ())


def test_one_of_several_citations_is_enough() -> None:
    checked = verify_claim("The order for 85 trams is worth 310 million euros.", [FERRY, TRAMS], [0, 1])
    assert (checked.standing, checked.source) == ("supported", 1)


def test_a_claim_that_another_passage_supports_names_it_and_says_what_was_wrong() -> None:
    checked = verify_claim("The order for 85 trams is worth 310 million euros.", [FERRY, TRAMS], [0])
    assert (checked.standing, checked.source) == ("supported_by_another", 1)
    assert "number" in {reason.kind for reason in checked.reasons}


def test_a_claim_that_no_passage_supports_says_why() -> None:
    checked = verify_claim("The order for 85 trams is worth 510 million euros.", [FERRY, TRAMS], [1])
    assert (checked.standing, checked.source) == ("not_supported", None)
    assert [reason.claim_text for reason in checked.reasons] == ["510 million euros"]


def test_without_passages_nothing_is_supported() -> None:
    assert verify_claim("Helvor will build trams.", [], []).standing == "not_supported"


def test_a_citation_of_a_passage_that_is_not_there_is_an_error() -> None:
    with pytest.raises(IndexError):
        verify_claim("Helvor will build trams.", [TRAMS], [7])


def test_a_second_opinion_decides_where_it_is_sure() -> None:
    right, wrong = "Helvor will build 85 trams for Rastenburg.", "Helvor will build 95 trams for Rastenburg."
    assert verify_claim(right, [TRAMS], [0], Says(None)).standing == "supported"
    assert verify_claim(wrong, [TRAMS], [0], Says(None)).standing == "not_supported"
    assert verify_claim(wrong, [TRAMS], [0], Says(True)).standing == "supported"
    refused = verify_claim(right, [TRAMS], [0], Says(False))
    assert (refused.standing, [reason.kind for reason in refused.reasons]) == ("not_supported", ["opinion"])
