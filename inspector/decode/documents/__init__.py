"""Pages, papers and pictures: their text, their data and what they say of themselves."""
