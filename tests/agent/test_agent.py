"""`Agent`: one call, a stream of events, async, several threads."""

import asyncio
import threading
from collections.abc import Callable

from colour_world import World, garden
from maskwright import Agent, ClosedSet, Result
from maskwright.agent.events import NodeFinished, NodeStarted, RunFinished

TASK = ClosedSet(["red fruit", "green fruit"])
MakeAgent = Callable[..., Agent]


def without_clock(result: Result) -> dict[str, object]:
    return result.model_dump(exclude={"timings"})


def test_the_stream_tells_each_node_and_ends_with_the_result(agent: MakeAgent) -> None:
    events = list(agent().stream(garden(), TASK))
    started = [event.node for event in events if isinstance(event, NodeStarted)]
    finished = {event.node: event for event in events if isinstance(event, NodeFinished)}
    assert started[0] == "prepare"
    assert set(started) == set(finished)
    assert finished["recognise"].update["tags"][0]["name"] == "tomato"
    assert all(event.seconds >= 0 for event in finished.values())
    assert isinstance(events[-1], RunFinished)
    assert sum(isinstance(event, RunFinished) for event in events) == 1


def test_async_callers_get_the_same_result(agent: MakeAgent) -> None:
    asker = agent()

    async def both() -> list[Result]:
        return await asyncio.gather(*(asker.asegment(garden(), TASK) for _ in range(2)))

    first, second = asyncio.run(both())
    assert without_clock(first)["segments"] == without_clock(second)["segments"]
    assert first.labels == asker.segment(garden(), TASK).labels


def test_one_agent_serves_several_threads(agent: MakeAgent) -> None:
    asker = agent()
    pictures = [garden(), garden()[:, ::-1], garden()[::-1]]
    alone = [asker.segment(picture, TASK).segments for picture in pictures]
    together: dict[int, list[object]] = {}

    def work(number: int) -> None:
        together[number] = asker.segment(pictures[number % 3], TASK).segments

    threads = [threading.Thread(target=work, args=(number,)) for number in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(9)] == alone * 3


def test_the_result_names_who_did_it_and_comes_back_from_json(
    agent: MakeAgent, world: World
) -> None:
    result = agent(n_points=7).segment(garden(), TASK)
    assert result.provenance.profile == "colour world"
    assert result.provenance.overrides == {"closed_set.n_points": 7}
    assert result.provenance.settings["n_points"] == 7
    assert result.provenance.language_model == world.info
    assert result.provenance.packages["numpy"]
    assert len(result.provenance.backends) == 4
    assert Result.model_validate_json(result.model_dump_json()) == result


def test_the_studio_graph_opens() -> None:
    from maskwright.agent.studio import closed_set

    assert {"prepare", "compose"} <= set(closed_set({}).get_graph().nodes)
