#!/bin/sh
# What agents and bridges of shops may do at the fleet's brokers, as definitions to be imported:
#
#     sh shops.sh acme/vienna/door acme/vienna/ears acme/linz | rabbitmqctl import_definitions
#
# tenant/store/agent is an agent that speaks to the fleet itself, tenant/store the bridge of a shop's own broker, which calls itself
# aisle_tenant_store there (`remote_clientid`, with `bridge_protocol_version mqttv311`). Their certificates come from ../mosquitto/certificates.sh. Each writes below its own topic, never node/ nor staff/, and reads
# what it is asked and what was acknowledged to it. Who is there already is set to this again.
set -eu
case ${1:-} in -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"; exit 0 ;; esac
[ $# -ge 1 ] || { echo "usage: sh $0 TENANT/STORE[/AGENT]...    (--help says what it prints)" >&2; exit 2; }
slug='[a-z0-9]([a-z0-9-]*[a-z0-9])?'
for name; do
  [ "$(printf %s "$name" | wc -l)" -eq 0 ] && printf %s "$name" | grep -Eqx "$slug/$slug(/$slug)?" ||
    { echo "$0: $name is neither tenant/store nor tenant/store/agent" >&2; exit 2; }
done

each() { # what to print of each, with commas between
  print=$1 comma=
  shift
  for name; do
    key="aisle[.]v1[.]$(printf %s "$name" | sed 's,/,[.],g')[.]"
    case $name in */*/*) agent= ;; *) agent='[^.#]+[.]' ;; esac
    printf '%s\n' "$comma"
    "$print"
    comma=,
  done
}
# Passwordless: only a certificate opens.
user() { printf '{"name":"aisle/v1/%s","password_hash":"","hashing_algorithm":"rabbit_password_hashing_sha256","tags":""}' "$name"; }
# The queue of its own subscription, under the client id that it bears.
permission() {
  own="mqtt-subscription-aisle_$(printf %s "$name" | tr / _)qos[01]"
  printf '{"user":"aisle/v1/%s","vhost":"/","configure":"^%s$","write":"^(%s|amq\\\\.topic)$","read":"^(%s|amq\\\\.topic)$"}' \
    "$name" "$own" "$own" "$own"
}
topic() {
  printf '{"user":"aisle/v1/%s","vhost":"/","exchange":"amq.topic",' "$name"
  printf '"write":"^%s(?!%s(node|staff)[.])","read":"^%s%s(request|ack)[.]"}' "$key" "$agent" "$key" "$agent"
}
echo '{"users":['
each user "$@"
echo '],"permissions":['
each permission "$@"
echo '],"topic_permissions":['
each topic "$@"
echo ']}'
