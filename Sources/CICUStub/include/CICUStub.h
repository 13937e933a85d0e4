// Nothing to import: this target only puts a symbol into the executable. See stub.c.
