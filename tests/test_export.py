"""Taking everything along: a zip that can be read without this program, and holds nobody else's."""

import io
import json
import zipfile

from simulator.call import Call, Calls
from simulator.document import Document
from simulator.export import Item, bundle
from simulator.persona import catalogue
from simulator.scoring import score
from simulator.settings import Settings
from simulator.store import MemoryLog
from simulator.transcript import Transcript


async def listened(call: Call) -> None:
    async for _ in call.follow():
        pass


def unpacked(made: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


async def test_a_call_comes_with_what_was_said_and_what_it_was_worth_and_without_its_owner() -> None:
    calls = Calls(MemoryLog(), Settings(_env_file=None))
    call = calls.open(catalogue()["dana-okafor"], seed=1, owner="a-digest")
    await call.resume()
    await listened(call)
    for words in ("Hi, I'm Sam, a student.", "What surprised you most?"):
        await call.say(words)
        await listened(call)
    await call.hang_up()
    card = score(call.state.transcript(call.id), name=call.id)
    files = unpacked(bundle([Item(call.id, call.state, calls.log_of(call.id), card)]))
    ends = {name.rsplit("/")[-1]: text for name, text in files.items()}
    assert set(ends) == {"transcript.json", "scorecard.json", "scorecard.md", "scorecard.html", "log.json"}
    transcript = Transcript.parse(Document(json.loads(ends["transcript.json"]), "t", {}))
    assert transcript.turns[1].text == "Hi, I'm Sam, a student."
    assert json.loads(ends["scorecard.json"])["format"] == "scorecard/1"
    assert json.loads(ends["log.json"])[0]["kind"] == "opened"
    assert not any("a-digest" in text for text in files.values())


async def test_a_call_that_is_not_over_is_taken_along_ungraded_and_each_has_its_folder() -> None:
    calls = Calls(MemoryLog(), Settings(_env_file=None))
    for owner in ("ana", "ana", "ben"):
        call = calls.open(catalogue()["dana-okafor"], seed=1, owner=owner)
        await call.resume()
        await listened(call)
    items = [Item(kept.id, calls.get(kept.id).state, calls.log_of(kept.id)) for kept in calls.kept("ana")]
    made = bundle(items)
    assert made == bundle(items)
    assert len(unpacked(made)) == 4
    assert len({name.split("/")[0] for name in unpacked(made)}) == 2
