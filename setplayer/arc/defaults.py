"""The arcs that ship, all made from one source: `courses` for every route, `music_alone` for none."""

from setplayer.arc.courses import route_templates
from setplayer.arc.music_alone import music_templates
from setplayer.arc.template import arc_file


def default_arcs() -> dict[str, str]:
    """The text of each arc file that ships, by its name without `.yaml`."""
    return {template.file: arc_file(template) for template in (*route_templates(), *music_templates())}
