"""What a browser would make of a piece of HTML: its tags with their attributes, and its text."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        if tag != "wbr":  # where a name may break
            self.tags.append((tag, tuple(sorted(name for name, _ in attrs if name != "style"))))

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.tags.append(("comment", data))

    handle_decl = handle_pi = unknown_decl = handle_comment


def _read(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def list_tags(html):
    """Return the tags of HTML, each with the names of its attributes; what is said in style hangs on lengths."""
    return _read(html).tags


def read_text(html):
    """Return the text of HTML as `normalise` has it."""
    return normalise("".join(_read(html).texts))


def normalise(text):
    """Return what of a text must be seen wherever it stands: no blanks, nor what cannot be printed."""
    return "".join(c for c in text if c.isprintable() and not c.isspace() and c != "\N{REPLACEMENT CHARACTER}")
