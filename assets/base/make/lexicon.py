"""The words of the village. Every list is split once, by position: `train` for the rows
the phases learn from, `held` for the rows they are measured on. The base reads all of them."""

SHE = "Nora Ida Mina Greta Tilda Vera Rosa Alma Elsa Hanna Ines Lotte Maud Pia Flora Cora Ada Lena Willa Nell Dora Edith Hilda Ruth".split()
HE = "Otto Felix Hugo Oscar Leo Anton Emil Jonas Viktor Bruno Milo Theo Karl Simon Edgar Walter Henrik Casper Moritz Arthur Percy Rupert Silas Jasper".split()
NAMES = [n for pair in zip(SHE, HE) for n in pair]

THINGS = """kettle lamp ladder violin button spoon basket bucket hammer umbrella candle clock mirror blanket pillow teapot
lantern rope map compass bell broom comb needle ribbon scarf hat coat glove boot sock shirt apron drum flute whistle puppet
kite ball marble coin key chain hook saw rake shovel ladle jug cup plate bowl pan tray jar bottle barrel crate trunk parcel
letter postcard notebook pencil crayon stamp ruler atlas diary newspaper magnet telescope camera radio piano trumpet chair
stool bench desk cushion rug curtain vase statue painting wagon sledge suitcase hammock thimble padlock saddle funnel sponge
tent oar anchor feather""".split()

PLACES = """pantry attic shed cellar kitchen garden barn hall porch library bakery mill harbour market orchard meadow bridge
station school chapel workshop greenhouse stable tower laundry boathouse cottage inn museum theatre courtyard loft dairy
forge lighthouse pavilion studio nursery tavern farmhouse""".split()

# things that are counted: one -> many
COUNTED = dict(apple="apples", plum="plums", pear="pears", fig="figs", lemon="lemons", bun="buns", scone="scones", pie="pies",
    cake="cakes", biscuit="biscuits", pancake="pancakes", egg="eggs", onion="onions", carrot="carrots", turnip="turnips",
    bean="beans", mushroom="mushrooms", pumpkin="pumpkins", melon="melons", olive="olives", walnut="walnuts",
    chestnut="chestnuts", acorn="acorns", pebble="pebbles", shell="shells", bead="beads", tulip="tulips", daisy="daisies",
    rose="roses", candle_end="candle ends", ticket="tickets", nail="nails", peg="pegs", brick="bricks", log="logs",
    sack="sacks", cherry="cherries", peach="peaches", tile="tiles", card="cards")
COUNTED.pop("candle_end")

ANIMALS = """dog cat goat hen duck goose pony donkey sheep cow rabbit hedgehog owl crow sparrow robin frog toad mouse fox
badger otter heron snail""".split()

COLOURS = "red blue green yellow white black brown grey pink orange purple silver".split()

OPPOSITES = [tuple(p.split("/")) for p in """hot/cold big/small heavy/light old/new long/short wide/narrow high/low wet/dry
full/empty loud/quiet fast/slow early/late open/shut hard/soft rough/smooth sweet/sour clean/dirty bright/dim thick/thin
strong/weak rich/poor happy/sad near/far deep/shallow sharp/blunt tight/loose brave/timid kind/cruel polite/rude warm/cool
calm/stormy safe/dangerous awake/asleep true/false right/wrong first/last top/bottom day/night push/pull buy/sell win/lose
begin/end arrive/leave laugh/cry remember/forget inside/outside above/below before/after summer/winter question/answer
north/south east/west""".split()]

WEATHER = "rain fog snow wind sunshine frost thunder drizzle hail sleet mist cloud".split()

# what people did to a thing: anything, the chores among it, and the mishaps
DEEDS = "cleaned painted mended moved found lost dropped sold bought borrowed polished washed hid broke counted opened".split()
GOOD = "cleaned painted mended moved polished washed counted opened".split()
BAD = "lost dropped hid broke".split()

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

def held(items):
    items = list(items)
    return [x for i, x in enumerate(items) if i % 4 == 3]


def train(items):
    items = list(items)
    return [x for i, x in enumerate(items) if i % 4 != 3]


def a(noun):
    return ("an " if noun[0] in "aeiou" else "a ") + noun


# What things do when nobody looks. Sayings of the village; SAM knows them too.
HABITS = """never asks for thanks|keeps its own hours|has no opinion about Mondays|waits better than most people|never hurries for guests
knows how to keep a secret|looks best from across the room|is happiest when nobody is watching|does one job and does it well
never complains about the weather|has seen worse winters than this one|gets better with a little dust|minds its own business
is braver than it looks|always turns up in the last place|tells the truth when tapped|likes a dry corner|takes up less room than a grudge
outlives its owner now and then|earns its place on the shelf|forgives a rough hand|asks only to be put back""".replace("\n", "|").split("|")
