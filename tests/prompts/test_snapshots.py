"""Rendered prompts, reviewed as diffs: set UPDATE_SNAPSHOTS=1 to write them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from maskwright.prompts import (
    ContrastiveInput,
    PartsInput,
    PhraseInput,
    PreRefineInput,
    RenderedPrompt,
    TagInput,
    UnderstandInput,
    UseToolsInput,
    VisibleInput,
    load_prompt,
    tips_preset,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
CLASSES = ["bird", "boat", "person", "potted plant"]
TAGS = [TagInput(name="girl", score=0.9), TagInput(name="vase", score=0.5)]
CAPTION = "a girl beside a vase"
SYNONYMS = {"person": ["human", "rider"], "boat": ["ship"]}


def pre(**more: object) -> RenderedPrompt:
    inputs = PreRefineInput.model_validate({"tags": TAGS, "classes": CLASSES, **more})
    return load_prompt("pre_refine").question(inputs)


def post(**more: object) -> RenderedPrompt:
    inputs = PhraseInput.model_validate({"phrase": "young girl", "classes": CLASSES, **more})
    return load_prompt("post_refine").question(inputs)


def contrastive() -> RenderedPrompt:
    return load_prompt("contrastive").question(ContrastiveInput(query="boat"))


def visible() -> RenderedPrompt:
    return load_prompt("visible").question(VisibleInput(words=["liberty", "cat, big"]))


def parts() -> RenderedPrompt:
    return load_prompt("parts").question(PartsInput(query="bicycle", words=["wheel", "road"]))


def understand(**more: object) -> RenderedPrompt:
    inputs = UnderstandInput.model_validate({"text": "cut out the dog", **more})
    return load_prompt("understand").question(inputs)


def use_tools() -> RenderedPrompt:
    inputs = UseToolsInput(text="any text on the sign?", images=["a.jpg = 12ab"], labels=["sign"])
    return load_prompt("use_tools").question(inputs)


CASES = {
    "use_tools": use_tools,
    "contrastive": contrastive,
    "parts": parts,
    "visible": visible,
    "understand": understand,
    "understand_after_a_result": lambda: understand(
        images=["a, b.jpg"], labels=["dog", "cat"], last_task="open_vocabulary"
    ),
    "pre_refine": lambda: pre(caption=CAPTION),
    "pre_refine_without_caption": pre,
    "pre_refine_with_tips_and_synonyms": lambda: pre(
        caption=CAPTION, tips=tips_preset("paper"), synonyms=SYNONYMS
    ),
    "post_refine": post,
    "post_refine_with_synonyms": lambda: post(synonyms=SYNONYMS),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rendered_prompt_is_as_reviewed(name: str) -> None:
    asked = CASES[name]()
    text = f"# system\n\n{asked.system}\n\n# user\n\n{asked.user}\n"
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_the_templates_are_the_papers_word_for_word() -> None:
    """Sections 3.3.1 and 3.3.2, its L replaced by the list and blank lines aside."""
    system = pre(caption=CAPTION, tips=tips_preset("paper")).system
    for line in PAPER_PRE.strip().splitlines():
        assert line in system.splitlines()
    lines = [line for line in system.splitlines() if line]
    assert len(lines) == len(PAPER_PRE.strip().splitlines())
    assert [line for line in post().system.splitlines() if line] == PAPER_POST.strip().splitlines()


def lines_of(asked: RenderedPrompt) -> list[str]:
    text = f"{asked.system}\n{asked.user}"
    return [line for line in text.splitlines() if line]


def test_the_contrastive_prompt_is_the_papers_word_for_word() -> None:
    """Section 6.3.2, its q replaced by the query, blank lines and Mixtral's marks aside."""
    assert lines_of(contrastive()) == PAPER_CONTRASTIVE.strip().splitlines()


def test_the_parts_prompt_adds_one_sentence_to_the_papers() -> None:
    """Section 6.4."""
    ours = "\n".join(lines_of(parts()))
    added = " Choose only among these words: wheel, road."
    assert ours.count(added) == 1
    joined = ours.replace(added, "").replace("explanation.\n", "explanation. ")
    assert joined.splitlines() == PAPER_PARTS.strip().splitlines()


def test_answers_are_restricted_to_the_words_that_were_given() -> None:
    assert visible().choices == {"words": ("liberty", "cat, big")}
    assert parts().choices == {"words": ("wheel", "road")}
    assert contrastive().choices == {}


PAPER_CONTRASTIVE = """
You are a helpful AI assistant with visual abilities.
Given an input object O, I want you to generate a list of words related to objects that can be surrounding input object O in an image to help me perform semantic segmentation.
For example:
* If the input object is 'fork', you can generate a list of words such as '["bottle", "knife", "table", "napkin", "bread"]'.
* If the input object is 'child', you can generate a list of words such as '["toy", "drawing", "bed", "room", "playground"]'.
You should not generate synonyms of input object O, nor parts of input object O.
Generate a list of objects surrounding the input object boat without any synonym nor parts, nor content of it. Answer with a list of words.
No explanation.
Answer:
"""  # noqa: E501

PAPER_PARTS = """
You are a helpful AI assistant with visual abilities.
Given an input object O, I want you to generate a list of words that are parts of an object O.
For example:
* If the input object is 'rabbit', you can generate a list of words such as '["paw", "tail", "fur", "ears", "muzzle"]'.
* If the input object is 'building', you can generate a list of words such as '["door", "window", "wall", "hall", "floor"]'.
Generate a list of parts of the input object bicycle. Answer with a list of words. Do not give any word that is not a part of the input object. No explanation. Answer:
"""  # noqa: E501

PAPER_PRE = """
Task Description:
- You will receive a list of caption tags accompanied by a caption text and must assign appropriate labels from a predefined label list: bird, boat, person, potted plant.
Instructions:
Step 1. Visualize the scene suggested by the input caption tags and text.
Step 2. Analyze each term within the overall scene to predict relevant labels from the predefined list, ensuring no term is overlooked.
Step 3. Now forget the input list and focus on the scene as a whole, expanding upon the labels to include any contextually relevant labels that complete the scene or setting.
Step 4. Compile all identified labels into a comma-separated list, adhering strictly to the specified format.
Contextually Relevant Tips:
- Equivalencies include converting "girl, man" to "person" and "flower, vase" to "potted plant", while "bicycle, motorcycle" suggest "rider".
- An outdoor scene may include labels like "sky", "tree", "clouds", "terrain".
- An urban scene may imply "bus", "bicycle", "road", "sidewalk", "building", "pole", "traffic-light", "traffic-sign".
Output:
- Do not output any explanations other than the final label list.
- The final output should strictly adhere to the specified format: label1, label2, ... labeln
"""  # noqa: E501

PAPER_POST = """
Task Description:
You will receive a specific phrase and must assign an appropriate label from the predefined label list: bird, boat, person, potted plant, none.
Please adhere to the following rules:
- Select and return only one relevant label from the predefined label list that corresponds to the given phrase.
- Do not include any additional information or context beyond the label itself.
- Format is purely the label itself, without any additional punctuation or formatting.
"""  # noqa: E501
