#!/bin/sh
# Stands in for the entry point of the postgres image: makes a database once, and
# serves it. Anything else than "postgres" is run as it is (pg_isready …).
set -eu
if [ "$1" = postgres ]; then
	[ -s "$PGDATA/PG_VERSION" ] || initdb --pgdata "$PGDATA" --auth "${POSTGRES_HOST_AUTH_METHOD:?}"
	echo "host all all all $POSTGRES_HOST_AUTH_METHOD" >> "$PGDATA/pg_hba.conf"
	shift
	exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
fi
exec "$@"
