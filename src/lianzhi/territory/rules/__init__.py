"""Pure rules of the territory: values in, values out."""
