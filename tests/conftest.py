"""What all tests share."""

from tests.openai_server import openai_server

__all__ = ["openai_server"]
