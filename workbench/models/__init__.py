"""Models: what completes and scores text (`base`), the back ends, and which there are (`catalog`)."""
