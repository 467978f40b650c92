"""Word lists that tell menus from running text, and English from other languages."""

from helpers.project import read_word_list

ENGLISH_WORDS = read_word_list(__package__, "english_words.txt")
FUNCTION_WORDS = read_word_list(__package__, "function_words.txt")
MENU_WORDS = read_word_list(__package__, "menu_words.txt")
