"""How much the exchanges tell: descriptions and exchanges changed one keyword at a time, and how many are noticed.

A *subject* is an effective spec with its good exchanges. A *mutant* is the spec with one keyword changed, wherever an
exchange touches it. It is caught where the findings (code, place, severity) on some exchange are others than with the
spec as it is; specs are never compared. Exchanges are the good ones, *planted* ones that break one keyword each, and
*edges*, that hold what is just allowed beside one fault elsewhere.

An exchange touches
  - a schema, where the engine's `evaluate()` went through it to judge a value, and the value fits it;
  - a property, an item or an additional property, where the value holds one, so that its schema is touched;
  - of the operation that it calls: the path, the method, the servers and the security in force, `required` of every
    parameter, all of a parameter that is sent; the request body and the response of its status, their media type, and
    the response's headers, as parameters.

What can't be told apart is not made: on the wire all values are texts, so where any text is allowed, no type is added.
"""
