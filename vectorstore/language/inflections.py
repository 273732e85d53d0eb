"""Irregular forms of English words, which a stemmer does not bring together: "did … take", "took", "has taken".

Left out are forms that are more often another word: "wound", "saw", "lay", "bore", "fed".
"""

_TABLE = """
arise arose arisen, awake awoke, beat beaten, become became, begin began begun, bend bent, bite bitten, bleed bled,
blow blew blown, break broke broken, breed bred, bring brought, build built, burn burnt, buy bought, catch caught,
choose chose chosen, cling clung, come came, creep crept, deal dealt, dig dug, draw drew drawn, dream dreamt,
drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feel felt, fight fought, find found, flee fled,
fly flew flown, forbid forbade forbidden, forget forgot forgotten, forgive forgave forgiven, freeze froze frozen,
get got gotten, give gave given, go went gone, grow grew grown, hang hung, hear heard, hide hid hidden, hold held,
keep kept, know knew known, lead led, leave left, lend lent, light lit, lose lost, make made, mean meant, meet met,
overcome overcame, oversee oversaw overseen, overthrow overthrew overthrown, overtake overtook overtaken, pay paid,
prove proven, ride rode ridden, ring rang rung, rise rose risen, run ran, say said, seek sought, sell sold, send sent,
shake shook shaken, shine shone, shoot shot, show shown, shrink shrank shrunk, sing sang sung, sink sank sunk, sit sat,
sleep slept, slide slid, speak spoke spoken, speed sped, spend spent, spin spun, spring sprang sprung, stand stood,
steal stole stolen, stick stuck, strike struck stricken, swear swore sworn, sweep swept, swim swam swum, swing swung,
take took taken, teach taught, tear tore torn, tell told, think thought, throw threw thrown, understand understood,
undertake undertook undertaken, uphold upheld, wake woke woken, wear wore worn, weep wept, win won,
withdraw withdrew withdrawn, withhold withheld, write wrote written,
child children, foot feet, knife knives, life lives, loaf loaves, man men, mouse mice, person people, thief thieves,
tooth teeth, wife wives, wolf wolves, woman women
"""


FORMS = tuple(tuple(forms.split()) for forms in _TABLE.split(","))
"""The forms of each word, the base form first."""
