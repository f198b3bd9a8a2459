"""Shows what asyncio does.

``python -m loopscope help`` lists the commands.
"""

from loopscope._version import __version__

__all__ = ["__version__"]
