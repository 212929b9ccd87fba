"""The library: intake of files, listing, change, captions in and out, removal, and fetching from the web.

This is the face of the room: other rooms import from here, never past it (tests/test_faces.py).
"""

from chronos.videos.caption_files import (
    MAX_CAPTIONS_BYTES,
    MAX_CAPTIONS_SECONDS,
    Captions,
    parse_captions,
    read_captions,
    read_own_vtt,
)
from chronos.videos.captions import cues_from_words, to_vtt, words_from_cues
from chronos.videos.change_video import Change, change_video
from chronos.videos.check_language import LANGUAGE_PATTERN, MAX_LANGUAGE_CHARACTERS, check_language
from chronos.videos.details import CHOICES, MAX_TRACKS, Details, check_details, read_details, word_not_applied
from chronos.videos.fetch import MAX_URL_CHARACTERS, Fetcher, OnProgress, Patience, Wanted
from chronos.videos.import_url import Origin, import_video, read_origin
from chronos.videos.intake import (
    MAX_FILE_BYTES,
    Added,
    Entry,
    MediaFile,
    add_file,
    bring_in,
    drop_files,
    inspect_file,
    place_files,
    record_video,
    require_creator,
    settle_file,
)
from chronos.videos.library import (
    NO_AUDIO_TRACK,
    PENDING_CAPTIONS,
    Page,
    SourceFile,
    Step,
    Video,
    get_source,
    get_video,
    list_history,
    list_not_understood,
    list_videos,
    list_words,
    retry_video,
)
from chronos.videos.page_url import moment_url, seconds_parameter, video_url
from chronos.videos.receive_file import (
    OPENING_BYTES,
    authorize_file,
    check_opening,
    name_received,
    receive_file,
    transfer_object,
)
from chronos.videos.remove_video import Receipt, RemovedObject, remove_video
from chronos.videos.replace_captions import CaptionFile, replace_captions

__all__ = [
    "CHOICES",
    "LANGUAGE_PATTERN",
    "MAX_CAPTIONS_BYTES",
    "MAX_CAPTIONS_SECONDS",
    "MAX_FILE_BYTES",
    "MAX_LANGUAGE_CHARACTERS",
    "MAX_TRACKS",
    "MAX_URL_CHARACTERS",
    "NO_AUDIO_TRACK",
    "OPENING_BYTES",
    "PENDING_CAPTIONS",
    "Added",
    "CaptionFile",
    "Captions",
    "Change",
    "Details",
    "Entry",
    "Fetcher",
    "MediaFile",
    "OnProgress",
    "Origin",
    "Page",
    "Patience",
    "Receipt",
    "RemovedObject",
    "SourceFile",
    "Step",
    "Video",
    "Wanted",
    "add_file",
    "authorize_file",
    "bring_in",
    "change_video",
    "check_details",
    "check_language",
    "check_opening",
    "cues_from_words",
    "drop_files",
    "get_source",
    "get_video",
    "import_video",
    "inspect_file",
    "list_history",
    "list_not_understood",
    "list_videos",
    "list_words",
    "moment_url",
    "name_received",
    "parse_captions",
    "place_files",
    "read_captions",
    "read_details",
    "read_origin",
    "read_own_vtt",
    "receive_file",
    "record_video",
    "remove_video",
    "replace_captions",
    "require_creator",
    "retry_video",
    "seconds_parameter",
    "settle_file",
    "to_vtt",
    "transfer_object",
    "video_url",
    "word_not_applied",
    "words_from_cues",
]
