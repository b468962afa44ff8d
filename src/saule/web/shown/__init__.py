"""What everybody may read of the matters that a desk publishes: pages, feeds, data, cards, frames to embed.

None of it knows who asks: it is the same for all who read one language, is made once in a while, and sets no
cookie.
"""
