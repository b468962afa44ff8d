from datetime import date, timedelta

from saule.promises.histories import of_desk, we_the_people


def test_the_petitions_ship_with_saule():
    history = we_the_people()
    assert history.first == date(2011, 9, 22)
    assert len(history.arrivals.born) == 3_672
    assert history.arrivals.people.min() == 151
    assert (history.arrivals.people >= 5_000).sum() == 757
    assert history.arrivals.weeks == 263


def test_a_desk_s_history_is_its_shared_matters_until_now(town, desk, now):
    town.matter(opened_at=now - timedelta(days=21), people=7)
    town.matter(opened_at=now, people=3)
    town.matter(opened_at=now + timedelta(days=1), people=3)
    town.matter(opened_at=now - timedelta(days=30), people=0)
    town.matter("personal", opened_at=now - timedelta(days=40), people=1)
    gone = town.matter(opened_at=now - timedelta(days=50), people=2)
    gone.state = gone.State.MERGED
    gone.merged_into = desk.matters.first()
    gone.save()

    history = of_desk(desk, now=now)

    assert history.first == date(2026, 10, 31)
    assert history.arrivals.people.tolist() == [7, 3]
    # It came at ten in the morning.
    assert round(history.arrivals.born[0] * 7 * 24) == 10
    assert history.arrivals.weeks == 4


def test_a_new_desk_has_no_history(desk, now):
    history = of_desk(desk, now=now)
    assert history.first == date(2026, 11, 21)
    assert history.arrivals.weeks == 0
