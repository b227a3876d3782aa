"""Letters: composed from templates, handed to a post, remembered once they are sent."""
