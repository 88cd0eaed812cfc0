"""ViT CLIP models through open_clip: loading, features, class activation, dense methods.

Read `load.py` first, then `features.py`.
"""
