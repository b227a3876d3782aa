"""Stripe's HTTP API as the sandbox answers it: parameters, routes, pages of lists."""
