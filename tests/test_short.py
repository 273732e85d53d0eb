"""The short answer to a question for a number: given where one sentence leaves no choice."""

import pytest

from bot.engines.short import short_answer


@pytest.mark.parametrize(
    ("question", "sentence", "amount"),
    [
        ("How much aid does Colombia get?", "About $377 million in aid was designated in 2024.", "About $377 million"),
        ("how many people were killed?", "At least 76 people were killed in 19 strikes.", "At least 76"),
        ("How long did it take?", "The crossing took almost 12 hours on 3 May.", "almost 12 hours"),
        ("What percentage voted to strike?", "Some 96% of 33,000 members voted to walk out.", "Some 96%"),
        ("how many of the 12 jurors agreed, how many jurors?", "Ten of the 12 jurors agreed.", "Ten"),
        # Each adjective has its measure.
        ("how old was Bobi?", "Bobi died about eight months after he was awarded.", None),
        ("how old was Bobi?", "Bobi, 31, died eight months after his birthday.", "31"),
        ("how old is the ship?", "The 72-year-old ship left after 28 years.", "72-year-old"),
        ("how far did they walk?", "They walked about 26 miles in nine hours.", "about 26 miles"),
        ("how tall is it?", "The tower, which took 12 years to build, is 300 meters high.", "300 meters"),
        # The same amount twice is one; two amounts are a choice.
        ("How much did it cost?", "It cost $5 million, and not a cent more than $5 million.", "$5 million"),
        ("How much did it cost?", "It cost $5 million, up from $4 million.", None),
        ("how many boats were hit?", "19 strikes have killed 76 people.", None),
        ("how many people were killed?", "Thousands of people fled.", None),
        ("How much did he pay?", "He paid on Nov. 12, 2025.", None),
        ("who paid?", "Petro paid $5.", None),
    ],
)
def test_the_amount_asked_for(question: str, sentence: str, amount: str | None) -> None:
    assert short_answer(question, sentence) == amount
