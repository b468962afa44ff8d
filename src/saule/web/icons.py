"""The small drawings beside words, each on a square of 24 by 24, drawn in the colour of the text."""

from django.utils.safestring import SafeString, mark_safe

SVG = (
    '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9"'
    ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">%s</svg>'
)
LINES = {
    "leaf": (
        '<path d="M12 22V6"/>'
        '<path d="M12 6C7 6 4 9 4 15c0 2 .4 3.4.8 4"/>'
        '<path d="M12 6c5 0 8 3 8 9 0 2-.4 3.4-.8 4"/>'
        '<path d="M12 9c-2 1-3.2 3-3.2 7"/>'
        '<path d="M12 9c2 1 3.2 3 3.2 7"/>'
    ),
    "next": '<path d="M5 12h13M13 6l6 6-6 6"/>',
    "matters": '<path d="M4 6h16M4 12h16M4 18h10"/>',
    "conversations": '<path d="M4 5h16v11H10l-5 4v-4H4z"/>',
    "mentions": ('<circle cx="12" cy="12" r="4"/><path d="M16 8v5.5a2.5 2.5 0 005 0V12a9 9 0 10-4 7.5"/>'),
    "promises": '<path d="M5 6h14v14H5zM5 10h14M9 3v4M15 3v4"/>',
    "public": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.2"/>'
        '<path d="M3 20c0-4 2.5-6 6-6s6 2 6 6"/>'
        '<path d="M15.5 5.2a3 3 0 010 5.6M17.5 14.3c2.2.7 3.5 2.6 3.5 5.7"/>'
    ),
    "reports": '<path d="M4 20h16M7 16v-5M12 16V5M17 16V9"/>',
    "outbox": '<path d="M4 5l16 7-16 7 3-7z"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="M16 16l4 4"/>',
    "more": ('<circle cx="5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/>'),
    "settings": '<circle cx="12" cy="12" r="4"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3"/>',
}
DRAWN: dict[str, SafeString] = {name: mark_safe(SVG % lines) for name, lines in LINES.items()}  # noqa: S308 - our own
