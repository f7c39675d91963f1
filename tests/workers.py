"""Which tests go to the same worker of xdist: those of one file, and all that read the mall's story on one kind of database — telling it costs more than reading it."""

from xdist.scheduler import LoadFileScheduling

STORY = "tests/scenarios/test_mall_"
READERS = tuple(f"{STORY}{name}.py" for name in ("customers", "dashboards", "drill", "facts", "footfall", "reports"))
POSTGRESQL = "[postgresql"


class ByStory(LoadFileScheduling):
    """`--dist loadfile`, where a story told in a session counts as one file."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if file not in READERS:
            return file
        return f"{STORY}{'postgresql' if POSTGRESQL in nodeid else 'sqlite'}"
