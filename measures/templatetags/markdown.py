"""Long texts of a report, written as Markdown."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from measures.models import Words
from measures.templatetags.record import html_language

register = template.Library()

# Markup in the text is text, and so is an image: nothing comes from elsewhere.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@register.filter
def markdown(words: Words, below: int = 0) -> str:
    """A text as HTML, marked with its language where that is not the page's; its headings so many levels lower."""
    tokens = MARKDOWN.parse(words.text)
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + below, 6)}"
    html: SafeString = mark_safe(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))  # noqa: S308
    return format_html('<div lang="{}">{}</div>', html_language(words.lang), html) if words.falls_back else html
