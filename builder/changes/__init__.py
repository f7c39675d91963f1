"""What differs between two versions of an app, and how dangerous it is. Takes: documents. Gives: [Change]. Never: looks at live data.

`safe`: nobody loses anything. `lossy`: needs a person's consent; the old values stay in the tables. `blocked`: not publishable.
"""

from builder.changes.change import Change, Safety
from builder.changes.compare import compare

__all__ = ["Change", "Safety", "compare"]
