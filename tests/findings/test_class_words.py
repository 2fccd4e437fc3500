"""One name for one class of data, wherever it is told."""

import re

import pytest

from inspector.findings.cards import words
from inspector.findings.class_words import class_word, in_sentence
from inspector.messages import Translator
from inspector.model.leaf import CLASSES

_LEFT_OUT = {"autre", "other", "about"}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("class_", CLASSES)
def test_sentences_of_rules_use_the_name_of_the_catalogue(class_: str, language: str):
    t = Translator(language)
    name = class_word(class_, t).partition(",")[0]
    wanted = [word for word in re.findall(r"\w{4,}", name.casefold()) if word not in _LEFT_OUT]
    phrase = words(language).classes[class_].casefold()
    assert [word for word in wanted if word not in phrase] == []


@pytest.mark.parametrize(("word", "written"), [("IP address", "IP address"), ("Adresse IP", "adresse IP"), ("", "")])
def test_abbreviations_keep_their_capitals(word: str, written: str):
    assert in_sentence(word) == written


def test_a_class_without_a_name_is_its_own():
    assert class_word("x.y", Translator("en")) == "x.y"
    assert class_word(None, Translator("en")) == ""
