"""Words by which speakers are told from titles, offices, bodies and what is no name."""


def list_words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


TITLE_WORDS = list_words(
    "president vice prime minister deputy foreign defence defense interior finance information state federal "
    "chief general lieutenant lt major maj brigadier brig colonel col captain capt admiral adm marshal air "
    "sergeant sgt commander commodore army staff secretary spokesman spokeswoman spokesperson ambassador envoy "
    "special senator sen representative rep congressman congresswoman governor gov mayor judge justice chairman "
    "chairwoman chairperson chair director adviser advisor professor prof doctor dr mr mrs ms miss sir lord lady dame "
    "king queen prince princess sheikh shaikh mullah maulana ayatollah pope archbishop bishop cardinal reverend "
    "rev imam speaker premier chancellor attorney candidate former ex-president then-president acting senior "
    "assistant under undersecretary national security minority majority homeland treasury leader republican "
    "democrat democratic opposition party analyst expert columnist correspondent reporter author historian "
    "diplomat rabbi first ceo head police detective officer sheriff retired the press political nominee "
    "strategist pollster economist journalist writer editor host us u.s"
)
# Words of offices by which "the minister" points back
OFFICES = list_words(
    "president minister secretary spokesman spokeswoman spokesperson ambassador envoy senator congressman "
    "congresswoman governor mayor judge general colonel admiral chairman chairwoman director adviser advisor "
    "professor king queen prince pope bishop chancellor premier leader candidate analyst expert diplomat official "
    "billionaire businessman columnist reporter author historian nominee strategist pollster economist journalist "
    "speaker commander lawyer attorney researcher scholar"
)
BODIES = list_words(
    "ministry department office government administration kremlin pentagon embassy agency committee council "
    "commission party campaign company bank army military navy court bureau university institute center centre "
    "group network newspaper times post journal magazine tribune news reuters press tv radio house senate "
    "congress parliament duma union nations organization organisation association foundation poll survey report "
    "statement study corporation police board league taliban team fund forum club society daily herald today "
    "observer guardian"
)
NOT_NAMES = list_words(
    "the a an this that these those it he she they we i you his her their its our my your but and or so if when "
    "while as at in on of for from by with after before since until because although though however meanwhile "
    "moreover according speaking asked also then there here what who why how where which yes no not now today "
    "yesterday monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december both one two three some many most all each every other "
    "another such only even just still yet once instead despite during under over about earlier later last next "
    "first nobody none nothing anyone anybody everyone everybody someone somebody three four five six seven eight nine "
    "ten dozens hundreds thousands millions nevertheless among nearly overall similarly"
)
COMMON = list_words(
    "source aide insider critic observer witness resident authority people other many some most several supporter "
    "opponent voter republican democrat lawmaker scientist activist protester worker student leader police "
    "democrats poll ally rival reporter expert conservative liberal american russian pakistani indian chinese"
)
BODY_PRONOUNS = frozenset({"it", "its"})
MEN = list_words(
    "mr sir lord king prince sheikh father john donald barack bernie ted bill joe george james robert michael "
    "david richard thomas charles paul mark steven stephen andrew kevin brian peter jeff jeb marco mike jim tom "
    "dan daniel matt matthew ben chris scott eric frank larry rick harry mitch lindsey nigel boris tony gordon "
    "sergei sergey dmitry dmitri vladimir igor ivan alexander alexei alexey nikolai mikhail yuri oleg viktor "
    "imran nawaz shehbaz shahbaz asif tariq sartaj mahmood muhammad mohammad mohammed ahmed ahmad ali hassan "
    "hussain hussein khalid khawaja pervez raheel narendra manmohan rajnath ashraf hamid abdul abdullah recep "
    "benjamin emmanuel francois angus wang xi jinping geng kim shinzo javad hasan bashar"
)
WOMEN = list_words(
    "mrs ms miss lady dame queen princess mother hillary elizabeth maria sarah megyn nancy susan mary jennifer "
    "laura angela theresa michelle melania ivanka chelsea kellyanne debbie donna carly condoleezza samantha marie "
    "heather hina benazir sherry shireen maleeha maryam sushma indira sonia hua valentina elena olga natalia "
    "ekaterina anna julia kate katie karen lisa linda barbara patricia jane anne ann amy emily rachel rebecca "
    "jill victoria madeleine alice nikki federica christine aung loretta tulsi nina dana margaret diane"
)


def find_singular(lower: str) -> str:
    """Return the singular of a regular noun in small letters; of any other word what is left without an "s"."""
    return lower[:-3] + "y" if lower.endswith("ies") else lower.removesuffix("s")
