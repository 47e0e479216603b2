"""Where the plugins to the right lend this one their judgement: it may not import them.

``scdl_validation`` registers its engine when it loads. Without it descriptors get the checks of
:mod:`ckanext.scdl.catalogue.checking`, and prefilled values those of their list.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Optional

#: Judges a Table Schema: one French sentence per reason why it cannot be served.
DescriptorJudge = Callable[[Mapping[str, Any]], list[str]]
#: Judges the text of one column of a Table Schema: a French sentence, or an empty text when it is right.
ValueJudge = Callable[[Mapping[str, Any], str, str], str]

_descriptor_judge: Optional[DescriptorJudge] = None
_value_judge: Optional[ValueJudge] = None


def register(descriptor: DescriptorJudge, value: ValueJudge) -> None:
    """Let a plugin judge; the last one to register is asked."""
    global _descriptor_judge, _value_judge
    _descriptor_judge, _value_judge = descriptor, value


def descriptor_problems(descriptor: Mapping[str, Any]) -> list[str]:
    """What the engine finds wrong with a descriptor; nothing when no engine is loaded."""
    return _descriptor_judge(descriptor) if _descriptor_judge is not None else []


def value_problem(descriptor: Mapping[str, Any], column: str, text: str) -> str:
    """Why a column refuses a text; empty when it does not, or when no engine is loaded."""
    return _value_judge(descriptor, column, text) if _value_judge is not None else ""
