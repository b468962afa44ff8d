"""Run beside a store of its own: several take one conversation at once; prints how many hold it."""

from threading import Barrier, Thread

MANY = 6


def main() -> None:
    """Prints how many took it, how many were told of somebody else, and how many leases stand."""
    from saule.cli.store import start_django

    start_django()
    from django.db import connection
    from django.utils import timezone

    from saule.desk.models import Desk, User
    from saule.matters.leasing import InOtherHands, take
    from saule.matters.models import Conversation, Lease

    now = timezone.now()  # noqa: TID251 - an edge
    desk = Desk.objects.create(name="Mairie", created_at=now)
    asked = Conversation.objects.create(desk=desk, opened_at=now, last_at=now, waiting_since=now)
    users = [User.objects.create_user(f"a{number}@mairie.example", f"A{number}") for number in range(MANY)]
    ready = Barrier(MANY)
    said: list[User | InOtherHands] = []

    def act(user: User) -> None:
        ready.wait()
        try:
            said.append(take(asked, by=user, now=now).user)
        except InOtherHands as error:
            said.append(error)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [one for one in said if isinstance(one, User)]
    print(len(taken), len(said) - len(taken), Lease.objects.filter(ended_at=None).count())


if __name__ == "__main__":
    main()
