#!/bin/sh
# The shop's own authority, and what it vouches for: a certificate and key for the broker, and for each agent and subscriber by name.
#
#     sh certificates.sh FOLDER BROKER NAME...      sh certificates.sh certs broker.example door west cloud
#
# BROKER is the host name or the address under which the agents reach the broker. What is there already is kept, so that a name can be
# added later. ca.key stays where nobody finds it: whoever has it can be anybody. Good for ten years.
set -eu
[ $# -ge 3 ] || { echo "usage: sh $0 FOLDER BROKER NAME...    (what they are stands at the top of the script)" >&2; exit 2; }
folder=$1 broker=$2
shift 2
umask 077
mkdir -p "$folder"
cd "$folder"

[ -f ca.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
  -keyout ca.key -out ca.pem -subj "/CN=Aisle shop"

vouch() { # name, extension
  [ -f "$1.pem" ] && return
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
  echo "$2" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile "$1.ext" -out "$1.pem"
  rm "$1.csr" "$1.ext"
}

case $broker in
*[!0-9.]*) vouch broker "subjectAltName=DNS:$broker" ;;
*) vouch broker "subjectAltName=IP:$broker" ;;
esac
for name; do vouch "$name" "extendedKeyUsage=clientAuth"; done
