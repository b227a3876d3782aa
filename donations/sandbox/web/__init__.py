"""The sandbox over HTTP for browsers and for `donations sandbox`: pages, and the doors that steer it."""
