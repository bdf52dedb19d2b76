"""How one names a public fact, and somebody one knows, on the telephone."""

from simulator.persona import Contact, Persona
from simulator.professional.lines import fits, sentences

LONGEST_FACT = 22
"""Words of a public fact that one still says aloud."""


def sayable(fact: str | None, persona: Persona) -> str | None:
    """A public fact as one names it on the telephone, without its full stop; nothing if it takes more than a breath."""
    for writing in persona.public.writing:
        if fact and fact.startswith(writing.title):
            return f'"{writing.title}"' + (f", {writing.where}" if writing.where else "")
    parts = sentences(fact or "")
    if not parts or not fits(parts[0], LONGEST_FACT):
        return None
    return parts[0].rstrip(".")


def described(contact: Contact) -> list[str]:
    """A contact as one names them, the fullest first."""
    role = f"{contact.name}, {contact.role.rstrip('.')}" if contact.role else contact.name
    return [f"{role}: {contact.why.rstrip('.')}" if contact.why else role, role, contact.name]
