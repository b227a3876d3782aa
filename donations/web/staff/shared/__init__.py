"""What pages of several rooms are built from: act pages, fields, forms for recording."""
