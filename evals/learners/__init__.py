"""Simulated learners: people who ring up a professional, as code or as a model, for evals.

    learner = Scripted(archetype("prepared"), persona, seed=7, minutes=8)
    rehearse(persona, learner, minutes=8, seed=7, preparation=learner.preparation)

    archetype.py    the parameters that set one from another
    archetypes.py   two dozen of them, each with what it does and the levels that follow by the rubric
    claims.py       what a learner is said to do, as something that code looks up
    scripted.py     plays one offline: reacts to what it hears, everything drawn by the seed
    prompted.py     plays one with a language model
    ear.py          what a learner catches of the professional's last words
    dossier.py      public facts, ready to be woven into a sentence
    deck.py         the hand-written lines in material/, none said twice
    manner.py       the same words as somebody else would write them
    spoken.py       what was said, and what it was meant to be: labels by construction

`conduct/`, `pushy/` and `aloud/` hold learners who say the same to everybody, for scripts of their own.
"""
