"""Word marks: registered words that a photo shows, spelt right or nearly so."""

from detector.wordmark.lexicon import Lexicon
from detector.wordmark.lines import TextLine, TextReader
from detector.wordmark.matching import WordMatch, find_words

__all__ = ["Lexicon", "TextLine", "TextReader", "WordMatch", "find_words"]
