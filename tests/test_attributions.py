"""Which words of a note may tell who spoke, in both languages, under each rule."""

import pytest

from measures.analysis.attributions import attribution_finder
from measures.models import Party

PARTIES = [
    Party(code="CN", name="China", adjective="Chinese", name_zh_hans="中国"),
    Party(code="US", name="United States", adjective="U.S.", name_zh_hans="美国"),
    Party(code="NORTHSHORE", name="Northshore", name_zh_hans="北岸", adjective_zh_hans="北岸方"),
]
PERSONS = {
    "A Chinese participant said that fog is rare.": ["Chinese participant"],
    "An American colleague disagreed.": ["American colleague"],
    "A United-States colleague agreed, a UnitedStates official did not.": [
        "United-States colleague",
        "UnitedStates official",
    ],
    "A retired U.S. navy officer asked.": ["U.S. navy officer"],
    "Two Northshore experts, and an expert from the United States": [
        "Northshore experts",
        "expert from the United States",
    ],
    "A scholar at the Harbour Institute proposed it.": ["scholar at the Harbour Institute"],
    "Professor Ferryman and Dr. Bell proposed it.": ["Professor Ferryman", "Dr. Bell"],
    "中方学者表示，雾很少。": ["中方学者"],
    "与会美方人士不同意。": ["与会美方人士"],
    "一位美国前官员提问，北岸专家作答。": ["美国前官员", "北岸专家"],
    "张某教授作了说明。": ["张某教授"],
    "Wei Keeper proposed it.": ["Wei Keeper"],
}
SIDES = {
    "China said that fog is rare.": ["China said"],
    "The Chinese side proposed a bell.": ["The Chinese side proposed"],
    "It was for the U.S. delegation to answer.": ["the U.S. delegation"],
    "中方表示，雾很少。": ["中方表示"],
    "美方代表团提出异议。": ["美方代表团提出"],
    "北岸方认为可行。": ["北岸方认为"],
}
NEITHER = [
    "Both spoke of fog. One participant said that it is rare; others disagreed.",
    "Participants speak for themselves and bind no government.",
    "The text that China published in 2024 was read.",
    "一位与会者认为雾很少，其他人不同意。",
    "双方谈到2024年中国发布的文件。",
    "",
]


@pytest.mark.parametrize("text", [*PERSONS, *SIDES, *NEITHER])
@pytest.mark.parametrize("rule", ["on_the_record", "sides_may_be_named", "chatham_house"])
def test_words_that_tell_who_spoke_are_found_as_far_as_the_rule_forbids_them(rule: str, text: str) -> None:
    forbidden = {"on_the_record": {}, "sides_may_be_named": PERSONS, "chatham_house": PERSONS | SIDES}[rule]

    found = attribution_finder(PARTIES, rule=rule, names=["Wei Keeper"])(text)

    assert found == forbidden.get(text, [])
