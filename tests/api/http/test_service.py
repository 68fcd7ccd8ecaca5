import asyncio
import threading
from functools import partial
from http import HTTPStatus

import pytest

from api.http.problems import ProblemError
from api.http.service import Service
from api.workspace import Workspace


@pytest.fixture
def service() -> Service:
    def unopened() -> Workspace:
        raise AssertionError("nothing here needs the installation")

    return Service(unopened)


def test_the_model_serves_one_after_the_other(service: Service) -> None:
    running: list[int] = []
    order: list[int] = []

    def work(number: int) -> int:
        running.append(number)
        assert running == [number]
        order.append(running.pop())
        return number

    async def run() -> list[int]:
        return await asyncio.gather(
            *(service.compute(partial(work, number)) for number in range(20))
        )

    assert asyncio.run(run()) == order == list(range(20))


def test_the_event_loop_goes_on_while_the_model_computes(service: Service) -> None:
    done = threading.Event()

    async def run() -> None:
        work = asyncio.create_task(service.compute(lambda: done.wait(30)))
        # Reached only because the work is elsewhere.
        await asyncio.sleep(0)
        done.set()
        assert await work

    asyncio.run(run())


def test_those_who_would_wait_too_long_are_sent_away(service: Service) -> None:
    done = threading.Event()

    async def run() -> None:
        tasks = [asyncio.create_task(service.compute(lambda: done.wait(30))) for _ in range(33)]
        while service.waiting < 32:
            await asyncio.sleep(0)
        with pytest.raises(ProblemError) as refusal:
            await service.compute(lambda: None)
        assert refusal.value.status is HTTPStatus.SERVICE_UNAVAILABLE
        done.set()
        assert all(await asyncio.gather(*tasks))
        assert await service.compute(lambda: "served again") == "served again"

    asyncio.run(run())
