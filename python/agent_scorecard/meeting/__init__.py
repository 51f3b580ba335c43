"""What a weekly review asks of the published numbers: what moved, what stands out."""
