"""Payment methods, payments, refunds and disputes as Stripe keeps them."""
