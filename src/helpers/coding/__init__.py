"""Hand coding: draw mentions by chance, keep what coders say of them, and read it back."""
