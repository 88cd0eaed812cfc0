"""Pairs of everyday nouns on which the matcher's thresholds were chosen.

Written for this purpose: ordinary language, no dataset. `SAME`: the first may stand for the second.
`DIFFERENT`: it may not, though they are near.
"""

SAME = [
    ("tabby", "cat"), ("kitten", "cat"), ("puppy", "dog"), ("girl", "person"), ("human", "person"),
    ("soccer player", "person"), ("bus driver", "person"), ("skateboarder", "person"),
    ("guy", "person"), ("people", "person"), ("crowd", "person"), ("family", "person"),
    ("couch", "sofa"), ("loveseat", "sofa"), ("armchair", "chair"), ("table", "dining table"),
    ("motorcycle", "motorbike"), ("bike", "bicycle"), ("taxi", "car"), ("airliner", "aeroplane"),
    ("yacht", "boat"), ("canoe", "boat"), ("television", "tv monitor"), ("purse", "handbag"),
    ("mug", "cup"), ("fridge", "refrigerator"), ("sneakers", "shoe"), ("bunny", "rabbit"),
    ("computer mouse", "mouse"), ("tennis ball", "sports ball"), ("smartphone", "cell phone"),
    ("hydrant", "fire hydrant"), ("stop light", "traffic light"), ("wine bottle", "bottle"),
    ("cattle", "cow"), ("bull", "cow"), ("pony", "horse"), ("herd of sheep", "sheep"),
    ("plant", "potted plant"), ("hoodie", "sweater"), ("iphone", "cell phone"),
    ("young woman in a red hat", "person"), ("cup of coffee", "cup"), ("face", "person"),
    ("bicycle wheel", "bicycle"), ("car door", "car"), ("wing", "aeroplane"), ("duckling", "duck"),
    ("cupboard", "cabinet"), ("ocean", "sea"), ("forest", "tree"), ("rug", "carpet"),
    ("pine", "tree"), ("cottage", "house"), ("sandal", "shoe"), ("bookcase", "bookshelf"),
]  # fmt: skip

DIFFERENT = [
    ("sky", "aeroplane"), ("cloud", "aeroplane"), ("water", "boat"), ("sea", "boat"),
    ("road", "car"), ("street", "car"), ("grass", "cow"), ("tree", "potted plant"),
    ("fork", "knife"), ("spoon", "fork"), ("plate", "bowl"), ("wolf", "dog"), ("fox", "dog"),
    ("zebra", "horse"), ("donkey", "horse"), ("goat", "sheep"), ("truck", "car"),
    ("helicopter", "aeroplane"), ("desk", "dining table"), ("stool", "chair"), ("bed", "sofa"),
    ("laptop", "tv monitor"), ("lemon", "orange"), ("duck", "goose"), ("rail", "train"),
    ("train track", "train"), ("saddle", "horse"), ("leash", "dog"), ("hat", "person"),
    ("shirt", "person"), ("wine", "bottle"), ("glass", "bottle"), ("rope", "boat"),
    ("fence", "sheep"), ("skateboard", "snowboard"), ("bus", "train"), ("happiness", "dog"),
    ("idea", "person"), ("morning", "person"), ("painting", "vase"), ("hot dog", "dog"),
    ("teddy bear", "bear"), ("guy", "cat"), ("mug", "person"), ("monitor", "person"),
    ("star", "person"), ("shadow", "person"), ("van", "person"), ("building", "person"),
    ("dvd player", "person"), ("orange juice", "orange"), ("street sign", "stop sign"),
    ("dog collar", "tie"), ("violin", "cello"), ("music", "guitar"), ("mouse", "cat"),
    ("motorcycle", "bicycle"), ("moth", "butterfly"), ("crow", "raven"), ("hill", "mountain"),
    ("train", "tram"), ("rat", "mouse"), ("computer keyboard", "laptop"),
]  # fmt: skip
