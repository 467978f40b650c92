import pytest
from building import MONDAY, write_files

from helpers.corpus.decode import UnusableError
from helpers.corpus.links import hide_user, parse_link, read_links

ONE, TWO = "https://news.example/a", "https://news.example/b?id=1&x=2"
ESCAPED = TWO.replace("&", "&amp;")
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<link>https://news.example/</link>
<item><atom:link href="https://news.example/feed"/><title>A</title><link> {ONE} </link></item>
<item><link><![CDATA[{TWO}]]></link></item><item><title>no link</title></item><item><link>{ONE}</link></item>
</channel></rss>"""
RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><link>https://news.example/</link></channel>
<item rdf:about="{ONE}"><link>{ONE}</link></item><item><link>{ESCAPED}</link></item></rdf:RDF>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/">
<link href="https://news.example/" rel="alternate"/><link rel="self" href="https://news.example/feed"/>
<entry><link rel="enclosure" href="https://news.example/a.mp3"/><link href="a"/></entry>
<entry><link rel="alternate" href="{ESCAPED}"/><link rel="alternate" href="https://news.example/other"/></entry></feed>"""
SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://i.example/1">
<url><loc>{ONE}</loc><image:image><image:loc>https://news.example/a.png</image:loc></image:image></url>
<url><loc>
{ESCAPED}
</loc></url></urlset>"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("feed.xml", RSS),
        ("feed.rss", RSS),
        ("FEED.RSS", RSS),
        ("feed.xml", RDF),
        ("feed.atom", ATOM),
        ("feed.xml", ATOM),
        ("sitemap.xml", SITEMAP),
        ("sitemap.xml", "\ufeff" + SITEMAP),
        ("sitemap.xml", f'<?xml version="1.0" encoding="UTF-16"?>{SITEMAP}'.encode("utf-16")),
        ("links.txt", f"# read in March\n\n{ONE}\r\n  {TWO}\n{ONE}\n"),
        ("links.urls", f"\ufeff{ONE}\n{TWO}"),
    ],
)
def test_lists_of_pages(name, content, tmp_path):
    assert [ONE, TWO] == read_links(write_files(tmp_path, {name: content}) / name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", MONDAY),
        ("a.txt", f"{ONE}\n\n{MONDAY}"),
        ("a.txt", f"# {MONDAY}\n"),
        ("a.txt", f"{ONE} and more\n"),
        ("a.txt", "ftp://news.example/a\n"),
        ("a.txt", ""),
        ("a.txt", b"\x89PNG\r\n\x1a\n"),
        ("a.md", ONE),
        ("a.html", RSS),
    ],
)
def test_other_files_are_articles(name, content, tmp_path):
    assert read_links(write_files(tmp_path, {name: content}) / name) is None


def test_folders_and_missing_files_are_left_to_the_reader(tmp_path):
    (tmp_path / "folder.xml").mkdir()
    assert read_links(tmp_path / "folder.xml") is None
    assert read_links(tmp_path / "nowhere.xml") is None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xml", RSS[:200], "is no readable XML"),
        ("a.xml", "", "is no readable XML"),
        ("a.xml", MONDAY, "is no readable XML"),
        ("a.xml", "<a>" * 5000, "is no readable XML"),
        ("a.xml", "<html><body/></html>", "but no RSS or Atom feed or sitemap (it begins with <html>)"),
        ("a.xml", "<rss><channel/></rss>", "lists no pages"),
        ("a.xml", "<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", "lists other sitemaps"),
        ("a.urls", f"{ONE}\nnews.example/b", "has a line that is no http(s) address: 'news.example/b'"),
        ("a.urls", "# none\n", "lists no pages"),
        ("a.urls", b"\x89PNG\r\n\x1a\n", "is a PNG picture"),
    ],
)
def test_bad_lists_are_told_in_one_line(name, content, reason, tmp_path):
    with pytest.raises(UnusableError) as told:
        read_links(write_files(tmp_path, {name: content}) / name)
    assert reason in str(told.value)
    assert "\n" not in f"{told.value} {told.value.remedy}"


def test_a_feed_reads_no_other_file(tmp_path):
    write_files(tmp_path, {"secret": "https://secret.example/"})
    entity = f'<!DOCTYPE rss [<!ENTITY file SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    content = f"{entity}<rss><channel><item><link>&file;</link></item><item><link>{ONE}</link></item></channel></rss>"
    assert [ONE] == read_links(write_files(tmp_path, {"a.xml": content}) / "a.xml")


def test_entities_that_blow_up_are_refused(tmp_path):
    entities = '<!ENTITY e0 "https://lol.example/">'
    entities += "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    content = f"<!DOCTYPE rss [{entities}]><rss><channel><item><link>&e9;</link></item></channel></rss>"
    with pytest.raises(UnusableError):
        read_links(write_files(tmp_path, {"a.xml": content}) / "a.xml")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("HTTPS://News.Example", "https://news.example/"),
        ("http://news.example:80/a#part", "http://news.example/a"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("http://news.example./a", "http://news.example/a"),
        ("http://news.example?id=1", "http://news.example/?id=1"),
        ("http://news.example/a b/é?q=ü", "http://news.example/a%20b/%C3%A9?q=%C3%BC"),
        ("http://news.example/a%20b", "http://news.example/a%20b"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)
def test_addresses_have_one_form(text, url):
    assert url == parse_link(text).url
    assert url == parse_link(url).url


def test_relative_addresses():
    assert "https://news.example/b" == parse_link("../b", base="https://news.example/a/c").url
    assert "https://other.example/b" == parse_link("//other.example/b", base="https://news.example/a").url


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("file:///etc/passwd", "is no http or https address"),
        ("ftp://news.example/a", "is no http or https address"),
        ("javascript:alert(1)", "is no http or https address"),
        ("news.example/a", "is no http or https address"),
        ("http://me:secret@news.example/", "names a user or password"),
        ("http://me@news.example/", "names a user or password"),
        ("http://news.example\\@127.0.0.1/", "names a user or password"),
        ("http://news.example/\r\nX-Evil: 1", "holds control characters"),
        ("http://news.example/\x00", "holds control characters"),
        ("http://news.example/" + "a" * 5000, "is longer than 4,000 characters"),
        ("http://", "is no web address"),
        ("http:///a", "is no web address"),
        ("http://a..b/", "is no web address"),
        ("http://" + "a" * 70 + ".example/", "is no web address"),
        ("http://news.example:99999/", "is no web address"),
        ("http://news.example:0/", "is no web address"),
        ("http://127.0.0.1\\.news.example/", "is no web address"),
        ("http://news%2eexample/", "is no web address"),
        ("http://news example/", "is no web address"),
        ("http://[::1/", "is no web address"),
        ("http://[fe80::1%25eth0]/", "is no web address"),
    ],
)
def test_hostile_addresses_are_refused(text, reason):
    with pytest.raises(UnusableError) as told:
        parse_link(text)
    assert reason in str(told.value)
    assert "secret" not in str(told.value)


def test_names_and_passwords_are_not_shown():
    assert "http://news.example/@a" == hide_user("http://me:secret@news.example/@a")
    assert "http://news.example/" == hide_user("http://me:se@cret@news.example/")
