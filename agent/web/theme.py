"""The page's colours and letters for Gradio's own parts; the letters are those of the machine."""

# Gradio is only partly typed.
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

from typing import Any

LETTERS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
FIXED = ("ui-monospace", "SF Mono", "Consolas", "Liberation Mono", "monospace")


def theme() -> Any:
    """Gradio's plainest theme in the colours of `static/page.css`."""
    from gradio.themes import Base, Font

    base = Base(
        font=[Font(name) for name in LETTERS],
        font_mono=[Font(name) for name in FIXED],
        radius_size="lg",
    )
    return base.set(
        body_background_fill="#f6f5f1",
        body_background_fill_dark="#14161a",
        body_text_color="#1d1f23",
        body_text_color_dark="#e9e8e4",
        body_text_color_subdued="#5b606a",
        body_text_color_subdued_dark="#a0a4ad",
        block_background_fill="#ffffff",
        block_background_fill_dark="#1d2026",
        block_border_color="#dddad1",
        block_border_color_dark="#353a43",
        border_color_primary="#dddad1",
        border_color_primary_dark="#353a43",
        border_color_accent="#1f5f8b",
        border_color_accent_dark="#7db8de",
        color_accent="#1f5f8b",
        color_accent_soft="#e6eff5",
        color_accent_soft_dark="#223240",
        input_background_fill="#ffffff",
        input_background_fill_dark="#14161a",
        input_border_color="#dddad1",
        input_border_color_dark="#353a43",
        input_border_color_focus="#1f5f8b",
        input_border_color_focus_dark="#7db8de",
        button_primary_background_fill="#1f5f8b",
        button_primary_background_fill_dark="#7db8de",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#10202c",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_border_color="#dddad1",
        button_secondary_border_color_dark="#353a43",
        checkbox_background_color_selected="#1f5f8b",
        checkbox_background_color_selected_dark="#7db8de",
        checkbox_border_color_selected="#1f5f8b",
        checkbox_border_color_selected_dark="#7db8de",
        checkbox_label_background_fill_selected="#e6eff5",
        checkbox_label_background_fill_selected_dark="#223240",
        block_shadow="none",
        block_label_text_size="*text_sm",
        block_title_text_size="*text_sm",
    )
