"""Bytes to layers to leaves: a registry with priorities, one decoder per file, raw last.

`flow.decode_flow` takes a flow apart; `bodies.BODY_DECODERS` and `strings.STRING_DECODERS` are the two registries; an
opener gives `part.Part`s, which `unfold.Unfolding` turns into documents and searches for further layers within
`limits.Limits`.

Paths beyond contracts.md, decided here:

- a key that a JSON object repeats is `name#2`, so every value stays; a token (JWT) is `$.header` and `$.claims`;
- a file of a multipart form has its name at `field@filename`; the envelope header of Sentry is item `#0`;
- a script is `script[id=x]`, `script`, `script#2` ..., then `@name` of what the JSON is assigned to; an attribute is
  `tag@attribute` or `tag[name=x]@attribute`; visible text has its last three elements, `body>div>p#2`;
- a query without any name (`?abc`) has the name "";
- JSON inside a JSON string has the layer `json-string`; JSON inside anything else `json`;
- a URL inside a value adds `url` to its query values, and to path segments and fragments only where that changes them.
"""
