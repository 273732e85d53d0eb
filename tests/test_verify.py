"""What the verifier finds: each check by examples of our own, what is supported and what is not, and why."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.verify.check import verify
from bot.verify.days import days
from bot.verify.meanings import kinship, person
from bot.verify.quantities import quantities
from bot.verify.yes_or_no import apart, may_be_said, statement

PASSAGE = (
    "Harbour minister Ingrid Solheim said on Wednesday that the ferry Nordlys would stay in dock until June after "
    "inspectors found 14 cracks in its hull. Repairs will cost 3.2 million kroner, she told reporters in Varde. "
    "Kystline, the operator, denied on Thursday that any of its 600 daily passengers had been in danger. Tomas Rekdal, "
    "the mayor of Varde, called the delay “a blow to the islands” and said the town might hire two smaller boats in "
    "April."
)
PUBLISHED = "2025-03-14"


def kinds(claim: str, passage: str = PASSAGE, published: str | None = PUBLISHED) -> set[str]:
    return {reason.kind for reason in verify(claim, passage, published).reasons}


@pytest.mark.parametrize(
    "claim",
    [
        "On Wednesday harbour minister Ingrid Solheim said inspectors had found 14 cracks in the ferry's hull.",
        "Repairs of the Nordlys will cost about 3 million kroner.",
        "The repairs are going to cost 3,200,000 kroner, minister Solheim told reporters.",
        "Kystline denied on Thursday (13 March 2025) that its passengers had been in danger.",
        "The mayor, Tomas Rekdal, called the delay “a blow to the islands”.",
        "In April the town might hire 2 smaller boats, Rekdal said.",
    ],
)
def test_what_the_passage_says_in_other_words_is_supported(claim: str) -> None:
    assert verify(claim, PASSAGE, PUBLISHED).reasons == ()


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("Repairs of the Nordlys will cost 5.4 million kroner.", "number"),
        ("Repairs of the Nordlys will cost 3.2 billion kroner.", "number"),
        ("Repairs of the Nordlys will cost 3.2 million euros.", "unit"),
        ("Kystline denied that its 600 weekly passengers had been in danger.", "unit"),
        ("Kystline denied on Friday that its passengers had been in danger.", "date"),
        ("Kystline denied on Thursday (12 March 2025) that its passengers had been in danger.", "date"),
        ("The town might hire two smaller boats in May, the mayor of Varde said.", "date"),
        ("Harbour minister Karin Moberg said inspectors had found cracks in the hull.", "name"),
        ("Harbour minister Ingrid Rekdal said inspectors had found cracks in the hull.", "name"),
        ("Harbour master Ingrid Solheim said inspectors had found cracks in the hull.", "role"),
        ("Mayor Ingrid Solheim said inspectors had found cracks in the hull.", "role"),
        ("Tomas Rekdal called the delay “a disaster for the islands”.", "quote"),
        ("Inspectors “found 14 cracks” in the hull of the ferry.", "quote"),
        ("Inspectors did not find 14 cracks in the hull of the ferry.", "negation"),
        ("Passengers of Kystline had been in danger.", "negation"),
        ("The town will hire two smaller boats, the mayor of Varde said.", "modality"),
        ("Inspectors may have found 14 cracks in the hull of the ferry.", "modality"),
        ("Inspectors lost 14 cracks in the hull of the ferry.", "opposite"),
        ("The bakery in the old town sells fresh bread and cakes every morning.", "coverage"),
    ],
)
def test_what_the_passage_does_not_say_is_not_supported_and_the_reason_says_why(claim: str, kind: str) -> None:
    assert kind in kinds(claim)


@pytest.mark.parametrize(
    ("sentence", "word", "rest"),
    [
        ("No, the ferry was not lost.", "No", "The ferry was not lost."),
        ("yes – 14 cracks", "Yes", "14 cracks"),
        ("Yes, iPhones sold well.", "Yes", "iPhones sold well."),
        ("No. “We did not,” he said.", "No", "“We did not,” he said."),
        *(
            (whole, "", whole)
            for whole in ("No. 3 sank.", "No one sank.", "No-one sank.", "Yes it did.", "“No,” he said.")
        ),
        *((whole, "", whole) for whole in ("Yes.", "Not so, he said.", "Yesterday, it sank.", "")),
    ],
)
def test_a_yes_or_no_in_front_is_taken_off(sentence: str, word: str, rest: str) -> None:
    assert apart(sentence) == (word, rest)


def test_what_stands_behind_a_yes_or_no_is_checked() -> None:
    assert verify("Yes, inspectors found 14 cracks in its hull.", PASSAGE).supported
    assert verify("No: the operator denied that passengers had been in danger.", PASSAGE).supported
    assert kinds("No, inspectors did not find cracks in its hull.") == {"negation"}


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("Did inspectors find cracks?", "inspectors find cracks."),
        ("will the town hire boats ?", "will the town hire boats."),
        ("Is", None),
        ("And didn't inspectors find cracks?", "inspectors find cracks."),
        ("what did inspectors find?", None),
        ("Do you know what inspectors found?", None),
        ("Did the ferry sink or float?", None),
    ],
)
def test_a_yes_or_no_question_as_a_statement(question: str, stated: str | None) -> None:
    assert statement(question) == stated


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("Did inspectors find cracks?", "Inspectors found 14 cracks.", {"Yes"}),
        ("Was the hull damaged?", "The hull was not damaged.", {"No"}),
        ("Did 20 people die in the fire?", "The fire killed 14 people on Sunday.", set()),
        ("Was the ferry launched on Monday?", "The ferry was launched on Tuesday.", set()),
        ("Did Varde beat Hamnes?", "Hamnes beat Varde on Sunday.", set()),
        ("Did Rekdal win the award?", "Maria Lund won the award.", set()),
        ("Did the bank raise its rate?", "The bank lowered its rate.", {"No"}),
        ("Did the town hire boats?", "The town might hire boats.", set()),
        ("Is Rekdal a smuggler?", "Rekdal denies that he is a smuggler.", set()),
        ("Is the man accused of arson guilty of arson?", "The man is accused of arson by the police.", set()),
        ("Did thieves rob the museum?", "Thieves took eight pieces of jewellery from the museum.", {"Yes"}),
    ],
)
def test_a_yes_or_no_stands_on_what_is_told_as_a_fact_and_speaks_for_it(
    question: str, sentence: str, words: set[str]
) -> None:
    asked = statement(question)
    assert asked is not None
    assert {word for word in ("Yes", "No") if may_be_said(word, verify(asked, sentence), [sentence])} == words


@pytest.mark.parametrize("claim", ["", "…", "👍."])
def test_what_says_nothing_is_not_supported(claim: str) -> None:
    assert kinds(claim) == {"coverage"}


def test_initials_are_no_quotation_of_a_name() -> None:
    passage = "“The WHO was late,” said Ada Lund on Monday."
    assert kinds("Ada Lund said on Monday that the World Health Organization was late.", passage) == set()
    assert kinds("“The World Health Organization was late,” said Ada Lund on Monday.", passage) >= {"quote"}


def test_a_reason_shows_the_words_of_both_sides() -> None:
    (reason,) = verify("Repairs will cost 5.4 million kroner.", PASSAGE).reasons
    assert (reason.claim_text, reason.passage_text) == ("5.4 million kroner", "3.2 million kroner")


def test_who_does_what_to_whom_is_kept() -> None:
    passage = "Rovers beat Albion in the final. Albion were coached by Ana Luz."
    assert kinds("Rovers beat Albion in the final.", passage) == set()
    assert kinds("In the final, Albion were beaten by Rovers.", passage) == set()
    assert "role" in kinds("Albion beat Rovers in the final match.", passage)


def test_an_allegation_does_not_become_a_fact_nor_a_fact_an_allegation() -> None:
    passage = "Prosecutors say the banker allegedly stole 4 million euros from the fund. The fund closed in May."
    assert "modality" in kinds("The banker stole 4 million euros from the fund.", passage)
    assert kinds("The banker is accused of having stolen 4 million euros from the fund.", passage) == set()
    assert "modality" in kinds("The fund allegedly closed in May.", passage)


def test_a_claim_keeps_its_speaker() -> None:
    passage = "The plant is safe, Helvor said. Inspectors of the agency Norsik found leaks in two of its tanks."
    assert kinds("According to Helvor the plant is safe.", passage) == set()
    assert {"name", "attribution"} & kinds("According to Norsik the plant is safe.", passage)


def test_the_one_who_speaks_for_an_organisation_is_the_speaker() -> None:
    passage = (
        "Lund is head of research at the Port Council. It met on Monday. Snow fell. Nobody spoke for long. Rain came. "
        "The crane fell at night, Ada Lund said."
    )
    assert kinds("Ada Lund of the Port Council said the crane fell at night.", passage) == set()
    oslo = passage.replace("Port Council", "University of Oslo")
    assert kinds("Ada Lund of the University of Oslo said the crane fell at night.", oslo) == set()
    assert "name" in kinds("Ada Lund of the Rail Council said the crane fell at night.", passage)


@pytest.mark.parametrize("run", ["September 9 to 15, 2024", "9–15 September 2024", "from 9 to 15 September 2024"])
def test_a_run_of_days_may_be_written_in_another_way(run: str) -> None:
    assert kinds(f"Applicants may come {run}.", "Applicants may come Sept. 9-15.", "2024-08-28") == set()
    assert kinds(f"Applicants may come {run}.", "Applicants may come Sept. 9-16.", "2024-08-28") == {"date"}
    assert kinds("Applicants may come Sept. 9-15.", f"Applicants may come {run}.", "2024-08-28") == set()


def test_of_the_day_of_publication_no_more_is_said_than_that_it_was_reported_then() -> None:
    passage = "Inspectors found 14 cracks in the hull of the ferry."
    reported = "By 14 March 2025 inspectors had found 14 cracks in the hull, according to a 14 March 2025 report."
    assert kinds(reported, passage) == set()
    assert kinds("Inspectors found 14 cracks in the hull, as reported on 14 March 2025.", passage) == set()
    assert kinds("On 14 March 2025 inspectors found 14 cracks in the hull.", passage) == {"date"}
    assert kinds("As of 13 March 2025 inspectors had found 14 cracks in the hull.", passage) == {"date"}
    assert kinds("By 14 March 2025 the owner must pay the fine.", "The owner must pay the fine.") == {"date"}
    assert "date" in kinds("Auditors blamed the mayor in a 14 March 2025 report.", "Auditors blamed the mayor.")


def test_a_quotation_keeps_its_speaker_in_a_long_text() -> None:
    others = " ".join(f"Bo Ryd sailed from Varde with {number} passengers." for number in range(20, 30))
    passage = f"{others} “The sea around these islands is not ours to sell,” said the captain, Ada Lund."
    assert kinds("Ada Lund of Varde said, “The sea around these islands is not ours to sell.”", passage) == set()
    assert "attribution" in kinds("Bo Ryd of Varde said, “The sea around these islands is not ours to sell.”", passage)


def test_a_quotation_of_several_sentences_keeps_its_speaker() -> None:
    others = " ".join(f"Bo Ryd sailed from Varde with {number} passengers." for number in range(20, 30))
    passage = (
        f"{others} “The sea around these islands is not ours to sell. Nobody owns it,” said the captain, Ada Lund."
    )
    assert kinds("Ada Lund of Varde said, “The sea around these islands is not ours to sell.”", passage) == set()
    assert "attribution" in kinds("Bo Ryd of Varde said, “The sea around these islands is not ours to sell.”", passage)


def test_the_opposite_of_a_denial_is_no_fault() -> None:
    passage = "The council rejected the plan for the tram depot."
    assert "opposite" in kinds("The council approved the plan for the tram depot.", passage)
    assert kinds("The council did not approve the plan for the tram depot.", passage) == set()


def test_a_sentence_of_the_passage_is_supported_with_what_an_answer_adds() -> None:
    passage = "Mayor Ana Luz spoke on Monday. She said on Tuesday that nobody had told her."
    added = "She (Luz) said on Tuesday (11 November 2025) that nobody had told her."
    assert kinds(added, passage, "2025-11-12") == set()
    assert kinds(added.replace("11 November", "4 November"), passage, "2025-11-12") == {"date"}
    assert kinds(added.replace("Luz", "Moberg"), passage, "2025-11-12") == {"name"}


def test_a_part_of_a_sentence_is_not_taken_as_verbatim() -> None:
    assert kinds("The bridge will be closed in May.", "Officials denied that the bridge will be closed in May.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$377 million", (377e6, 377e6, "dollar")),
        ("377m dollars", (377e6, 377e6, "dollar")),
        ("US$5bn", (5e9, 5e9, "dollar")),
        ("two and twenty-five thousand pounds", (2, 2, "")),
        ("$10 to 15 million", (10e6, 15e6, "dollar")),
        ("between 10 and 15 kilometres", (10, 15, "kilometre")),
        ("0.5 percentage points", (0.5, 0.5, "percentage point")),
        ("a 30-day ban", (30, 30, "day")),
        ("33 per cent", (33, 33, "percent")),
        ("half a million people", (5e5, 5e5, "person")),
        ("a quarter of a million euros", (25e4, 25e4, "euro")),
        ("half an hour later", (0.5, 0.5, "hour")),
        ("two and a half years", (2.5, 2.5, "year")),
        ("half a percentage point", (0.5, 0.5, "percentage point")),
        ("half a dozen trips", (6, 6, "")),
        ("a decade of rule", (10, 10, "year")),
        ("three in ten of them", (30, 30, "percent")),
    ],
)
def test_numbers_are_read_with_their_scale_and_unit(text: str, expected: tuple[float, float, str]) -> None:
    first = quantities(text)[0]
    assert (first.low, first.high, first.unit) == expected


def test_numbers_in_names_are_none() -> None:
    assert quantities("COVID-19 and the F-16 and the G7") == ()


def test_a_third_is_about_33_percent() -> None:
    passage = "About a third of the money is meant for the police."
    assert kinds("Some 33 percent of the money is meant for the police.", passage) == set()
    assert "number" in kinds("Some 43 percent of the money is meant for the police.", passage)


def test_dozens_are_no_exact_number() -> None:
    assert "number" in kinds("The raids killed 36 people.", "The raids have killed dozens of people.")
    assert kinds("The raids killed dozens of people.", "The raids have killed 36 people.") == set()


def test_a_date_may_be_less_exact_than_the_passage_but_not_more() -> None:
    passage = "The bridge was closed on 14 May 2024 after a storm."
    assert kinds("A storm closed the bridge in May 2024.", passage) == set()
    assert kinds("A storm closed the bridge on Tuesday.", passage, "2024-05-15") == set()
    assert "date" in kinds("A storm closed the bridge on 14 May 2024.", "In May 2024 a storm closed the bridge.")


def test_days_of_two_months_are_one_span() -> None:
    (one,) = days("26 August – 1 September 2024", None)
    assert one.span is not None
    assert [day.isoformat() for day in one.span] == ["2024-08-26", "2024-09-01"]


@pytest.mark.parametrize(
    ("claimed", "there", "kin"),
    [
        ("arrest", "apprehend", "same"),
        ("decis", "decid", "same"),
        ("intel", "intellig", "same"),
        ("scientist", "chemist", "wider"),
        ("increas", "declin", "opposite"),
        ("suspend", "resum", "opposite"),
        ("win", "lose", "opposite"),
        ("bread", "parliament", "none"),
        ("hour", "year", "sibling"),
        ("km", "kilometr", "same"),
    ],
)
def test_kinship_of_words(claimed: str, there: str, kin: str) -> None:
    assert kinship(claimed, there) == kin


def test_a_role_is_a_word_for_a_person_not_one_that_looks_like_it() -> None:
    assert person("minist", "ministers")
    assert not person("contend", "contending")


TEXT = st.text(st.sampled_from("aB1 .,“”\"()-–$%’'\n") | st.characters(), max_size=120)
WORDS = st.lists(
    st.sampled_from([*PASSAGE.split(), "not", "may", "(", "$5m", "Tuesday", "a", "third", "–"]), max_size=30
)


@given(TEXT | WORDS.map(" ".join), TEXT | WORDS.map(" ".join), st.sampled_from([None, "2025-03-14", "0001-01-01"]))
@settings(max_examples=200, deadline=None)
def test_any_claim_and_passage_can_be_checked(claim: str, passage: str, published: str | None) -> None:
    for reason in verify(claim, passage, published).reasons:
        assert reason.claim_text or not claim


@pytest.mark.parametrize("piece", ["(", "“a ", "1", "1,", "A", "A ", "a-", "10 to ", "May 1 ", "not ", "$", "Ab of "])
def test_a_long_hostile_passage_takes_time_in_proportion(piece: str) -> None:
    def seconds(length: int) -> float:
        passage = (piece * length)[: length * 2]
        claim = f"Minister Ab said on 1 May that 10 of {passage[:200]} were not there."
        best = float("inf")
        for attempt in range(3):
            started = time.perf_counter()
            verify(claim, f"{passage} {attempt}.", "2025-03-14")
            best = min(best, time.perf_counter() - started)
        return best

    seconds(100)
    assert seconds(8_000) < 12 * seconds(1_000) + 0.1


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("The Norwegian harbour master Tomas Lunde closed the old ferry berth in Varde on Monday.", "name"),
        ("The Norwegian harbour master Tomas Rekdal did not close the old ferry berth in Varde on Monday.", "negation"),
        ("Six fewer ships were moved from there to Hamnes before the storm.", "opposite"),
        ("Rekdal resigned after the berth closed.", "coverage"),
        ("The berth sank.", "coverage"),
        ("It was so.", "coverage"),
    ],
)
def test_a_word_changed_or_put_in_is_seen(claim: str, kind: str) -> None:
    passage = (
        "The Norwegian harbour master Tomas Rekdal closed the old ferry berth in Varde on Monday."
        " Six more ships were moved from there to Hamnes before the storm."
    )
    assert kind in kinds(claim, passage)


@pytest.mark.parametrize(
    ("passage", "turned", "kind"),
    [
        ("The river fell by two metres after the dam was opened.", ("after", "before"), "opposite"),
        ("Shares in the bank were up 4 % at noon.", ("up", "down"), "opposite"),
        ("The new bridge at Varde will be painted red.", ("new", "old"), "opposite"),
        ("The ferry goes from Varde to Hamnes without a stop.", ("Varde to Hamnes", "Hamnes to Varde"), "opposite"),
        ("The pilots failed to lower the wheels in time.", ("failed to lower", "lowered"), "negation"),
        ("The pilots lowered the wheels in time.", ("lowered", "failed to lower"), "negation"),
        ("The fine must be paid within 20 more days.", ("days", "weeks"), "unit"),
        ("The line made a loss of 3 million kroner in 2020.", ("loss", "profit"), "opposite"),
        ("Varde beat Hamnes by three goals on Sunday.", ("beat", "was defeated by"), "coverage"),
        ("The ban took effect in Varde on Friday.", ("took", "did not take"), "negation"),
        (
            "The ferry may have sunk at night, Rekdal told reporters.",
            ("may have sunk", "sank, he said to them"),
            "modality",
        ),
        ("The US attacked Iran on Friday.", ("The US", "Ukraine and Spain"), "name"),
        ("The council lifted the curfew on Friday.", ("lifted", "imposed"), "opposite"),
        ("The motion passed with 12 votes.", ("passed", "failed"), "opposite"),
        ("Rebels withdrew from the port on Friday.", ("withdrew from", "entered"), "opposite"),
        ("The fine may be paid in some cases by the owners of the ferry.", ("some", "all"), "number"),
        ("The ferry ran aground for the first time in its long history.", ("first", "second"), "number"),
        (
            "The ship of the Hamnes Line goes to the island and back to the District of Varde.",
            ("District of Varde", "Varde of District"),
            "role",
        ),
    ],
)
def test_a_sentence_turned_into_its_opposite_is_seen(passage: str, turned: tuple[str, str], kind: str) -> None:
    passage += " More would follow on Monday, a spokesman said."
    claim = passage.split(".")[0].replace(*turned) + "."
    assert kind in kinds(claim, passage)


def test_what_is_put_together_from_many_sentences_must_mostly_be_said() -> None:
    passage = (
        "The ferry left Varde at noon. Its captain had slept badly. The mate cooked soup in the galley. Gulls followed "
        "the ship. A child fed them bread near the stern. Rain fell over Hamnes."
    )
    near = "At noon the ferry left Varde, its captain having slept badly, and rain fell over Hamnes."
    far = "At noon a weary captain took the ferry past Varde, served soup, watched gulls and scolded a hungry child."
    assert kinds(near, passage) == set()
    assert kinds(far, passage) == {"coverage"}


def test_in_a_long_text_a_denial_counts_where_the_text_says_most_of_what_is_denied() -> None:
    quay = "The crew waited at the quay. Boats lay in the rain. The cook told stories. Nobody sang. Lamps were lit. "
    text = f"{quay * 2}The ferry left Varde for Hamnes at noon. The harbour was calm all day."
    assert kinds("The ferry did not leave Varde for Hamnes at noon.", text) == {"negation"}
    by_chance = "No rower there could see the weary cook."
    assert "negation" in kinds(by_chance, quay)
    assert "negation" not in kinds(by_chance, text)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The council allowed barbecues in its parks.", "The council lifted the ban on barbecues in its parks."),
        (
            "The government missed its target of 5,000 homes.",
            "The government failed to meet its target of 5,000 homes.",
        ),
        ("By two votes the bill did not pass.", "The bill failed to pass by two votes."),
        (
            "Varde defeated Hamnes 3-1 for its first cup in ten years.",
            "Varde won its first cup in ten years, beating Hamnes 3-1.",
        ),
        ("A bear is said to have been seen in Varde.", "A bear was reportedly seen in Varde."),
        (
            "He pleaded not guilty to charges alleging bribes and fraud.",
            "He pleaded not guilty to charges of bribery and fraud.",
        ),
        ("The Court of Appeal for Seafarers lifted his ban.", "The CAS lifted his ban."),
        ("She had left the court before she was arrested.", "She was arrested after leaving the court."),
        (
            "The ferry from Varde to Hamnes stops in Lund.",
            "From Hamnes to Varde and from Varde to Hamnes, ferries stop in Lund.",
        ),
        ("In two years they will hire another 30 divers.", "They will hire 30 more divers in two years."),
        (
            "The mayor of Varde said in Oslo on Monday that the plan would cost too much for all.",
            "On Monday the mayor of Varde said in Oslo that the plan would cost too much for all.",
        ),
    ],
)
def test_what_only_looks_like_the_opposite_is_supported(claim: str, passage: str) -> None:
    assert kinds(claim, passage) == set()


@pytest.mark.parametrize(
    ("claim", "passage", "changed", "kind"),
    [
        (
            "Norwick's Ada Lund won the regatta.",
            "Ada Lund sailed for Norwick and won the regatta.",
            ("Ada Lund", "Ida Lund"),
            "name",
        ),
        (
            "Despite the rain, Ada Lund won the regatta.",
            "It rained, but Ada Lund won the regatta.",
            ("Ada", "Ida"),
            "name",
        ),
        (
            "Lobstermen of Varde blocked the harbour.",
            "In Varde, angry lobstermen blocked the harbour with their boats.",
            ("Varde", "Moss"),
            "name",
        ),
        (
            "Núria Peña led the inquiry into the fire.",
            "Nu\u0301ria Pen\u0303a led the inquiry into the fire.",
            ("Peña", "Vidal"),
            "name",
        ),
        (
            "The museum shows not only boats but also maps.",
            "The museum shows boats and maps.",
            ("not only boats but also maps", "boats but not maps"),
            "negation",
        ),
        (
            "The ferry carried no fewer than 80 passengers.",
            "The ferry carried at least 80 passengers.",
            ("carried no fewer than", "did not carry"),
            "negation",
        ),
        (
            "The crane did not fit through the gate of the yard.",
            "The crane was too wide to fit through the gate of the yard.",
            ("did not fit", "might fit"),
            "modality",
        ),
        (
            "Lund did not accept the offer of the club.",
            "Lund turned down the offer of the club.",
            ("did not accept", "might accept"),
            "modality",
        ),
        (
            "The team had no defeat in nine matches.",
            "The team was undefeated in nine matches.",
            ("nine", "seven"),
            "number",
        ),
        (
            "The rule binds certain ferry firms.",
            "The rule binds some of the ferry firms.",
            ("binds certain", "certainly binds"),
            "modality",
        ),
        (
            "More than 1,200 firms were invited to the fair.",
            "The organisers invited 1,252 firms to the fair.",
            ("1,200", "1,400"),
            "number",
        ),
        (
            "One day after the storm the bridge opened.",
            "The bridge opened a day after the storm.",
            ("One day", "Two days"),
            "number",
        ),
        (
            "Six people were saved from the lake.",
            "Rescuers saved six swimmers from the lake.",
            ("Six", "Eight"),
            "number",
        ),
        ("The repairs took half a year.", "The repairs took six months.", ("year", "decade"), "number"),
        ("The works took two decades.", "The works took 20 years.", ("two", "three"), "number"),
        (
            "Psychologist Ada Lund won the regatta.",
            "Ada Lund, a psychologist, won the regatta.",
            ("Psychologist", "Captain"),
            "role",
        ),
        (
            "Captain Ada Lund steered the ferry.",
            "Captain Ada Lund steered the ferry while the mate slept.",
            ("Captain", "Mate"),
            "role",
        ),
        (
            "The mate, Ada Lund, steered the ferry.",
            "Ada Lund steered the ferry as its mate, for Captain Bo Ryd slept.",
            ("mate", "captain"),
            "role",
        ),
        (
            "The judge ordered Ada Lund to pay for the first crossing.",
            "The judge ruled that Ada Lund must pay for the first crossing.",
            ("ordered", "did not order"),
            "negation",
        ),
        (
            "Of those saved, 16 were children and 46 were women.",
            "Rescuers saved 16 children, 46 women and a dog.",
            ("16 were children and 46 were", "46 were children and 16 were"),
            "number",
        ),
        (
            "Varde and Moss had 12 and 30 ferries respectively.",
            "The towns of Varde and Moss had 12 and 30 ferries, respectively.",
            ("12 and 30", "30 and 12"),
            "number",
        ),
        ("The show ended at 1 a.m.", "The show let out at 1 a.m.", ("1 a.m.", "midnight"), "number"),
        (
            "Lund spoke before Monday's vote on the ferry.",
            "Lund spoke to the council before the vote on Monday.",
            ("before", "after"),
            "opposite",
        ),
        (
            "Lund, chief financial officer of Kystline, will step in until June.",
            "Kystline's CFO, Ada Lund, will step in until June.",
            ("financial", "operating"),
            "role",
        ),
        (
            "If the team is barred, the union is likely to move Norwick up to first place.",
            "If the team is barred, the union is likely to move Norwick up to the first place.",
            ("is likely to", "will"),
            "modality",
        ),
        (
            "According to the suit, Kystline broke its contract by sailing late.",
            "The pair argue that Kystline broke its contract with them by sailing late.",
            ("According to the suit, ", ""),
            "attribution",
        ),
        (
            "The new timetable is a hasty attempt to deceive the islands, Rekdal said.",
            "“The new timetable is a hasty attempt to deceive the islands,” Rekdal told reporters.",
            (", Rekdal said", ""),
            "attribution",
        ),
        (
            "Of the 60 rowers tested, 55 tested negative, and many felt ill.",
            "In all, 60 rowers were tested and 55 tested negative, though many felt ill.",
            ("negative", "positive"),
            "opposite",
        ),
        (
            "Norwick rows at home for the first time in its history.",
            "Norwick, the 3 seed, rows at home for the first time in its history.",
            ("first time", "third time"),
            "number",
        ),
        (
            "Rekdal called the halt of the ferry to the islands a heavy blow.",
            "The halt of the ferry to the islands was a heavy blow, Rekdal said.",
            ("heavy blow", "wilful crime"),
            "attribution",
        ),
        (
            "Lund sailed late.",
            "Lund sailed late on Monday.",
            ("late", "late, because her train from the capital had been delayed"),
            "coverage",
        ),
    ],
)
def test_a_paraphrase_is_supported_and_a_change_in_it_is_seen(
    claim: str, passage: str, changed: tuple[str, str], kind: str
) -> None:
    assert kinds(claim, passage) == set()
    assert changed[0] in claim
    assert kind in kinds(claim.replace(*changed), passage)
