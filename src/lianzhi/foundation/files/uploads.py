"""Stop a photo that is too large while it arrives: neither memory nor disk is filled with it."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from lianzhi.foundation.files.rules.limits import MAX_BYTES

FIELD = "photo"


class PhotoLimit(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS. Skips a picture beyond the limit and notes it on the request."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if _pictures(self.field_name) and self.seen > MAX_BYTES:
            self.request.photo_too_large = int(self.request.META.get("CONTENT_LENGTH") or self.seen)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def _pictures(field: str) -> bool:
    """The field of a report, and the pictures asked for by a form of the forms room (``q-<code>-new``)."""
    return field == FIELD or (field.startswith("q-") and field.endswith("-new"))
