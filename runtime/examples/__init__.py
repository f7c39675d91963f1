"""An app's own examples, run for real: given, steps, then. The door: `run(stage, example)`.

Takes: a Runtime on a scratch database with the app published, an Example. Gives: Outcome. Never: a database people work with.
"""

from runtime.examples.running import Outcome, run
from runtime.examples.stage import SteppedClock, open_stage

__all__ = ["Outcome", "SteppedClock", "open_stage", "run"]
