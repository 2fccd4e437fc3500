"""The founding experiments (S1 to S9) alive: a second, shorter visit to the clinic, made once for each choice at the banner."""
