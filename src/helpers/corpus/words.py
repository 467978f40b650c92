"""Word lists that tell menus from running text."""

from importlib.resources import files


def _read_words(name: str) -> frozenset[str]:
    """Return the words of a list beside this module; lines that begin with # are remarks."""
    lines = files("helpers.corpus").joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


FUNCTION_WORDS = _read_words("function_words.txt")
MENU_WORDS = _read_words("menu_words.txt")
