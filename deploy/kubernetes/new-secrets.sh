#!/bin/sh
# Prints the Secrets that summary.json asks for, with new random values, as YAML:
#
#   OIDC_CLIENT_SECRET=... GITHUB_TOKEN=... GITHUB_WEBHOOK_ACME=... GITHUB_WEBHOOK_GLOBEX=... CHAT_WEBHOOK_URL=... \
#     AUDIT_ANCHOR_S3=... deploy/kubernetes/new-secrets.sh | kubectl create -n openclaw -f -
#
# "create", not "apply": it fails on what exists, and a password that a database knows must not change under it.
# Values that must agree with each other (a server's password and the connections to it) are made together here.
set -eu

: "${OIDC_CLIENT_SECRET:?the secret of this client at your identity provider}"
: "${GITHUB_TOKEN:?a token that may read the repositories}"
: "${GITHUB_WEBHOOK_ACME:?the secret of the webhook of the first organisation}"
: "${GITHUB_WEBHOOK_GLOBEX:?the secret of the webhook of the second organisation}"
: "${CHAT_WEBHOOK_URL:?the incoming webhook of your chat}"
: "${AUDIT_ANCHOR_S3:?access key:secret key of the bucket that keeps the audit log's checkpoints}"

random() { openssl rand -hex 24; }

# secret <name> <key> <value>
secret() {
  printf -- '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\ntype: Opaque\ndata:\n  %s: %s\n' \
    "$1" "$2" "$(printf '%s' "$3" | openssl base64 -A)"
}

named() { secret "$1" "$1" "$2"; }

postgres=$(random)
redis=$(random)
rabbitmq=$(random)

named postgres-password "$postgres"
named statestore-connection "host=postgres-service port=5432 user=postgres password=$postgres database=state"
named audit-writer-password "$(random)"
named audit-reader-password "$(random)"
named audit-sealer-password "$(random)"
named audit-maintenance-password "$(random)"
named policy-writer-password "$(random)"
named policy-reader-password "$(random)"
named redis-password "$redis"
named redis-host redis-service:6379
named rabbitmq-password "$rabbitmq"
named rabbitmq-connection "amqp://guest:$rabbitmq@rabbitmq-service:5672"

# PKCS #8, as the gateway reads it.
signing=$(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)
named internal-token-signing-key "$signing"
named internal-token-public-key "$(printf '%s\n' "$signing" | openssl pkey -pubout)"

# The policy service signs with it what all others decide by. To change it, put the new public key behind the old one first,
# then replace the signing key and restart the policy service, and remove the old public key a minute later.
signing=$(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256)
named policy-bundle-signing-key "$signing"
named policy-bundle-public-key "$(printf '%s\n' "$signing" | openssl pkey -pubout)"

# The seed of the Ed25519 key that signs the audit log.
named audit-signing-key "$(openssl rand -base64 32)"

# Wraps the keys of the persons in the audit log. Losing it makes every personal field of the log unreadable.
named audit-master-key "$(openssl rand -base64 32)"

named audit-anchor-s3 "$AUDIT_ANCHOR_S3"

named oidc-client-secret "$OIDC_CLIENT_SECRET"
named github-token "$GITHUB_TOKEN"
named github-webhook-acme "$GITHUB_WEBHOOK_ACME"
named github-webhook-globex "$GITHUB_WEBHOOK_GLOBEX"
named chat-webhook-url "$CHAT_WEBHOOK_URL"

# Each app and its sidecar prove themselves to each other with two tokens of their own.
for app in audit briefing connector gateway notification opa policy; do
  secret "$app-dapr-api-token" token "$(random)"
  secret "$app-dapr-app-token" token "$(random)"
done
