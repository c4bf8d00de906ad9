"""Reading dumps of web pages: whether a name stands in lines, and what a page prints."""

import pytest

from scripts.evidence.check.mentions import mentions
from scripts.evidence.check.text import Text, holds_call, holds_name, holds_operation, holds_status
from scripts.evidence.statement import Locator, Statement, locators, source_faults, stated

# Invented, in the layouts that dumps of real pages have.
TABLE = """\
Header NameRequiredDescription
x-room-keyYesThe key of the room.
x-room-ownerOptionalWhose room it is.

GET /v2/rooms
{
  "rooms": [
    {
      "id": "r1",
      "door": {"id": "d1", "state": "open or {closed}"},
      "kind": “small”,
    }
  ],
  "metadata": {"total": 1}
}

Query Parameters:

Parameter NameData TypeFormatRequiredDescription
floorinteger-YesThe floor.
opened_sincestringdate-timeOptionalOnly rooms opened since.
wingsarray-OptionalOnly these wings.

Response:

  • 200 OK \u2013 A list of rooms.
  • 4XX \u2013 Request error.

GET
/v2/rooms/count?opened_since=2024-01-01T00:00:00Z&opened_un
til=2024-01-31T00:00:00Z
Data Schemas:
  • RoomDto: One room.
    • Properties:
      • door_state: Open or closed.
"""
LIST = """\
Query Parameters:
  • floor (integer, required) \u2013 The floor.
  • `wing` (array of strings, optional) \u2013 The wing.
"""
ROWS = """\
path Parameters
roomId
required
integer <int64>

query Parameters
force
boolean
Default: false

Responses
204

400

Invalid value, Not Found in the middle of a sentence
put/v2/rooms/{roomId}/close
Request Body schema: application/json
required

doors
Array of objects (Door)
mode
required
string

values: [Soft, Hard]

Request samples
{
  • "mode": "Soft",
  • "doors": [
    • {
      • "id": 7
      }
    ]
}
"""
RUN_TOGETHER = """\
query Parameters
limitinteger · min: 1 · max: 50The most rooms.
Default: 25pageNumberinteger · min: 0The page.
Default: 0totalinteger · min: 0All of them.
searchstringText to look for.
Headers
Tokenstring · requiredThe
Tokenheader is the key.
Responses
idstringThe room. This
idis shown.titlestringIts title.
notestringwingStringThe wing.
doorsobject[]Its doors.
keystring · requiredlocksobject[] · required
"""
PHRASES = """\
Ok
Not Found
Unprocessable Entity
The conflict is not one, and 404 in a sentence is none either
"""


def printed(text: str) -> set[tuple[str, str, int]]:
    return {(each.kind, each.name, each.line) for each in mentions(Text("page", text))}


def test_a_table_that_lost_its_columns_and_a_broken_sample_are_read() -> None:
    assert {each for each in printed(TABLE) if each[0] != "field"} == {
        ("parameter", "x-room-key", 2),
        ("parameter", "x-room-owner", 3),
        ("operation", "GET /v2/rooms", 5),
        ("parameter", "floor", 20),
        ("parameter", "opened_since", 21),
        ("parameter", "wings", 22),
        ("status", "200", 26),
        ("status", "4XX", 27),
        ("operation", "GET /v2/rooms/count", 29),
        ("parameter", "opened_since", 30),
        ("parameter", "opened_until", 30),
        ("name", "RoomDto", 33),
        ("name", "door_state", 35),
    }


def test_the_fields_of_a_sample_know_what_is_around_them() -> None:
    fields = {(each.name, each.parent) for each in mentions(Text("page", TABLE)) if each.kind == "field"}
    assert fields == {
        ("rooms", ""),
        ("id", "rooms"),
        ("door", "rooms"),
        ("id", "door"),
        ("state", "door"),
        ("kind", "rooms"),
        ("metadata", ""),
        ("total", "metadata"),
    }


def test_a_list_of_parameters_is_read() -> None:
    assert printed(LIST) == {("parameter", "floor", 2), ("parameter", "wing", 3)}


def test_rows_of_several_lines_are_read() -> None:
    assert printed(ROWS) == {
        ("parameter", "roomId", 2),
        ("parameter", "force", 7),
        ("status", "204", 12),
        ("status", "400", 14),
        ("operation", "PUT /v2/rooms/{roomId}/close", 17),
        ("body", "", 18),
        ("field", "doors", 21),
        ("field", "mode", 23),
        ("value", "Soft", 27),
        ("value", "Hard", 27),
        ("field", "mode", 31),
        ("field", "doors", 32),
        ("field", "id", 34),
    }


def test_names_that_are_run_together_with_their_types_are_read() -> None:
    assert printed(RUN_TOGETHER) == {
        ("parameter", "limit", 2),
        ("parameter", "pageNumber", 3),
        ("parameter", "total", 4),
        ("parameter", "search", 5),
        ("parameter", "Token", 7),
        ("field", "id", 10),
        ("field", "title", 11),
        ("field", "note", 12),
        ("field", "wing", 12),
        ("field", "doors", 13),
        ("field", "key", 14),
        ("field", "locks", 14),
    }


def test_statuses_told_by_their_words_are_read_where_they_stand_alone() -> None:
    assert printed(PHRASES) == {("status", "200", 1), ("status", "404", 2), ("status", "422", 3)}


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("**GET** `/rooms`", "operation", "GET /rooms"),
        ("GET: /rooms/:id", "operation", "GET /rooms/{id}"),
        ("PUT /rooms/<id>", "operation", "PUT /rooms/{id}"),
        ("| 404 | none |", "status", "404"),
        ("HTTP/1.1 404 Not Found", "status", "404"),
        ("UTCOk", "status", "200"),
        ("X-Room (string, required)", "name", "X-Room"),
        ("Possible values: [Open, Shut]", "value", "Shut"),
        ("one of: [OPEN, SHUT]", "value", "OPEN"),
        ("enum: open, shut", "value", "shut"),
    ],
)
def test_what_a_line_prints_is_read(line: str, kind: str, name: str) -> None:
    assert (kind, name, 1) in printed(line)


@pytest.mark.parametrize(
    "line",
    [
        "application/x-www-form-urlencoded",
        "No content",
        "at most 100 of them",
        "Html (object) or Text (object)",
        "substring of a string",
        "see also [the guide]",
        "We create rooms.",
    ],
)
def test_a_line_that_prints_nothing_is_none(line: str) -> None:
    assert printed(line) == set()


@pytest.mark.parametrize(
    "text",
    [
        "stringa" * 1000,
        "GET" + " " * 40_000,
        " " * 40_000 + "x",
        "values:" + " " * 20_000 + "]x",
        "[" * 200_000,
        "x-" + "a-" * 20_000,
        "{" + ",".join(f'"k{index}":1' for index in range(20_000)) + "}",
    ],
    ids=["types", "method", "blanks", "values", "brackets", "header", "fields"],
)
def test_a_hostile_line_is_read_to_its_end(text: str) -> None:
    assert len(printed(text)) in {0, 1, 20_000}


@pytest.mark.parametrize("text", [TABLE, LIST, ROWS, RUN_TOGETHER, PHRASES])
def test_whatever_is_read_from_a_line_is_found_there_again(text: str) -> None:
    page = Text("page", text)
    for each in (mention for mention in mentions(page) if mention.name):
        lines = page.cited([(each.line, each.line + 1)])
        holds = {"operation": holds_operation, "status": holds_status}.get(each.kind, holds_name)
        assert holds(lines, each.name), each


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the id of a room", "id"),
        ('"id": 1', "id"),
        ("limitinteger", "limit"),
        ("opened_sincestringdate-timeYes", "opened_since"),
        ("x-room-ownerOptionalWhose", "x-room-owner"),
        ("Default: 25pageNumberinteger · min", "pageNumber"),
        ("idstring · requiredlocksobject[]", "locks"),
        ("notestringwingStringThe wing", "note"),
        ("...&opened_un\ntil=2024", "opened_until"),
        ("errors[].code", "code"),
        ("values: [In Bound, Out]", "In Bound"),
    ],
)
def test_a_name_is_found_whatever_the_dump_did_to_it(text: str, name: str) -> None:
    assert holds_name(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("provided", "id"),
        ("idConversation", "id"),
        ("actor_id", "id"),
        ("page-id", "id"),
        ("x-room-key-two", "x-room-key"),
        ("a pair of things", "air"),
        ("go a\nt once", "at"),
        ("stringent", "s"),
        ("limits integer", "limit"),
        ("non_working", "working"),
        ("pageintegers", "page"),
    ],
)
def test_a_part_of_a_word_is_no_name(text: str, name: str) -> None:
    assert not holds_name(text, name)


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("GET /rooms", "GET /rooms"),
        ("get/rooms/{id}", "GET /rooms/{id}"),
        ("GET https://api.rooms.test/rooms?x=1", "GET /rooms"),
        ("GET https://api.rooms.test/v2/rooms", "GET /rooms"),
        ("GET /v2/rooms", "GET /rooms"),
        ("GET\n/rooms", "GET /rooms"),
        ("PUT /rooms/:id/doors.", "PUT /rooms/{id}/doors"),
        ("PUT /rooms/<id>", "PUT /rooms/{id}"),
        ("GET /roo\nms/all", "GET /rooms/all"),
    ],
)
def test_an_operation_is_found_however_it_is_written(text: str, operation: str) -> None:
    assert holds_operation(text, operation, ("/v2",))


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("POST /rooms", "GET /rooms"),
        ("GET /rooms/all", "GET /rooms"),
        ("GET /rooms/{id}", "GET /rooms"),
        ("GET /rooms-old", "GET /rooms"),
        ("GET /rooms.json", "GET /rooms"),
        ("GET /v3/rooms", "GET /rooms"),
        ("GET /rooms/{room}", "GET /rooms/{id}"),
        ("WIDGET /rooms", "GET /rooms"),
    ],
)
def test_another_operation_is_not_the_one(text: str, operation: str) -> None:
    assert not holds_operation(text, operation, ("/v2",))


def test_a_program_calls_an_operation_with_whatever_it_puts_into_the_path() -> None:
    assert holds_call("client.put(`/rooms/${room.id}/doors`, body)", "PUT /rooms/{id}/doors")
    assert not holds_call("client.put(`/rooms/${room.id}/doors`)", "DELETE /rooms/{id}/doors")
    assert not holds_call("client.put(`/rooms/${room.id}/doors/all`)", "PUT /rooms/{id}/doors")
    assert not holds_call("client.put(`/v1/rooms`)", "PUT /rooms")
    assert holds_call("client.put(`/v1/rooms`)", "PUT /rooms", ("/v1",))
    assert not holds_call("delete room.id" + "\n" * 20 + "client.put(`/rooms`)", "DELETE /rooms")
    assert not holds_call("client.get(url)", "GET /{id}")
    assert holds_call("client.get(`/rooms/${id}`)", "GET /rooms/{id}")


@pytest.mark.parametrize(
    ("text", "status", "there"),
    [
        ("  • 404 \u2013 none", "404", True),
        ("Not found", "404", True),
        ("4xx", "4XX", True),
        ("order 14045", "404", False),
        ("1.404", "404", False),
        ("404.5", "404", False),
        ("answers with status 404.", "404", True),
        ("a 404 response", "404", True),
        ("see 404.", "404", False),
        ("port 404", "404", False),
        ("UTCOk", "200", True),
        ("at most 100 of them", "100", False),
        ("when it was created", "201", False),
        ("Created", "201", True),
        ("Not Found", "302", False),
        ("4XX", "404", False),
    ],
)
def test_a_status_is_found_as_a_number_or_by_its_words(text: str, status: str, there: bool) -> None:
    assert holds_status(text, status) is there


def test_a_place_is_lines_of_a_text_a_file_or_a_section() -> None:
    places = "page:3-5,9; client:src/api.ts; client:src/api.ts:7-8; page:Errors, in short; type=scripts"
    lines, file, part, section, whole = locators(places)
    assert (lines.ranges, lines.file) == (((3, 5), (9, 9)), "")
    assert (file.ranges, file.file) == ((), "src/api.ts")
    assert (part.ranges, part.file) == (((7, 8),), "src/api.ts")
    assert (section.ranges, section.file, section.place) == ((), "", "Errors, in short")
    assert (whole.source, whole.place, whole.part, str(whole)) == ("scripts", "", "type", "scripts")
    assert [lines.holds(line) for line in (2, 3, 5, 6, 9)] == [False, True, True, False, True]


@pytest.mark.parametrize("text", ["", "page:", ":3", "Page:3", "page:3;", "odd=page:3", "page:5-4"])
def test_what_names_no_place_is_refused(text: str) -> None:
    assert source_faults(text)


def test_what_an_element_does_not_say_it_has_from_the_one_around_it() -> None:
    above = Statement((Locator("page", "1-9"),), parts={"path": "a guess"})
    assert stated({}, above) == Statement((Locator("page", "1-9"),))
    assert stated({"x-source": "page:3"}, above) == Statement((Locator("page", "3"),))
    assert stated({"x-inferred": "why"}, above) == Statement(inferred="why")
    assert stated({"x-inferred": {"type": "why"}}, above) == Statement((Locator("page", "1-9"),), parts={"type": "why"})
    apart = Locator("client", "src/api.ts", "type")
    assert stated({"x-source": "type=client:src/api.ts"}, above) == Statement((Locator("page", "1-9"), apart))
    assert stated({}, Statement((Locator("page", "1-9"), apart))) == Statement((Locator("page", "1-9"),))
    guessed = Statement(inferred="a guess")
    assert stated({}, guessed) == guessed
    assert stated({"x-inferred": {"type": "why"}}, guessed) == Statement(inferred="a guess", parts={"type": "why"})
    assert stated({"x-source": "page:3"}, guessed) == Statement((Locator("page", "3"),))
