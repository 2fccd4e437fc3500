"""Bytes to layers to leaves: a registry with priorities, one decoder per file, raw last.

`flow.decode_flow` takes a flow apart; `bodies.BODY_DECODERS` and `strings.STRING_DECODERS` are the two registries; an
opener gives `part.Part`s, which `unfold.Unfolding` turns into documents and searches for further layers within
`limits.Limits`.

Paths beyond contracts.md, decided here:

- a key that a JSON object repeats is `name#2`, so every value stays; a token (JWT) is `$.header` and `$.claims`;
- a file of a multipart form has its name at `field@filename`; the envelope header of Sentry is item `#0`;
- a script is `script[id=x]`, `script`, `script#2` ..., then `@name` of what the JSON is assigned to; an attribute is
  `tag@attribute` or `tag[name=x]@attribute`; visible text has its last three elements, `body>div>p#2`;
- a field of a form is `input[name=x]@value` (without a name `[id=x]`), `:not(:checked)` where the choice is not made,
  `textarea[name=x]@value`; a choice from a list `select[name=x]@value`, its words `select[name=x]>option`; `meta`
  goes by name or property; a comment is `comment`; rows of server components are `script@__next_f > #n`;
- metadata of pictures go by their own names: EXIF tags (`GPSLatitude`, decimal degrees), `dc:creator`, IPTC's `City`;
  text chunks and comments of picture files by their keyword, layer `image-text`; an SVG gives its words only (`xml`);
- a PDF is `page[1] > text` or, where a line has one, its label (`page[1] > Motif`), `field[name]`, `info@Title`; a line
  read in pixels (`ocr`) is `line[3] > text`, or its label;
- a query without any name (`?abc`) has the name "";
- values written into a GraphQL text are a tree by field and argument: `$.query > $.appointment.motive`;
- of a session recording only what could be read or typed stays, by event and element:
  `$.events[3] > input[name=motive]@value`; what an item's header of Sentry says beyond its kind is `#n@header`;
- a neutral XML element with a `name` goes by it, `/doc/field[@name='motive']`; a property list is a tree by its keys;
- SockJS and MQTT frames have the layer `websocket`, Engine.IO packets `socketio`, chunks behind their length `ndjson`;
- a server-sent event's name and id are `#n > event` and `#n > id`;
- JSON inside a JSON string has the layer `json-string`; JSON inside anything else `json`;
- a URL inside a value adds `url` to its query values, and to path segments and fragments only where that changes them.
"""
