"""A question set is read whole, or refused with the file, the line and the field that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.question_set import QuestionSetError, check, read_set
from bot.evaluation.questions import GoldEvidence, Question
from bot.turn import Turn


def read_questions(path: Path) -> tuple[Question, ...]:
    return read_set(path).questions


def write(folder: Path, *lines: str | dict[str, Any]) -> Path:
    path = folder / "set.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines),
        encoding="utf-8",
    )
    return path


def test_only_id_and_question_must_be_there(tmp_path: Path) -> None:
    assert read_questions(write(tmp_path, {"id": "a", "question": "Who won?"})) == (
        Question(id="a", question="Who won?"),
    )


def test_what_is_left_out_is_an_answerable_question_without_gold() -> None:
    question = Question(id="a", question="Who won?")
    assert question.answerable
    assert question.evidence_mode == "any"
    assert (question.history, question.answer, question.evidence, question.answer_parts) == ((), (), (), ())
    assert (question.standalone, question.type, question.refusal, question.as_of) == (None,) * 4


def test_every_field_is_read(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "question": "And the year after?",
        "history": [{"role": "user", "content": "Who won in 2023?"}, {"role": "assistant", "content": "Ann."}],
        "standalone": "Who won in 2024?",
        "answerable": False,
        "answer": ["Bea", "B."],
        "evidence": [{"article_id": "n1", "quote": "Bea won."}, {"url": "https://example.org/n2"}],
        "evidence_mode": "all",
        "answer_parts": ["two | 2", "Bea"],
        "type": "who",
        "refusal": "no_coverage",
        "as_of": "2024-12-31T12:00:00Z",
    }
    (question,) = read_questions(write(tmp_path, row))
    assert question == Question(
        id="a",
        question="And the year after?",
        history=(Turn("user", "Who won in 2023?"), Turn("assistant", "Ann.")),
        standalone="Who won in 2024?",
        answerable=False,
        answer=("Bea", "B."),
        evidence=(GoldEvidence("n1", None, "Bea won."), GoldEvidence(None, "https://example.org/n2", None)),
        evidence_mode="all",
        answer_parts=(("two", "2"), ("Bea",)),
        type="who",
        refusal="no_coverage",
        as_of="2024-12-31T12:00:00Z",
    )
    assert [item.article for item in question.evidence] == ["n1", "https://example.org/n2"]


def test_null_means_absent_and_unknown_fields_are_ignored(tmp_path: Path) -> None:
    row = {"id": "a", "question": "Who?", "quiz": {"round": 3}, "answerable": None, "answer": None, "evidence": None}
    row |= {"history": None, "evidence_mode": None, "answer_parts": None, "refusal": None, "as_of": None}
    assert read_questions(write(tmp_path, row)) == (Question(id="a", question="Who?"),)


def test_null_in_evidence_means_absent_too(tmp_path: Path) -> None:
    row = {"id": "a", "question": "Who?", "evidence": [{"article_id": None, "url": "u", "quote": None}]}
    assert read_questions(write(tmp_path, row))[0].evidence == (GoldEvidence(url="u"),)


def test_order_is_kept_and_blank_lines_a_byte_order_mark_and_crlf_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "b", "question": "?"}\r\n\r\n  \n{"id": "a", "question": "?"}\r\n')
    assert [question.id for question in read_questions(path)] == ["b", "a"]


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "a", "question": "Who\u2028won?"})
    assert read_questions(path)[0].question == "Who\u2028won?"


GOOD = {"id": "good", "question": "Who?"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"id": "a", "question": "Who?"', "is not JSON (EOF while parsing an object at column 30)"),
        ("{'id': 'a'}", "is not JSON (key must be a string at column 2)"),
        ("[]", "is not a JSON object"),
        ('"text"', "is not a JSON object"),
        ({"question": "Who?"}, "id: Field required"),
        ({"id": None, "question": "Who?"}, "id: Field required"),
        ({"id": "a"}, "question: Field required"),
        ({"id": 7, "question": "Who?"}, "id: Input should be a valid string"),
        ({"id": "a", "question": "  "}, "question: The question is empty."),
        ({"id": "a", "question": "Who?", "answerable": "no"}, "answerable: Input should be a valid boolean"),
        ({"id": "a", "question": "Who?", "answerable": 1}, "answerable: Input should be a valid boolean"),
        ({"id": "a", "question": "Who?", "answer": "Ann"}, "answer: Input should be a valid list"),
        ({"id": "a", "question": "Who?", "answer": ["Ann", 2]}, "answer.1: Input should be a valid string"),
        ({"id": "a", "question": "Who?", "answer": [""]}, "answer.0: is empty"),
        ({"id": "a", "question": "Who?", "answer_parts": ["a||b"]}, "answer_parts.0.1: is empty"),
        (
            {"id": "a", "question": "Who?", "answer_parts": [["a"]]},
            "answer_parts.0: is not a text of alternatives with | between them",
        ),
        (
            {"id": "a", "question": "Who?", "evidence": [{"article_id": "n"}, {"quote": "x"}]},
            "evidence.1: has neither article_id nor url",
        ),
        ({"id": "a", "question": "Who?", "evidence": [{"article_id": ""}]}, "evidence.0.article_id: is empty"),
        (
            {"id": "a", "question": "Who?", "evidence_mode": "most"},
            "evidence_mode: Input should be 'any' or 'all'",
        ),
        (
            {"id": "a", "question": "Who?", "history": [{"role": "bot", "content": "Hi"}]},
            "history.0.role: Input should be 'user' or 'assistant'",
        ),
        ({"id": "a", "question": "Who?", "history": [{"role": "user"}]}, "history.0.content: Field required"),
        (
            {"id": "a", "question": "Who?", "as_of": "yesterday"},
            "as_of: is not an ISO date or date-time, such as 2025-11-12",
        ),
        (GOOD, "id: 'good' stands on line 2 already"),
        ({"id": "a", "question": "x" * 2_001}, "question: The question is longer than 2,000 characters."),
        ({"id": "a", "question": "Who?", "turn": 1}, "conversation and turn come together, or not at all"),
        ({"id": "a", "question": "Who?", "conversation": "c", "turn": 0}, "turn: Input should be greater than or"),
        ({"id": "a", "question": "Who?", "conversation": "c", "turn": "1"}, "turn: Input should be a valid integer"),
        ({"id": "a", "question": "Who?", "must_contain": "Ann"}, "must_contain: Input should be a valid list"),
        ({"id": "a", "question": "Who?", "must_decline": "yes"}, "must_decline: Input should be a valid boolean"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str | dict[str, Any], complaint: str) -> None:
    path = write(tmp_path, "", GOOD, line)
    with pytest.raises(QuestionSetError) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}, line 3: {complaint}")


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b'{"id": "a", "question": "?"}\n{"id": "b", "question": "caf\xe9"}\n')
    with pytest.raises(QuestionSetError) as caught:
        read_questions(path)
    assert str(caught.value) == f"{path}, line 2: is not UTF-8"


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_set_is_an_error(tmp_path: Path, content: str) -> None:
    with pytest.raises(QuestionSetError, match=r"set\.jsonl: holds no question$"):
        read_questions(write(tmp_path, content))


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"none\.jsonl: cannot be read \(No such file or directory\)$"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(QuestionSetError, match=r"cannot be read \(Is a directory\)$"):
        read_questions(tmp_path)


def test_every_fault_is_named_with_its_line_and_field(tmp_path: Path) -> None:
    wrong = {"id": "", "question": "Who?", "answer": [1, "two", 3], "evidence": [{}]}
    path = write(tmp_path, GOOD, wrong, "{", {"id": "b"}, GOOD)
    assert [(one.line, one.field) for one in check(path).faults] == [
        (2, "id"),
        (2, "answer.0"),
        (2, "answer.2"),
        (2, "evidence.0"),
        (3, None),
        (4, "question"),
        (5, "id"),
    ]
    with pytest.raises(QuestionSetError, match=r"line 2: id: is empty \(6 more: `--check` names every one\)$"):
        read_set(path)


def test_a_turn_stands_once_in_a_conversation(tmp_path: Path) -> None:
    turns = [{"id": name, "question": "?", "conversation": "c", "turn": turn} for name, turn in (("a", 1), ("b", 1))]
    (fault,) = check(write(tmp_path, *turns)).faults
    assert str(fault) == ", line 2: turn: turn 1 of 'c' stands on line 1 already"


def test_what_looks_like_a_slip_is_noted_and_what_does_not_is_not(tmp_path: Path) -> None:
    checked = check(write(tmp_path, {"id": "a", "question": "?", "answers": ["x"], "rationale": "y", "quiz": 3}))
    assert checked.faults == ()
    assert checked.notes == ("the field 'answers' is ignored; did you mean 'answer'?",)


# Tables


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "set.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_and_its_lines_are_the_same_set(tmp_path: Path) -> None:
    rows = [
        {
            "id": "a",
            "question": 'Who said "no", and\nwhen?',
            "history": [{"role": "user", "content": "Hello"}],
            "answerable": False,
            "answer": ["Ann, B."],
            "evidence": [{"article_id": "n1", "quote": "Ann won, they say."}],
            "answer_parts": ["two|2", "ten"],
            "conversation": "7",
            "turn": 2,
            "must_contain": ["Ann"],
            "must_cite": ["n1", "n2"],
            "must_decline": True,
        },
        {"id": "b", "question": "Who?"},
    ]
    quoted = (
        "id,question,history,answerable,answer,evidence,answer_parts,conversation,turn,must_contain,must_cite,"
        "must_decline,note\r\n"
        'a,"Who said ""no"", and\nwhen?","[{""role"": ""user"", ""content"": ""Hello""}]",FALSE,"Ann, B.",'
        '"[{""article_id"": ""n1"", ""quote"": ""Ann won, they say.""}]","[""two|2"", ""ten""]",7,2,Ann,'
        '"[""n1"", ""n2""]",yes,\r\n'
        "\r\nb,Who?,,,,,,,,,,,kept\r\n"
    )
    as_table, as_lines = read_set(table(tmp_path, quoted)), read_set(write(tmp_path, *rows))
    assert as_table.questions == as_lines.questions
    assert as_table.digest == as_lines.digest
    assert as_table.lines == (rows[0], {**rows[1], "note": "kept"})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, separator: str) -> None:
    text = "\ufeffid,question,answerable\r\na,Who?,TRUE\r\n".replace(",", separator)
    assert read_set(table(tmp_path, text)).questions == (Question(id="a", question="Who?"),)


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("", [": holds no question"]),
        ("id,question\n", [": holds no question"]),
        ("name,text\na,b\n", [", line 1: the first row names no column id and no column question"]),
        ("id,question,id\na,b,c\n", [", line 1: the first row names the column id twice"]),
        (
            "id,question\na\nb,?,x\nc,?\n",
            [", line 2: has 1 cells, but the first row 2", ", line 3: has 3 cells, but the first row 2"],
        ),
        (
            'id,question,answerable,answer,turn\na,"two\nlines",maybe,[,x\n,,no,,\n',
            [
                ", line 2: answerable: is neither true nor false",
                ", line 2: answer: is not JSON (EOF while parsing a list at line 1 column 1)",
                ", line 2: turn: Input should be a valid integer",
                ", line 4: id: Field required",
                ", line 4: question: Field required",
            ],
        ),
        ("id,question,evidence\na,?,the ferry\n", [", line 2: evidence: is not JSON"]),
        ("id,question,\na,?,\nb,?,stray\n", [", line 3: 'stray' stands in a column without a name"]),
        ('id,question\na,"open\nb,?\n', [", line 2: is not CSV (unexpected end of data)"]),
    ],
)
def test_a_table_s_faults_are_named(tmp_path: Path, text: str, complaints: list[str]) -> None:
    told = [str(fault) for fault in check(table(tmp_path, text)).faults]
    assert len(told) == len(complaints)
    assert all(one.startswith(complaint) for one, complaint in zip(told, complaints, strict=True))


def test_a_table_in_another_encoding_says_what_to_do(tmp_path: Path) -> None:
    (fault,) = check(table(tmp_path, "id,question\na,café?\n", "latin-1")).faults
    assert str(fault) == ", line 2: is not UTF-8 (save the table as “CSV UTF-8”)"
