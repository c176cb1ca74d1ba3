"""Entity descriptions against translations and icons, both ways."""

from collections.abc import Iterator

from homeassistant.helpers.entity import EntityDescription

from .subject import Subject, at, placeholders


def check_entities(subject: Subject) -> Iterator[str]:
    """Check that every entity has its words and its picture, and that none is left over."""
    for platform, descriptions in subject.tables.items():
        keys = [description.key for description in descriptions]
        for key in {key for key in keys if keys.count(key) > 1}:
            yield f"{platform}.{key} is described twice"
        for description in descriptions:
            yield from _check_description(subject, platform, description)
    for section, tree in (("translations", subject.english), ("icons", subject.icons)):
        for platform, entities in at(tree, "entity").items():
            used = {d.translation_key for d in subject.tables.get(platform, ())}
            for key in entities.keys() - used:
                yield f"{section}: entity.{platform}.{key} belongs to no entity"


def _check_description(
    subject: Subject, platform: str, description: EntityDescription
) -> Iterator[str]:
    where, key = f"{platform}.{description.key}", description.translation_key
    if key is None and description.name is None:
        return  # It is what its device is for, and is called like it.
    if key is None:
        yield f"{where} has no translation key"
        return
    words = at(subject.english, "entity", platform, key)
    if "name" not in words:
        yield f"{where}: entity.{platform}.{key}.name is not translated"
    given = set(description.translation_placeholders or ())
    if placeholders(words.get("name", "")) != given:
        yield f"{where}: the name and the description differ in placeholders"
    if (options := getattr(description, "options", None)) is not None:
        for option in {*options} ^ at(words, "state").keys():
            yield f"{where}: state {option} is not both an option and translated"
    icon = at(subject.icons, "entity", platform, key)
    if not (description.device_class or description.icon or icon):
        yield f"{where} has neither a device class nor an icon"
    if description.icon:
        yield f"{where}: its icon belongs into icons.json"
