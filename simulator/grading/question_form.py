"""A question's words -> open or closed, and what it is about. English only, by plain patterns; no model.

    form_of("How did you get into this?")          ->  open, story
    form_of("Do you like it there?")               ->  closed, fact
    form_of("How many people are on your team?")   ->  closed, fact

Open: it can't be answered in a word. It starts with how, what or why, or asks to be told ("walk me through"), and does
not ask for a count, a name, a date or a place. Where, when, who and which are open only where what they ask about is
one of the themes ("Who fought you on that?").
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from simulator.grading.wording import phrases, plain, sentences


class Theme(StrEnum):
    """What a question is about. The first five are what the rubric wants."""

    ADVICE = "advice"
    CHALLENGE = "challenge"
    SKILL = "skill"
    CULTURE = "culture"
    STORY = "story"
    OTHER = "other"
    """Open, and of none of the themes that the patterns know."""
    FACT = "fact"


@dataclass(frozen=True)
class QuestionForm:
    """How a question is asked."""

    is_open: bool
    theme: Theme

    @property
    def is_powerful(self) -> bool:
        """Open, and about something other than a fact."""
        return self.is_open and self.theme is not Theme.FACT


# fmt: off
_ASKS_TO_BE_TOLD = phrases(
    "tell (?:me|us) (?:about|how|what|why|more|something)", "(?:walk|talk|take) me through", "describe",
    "talk (?:a (?:bit|little) )?about", "share (?:an?|some|one|your|what|how)", "explain (?:how|what|why|to me)",
    "give me an? (?:example|idea|sense)", "(?:i'?m|i am) curious (?:about|how|what|why)",
    "i wonder(?:ed)? (?:how|what|why)",
    "(?:i'?d|i would) (?:love|like) to (?:hear|know|understand|learn) (?:about|how|what|why|more)",
    "i (?:just )?want(?:ed)? to (?:know|ask|understand) (?:how|what|why)",
)
_WIDE = ("how", "what", "why")
_NARROW = ("where", "when", "who", "whose", "which")
_AUXILIARIES = (
    "is", "are", "am", "was", "were", "do", "does", "did", "have", "has", "had", "can", "could", "would", "will",
    "should", "may", "might", "isn't", "aren't", "don't", "doesn't", "didn't",
)
_LEAD_IN = "(?:and|but|so|or|then|ok|okay|well|um|uh|like|now|wait|hey|yeah|honestly|alright|right|also|i mean)"
_START = re.compile(
    # a question may begin with its sentence, after a comma or the like, or after a word that leads on to it
    r"(?:^|[,;:–—…] ?| - |\b(?:and|but|so|then|is|wonder(?:ing)?) )['\"“(]?"
    rf"(?:{_LEAD_IN}[ ,]+){{0,4}}"
    rf"(?P<question>(?P<word>{'|'.join(_WIDE + _NARROW + _AUXILIARIES)})(?:'d|'s|'re|'ve|'ll)?\b.*)"
)
_THING = "(?:name|title|role|position|degree|major|salary|pay|address|email|website|size|number|budget|deadline|date)s?"
_WHOSE = r"(?:you|u|it|they|your (?:company|team|organi[sz]ation|firm)|an? \w+(?: \w+)?)"
_FACT = re.compile("|".join((
    "how (?:many|much|long|old|big|large|far|often|tall|soon)",
    rf"what(?:'s| is| was| are| were)? (?:your|the|his|her|their) (?:job |company )?{_THING}",
    "(?:what|which) (?:company|school|university|college|year|time|date|city|degree|percent(?:age)?|office|department)",
    "(?:what|which) (?:posts|jobs|openings|vacancies|internships)", "what did (?:you|u) (?:study|major in)",
    rf"what (?:do|does) {_WHOSE} (?:actually |really )?(?:do|make|sell|stand for)"
    "(?: exactly| for a living| there| here)?[ ?]*$",
    "where(?:'d| did| do| are| were| was| is) (?:you|u|your|the|it) (?!see|think|want|hope|learn|find|go wrong|draw)",
    "when (?:did|do|does|is|was|were|are)", "who(?:'s| is| are| was) (?:your|the|in charge)",
)))
"""What a question for a fact begins with."""

_THEMES: tuple[tuple[Theme, re.Pattern[str]], ...] = (
    (Theme.ADVICE, phrases(
        "advi[cs]e", "recommend", "suggest", "should (?:i|someone|somebody|a (?:person|student|beginner))",
        "which order", "if you were (?:me|in my|starting|twenty|i)", "in my (?:place|shoes|position)",
        "(?:where|if) (?:you stood|i stand)", "wish (?:you|they|people|i|somebody|someone)(?:'?d| had)?", "had known",
        "(?:i|you) know before", "do differently",
        "would(?:n't)? you (?:do|go|look|choose|start|read|say to|tell) .{0,60}(?:me|i|again|first|my|before|today)",
        "tell (?:your younger|a younger|somebody|someone)", "like me", "at my (?:age|stage)", "way in(?:to)?",
        "be considered", "get (?:in|into|started in) (?:the|this|your) (?:field|work|trade|business|industry)",
    )),
    (Theme.CHALLENGE, phrases(
        "hard(?:est)?", "tough(?:est)?", r"difficult\w*", r"challeng\w+", r"struggl\w+", "problems?", "wrong",
        "mistakes?", r"fail\w*", "worst", "fears?", "afraid", "scar(?:ed|y|iest)", "keeps? you (?:up|awake)", "fought",
        "fight", "losing", "lose", "lost", "quit", "unlearn", "stop doing", "cost", "give up", "get over", "mad",
        "angry", r"regret\w*", "bug(?:s|ged)?", r"frustrat\w+", r"annoy\w*", r"surpris\w+", "conflict", r"disagree\w*",
        "harm", "bad", "pressure", r"stress\w*", "burn(?:ed|t)? ?out", "politics", "trade-?offs?", "put (?:you )?off",
    )),
    (Theme.SKILL, phrases(
        "skills?", "(?:good|better) at", "learn(?:ed|t|ing)?", "train(?:ed|ing)?", "teach", "habits?", "quality",
        "qualities", "strengths?", "what makes (?:an?|someone|somebody|people|you)", "look (?:for|at) (?:in|when)",
        "slow down", "stand out", "test (?:try|find|look)", "craft", r"practi[cs]e", "figure out", "tell whether",
        "judge", r"qualif\w+", "lack",
    )),
    (Theme.CULTURE, phrases(
        "culture", "atmosphere", "values?", "colleagues?", "teams?", r"cowork\w+",
        "people (?:in|at|there|on|here|deal|around)", "everybody", "everyone", "together",
        "(?:day|week|morning|monday|tuesday)(?: really| actually)? (?:look|feel|like)", "like to work", "the room",
        "rule", "boss", "managers?", "leadership", "morale", r"celebrat\w+", "(?:men|women)",
    )),
    (Theme.STORY, phrases(
        "stor(?:y|ies)", "happen(?:ed|s)?", "how did", "how'd", "why did", "what (?:did|was|were|made)", "made you",
        "got you", "came? to", "first", "moment", "remember", "before you", "back then", "went", "turn(?:ed)? out",
        "start(?:ed)?", "was it like", "became", "become", "since", "so far", "tell me about", "journey", "path",
    )),
)
_PAST = phrases("did", "was", "were", "had", "went", "came", "got", "said", "made", "took", "told", r"\w{3,}ed")
# fmt: on


def form_of(question: str) -> QuestionForm:
    """The form of a question, or of the best of several: an open one among them is what gets answered."""
    forms = [_form_of_sentence(plain(sentence)) for sentence in sentences(question) or [question]]
    return max(forms, key=lambda form: (form.is_powerful, form.is_open))


def _form_of_sentence(text: str) -> QuestionForm:
    theme = next((theme for theme, pattern in _THEMES if pattern.search(text)), None)
    start = _START.search(text)
    if start and _FACT.match(start["question"]):
        return QuestionForm(False, Theme.FACT)
    if _ASKS_TO_BE_TOLD.search(text):
        return QuestionForm(True, theme or Theme.STORY)
    if start is None:
        return QuestionForm(False, theme or Theme.FACT)
    if start["word"] in _WIDE:
        return QuestionForm(
            True, theme or (Theme.STORY if start["word"] == "why" or _PAST.search(text) else Theme.OTHER)
        )
    if start["word"] in _NARROW:
        return QuestionForm(theme is not None, theme or Theme.FACT)
    return QuestionForm(False, theme or Theme.FACT)
