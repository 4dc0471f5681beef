#!/bin/sh
# An authority of one's own, and what it vouches for: a certificate and key for the broker, and for each name that may speak to it.
#
#     sh certificates.sh FOLDER BROKER NAME...
#     sh certificates.sh shop broker.example door west ears cloud crm desk     the broker of one shop: agents, subscribers, who sees to them
#     sh certificates.sh central central.example acme/vienna cloud crm         the central one: shops, and subscribers
#
# BROKER is the host name or the address under which the broker is reached. The name is who they are (the certificate's common name). That
# of a subscriber, or of an agent to its own shop's broker, is its slug: it is also the {subscriber} or {asker} in topics. To a central
# broker a bare `door` would be the door of every shop, so there a shop is called tenant/store, and an agent that speaks to it itself
# tenant/store/agent: their certificates bear the whole topic below which they may write, aisle/v1/tenant/store, and lie in
# tenant.store.pem. What is there already is kept, so that a name can be added later. ca.key stays where nobody finds it: whoever has it can
# be anybody. Two brokers have two authorities, hence two folders. Good for ten years.
set -eu
case ${1:-} in -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"; exit 0 ;; esac
[ $# -ge 3 ] || { echo "usage: sh $0 FOLDER BROKER NAME...    (--help says what they are)" >&2; exit 2; }
folder=$1 broker=$2
shift 2

slug='[a-z0-9]([a-z0-9-]*[a-z0-9])?'
refuse() { echo "$0: $1" >&2; exit 2; }
for name; do
  printf %s "$name" | grep -Eqx "$slug(/$slug(/$slug)?)?" && [ "$(printf %s "$name" | wc -l)" -eq 0 ] ||
    refuse "$name is no name: lower-case letters, digits and inner hyphens, or tenant/store, or tenant/store/agent"
  case $name in aisle | ca | broker) refuse "nobody may be called $name" ;; esac
  case $name in */*) common=aisle/v1/$name ;; *) common=$name ;; esac
  [ ${#common} -le 64 ] || refuse "$common is longer than the 64 characters that a certificate has room for"
done

umask 077
mkdir -p "$folder"
cd "$folder"

[ -f ca.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
  -keyout ca.key -out ca.pem -subj "/CN=Aisle $(basename "$folder")"

vouch() { # file, common name, extensions
  [ -f "$1.pem" ] && return
  # A slash may stand in the name, so it does not part the subject here.
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$(printf %s "$2" | sed 's,/,\\/,g')"
  printf '%s\n' "$3" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile "$1.ext" -out "$1.pem"
  rm "$1.csr" "$1.ext"
}

# One that was made for another host would be kept, and nobody could connect.
if [ -f broker.pem ]; then
  had=$(openssl x509 -in broker.pem -noout -ext subjectAltName 2>/dev/null | sed -n 's/^ *\(DNS\|IP Address\)://p')
  [ "$had" = "$broker" ] || echo "kept: broker.pem (for ${had:-nobody knows whom}); remove it for $broker" >&2
fi
case $broker in
*[!0-9.]*) vouch broker broker "subjectAltName=DNS:$broker
extendedKeyUsage=serverAuth" ;;
*) vouch broker broker "subjectAltName=IP:$broker
extendedKeyUsage=serverAuth" ;;
esac
for name; do
  case $name in
  */*) vouch "$(printf %s "$name" | tr / .)" "aisle/v1/$name" "extendedKeyUsage=clientAuth" ;;
  *) vouch "$name" "$name" "extendedKeyUsage=clientAuth" ;;
  esac
done
