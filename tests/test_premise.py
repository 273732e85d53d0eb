"""False premises: what a question takes for granted and the articles deny; what only looks like it is answered."""

from pathlib import Path

import pytest

from bot.build import Program
from bot.events import Question
from bot.settings import Settings
from vectorstore.article import Article

ARTICLES = {
    "Ferry runs aground near Tallinn": "A ferry ran aground near Tallinn on Monday. None of the 212 passengers and crew"
    " was hurt, the coast guard said. The hull was not damaged. Divers looked at it on Tuesday.",
    "Council votes on the Linden bridge": "The Linden council voted 9 to 2 against the new bridge on Thursday. Mayor"
    " Ada Holm had asked for it. The council did not discuss the cost of the bridge.",
    "Marathon in Bergen": "Kari Moen finished fourth in the Bergen marathon on Sunday. Ida Lund won in 2:24:10.",
    "Chess cup in Riga": "Latvia beat Norway in the final of the Baltic chess cup in Riga on Sunday. Finland had never"
    " won the Baltic chess cup before.",
    "Linden halts dredging": "The port of Linden announced the suspension of dredging in its harbour on Friday.",
    "Narvik dredges": "Narvik has suspended dredging on Monday. On Thursday Narvik said it would go on dredging its"
    " harbour after all.",
    "Oban and its harbour": "Oban never stopped dredging its harbour, its mayor said.",
    "Turku and its harbour": "A court refused to stop dredging in the harbour of Turku.",
    "Brest and its harbour": "Brest lifted the suspension of dredging in its harbour on Friday.",
    "Vigo and its harbour": "Vigo ended dredging in its west harbour after two years.",
    "Fire in Oulu": "A fire in a warehouse in Oulu killed two people on Friday. Nobody was hurt in a fire there last"
    " year.",
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(Settings(data=Path(tmp_path_factory.mktemp("data")), model="extractive"))
    for title, text in ARTICLES.items():
        program.store.archive.put(Article(id=title, text=text, title=title, published="2025-11-14"))
    program.store.catch_up()
    return program


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("How many people were killed when the ferry ran aground near Tallinn?", "None of the 212 passengers"),
        ("How bad is the damage to the ferry near Tallinn?", "not damaged"),
        ("When did the Linden council back the new bridge?", "voted 9 to 2 against"),
        ("What did the council discuss about the cost of the Linden bridge?", "did not discuss"),
        ("How did Kari Moen win the Bergen marathon?", "finished fourth"),
        ("Why did the port of Linden continue dredging in its harbour?", "suspension of dredging"),
        ("Why did the port of Linden agree to dredge its harbour?", "suspension of dredging"),
    ],
)
def test_a_false_premise_is_named_with_the_sentence_that_denies_it(program: Program, question: str, quote: str) -> None:
    answer = program.chain.invoke(Question(question))
    assert answer.declined
    assert (answer.status, answer.declined.kind) == ("declined", "false_premise")
    (citation,) = answer.citations
    assert quote in citation.quote
    assert answer.text.endswith("[1]")
    assert answer.document()["sentences"][0]["verdict"]["standing"] == "supported"
    assert answer.declined.message in answer.said
    assert citation.quote[:10] in answer.said


@pytest.mark.parametrize(
    "question",
    [
        "How many people were killed in the warehouse fire in Oulu?",  # what is denied is another year's
        "How did the council vote on the Linden bridge?",
        "Was anybody hurt when the ferry ran aground near Tallinn?",  # takes nothing for granted
        "Why was nobody hurt when the ferry ran aground near Tallinn?",  # knows that it was not so
        "Who won the Bergen marathon?",
        "When did the ferry run aground near Tallinn?",
        "Why did Linden suspend dredging in its harbour?",
        "Why is the suspension of dredging in Linden in the news?",
        "Why did Narvik dredge its harbour after all?",
        "Why did Oban continue dredging its harbour?",
        "Why did Turku keep dredging its harbour?",
        "Why did Brest continue dredging in its harbour?",
        "When did Brest resume dredging in its harbour?",
        "How long did Vigo dredge its west harbour?",
        "Why did Vigo start dredging its west harbour?",
        "Who won the Baltic chess cup in Riga?",  # who else has not won it says nothing
    ],
)
def test_what_takes_for_granted_what_is_so_is_answered(program: Program, question: str) -> None:
    assert program.chain.invoke(Question(question)).declined is None
