"""After the call: what the professional writes back to the thank-you note, and to the news some weeks later. Pure.

    answer_note(transcript, persona, card).letter        ->  "Hello Sam,\n\nThank you for writing. ..."
    read_update(transcript, persona, card, update).checks
    answer_update(transcript, persona, card, update).tone  ->  "warm"

    standing.py  how somebody is disposed towards the learner after such a call
    update.py    what the news is like
    reply.py     the answers; their words are in `prompts/afterwards.yaml`

The same call and the same words give the same answer; no model takes part.
"""

from simulator.afterwards.reply import Reply, answer_note, answer_update
from simulator.afterwards.standing import Tone
from simulator.afterwards.update import UpdateReading, read_update

__all__ = ["Reply", "Tone", "UpdateReading", "answer_note", "answer_update", "read_update"]
