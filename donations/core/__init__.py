"""What every capability stands on; knows no fundraising noun and no web request."""
