"""No scrubbing: photos are shown as they are to whoever may see the case, and the pages say so."""

from PIL import Image

from lianzhi.foundation.files.scrubbers.box import Box


class Off:
    on = False

    def check_config(self) -> list[str]:
        return []

    def find(self, image: Image.Image) -> list[Box]:
        return []
