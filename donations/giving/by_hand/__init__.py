"""What staff do to donations themselves: record, edit, review. Acts on many at once are in `desk/bulk`."""
