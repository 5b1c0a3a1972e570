"""What Scripts/experiments is made of."""
