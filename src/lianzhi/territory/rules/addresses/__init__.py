"""Free-text Chinese addresses: cut into elements (``tagging``), brought to normal form (``normal``). Pure. R-074."""
