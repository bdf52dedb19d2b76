"""Who may see what: signing in, classes, and what learners show to their advisers.

    door.py        who somebody is: signing in and out, passwords, links by which a class is joined
    advising.py    what learners show, what advisers see of it and say about it
    sharing.py     the rule by which a call is shown, in one function
    cohort.py      calls that are shown -> a class at a glance
    table.py       the same for a spreadsheet
    erasing.py     an account, gone with all that was its own

On one's own machine nobody signs in, and nothing here is used.
"""
