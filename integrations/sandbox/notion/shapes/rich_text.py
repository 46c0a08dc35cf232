"""Rich text, icons, covers and dates. Limits: https://developers.notion.com/reference/request-limits"""

from __future__ import annotations

from integrations.sandbox.notion.shapes.checks import anything, boolean, keyed, listing, obj, one_of, or_null, text

COLORS = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
COLOR = one_of("default", *COLORS, *(f"{each}_background" for each in COLORS))
SELECT_COLOR = one_of("default", *COLORS)
URL = text(most=2000, least=1)
ID = text(most=64, least=1)
ANNOTATIONS = obj(
    optional={
        **dict.fromkeys(("bold", "italic", "strikethrough", "underline", "code"), boolean),
        "color": COLOR,
    }
)
LINK = or_null(obj({"url": URL}))
ITEM = keyed(
    {
        "text": obj({"content": text(most=2000)}, {"link": LINK}),
        "mention": anything,
        "equation": obj({"expression": text(most=1000)}),
    },
    # Notion overlooks what it told itself of a piece.
    {"annotations": ANNOTATIONS, "plain_text": anything, "href": anything},
)
RICH_TEXT = listing(ITEM, most=100)
EXTERNAL = obj({"url": URL})
FILE_UPLOAD = obj({"id": ID})
FILE = keyed({"external": EXTERNAL, "file_upload": FILE_UPLOAD, "file": obj({"url": URL}, {"expiry_time": anything})})
ICON = keyed(
    {
        "emoji": text(most=40, least=1),
        "external": EXTERNAL,
        "file_upload": FILE_UPLOAD,
        "custom_emoji": anything,
        "icon": anything,
    }
)
DATE = obj({"start": text(least=4, most=40)}, {"end": or_null(text(most=40)), "time_zone": or_null(text(most=64))})
