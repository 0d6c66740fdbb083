"""Word-level differences: both texts can be read out of them, and they can be read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.word_changes import WordRun, word_changes

WORDS = st.lists(st.sampled_from(["data", "is", "checked", "by", "hand", "a", "schema"]))


@given(WORDS, WORDS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_both_texts_can_be_read_out(old: list[str], new: list[str]) -> None:
    runs = word_changes(" ".join(old), " ".join(new))
    before = " ".join(filter(None, (run.kept or run.gone for run in runs)))
    after = " ".join(filter(None, (run.kept or run.come for run in runs)))
    assert before.split() == old
    assert after.split() == new


@given(WORDS)
@settings(max_examples=50, deadline=None, derandomize=True)
def test_of_equal_texts_all_is_kept(words: list[str]) -> None:
    text = " ".join(words)
    assert word_changes(text, f" {text}\n") == ((WordRun(kept=text),) if words else ())


def test_one_word_is_marked_alone() -> None:
    old = "Somebody carried it out by hand and wrote the result down."
    assert word_changes(old, old.replace("hand", "machine")) == (
        WordRun(kept="Somebody carried it out by"),
        WordRun(gone="hand", come="machine"),
        WordRun(kept="and wrote the result down."),
    )


def test_few_words_between_two_changes_belong_to_them() -> None:
    runs = word_changes(
        "We have a list that names each red bird and each red fish of the old lake.",
        "We have a list that names each blue bird and no green fish of the old lake.",
    )
    assert runs == (
        WordRun(kept="We have a list that names each"),
        WordRun(gone="red bird and each red", come="blue bird and no green"),
        WordRun(kept="fish of the old lake."),
    )


def test_another_text_is_shown_as_a_whole() -> None:
    (run,) = word_changes("All data is checked.", "Somebody looks at the model, of course.")
    assert (run.gone, run.come) == (
        "All data is checked.",
        "Somebody looks at the model, of course.",
    )
