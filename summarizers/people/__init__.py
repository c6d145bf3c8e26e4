"""Who is named in an article: human beings and bodies, their spellings merged, their roles and ages kept.

Hand-weighted rules and packaged word lists, no model: ``runs`` cuts capitalised
words into pieces, ``evidence`` weighs them over the whole article, ``resolve``
and ``bodies`` merge the forms of one bearer, ``roles`` reads what is said of them.
"""

from summarizers.people.find import find_people

__all__ = ["find_people"]
