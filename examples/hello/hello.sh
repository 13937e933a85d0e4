#!/usr/bin/env bash
# A careless program: it writes what it was given into its output. Start it with its variables injected, and Slipway
# masks what is secret in what it prints:
#
#     slipway run --app myapp -- examples/hello/hello.sh
set -eu

echo "hello from $SHOP_NAME, log level $LOG_LEVEL"
echo "charging with $STRIPE_KEY"
echo "connecting to postgres://shop:$DATABASE_PASSWORD@db.internal/shop"
# Encoded is not hidden: the same value as base64, as every HTTP client sends it.
echo "Authorization: Basic $(printf 'shop:%s' "$DATABASE_PASSWORD" | base64 -w 0)"
echo "signing sessions with $JWT_SECRET"
echo "$TLS_KEY"
