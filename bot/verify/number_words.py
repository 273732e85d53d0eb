"""The words that make numbers: their names, scales, parts, currencies and measures, and what stands before them."""

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
SMALL = {word: float(number) for number, word in enumerate(f"{ONES} seventeen eighteen nineteen".split())}
TENS = {word: 10.0 * ten for ten, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6, "billion": 1e9}
SCALES |= {"bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7}
VAGUE = {"dozens": (24, 199), "scores": (40, 399), "hundreds": (200, 9_999), "thousands": (2e3, 999e3)}
VAGUE |= {"millions": (2e6, 999e6), "billions": (2e9, 999e9)}
SETS = {
    "dozen": 12.0,
    "couple": 2.0,
    "pair": 2.0,
    "twins": 2.0,
    "twice": 2.0,
    "double": 2.0,
    "triple": 3.0,
}
SETS |= {"noon": 12.0, "midnight": 12.0, "doubled": 2.0, "tripled": 3.0, "decade": 10.0, "trio": 3.0}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
PARTS |= {f"{part}s": number for part, number in PARTS.items()} | {"halves": 2}
WHOLE = {"of", "the", "all", "its", "their", "his", "her"}
ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
ORDINAL = {word: float(number) for number, word in enumerate(f"{ORDINALS} fourteenth fifteenth".split())}
ORDINAL |= {"twentieth": 20.0, "thirtieth": 30.0, "fortieth": 40.0, "fiftieth": 50.0, "hundredth": 100.0}
CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee", "usd": "dollar", "eur": "euro"}
CURRENCIES |= {"gbp": "pound", "₩": "won", "chf": "franc", "sterling": "pound"}
CURRENCIES |= {
    form: name
    for name in "dollar euro pound yen rupee won franc peso ruble yuan krona krone real rand shekel lira zloty".split()
    for form in (name, f"{name}s")
} | {"kronor": "krona", "kroner": "krone", "rouble": "ruble", "roubles": "ruble", "reais": "real"}
MEASURES = (
    "second sec secs|minute min mins|hour hr hrs|day|week|month|year yr yrs|night|kilometre km kilometer kms|mile"
    " mi|metre meter m|centimetre cm centimeter|millimetre mm millimeter|foot feet ft|inch inches|yard|kilogram kg"
    " kilo kgs|gram|tonne ton|pound lb lbs|ounce oz|litre liter|gallon|barrel|hectare|acre|degree|megawatt"
    " mw|gigawatt gw|kilowatt kw|point|percent|mph|kph|knot|seat|vote|goal|person people|metric|mwh|gwh"
)
MEASURE = {
    form: words[0] for words in map(str.split, MEASURES.split("|")) for one in words for form in (one, f"{one}s")
} | {"centuries": "century", "century": "century", "decades": "decade", "decade": "decade"}
TIMES = {"second", "minute", "hour", "day", "night", "week", "month", "year"}
RATES = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "annual": "year", "annually": "year"}
RATES |= {"yearly": "year"}
FURTHER = frozenset("more additional further extra other".split())
APPROXIMATE = frozenset("about around nearly almost roughly approximately some estimated close up just".split())
MORE = frozenset("more over above exceeding exceeded least minimum exceeds".split())
LESS = frozenset("less fewer under below most maximum".split())
