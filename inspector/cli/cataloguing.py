"""`rules`: the rules, classes and roles."""

import argparse

from inspector.cli.saying import DONE
from inspector.cli.writing import json_language, write_json
from inspector.messages import Translator


def list_catalogue(options: argparse.Namespace, t: Translator) -> int:
    from inspector.workspace.catalogue import list_rules, rule_lines

    if options.json:
        write_json(list_rules(json_language(options, t)), "-")
    else:
        for line in rule_lines(t):
            print(line)
    return DONE
