"""The writing: shipped hands, the writer's own hand, and how a hand varies."""
