"""translations/*.json: their shape, and texts as Home Assistant can show them."""

from collections.abc import Iterator
import re

from .subject import JsonObject, Subject, at, placeholders, read_json, texts

SECTIONS = {
    *("common", "conditions", "config", "config_subentries", "device"),
    *("device_automation", "entity", "entity_component", "exceptions", "issues"),
    *("options", "selector", "services", "system_health", "title", "triggers"),
}
FLOW = {
    *("abort", "create_entry", "entry_type", "error", "flow_title"),
    *("initiate_flow", "progress", "step"),
}
STEP = {
    *("data", "data_description", "description", "menu_option_descriptions"),
    *("menu_options", "sections", "submit", "title"),
}
FAULTS = {
    "refers to another text, which only core's own build resolves": r"\[%key:",
    "holds an address: give it as a placeholder": r"https?://",
    "holds HTML": r"</?[a-z]",
    "has a placeholder in single quotes, which is then shown as it is": r"'\{\w+\}'",
    "begins or ends with a space": r"^\s|\s$",
    "is empty": r"^$",
}


def check_translations(subject: Subject) -> Iterator[str]:
    """Check English, then every other language against it."""
    if (subject.root / "strings.json").exists():
        yield "strings.json is what core builds from; ours is translations/en.json"
    english = subject.english
    if not english:
        yield "translations/en.json is missing"
        return
    for key in english.keys() - SECTIONS:
        yield f"{key} is not a section"
    for path, text in texts(english):
        for fault, pattern in FAULTS.items():
            if re.search(pattern, text):
                yield f"{'.'.join(path)} {fault}"
        if path[-1] in {"title", "name"} and text.endswith("."):
            yield f"{'.'.join(path)} ends with a full stop"
    for name in ("config", "options"):
        yield from _check_flow(name, at(english, name))
    for name, flow in at(english, "config_subentries").items():
        yield from _check_flow(f"config_subentries.{name}", flow)
    for key, issue in at(english, "issues").items():
        if ("description" in issue) == ("fix_flow" in issue):
            yield f"issues.{key} must have a description or a fix_flow"
        yield from _check_flow(f"issues.{key}.fix_flow", at(issue, "fix_flow"))
    yield from _check_other_languages(subject)


def _check_flow(name: str, flow: JsonObject) -> Iterator[str]:
    for key in flow.keys() - FLOW:
        yield f"{name}.{key} is never shown"
    for step_id, step in at(flow, "step").items():
        for key in step.keys() - STEP:
            yield f"{name}.step.{step_id}.{key} is never shown"
        sections = {
            f"{step_id}.sections.{key}": section
            for key, section in at(step, "sections").items()
        }
        for where, part in {step_id: step, **sections}.items():
            named, described = at(part, "data"), at(part, "data_description")
            for field in named.keys() ^ described.keys():
                missing = "data" if field in described else "data_description"
                yield f"{name}.step.{where}: field {field} has no {missing}"


def _check_other_languages(subject: Subject) -> Iterator[str]:
    reference = dict(texts(subject.english))
    for path in sorted((subject.root / "translations").glob("*.json")):
        for key, text in texts(read_json(path)):
            where = f"{path.name}: {'.'.join(key)}"
            if key not in reference:
                yield f"{where} is not in en.json"
            elif placeholders(text) != placeholders(reference[key]):
                yield f"{where} has other placeholders than in en.json"
