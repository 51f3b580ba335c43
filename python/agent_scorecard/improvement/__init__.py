"""From measurement to improvement: what fails, what changed, whether it helped, and whether more may be given."""
