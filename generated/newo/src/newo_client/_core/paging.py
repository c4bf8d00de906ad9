# Copied by `nox -s generate -- newo` from scripts/runtime/paging.py. Change that, not this file.
"""How lists that come in pages go on: by the number of the page, by a cursor, or by a link to the next page."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .message import Request
from .unset import UNSET


class Paging:
    """How an operation's pages follow each other.

    Attributes:
        items: where the decoded body holds the items, by Python names with dots.
    """

    def __init__(self, *, items: str) -> None:
        self.items = items

    def check(self, request: Request) -> None:
        """Refuse a request from which nothing could go on."""

    def items_of(self, body: Any) -> list[Any]:
        """Return the items of a decoded body."""
        return found(body, self.items) or []

    def before(self, request: Request) -> int:  # noqa: ARG002 - only numbers tell
        """Return how many items are on the pages before the one that a request asks for."""
        return 0

    def after(self, request: Request, body: Any, seen: int) -> Request | None:
        """Return the request for the next page, or None after the last.

        Args:
            request: what gave this page.
            body: the decoded body of this page.
            seen: how many items there are up to the end of this page.
        """
        raise NotImplementedError

    def has_more(self, body: Any) -> bool:  # noqa: ARG002
        """Tell whether a page that is followed by another says so itself, so that there must be one."""
        return True

    def mark(self, request: Request) -> str | None:  # noqa: ARG002
        """Return what no two requests for pages of one list have in common; None where only the items can tell."""
        return None


class PageNumbers(Paging):
    """Paging by the number of the page.

    Attributes:
        page: the query parameter that holds the number.
        size: the query parameter that holds the items in one page; None where there is none.
        first: the number of the first page.
        total: where the decoded body holds the number of all items; None where the service does not say.
        served_size: where it holds the size that the service really used; None where it does not say.
        last: where it says whether it is the last page; None where it does not.
        pages: where it holds the number of all pages; None where it does not say.
    """

    def __init__(
        self,
        *,
        page: str,
        items: str,
        size: str | None = None,
        first: int = 1,
        total: str | None = None,
        served_size: str | None = None,
        last: str | None = None,
        pages: str | None = None,
    ) -> None:
        super().__init__(items=items)
        self.page = page
        self.size = size
        self.first = first
        self.total = total
        self.served_size = served_size
        self.last = last
        self.pages = pages

    def check(self, request: Request) -> None:
        """Refuse what can't be counted.

        Raises:
            TypeError: the number of the page, or the items in one, is no whole number.
        """
        for name in filter(None, (self.page, self.size)):
            if type(request.query[name]) is not int:
                message = f"{name} is a whole number, not {request.query[name]!r}"
                raise TypeError(message)

    def before(self, request: Request) -> int:
        """Return how many items are on the pages before the one that a request asks for."""
        return (_int(request.query[self.page]) - self.first) * self._size(request)

    def has_more(self, body: Any) -> bool:
        """Tell whether a page says how many there are, so that those missing are lost."""
        return any(isinstance(found(body, place), int) for place in (self.total, self.last, self.pages))

    def _size(self, request: Request) -> int:
        return _int(request.query[self.size]) if self.size else 0

    def after(self, request: Request, body: Any, seen: int) -> Request | None:
        """Return the request for the next page, or None after the last."""
        number = _int(request.query[self.page])
        if not self.items_of(body) or self._is_last(request, body, number - self.first + 1, seen):
            return None
        return request.asking({**request.query, self.page: number + 1})

    def _is_last(self, request: Request, body: Any, count: int, seen: int) -> bool:
        last = found(body, self.last)
        if isinstance(last, bool):
            return last
        pages = found(body, self.pages)
        if isinstance(pages, int):
            return count >= pages
        served, total = _int(found(body, self.served_size)), found(body, self.total)
        if isinstance(total, int):
            # A service may give fewer than asked for; then the items alone tell how far it is.
            return (count * served if served else seen) >= total
        # A page that is not full has nothing after it. Where nobody knows what full is, an empty one ends the list.
        return len(self.items_of(body)) < (served or self._size(request))


class Cursor(Paging):
    """Paging by what each page says of the next.

    Attributes:
        next: where the decoded body holds what the next request's parameters are to be, by their names. The first of
            them decides: where it is absent, null or empty, the list is at its end.
        more: where the body says whether there is more; None where it does not.
    """

    def __init__(self, *, items: str, next: Mapping[str, str], more: str | None = None) -> None:  # noqa: A002
        super().__init__(items=items)
        self.next = next
        self.more = more

    def after(self, request: Request, body: Any, seen: int) -> Request | None:  # noqa: ARG002
        """Return the request for the next page, or None after the last."""
        given = {name: found(body, place) for name, place in self.next.items()}
        if given[next(iter(self.next))] in (None, UNSET, "") or found(body, self.more) is False:
            return None
        return request.asking({**request.query, **{name: each for name, each in given.items() if each is not UNSET}})

    def mark(self, request: Request) -> str | None:
        """Return the cursor, as text; None for a first page."""
        cursor = request.query.get(next(iter(self.next)))
        return None if cursor is None or cursor is UNSET else str(cursor)


class Link(Paging):
    """Paging by a link to the next page, of which only the query is used: it may be relative to anything.

    Attributes:
        next: where the decoded body holds the link.
        key: the query parameter that tells the page; None where all of the link's are taken over.
    """

    def __init__(self, *, items: str, next: str, key: str | None = None) -> None:  # noqa: A002
        super().__init__(items=items)
        self.next = next
        self.key = key

    def after(self, request: Request, body: Any, seen: int) -> Request | None:  # noqa: ARG002
        """Return the request for the next page, or None after the last."""
        link = found(body, self.next)
        if not isinstance(link, str) or not link:
            return None
        given = parse_qs(urlsplit(link).query, keep_blank_values=True)
        if self.key is not None:
            given = {self.key: given[self.key][-1:]} if any(given.get(self.key, ())) else {}
        # What comes once is no array: it may have a form of its own.
        wanted = {name: each if len(each) > 1 else each[0] for name, each in given.items()}
        return request.asking({**request.query, **wanted}) if wanted else None

    def mark(self, request: Request) -> str | None:
        """Return what tells the page, as text; None for a first page."""
        if self.key is None:
            return request.query_string() or None
        key = request.query.get(self.key)
        return None if key is None or key is UNSET else str(key)


def found(body: Any, place: str | None) -> Any:
    """Return what a decoded body holds at a place; UNSET or None where anything on the way there is that."""
    if place is None:
        return None
    try:
        return attrgetter(place)(body)
    except AttributeError:
        for name in place.split("."):
            if body is None or body is UNSET:
                return body
            body = getattr(body, name)
        return body


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
