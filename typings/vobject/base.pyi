# ruff: noqa: N802 — the library's own names
class VObjectError(Exception): ...

class ContentLine:
    name: str
    value: str
    group: str | None
    params: dict[str, list[str]]
    singletonparams: list[str]

def textLineToContentLine(text: str, n: int | None = None) -> ContentLine: ...
