from fixtures.mail import channel, road

__all__ = ["channel", "road"]
