"""Other packages' interfaces on fastrank's numbers; optional, imported by nobody."""
