"""What evaluations share: the rules by name, the measures asked for, the systems given, a value a query."""
