"""A scorecard -> what to take away: the one thing that mattered most, and one's own sentences said better. Pure.

headline(card).sentence                          ->  "What cost you most was asking for work, ..."
instead(transcript, persona, card)[0].instead    ->  "“What is it like to work at Northwind?”"

mattered.py  which grade cost most, by its weight and its missing points
instead.py   the learner's own sentences, rewritten out of themselves and of what is public
"""

from simulator.debriefing.instead import Instead, instead
from simulator.debriefing.mattered import Headline, headline

__all__ = ["Headline", "Instead", "headline", "instead"]
