"""A corpus of which one article is hostile, and the commands that make pages of it. Every text is invented."""

from click.testing import CliRunner

from helpers.cli import main

# What an article, or what is said of it, could try: scripts, requests, templates, formulas, tags that end ours
EVIL = (
    "<script>window.hit=1</script><img src=http://127.0.0.1:9/x onerror=window.hit=2> {{7*1193}} ${7*1193} "
    "$\\frac{a}{b}$ </td></table></details></style><svg onload=window.hit=3> =cmd()"
)
ARTICLES = {
    "delta/2016-03-01.txt": "Grain for the port\n\nRussia sold grain to the port of Delta on Monday. The United States "
    'welcomed the sale. "Moscow keeps its word," said Anna Reed, a trader. Washington offered a loan.\n',
    "delta/2016-04-02.txt": "A bridge in the valley\n\nThe United States opened a bridge in the valley. Russia warned "
    'that it is a threat. "Washington builds, and Moscow complains," said Tom Hill. The valley was calm.\n',
    "hill/2016-03-05.txt": "Ships in the north\n\nRussian ships sailed to the north. American officials blamed Moscow "
    "for the noise. Russia denied it and accused the United States of lies. The harvest was good.\n",
    "hill/2016-05-09.txt": "Talks on gas\n\nRussia and the United States met for talks on gas. Both countries praised "
    'them. "We trust Washington," said Ivan Orlov. The Kremlin promised cheap gas.\n',
    "evil.txt": f"Storm on the isle {EVIL}\n\nRussia {EVIL} and the United States sent help on Monday. "
    f'"America is a friend," wrote the mayor {EVIL}. Moscow {EVIL} regretted the losses.\n\nLeave a Reply {EVIL}\n',
}
MANIFEST = 'file,source,title,date,author\nevil.txt,"{0}","{0}",2016-06-01,"{0}"\n'.format(EVIL.replace('"', '""'))


def run_command(*arguments):
    """Run a command that must end well."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert 0 == result.exit_code, result.output
