"""Pages as people paste them, with sentences that they bear out and sentences that they do not, written by hand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A pasted text; what somebody who read it might truly say; what somebody might make up."""

    name: str
    organisation: str
    text: str
    true: tuple[str, ...]
    made_up: tuple[str, ...]


NETWORK = Page(
    "Ines Marchetti",
    "Tidewater Maritime Museum",
    """\
Ines Marchetti
Ines Marchetti
(She/Her)
· 2nd
Head of Collections at Tidewater Maritime Museum | objects, storms, interns who ask why
Halifax, Nova Scotia, Canada · Contact info
500+ connections
Message
About
I look after forty-one thousand objects at the Tidewater Maritime Museum, from a bosun's whistle to a 19-metre schooner that lives in
a shed. My team of nine catalogues, repairs and sometimes refuses things. In 2022 we moved the whole collection out of a flooding
basement in eleven weeks without losing a single piece. I trained as a paper conservator and came to ships by accident.
…see more
Experience
Tidewater Maritime Museum logo
Head of Collections
Tidewater Maritime Museum · Full-time
Mar 2018 - Present · 8 yrs 8 mos
Halifax
Provincial Archives of Nova Scotia logo
Provincial Archives of Nova Scotia
Full-time · 7 yrs
Senior Conservator
2015 - 2018 · 3 yrs
Paper Conservator
2011 - 2015 · 4 yrs
Bindery Lunn logo
Apprentice Bookbinder
Bindery Lunn
2008 - 2011
Education
Queen's University logo
Queen's University
Master of Art Conservation
2009 - 2011
Dalhousie University
BA, Chemistry
2004 - 2008
Publications
Eleven Weeks Above Water
Collections Quarterly · Jun 2023
Whose Anchor Is It?
Talk at the Atlantic Museums Meeting · Oct 2021
Skills
Conservation
""",
    (
        "Ines Marchetti heads collections at the Tidewater Maritime Museum in Halifax.",
        "She looks after forty-one thousand objects.",
        "The collection holds 41,000 objects, among them a 19-metre schooner.",
        "Her team of nine catalogues and repairs objects.",
        "In 2022 the whole collection was moved out of a flooding basement.",
        "The move took eleven weeks, without losing a single piece.",
        "She trained as a paper conservator.",
        "She holds a Master of Art Conservation from Queen's University.",
        "She joined the Tidewater Maritime Museum in 2018.",
        "Before the museum she was Senior Conservator at the Provincial Archives of Nova Scotia.",
        "She began as an apprentice bookbinder at Bindery Lunn.",
        "Her article Eleven Weeks Above Water appeared in Collections Quarterly.",
    ),
    (
        "She looks after fifty-one thousand objects.",
        "Her team of twelve catalogues and repairs objects.",
        "In 2020 the whole collection was moved out of a flooding basement.",
        "The move took six weeks, without losing a single piece.",
        "She trained as a painting conservator.",
        "She holds a Master of Art Conservation from the University of Toronto.",
        "She holds an MBA from Queen's University.",
        "She joined the Tidewater Maritime Museum in 2011.",
        "Before the museum she was Senior Conservator at Bindery Lunn.",
        "She was Director of the Provincial Archives of Nova Scotia.",
        "The museum welcomes 200,000 visitors a year.",
        "She won the Governor's Award for Heritage in 2022.",
        "She is fluent in Italian and French.",
        "Nineteen people work in her team, and nine schooners live in a shed.",
        "The museum was founded in 1948.",
        "She serves on the board of the Canadian Museums Association.",
        "The move lost a single piece.",
        "She is a passionate sailor who crossed the Atlantic.",
    ),
)
BIOGRAPHY = Page(
    "Tomasz Wieczorek",
    "Fern & Hollow",
    """\
Tomasz Wieczorek is chief brewer at Fern & Hollow, a brewery of 34 people in Leeds. He trained as a microbiologist at the University of
Sheffield and spent six years in a yogurt laboratory before a colleague dared him to make a beer. He joined Fern & Hollow in 2014 as a
cellar hand and has run the brewhouse since 2019. His essay "Dirty Water, Clean Beer" (Malt & Measure, 2022) argues that breweries should
publish how much water they use. He lives in Leeds and teaches a winter course for home brewers.

About Fern & Hollow
Fern & Hollow was founded in 2009 by two sisters in a former dye works. It brews 18,000 hectolitres a year and sells four fifths of it
within forty miles. In 2024 it cut the water for a litre of beer from 5.1 litres to 3.2. It does not sell to supermarkets.
""",
    (
        "Tomasz Wieczorek is the chief brewer of Fern & Hollow in Leeds.",
        "Fern & Hollow employs 34 people.",
        "He studied microbiology at the University of Sheffield.",
        "He spent six years in a yogurt laboratory.",
        "He started at Fern & Hollow as a cellar hand in 2014.",
        "Since 2019 he has run the brewhouse.",
        "In Dirty Water, Clean Beer he argues that breweries should publish their water use.",
        "He teaches home brewers in a winter course.",
        "Two sisters founded Fern & Hollow in 2009.",
        "The brewery sits in a former dye works.",
        "Fern & Hollow brews 18,000 hectolitres a year.",
        "It does not sell to supermarkets.",
    ),
    (
        "He studied microbiology at the University of Leeds.",
        "He spent nine years in a yogurt laboratory.",
        "He started at Fern & Hollow as a cellar hand in 2009.",
        "He started at Fern & Hollow as head of sales in 2014.",
        "Three brothers founded Fern & Hollow in 2009.",
        "Fern & Hollow brews 34,000 hectolitres a year.",
        "It sells to supermarkets.",
        "Fern & Hollow employs 18,000 people.",
        "In 2022 it cut the water for a litre of beer to 3.2 litres.",
        "The beer Old Millstone won gold at the World Beer Awards.",
        "He is married with two children.",
        "He holds a doctorate in biochemistry.",
        "The brewery exports to twelve countries.",
        "His essay Dirty Water, Clean Beer appeared in The Guardian.",
        "Fern & Hollow opened a taproom in Manchester in 2023.",
        "He did not train as a microbiologist.",
    ),
)
ARTICLE = Page(
    "Akosua Darko",
    "Larkfield Helplines",
    """\
Why We Stopped Counting Calls
By Akosua Darko, Director of Operations, Larkfield Helplines
14 May 2023

For eleven years Larkfield measured its volunteers by calls an hour. The best of them took nine. When we looked at who rang back within a
day, the nine-an-hour people were at the top of that list as well. So in 2021 we took the counter off the wall. Calls got longer by four
minutes; people who rang back fell by a third. "The counter was for us, not for them," says Darko. Larkfield now trains its 260 volunteers
to ask one question more before they close.

Larkfield Helplines runs three telephone lines for carers from offices in Cardiff and Swansea. It answered 71,000 calls in 2022.
""",
    (
        "For eleven years Larkfield measured volunteers by calls an hour.",
        "In 2021 Larkfield took the counter off the wall.",
        "Calls got four minutes longer.",
        "The number of people who rang back fell by a third.",
        "Larkfield trains its 260 volunteers to ask one more question.",
        "Larkfield Helplines runs three telephone lines for carers.",
        "It answered 71,000 calls in 2022.",
        "Larkfield Helplines has offices in Cardiff and Swansea.",
    ),
    (
        "In 2019 Larkfield took the counter off the wall.",
        "Calls got nine minutes longer.",
        "The number of people who rang back rose by a third.",
        "Larkfield trains its 71,000 volunteers.",
        "Larkfield Helplines runs five telephone lines for carers.",
        "It answered 260 calls in 2022.",
        "Larkfield Helplines has offices in Cardiff and Bristol.",
        "Akosua Darko began as a volunteer on the night line.",
        "Larkfield is funded by the Welsh Government.",
        "She was named Charity Leader of the Year.",
        "The counter was for the volunteers.",
    ),
)
RESUME_OF_A_PILOT = Page(
    "Yusuf Adeyemi-Brandt",
    "Osterhaven Ports",
    """\
Yusuf Adeyemi-Brandt
Harbour Pilot & Training Lead at Osterhaven Ports
Rotterdam Area

Summary
Harbour pilot with 2,300 ships brought in, the longest of them 366 metres. I lead the training of new pilots at Osterhaven Ports and
built its first simulator course in 2020, which cut training time from 36 to 27 months. Before that I was at sea for twelve years, the
last four as chief officer on a cable layer. I write about fatigue, weather and saying no to captains.

Employment history
2019 - present: Training Lead, Osterhaven Ports
2015 - present: Harbour Pilot, Osterhaven Ports
2011 - 2015: Chief Officer, Cable Ship Margrethe, Nordkabel
2003 - 2011: Third Officer, then Second Officer, Brandt & Sons Shipping

Education
Master Mariner, Hogeschool Rotterdam, 2010
BSc in Nautical Science, Warsash Maritime School, 2003

Selected articles
"Three Knots Too Fast", The Pilot's Review, 2024
"A Captain Is Also Tired", Safety at Sea, 2021

About Osterhaven Ports
Osterhaven Ports handles 14 million tonnes a year and employs 1,150 people at two terminals. In 2023 it electrified its tugs. A third
terminal was refused by the court in 2022 after local protests.
""",
    (
        "He has brought in 2,300 ships.",
        "The longest ship he brought in measured 366 metres.",
        "He built the first simulator course at Osterhaven Ports in 2020.",
        "The course cut training time from 36 to 27 months.",
        "He was at sea for twelve years.",
        "He was chief officer on a cable layer for four years.",
        "He has been a harbour pilot at Osterhaven Ports since 2015.",
        "Yusuf leads the training of new pilots.",
        "He writes about fatigue and weather.",
        "He studied nautical science at Warsash Maritime School.",
        "Three Knots Too Fast was published in The Pilot's Review in 2024.",
        "Osterhaven Ports handles 14 million tonnes a year.",
        "It employs 1,150 people at two terminals.",
        "Osterhaven electrified its tugs in 2023.",
        "A court refused a third terminal in 2022.",
    ),
    (
        "He has brought in 3,200 ships.",
        "The longest ship he brought in measured 2,300 metres.",
        "He built the first simulator course at Nordkabel in 2020.",
        "The course cut training time from 27 to 12 months.",
        "He was at sea for twenty years.",
        "He was captain of a cruise liner.",
        "He has been a harbour pilot at Osterhaven Ports since 2003.",
        "He was Chief Officer at Brandt & Sons Shipping.",
        "He studied law at Leiden University.",
        "A Captain Is Also Tired was published in The Pilot's Review.",
        "Osterhaven Ports handles 1,150 tonnes a year.",
        "It employs 14 million people.",
        "Osterhaven electrified its tugs in 2021.",
        "A third terminal opened in 2022.",
        "The court approved a third terminal in 2022.",
        "He speaks four languages.",
        "He received the Order of the Anchor.",
        "Osterhaven Ports runs three terminals.",
        "He grew up in Lagos.",
        "Osterhaven made a profit of 90 million euros.",
    ),
)
RESEARCHER = Page(
    "Delphine Roussel-Ngata",
    "Institute for Soil Futures",
    """\
Dr Delphine Roussel-Ngata is a senior researcher at the Institute for Soil Futures in Wageningen. Her group of six studies what worms do to
drained peat. She took her doctorate at Massey University in New Zealand in 2012, worked for three years as a county adviser in
Northumberland, and came to the institute in 2016. In 2021 she showed that worms brought back to 40 hectares of pasture raised the water
table by nine centimetres in two summers. She is not a vegetarian, whatever the newspapers wrote. Her talk "Digging Backwards" was given
at the European Peat Congress in 2022.

The Institute for Soil Futures has 180 staff and lives half from grants and half from contracts with water boards. It opened a field station
near Zwolle in 2024.
""",
    (
        "Delphine Roussel-Ngata is a senior researcher at the Institute for Soil Futures.",
        "Her group of six studies worms in drained peat.",
        "She earned her doctorate at Massey University in 2012.",
        "She worked as a county adviser in Northumberland for three years.",
        "She joined the institute in 2016.",
        "In 2021 she showed that worms raised the water table by nine centimetres.",
        "The worms were brought back to 40 hectares of pasture.",
        "She gave the talk Digging Backwards at the European Peat Congress.",
        "The Institute for Soil Futures has 180 staff.",
        "It opened a field station near Zwolle in 2024.",
        "Half of its money comes from grants.",
    ),
    (
        "Her group of sixteen studies worms in drained peat.",
        "She earned her doctorate at Wageningen University in 2012.",
        "She earned her doctorate at Massey University in 2016.",
        "She worked as a county adviser in Cornwall for three years.",
        "She joined the institute in 2012.",
        "In 2021 she showed that worms lowered the water table by nine centimetres.",
        "Worms raised the water table by 40 centimetres.",
        "The worms were brought back to nine hectares of pasture.",
        "She is a vegetarian.",
        "The Institute for Soil Futures has 40 staff.",
        "It opened a field station near Utrecht in 2024.",
        "It opened a field station near Zwolle in 2016.",
        "She is married to a dairy farmer.",
        "Her work was published in Nature.",
        "She advises the Dutch government on peat.",
        "The institute was founded in 1999.",
        "She sits on the board of the European Peat Congress.",
    ),
)
PAGES = (NETWORK, BIOGRAPHY, ARTICLE, RESUME_OF_A_PILOT, RESEARCHER)
