"""What people read of the marts: the pages of each role and the terminal."""
