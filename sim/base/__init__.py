"""A mistake with an address, kinds of array, the two languages, files written whole, and where files lie."""
