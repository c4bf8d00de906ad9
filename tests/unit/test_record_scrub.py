"""What is known to be secret from the start, and who stands in an address: neither is written in part."""

from scripts.conform import Conformer, Match
from scripts.exchange import Request, Response
from scripts.record.marks import Marks
from scripts.record.scrub import Scrubber

TREE = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://api.acme.test"}],
    "paths": {"/a": {"get": {"operationId": "get", "responses": {"200": {"description": "Done."}}}}},
}


def test_of_a_name_and_a_password_the_password_alone_is_a_secret_too() -> None:
    scrubber = Scrubber(Marks(TREE), {"ACME_LOGIN": "somebody:hunter2hunter2"})
    assert "hunter2" not in scrubber.text("the password hunter2hunter2 is wrong")


def test_who_stands_in_an_address_is_left_out_of_it() -> None:
    request = Request.of("GET", "https://somebody:hunter2hunter2@api.acme.test/a")
    match = Conformer(TREE, "acme").route("GET", request.url)
    assert isinstance(match, Match)
    scrubber = Scrubber(Marks(TREE))
    scrubber.learn(request, Response.of(200), match)
    assert scrubber.request(request, match).url == "https://api.acme.test/a"
