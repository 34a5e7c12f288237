"""The files room."""

import warnings

from django.apps import AppConfig
from PIL import Image

from lianzhi.foundation.files.rules.limits import MAX_PIXELS


class FilesConfig(AppConfig):
    name = "lianzhi.foundation.files"
    label = "files"

    def ready(self) -> None:
        """Let Pillow refuse decompression bombs from the header, as errors and at our own limit."""
        Image.MAX_IMAGE_PIXELS = MAX_PIXELS
        warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
