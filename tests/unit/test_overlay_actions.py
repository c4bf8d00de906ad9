"""What each kind of action makes of a description."""

import pytest

from scripts.document import Document, dump_json, dump_yaml, loads
from scripts.overlay import apply
from scripts.problem import Refused

Case = tuple[str, str, str]

# Name: description before, actions, description after.
DONE: dict[str, Case] = {
    # objects
    "an object merges recursively": (
        "{a: {b: {c: 1, d: 2}}}",
        "[{target: $.a, update: {b: {c: 3, e: 4}, f: 5}}]",
        "{a: {b: {c: 3, d: 2, e: 4}, f: 5}}",
    ),
    "the root can be updated": ("{a: 1}", "[{target: $, update: {b: 2}}]", "{a: 1, b: 2}"),
    "a null replaces a primitive": ("{a: {b: 1}}", "[{target: $.a, update: {b: null}}]", "{a: {b: null}}"),
    "a primitive replaces a null": ("{a: {b: null}}", "[{target: $.a, update: {b: 1}}]", "{a: {b: 1}}"),
    "an inserted null is kept": ("{a: {}}", "[{target: $.a, update: {b: null}}]", "{a: {b: null}}"),
    "an empty object can be inserted": ("{a: {}}", "[{target: $.a, update: {b: {}}}]", "{a: {b: {}}}"),
    "several objects are updated at once": (
        "{p: {x: {get: {}}, y: {get: {}}, z: {}}}",
        "[{target: '$.p.*.get', update: {ok: true}}]",
        "{p: {x: {get: {ok: true}}, y: {get: {ok: true}}, z: {}}}",
    ),
    "a target inside another target gets its share": (
        "{a: {t: 1, b: {t: 1}}}",
        "[{target: '$..[?@.t==1]', update: {u: 2}}]",
        "{a: {t: 1, b: {t: 1, u: 2}, u: 2}}",
    ),
    "a change of type alone is a change": ("{a: 1}", "[{target: $, update: {a: 1.0}}]", "{a: 1.0}"),
    # arrays
    "an array is concatenated": ("{a: [1, 2]}", "[{target: $.a, update: [2, 3]}]", "{a: [1, 2, 2, 3]}"),
    "an object is appended to an array": ("{a: [{b: 1}]}", "[{target: $.a, update: {c: 2}}]", "{a: [{b: 1}, {c: 2}]}"),
    "a primitive is appended to an array": ("{a: [1]}", "[{target: $.a, update: x}]", "{a: [1, x]}"),
    "a null is appended to an array": ("{a: [1]}", "[{target: $.a, update: null}]", "{a: [1, null]}"),
    "an array in an array is concatenated, not nested": (
        "{a: [[1]]}",
        "[{target: $.a, update: [[2]]}]",
        "{a: [[1], [2]]}",
    ),
    "nested arrays concatenate": ("{a: {b: [1]}}", "[{target: $, update: {a: {b: [2]}}}]", "{a: {b: [1, 2]}}"),
    "several arrays are appended to": (
        "{x: {t: [1]}, y: {t: []}}",
        "[{target: '$[*].t', update: [9]}]",
        "{x: {t: [1, 9]}, y: {t: [9]}}",
    ),
    "the elements of an array are updated": (
        "{servers: [{url: a}, {url: b}]}",
        "[{target: '$.servers[*]', update: {x-ok: true}}]",
        "{servers: [{url: a, x-ok: true}, {url: b, x-ok: true}]}",
    ),
    "an array is replaced by remove and update": (
        "{a: {tags: [x, y]}}",
        "[{target: $.a.tags, remove: true}, {target: $.a, update: {tags: [z]}}]",
        "{a: {tags: [z]}}",
    ),
    # primitives
    "a primitive target is replaced": ("{a: {b: x}}", "[{target: $.a.b, update: y}]", "{a: {b: y}}"),
    "a primitive target can become null": ("{a: 1}", "[{target: $.a, update: null}]", "{a: null}"),
    "primitive elements are replaced": ("{a: [x, y, x]}", "[{target: \"$.a[?@=='x']\", update: z}]", "{a: [z, y, z]}"),
    "primitives of several types count as one kind": (
        "{a: [1, x, null]}",
        "[{target: '$.a[*]', update: 0}]",
        "{a: [0, 0, 0]}",
    ),
    # remove
    "a member is removed": ("{a: {b: 1, c: 2}}", "[{target: $.a.b, remove: true}]", "{a: {c: 2}}"),
    "two adjacent elements are removed": (
        "{a: [{n: x}, {n: x}, {n: y}]}",
        "[{target: \"$.a[?@.n=='x']\", remove: true}]",
        "{a: [{n: y}]}",
    ),
    "all elements are removed": ("{a: [1, 2, 3]}", "[{target: '$.a[*]', remove: true}]", "{a: []}"),
    "elements are removed at several depths": (
        "{a: [[x, y, x], x, [x], {b: [x]}]}",
        "[{target: \"$..[?@=='x']\", remove: true}]",
        "{a: [[y], [], {b: []}]}",
    ),
    "a node and its ancestor are removed together": (
        "{a: [{d: 1, c: [{d: 1}]}, {d: 2}]}",
        "[{target: '$..[?@.d==1]', remove: true}]",
        "{a: [{d: 2}]}",
    ),
    "elements of sibling arrays are removed": (
        "{a: [[1, 9], [9, 1], [9, 9]]}",
        "[{target: '$.a[*][?@==9]', remove: true}]",
        "{a: [[1], [1], []]}",
    ),
    "more than ten elements are removed in order": (
        "{a: [9, 1, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 2]}",
        "[{target: '$.a[?@==9]', remove: true}]",
        "{a: [1, 2]}",
    ),
    "nodes of several kinds are removed": ("{a: {b: 1, c: [], d: {}}}", "[{target: '$.a.*', remove: true}]", "{a: {}}"),
    "a place named twice is removed once": (
        "{a: {b: 1, c: 2}}",
        "[{target: \"$.a['b','b']\", remove: true}]",
        "{a: {c: 2}}",
    ),
    "a place named twice is appended to once": (
        "{a: {b: []}}",
        "[{target: \"$.a['b','b']\", update: [1]}]",
        "{a: {b: [1]}}",
    ),
    "remove: false leaves the update": ("{a: 1}", "[{target: $.a, update: 3, remove: false}]", "{a: 3}"),
    # JSONPath
    "a filter selects by a boolean": (
        "{p: {x: {deprecated: true}, y: {deprecated: 'true'}}}",
        "[{target: '$.p[?@.deprecated==true]', remove: true}]",
        "{p: {y: {deprecated: 'true'}}}",
    ),
    "a filter selects by two conditions": (
        "{p: [{a: x, b: y}, {a: x}]}",
        "[{target: \"$.p[?@.a=='x' && @.b=='y']\", update: {c: 1}}]",
        "{p: [{a: x, b: y, c: 1}, {a: x}]}",
    ),
    "a filter selects by either condition": (
        "{p: [{a: x}, {b: y}, {}]}",
        "[{target: \"$.p[?(@.a=='x' || @.b=='y')]\", update: {c: 1}}]",
        "{p: [{a: x, c: 1}, {b: y, c: 1}, {}]}",
    ),
    "a filter selects by existence": (
        "{p: [{a: null}, {}]}",
        "[{target: '$.p[?@.a]', update: {c: 1}}]",
        "{p: [{a: null, c: 1}, {}]}",
    ),
    "a filter selects by absence": (
        "{p: [{a: 1}, {}]}",
        "[{target: '$.p[?!@.a]', update: {c: 1}}]",
        "{p: [{a: 1}, {c: 1}]}",
    ),
    "a filter selects by a null": ("{p: [{a: null}, {}]}", "[{target: '$.p[?@.a==null]', remove: true}]", "{p: [{}]}"),
    "a filter compares numbers": ("{p: [{a: 1}, {a: 3}]}", "[{target: '$.p[?@.a>=2]', remove: true}]", "{p: [{a: 1}]}"),
    "match() tests the whole string": (
        "{p: [{a: get_x}, {a: xget_}]}",
        "[{target: \"$.p[?match(@.a, 'get_.*')]\", remove: true}]",
        "{p: [{a: xget_}]}",
    ),
    "search() tests a part of the string": (
        "{p: [{a: xgety}, {a: z}]}",
        "[{target: \"$.p[?search(@.a, 'get')]\", remove: true}]",
        "{p: [{a: z}]}",
    ),
    "length() counts": (
        "{p: [{a: [1]}, {a: [1, 2]}]}",
        "[{target: '$.p[?length(@.a)==2]', remove: true}]",
        "{p: [{a: [1]}]}",
    ),
    "count() counts nodes": (
        "{p: [{a: 1}, {a: 1, b: 2}]}",
        "[{target: '$.p[?count(@.*)==2]', remove: true}]",
        "{p: [{a: 1}]}",
    ),
    "value() takes a single node": (
        "{p: [{a: {c: 1}}, {}]}",
        "[{target: '$.p[?value(@..c)==1]', remove: true}]",
        "{p: [{}]}",
    ),
    "a filter may look from the root": (
        "{x-home: b, servers: [{url: a}, {url: b}]}",
        "[{target: \"$.servers[?@.url==$['x-home']]\", remove: true}]",
        "{x-home: b, servers: [{url: a}]}",
    ),
    "a filter may hold a filter": (
        "{p: {x: {get: {t: [paged]}}, y: {get: {t: []}}}}",
        "[{target: \"$.p[?@.get.t[?@=='paged']].get\", update: {ok: 1}}]",
        "{p: {x: {get: {t: [paged], ok: 1}}, y: {get: {t: []}}}}",
    ),
    "names with slashes, braces, quotes and dots are selected": (
        "{p: {'/a/{b}': {}, \"it's\": {}, '200': {}, 'a.b': {}}}",
        "[{target: \"$.p['/a/{b}','it\\\\'s','200','a.b']\", update: {ok: 1}}]",
        "{p: {'/a/{b}': {ok: 1}, \"it's\": {ok: 1}, '200': {ok: 1}, 'a.b': {ok: 1}}}",
    ),
    "a name that looks like an index or a slice is a name": (
        "{p: {'[0]': {}, '1:2': {}}}",
        "[{target: \"$.p['[0]', '1:2']\", update: {ok: 1}}]",
        "{p: {'[0]': {ok: 1}, '1:2': {ok: 1}}}",
    ),
    # copy
    "copy merges into its target": (
        "{a: {x: 1, l: [1]}, b: {y: 2, l: [2]}}",
        "[{target: $.b, copy: $.a}]",
        "{a: {x: 1, l: [1]}, b: {y: 2, l: [2, 1], x: 1}}",
    ),
    "copy appends an object to an array": (
        "{a: {x: 1}, b: []}",
        "[{target: $.b, copy: $.a}]",
        "{a: {x: 1}, b: [{x: 1}]}",
    ),
    "copy concatenates an array": ("{a: [1], b: [2]}", "[{target: $.b, copy: $.a}]", "{a: [1], b: [2, 1]}"),
    "copy replaces a primitive": ("{a: 1, b: 2}", "[{target: $.b, copy: $.a}]", "{a: 1, b: 1}"),
    "copy serves several targets": (
        "{a: {x: 1}, b: [{}, {}]}",
        "[{target: '$.b[*]', copy: $.a}]",
        "{a: {x: 1}, b: [{x: 1}, {x: 1}]}",
    ),
    "copy may take what holds its target": ("{a: {b: {}}}", "[{target: $.a.b, copy: $.a}]", "{a: {b: {b: {}}}}"),
    "copy takes the source as it was before": (
        "{a: {b: {}, c: {}}}",
        "[{target: '$.a.*', copy: $.a}]",
        "{a: {b: {b: {}, c: {}}, c: {b: {}, c: {}}}}",
    ),
    "copy of an array into itself doubles it": ("{a: [1, 2]}", "[{target: $.a, copy: $.a}]", "{a: [1, 2, 1, 2]}"),
    "update, copy and remove together move a node": (
        "{p: {old: {get: {}}}}",
        "[{target: $.p, update: {new: {}}}, {target: $.p.new, copy: $.p.old}, {target: $.p.old, remove: true}]",
        "{p: {new: {get: {}}}}",
    ),
    # sequence
    "a later action sees what an earlier one did": (
        "{a: {}}",
        "[{target: $.a, update: {b: {}}}, {target: $.a.b, update: {c: 1}}]",
        "{a: {b: {c: 1}}}",
    ),
    "removed and inserted again, the old value is gone": (
        "{a: {b: {c: 1}}}",
        "[{target: $.a.b, remove: true}, {target: $.a, update: {b: {d: 2}}}]",
        "{a: {b: {d: 2}}}",
    ),
    "an optional action may match nothing": ("{a: 1}", "[{target: $.b, update: 2, x-optional: true}]", "{a: 1}"),
    "an optional action that matches is done": ("{a: 1}", "[{target: $.a, update: 2, x-optional: true}]", "{a: 2}"),
    "an update that changes one of its members is done": (
        "{a: {b: 1, c: 1}}",
        "[{target: $.a, update: {b: 2, c: 1}}]",
        "{a: {b: 2, c: 1}}",
    ),
    "an update that changes one of its targets is done": (
        "{a: [{b: 1}, {b: 2}]}",
        "[{target: '$.a[*]', update: {b: 1}}]",
        "{a: [{b: 1}, {b: 1}]}",
    ),
    "fields of our own are allowed on actions": ("{a: 1}", "[{target: $.a, update: 2, x-source: doc:1}]", "{a: 2}"),
}


# What the standard lets pass, and we refuse unless we are asked to follow it.
BY_THE_STANDARD: dict[str, Case] = {
    "remove: true wins over update": ("{a: 1, b: 2}", "[{target: $.a, update: 3, remove: true}]", "{b: 2}"),
    "remove: true wins over copy": ("{a: 1, b: 2}", "[{target: $.a, copy: $.b, remove: true}]", "{b: 2}"),
    "remove: true wins over update and copy": (
        "{a: 1, b: 2}",
        "[{target: $.a, update: 3, copy: $.b, remove: true}]",
        "{b: 2}",
    ),
    "a target that matches nothing does nothing": ("{a: 1}", "[{target: $.b, update: 2}]", "{a: 1}"),
    "a copy to nowhere does nothing": ("{a: 1}", "[{target: $.b, copy: $.a}]", "{a: 1}"),
    "an update with what is there does nothing": ("{a: {b: 1}}", "[{target: $.a, update: {b: 1}}]", "{a: {b: 1}}"),
    "an action without a change does nothing": ("{a: 1}", "[{target: $.a}]", "{a: 1}"),
    "remove: false alone does nothing": ("{a: 1}", "[{target: $.a, remove: false}]", "{a: 1}"),
    "an index selects": ("{a: [1, 2]}", "[{target: '$.a[0]', remove: true}]", "{a: [2]}"),
    "a description may be empty": ("{a: 1}", "[{target: $.a, update: 2, description: ''}]", "{a: 2}"),
}


def overlay_of(actions: str) -> Document:
    listed = [{"description": "why", **action} for action in loads(f"a: {actions}", "actions").tree["a"]]
    head = {"overlay": "1.1.0", "info": {"title": "T", "version": "1"}}
    return loads(dump_yaml({**head, "actions": listed}), "overlay.yaml")


@pytest.mark.parametrize("case", BY_THE_STANDARD.values(), ids=BY_THE_STANDARD)
def test_the_standard_lets_pass_what_we_refuse(case: Case) -> None:
    before, actions, after = case
    document, overlay = loads(before, "before.yaml"), overlay_of(actions)
    assert apply(document, [overlay], standard=True) == loads(after, "after.yaml").tree
    with pytest.raises(Refused):
        apply(document, [overlay])


@pytest.mark.parametrize("standard", [False, True], ids=["strict", "standard"])
@pytest.mark.parametrize("case", DONE.values(), ids=DONE)
def test_an_action_does_what_the_standard_says(case: Case, standard: bool) -> None:
    before, actions, after = case
    found = apply(loads(before, "before.yaml"), [overlay_of(actions)], standard=standard)
    # As text: so that 1 isn't 1.0, and the order of keys counts.
    assert dump_json(found) == dump_json(loads(after, "after.yaml").tree)


def test_the_standard_does_not_look_at_the_file_that_an_overlay_extends() -> None:
    tree = {**overlay_of("[{target: $.a, update: 2}]").tree, "extends": "elsewhere.yaml"}
    overlay = loads(dump_yaml(tree), "overlay.yaml")
    assert apply(loads("{a: 1}", "before.yaml"), [overlay], standard=True) == {"a": 2}
    with pytest.raises(Refused, match="elsewhere"):
        apply(loads("{a: 1}", "before.yaml"), [overlay])
