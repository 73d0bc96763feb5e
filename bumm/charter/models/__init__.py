"""What a BUMM's people agreed on: dated charters, the meetings that decide, and their resolutions."""

from bumm.charter.models.charters import Charter
from bumm.charter.models.meetings import Meeting, Voter
from bumm.charter.models.motions import Motion, Resolution, Vote
from bumm.charter.models.parts import CharterShareClass, WaterfallRow

__all__ = ["Charter", "CharterShareClass", "Meeting", "Motion", "Resolution", "Vote", "Voter", "WaterfallRow"]
