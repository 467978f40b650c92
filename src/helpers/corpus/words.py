"""Word lists that tell menus from running text."""

from helpers.project import read_word_list

FUNCTION_WORDS = read_word_list(__package__, "function_words.txt")
MENU_WORDS = read_word_list(__package__, "menu_words.txt")
