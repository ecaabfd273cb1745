"""Configuration."""
DEFAULTS = {"A": "1"}
LEVELS = ["x"]


class Settings:
    name = "settings"

    def __init__(self, level="info"):
        self.level = level


settings = Settings()
